import { MICRO, priceOf } from '../../src/market/quanta.ts';
import { type Sharing, shareCommunity } from '../../src/market/sharing/sharing.ts';
import { caseOf } from './auctionCases.ts';

interface Home {
  readonly id: string;
  readonly prod: number;
  readonly cons: number;
  readonly coef: number;
}
export interface Scm {
  readonly id: string;
  readonly homes: readonly Home[];
  readonly expected_source: { readonly from_community: number; readonly to_grid?: number };
}
interface ScmFile {
  readonly tariff: {
    readonly feed_in: number;
    readonly market_maker: number;
    readonly import_fee: number;
    readonly per_kwh: readonly number[];
    readonly monthly: number;
    readonly slots_per_month: number;
    readonly fee_reduction: number;
  };
  readonly cases: readonly Scm[];
}
export const scmCase = (): ScmFile => caseOf('community-coefficients') as ScmFile;

/** Bills of homes that share by fixed coefficients, money, with the slot's part of the monthly charge. */
export function coefficientBills({ homes }: Scm): { sharing: Sharing; bills: Map<string, number> } {
  const { tariff: t } = scmCase();
  const name = (id: string): string => id.toLowerCase();
  const sharing = shareCommunity(
    homes.map(({ id, prod, cons }) => ({ party: name(id), net: Math.round(1000 * (prod - cons)) })),
    {
      kind: 'staticKeys',
      keys: Object.fromEntries(homes.map(({ id, coef }) => [name(id), coef])),
      price: priceOf(t.market_maker + t.import_fee * (1 - t.fee_reduction)),
    },
    {
      party: 'utility:grid',
      sells: priceOf(t.market_maker + t.import_fee + t.per_kwh.reduce((a, b) => a + b, 0)),
      buys: priceOf(t.feed_in),
    },
  );
  const fixed = t.monthly / t.slots_per_month;
  const bills = new Map(sharing.shares.map(({ party, pays }) => [party.toUpperCase(), pays / MICRO + fixed]));
  return { sharing, bills };
}
