import { MICRO, priceOf } from '../../src/market/quanta.ts';
import { type SharingRule, shareCommunity } from '../../src/market/sharing/sharing.ts';
import { caseOf } from '../market/auctionCases.ts';
import { callAuctionPoints } from '../market/auctionPoints.ts';
import { coefficientBills, scmCase } from '../market/communityCases.ts';
import { feeSteps } from '../market/feeCases.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

interface Formulas {
  readonly import_price: number;
  readonly export_price: number;
  readonly cases: readonly { readonly id: string; readonly G: number; readonly D: number }[];
}
type Prices = { readonly buy: number; readonly sell: number };
interface Expected {
  readonly id: string;
  readonly mmr: Prices;
  readonly sdr: Prices;
  readonly community_grid_bill: number;
  readonly bill_sharing: { readonly buyer_unit: number | null; readonly seller_unit: number | null };
}

/** Unit prices of one who feeds in and one who takes, beside the formulas, in cases where both move something. */
function pricePoints(
  rule: SharingRule,
  expectedOf: (row: Expected) => readonly [number | null, number | null],
): Point[] {
  const { cases, import_price, export_price } = caseOf('community-pricing-formulas') as Formulas;
  const rows = caseOf('community-pricing-formulas', 'expected.json') as Expected[];
  const retail = { party: 'utility:grid', sells: priceOf(import_price), buys: priceOf(export_price) };
  return cases.flatMap(({ id, G, D }) => {
    const positions = [
      { party: 'sun', net: 1000 * G },
      { party: 'mill', net: -1000 * D },
    ];
    const { shares } = shareCommunity(positions, rule, retail);
    const paid = (party: string): number => shares.find((s) => s.party === party)!.pays / MICRO;
    const [buy, sell] = expectedOf(rows.find((row) => row.id === id)!);
    return [
      ...(D > 0 ? [{ reference: buy!, model: paid('mill') / D }] : []),
      ...(G > 0 ? [{ reference: sell!, model: -paid('sun') / G }] : []),
    ];
  });
}

/** lemlab's table of prices over the ratio of generation to consumption. */
function tablePoints(): Point[] {
  const { table, table_cases } = caseOf('midpoint-and-community-price') as {
    table: { ratio: number[]; price: number[] };
    table_cases: [number, number][];
  };
  const rule: SharingRule = { kind: 'priceTable', ratio: table.ratio, price: table.price.map(priceOf) };
  const retail = { party: 'utility:grid', sells: priceOf(0.1), buys: priceOf(0.01) };
  return table_cases
    .filter(([ratio]) => ratio > 0)
    .map(([ratio, reference]) => {
      const [supply, demand] = [Math.round(1_000_000 * ratio), 1_000_000];
      const { shares } = shareCommunity(
        [
          { party: 'sun', net: supply },
          { party: 'mill', net: -demand },
        ],
        rule,
        retail,
      );
      const passes = Math.min(supply, demand) / 1000;
      const exported = (Math.max(supply - demand, 0) / 1000) * 0.01;
      const got = -shares.find((s) => s.party === 'sun')!.pays / MICRO;
      return { reference, model: (got - exported) / passes };
    });
}

const FORMULAS = 'Long et al. 2017, Liu et al. 2017 (shared/reference/market-and-live/community-pricing-formulas)';

export const validations: readonly Validation[] = [
  {
    model: 'exchangeAuction',
    quantity: 'volume_kWh',
    title: 'quantity that clears in 14 books, against a linear programme and a lecture',
    source: 'gsy-e, ASSUME, lecture of P. Pinson (shared/reference/market-and-live)',
    tolerance: { absolute: 1e-9 },
    points: given(() => callAuctionPoints('volume')),
  },
  {
    model: 'exchangeAuction',
    quantity: 'low_money_per_kWh',
    title: 'lower end of the competitive interval of 14 books, where two peers are wrong',
    source: 'gsy-e, ASSUME, lecture of P. Pinson (shared/reference/market-and-live)',
    tolerance: { absolute: 1e-9 },
    points: given(() => callAuctionPoints('low')),
  },
  {
    model: 'exchangeAuction',
    quantity: 'high_money_per_kWh',
    title: 'upper end of the competitive interval of 14 books, where two peers are wrong',
    source: 'gsy-e, ASSUME, lecture of P. Pinson (shared/reference/market-and-live)',
    tolerance: { absolute: 1e-9 },
    points: given(() => callAuctionPoints('high')),
  },
  {
    model: 'exchangeAuction',
    quantity: 'welfare_money',
    title: 'gain of buyers and sellers in 14 books, against a linear programme and by hand',
    source: 'gsy-e, ASSUME (shared/reference/market-and-live)',
    tolerance: { absolute: 1e-6 },
    points: given(() => callAuctionPoints('welfare')),
  },
  {
    model: 'exchangeFees',
    quantity: 'price_money_per_kWh',
    title: 'price after each of three networks, constant and in percent, from the offer and from the bid',
    source: 'gsy-e, grid fee accounting (shared/reference/market-and-live/grid-fees-three-levels)',
    tolerance: { absolute: 1e-9 },
    points: given(feeSteps),
  },
  {
    model: 'exchangeSharing',
    quantity: 'midMarket_money_per_kWh',
    title: 'prices at the mid-market rate with and without surplus',
    source: FORMULAS,
    tolerance: { absolute: 1e-6 },
    points: given(() => pricePoints({ kind: 'midMarket' }, ({ mmr }) => [mmr.buy, mmr.sell])),
  },
  {
    model: 'exchangeSharing',
    quantity: 'supplyDemand_money_per_kWh',
    title: 'prices by the ratio of supply to demand',
    source: FORMULAS,
    tolerance: { absolute: 1e-6 },
    points: given(() => pricePoints({ kind: 'supplyDemand' }, ({ sdr }) => [sdr.buy, sdr.sell])),
  },
  {
    model: 'exchangeSharing',
    quantity: 'billSharing_money_per_kWh',
    title: 'shares of the bill by use, of the credit by feeding in',
    source: FORMULAS,
    tolerance: { absolute: 1e-6 },
    points: given(() => pricePoints({ kind: 'billSharing' }, ({ bill_sharing: b }) => [b.buyer_unit, b.seller_unit])),
  },
  {
    model: 'exchangeSharing',
    quantity: 'priceTable_money_per_kWh',
    title: 'price by a table over the ratio of generation to consumption',
    source: 'lemlab, ex-post pricing (shared/reference/market-and-live/midpoint-and-community-price)',
    tolerance: { absolute: 1e-6 },
    points: given(tablePoints),
  },
  {
    model: 'exchangeSharing',
    quantity: 'bill_money',
    title: 'bills of homes that share by fixed coefficients, in two communities of two homes',
    source: 'gsy-e, self-consumption manager (shared/reference/market-and-live/community-coefficients)',
    tolerance: { absolute: 2e-6 },
    points: given(() => {
      const independent = caseOf('community-coefficients', 'independent.json') as Record<
        string,
        Record<string, { readonly bill: number }>
      >;
      // The third community is served in the order of a list by the peer.
      return scmCase()
        .cases.filter(({ id }) => id !== 'three-homes')
        .flatMap((one) =>
          [...coefficientBills(one).bills].map(([home, model]) => ({
            reference: independent[one.id]![home]!.bill,
            model,
          })),
        );
    }),
  },
];
