import { utcMs } from '../../src/core/timeGrid.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { emptyBalances, post } from '../../src/market/ledger/balances.ts';
import { positions, settleSlot, tradeTransactions } from '../../src/market/ledger/settle.ts';
import { MICRO, moneyOf, priceOf, wholeOf } from '../../src/market/quanta.ts';
import type { Trade } from '../../src/market/trade.ts';
import { slotsOfDay } from '../market/ledger/slotsOfDay.ts';
import { readShared } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

const FOLDER = 'reference/market-and-live';
const caseOf = (name: string): unknown => JSON.parse(readShared(`${FOLDER}/${name}/case.json`));

interface Deviation {
  readonly id: string;
  readonly side?: 'buy' | 'sell';
  readonly traded: number;
  readonly metered: number;
  readonly expected: { readonly deviation: number };
}
interface Dual {
  readonly metered_net: Readonly<Record<string, number>>;
  readonly trades_net: Readonly<Record<string, number>>;
  readonly price_short: number;
  readonly price_long: number;
  readonly expected: { readonly charge: Readonly<Record<string, number>>; readonly operator_balance: number };
}
const cases = (): (Deviation | Dual)[] => (caseOf('settlement-deviation') as { cases: (Deviation | Dual)[] }).cases;
const slot = { market: 'power', slot_ms: 0 };
const tradeOf = (seller: string, buyer: string, kWh: number): Trade => {
  const quantity = wholeOf(kWh * 1000);
  const money = moneyOf(quantity, priceOf(0.05));
  const price = priceOf(0.05);
  const [orders, prices] = [
    { sellOrder: 's', buyOrder: 'b' },
    { buyPrice: price, sellPrice: price },
  ];
  return { ...slot, seller, buyer, ...orders, quantity, ...prices, buyerPays: money, sellerGets: money, fee: 0 };
};

/** Deviation of one party, kWh, into the bus positive, read off the entry that settles it. */
export function deviationCases(): Point[] {
  return cases()
    .filter((c): c is Deviation => 'side' in c)
    .map(({ side, traded, metered, expected }) => {
      const isSale = side === 'sell';
      const quanta = wholeOf(metered * 1000) * (isSale ? 1 : -1);
      const made = settleSlot({
        ...slot,
        revision: 0,
        rules: { imbalance: 'dual', losses: 'keep', surplus: 'keep' },
        retail: { buy: 1, sell: 1 },
        traded: positions([isSale ? tradeOf('x', 'utility:grid', traded) : tradeOf('utility:grid', 'x', traded)]),
        metered: { x: quanta, 'utility:grid': -quanta },
        utilities: [{ account: 'utility:grid', bill: 0 }],
      });
      const entry = made.find(({ key }) => key === 'deviation x')!;
      return { reference: expected.deviation, model: -entry.lines[0]!.quanta / 1000 };
    });
}

const dualCase = (): Dual => cases().find((c): c is Dual => 'price_short' in c)!;

/** What each has by the dual price, money; the operator is the imbalance account before it pays the grid. */
export function dualMoney(): Record<string, number> {
  const { metered_net, trades_net, price_short, price_long } = dualCase();
  // A sold 2.5 kWh and B bought them.
  const trades = [tradeOf('A', 'B', trades_net.A!)];
  const balances = emptyBalances();
  const metered = Object.fromEntries(Object.entries(metered_net).map(([party, kWh]) => [party, wholeOf(kWh * 1000)]));
  const sum = Object.values(metered).reduce((a, b) => a + b, 0);
  const made = settleSlot({
    ...slot,
    revision: 0,
    rules: { imbalance: 'dual', losses: 'keep', surplus: 'keep' },
    retail: { buy: priceOf(price_short), sell: priceOf(price_long) },
    traded: positions(trades),
    metered: { ...metered, 'utility:grid': -sum },
    utilities: [{ account: 'utility:grid', bill: 0 }],
  });
  post(balances, [...tradeTransactions(trades), ...made]);
  const traded = moneyOf(2500, priceOf(0.05));
  const of = (account: string, less = 0): number => ((balances.money.get(account) ?? 0) - less) / MICRO;
  return { A: of('A', traded), B: of('B', -traded), C: of('C'), operator: of('imbalance:power') };
}

const DUAL_KEYS = ['A', 'B', 'C'] as const;

interface Day {
  readonly tz: string;
  readonly date: string;
  readonly quarter_hours: number;
  readonly first_slot_utc?: string;
}
const QUARTER_MS = 900_000;

/** Quarter hours that start on a local date; where the case gives it, the first of them as well. */
export function dayCases(): { readonly reference: Day; readonly slots: readonly number[] }[] {
  return (caseOf('dst-slots') as { expected: Day[] }).expected.map((reference) => {
    const [year, month, day] = reference.date.split('-').map(Number) as [number, number, number];
    const rules = zoneRules(reference.tz, utcMs(year, month, day - 3), utcMs(year, month, day + 3));
    return { reference, slots: slotsOfDay(rules, [year, month, day], QUARTER_MS) };
  });
}

export const validations: readonly Validation[] = [
  {
    model: 'exchange',
    quantity: 'deviation_kWh',
    title: 'metered less traded of a seller that is short, one that is long, and a buyer that takes more',
    source: `gridsingularity/gsy-e, test_settlement_strategy.py (shared/${FOLDER}/settlement-deviation)`,
    tolerance: { absolute: 0 },
    points: given(deviationCases),
  },
  {
    model: 'exchange',
    quantity: 'charge_money',
    title:
      'what three parties pay by a dual imbalance price, and what the operator is left with before the grid is paid',
    source: `rule of lemlab, lem/settlement.py, worked by hand (shared/${FOLDER}/settlement-deviation)`,
    tolerance: { absolute: 0 },
    points: given(() => {
      const { expected } = dualCase();
      const money = dualMoney();
      return [
        ...DUAL_KEYS.map((party) => ({ reference: expected.charge[party]!, model: -money[party]! })),
        { reference: expected.operator_balance, model: money.operator! },
      ];
    }),
  },
  {
    model: 'exchange',
    quantity: 'slotsOfDay',
    title: 'quarter hours of local days, with clocks that go forward and back by an hour and by half of one',
    source: `IANA zone data through Python zoneinfo (shared/${FOLDER}/dst-slots)`,
    tolerance: { absolute: 0 },
    points: given(() =>
      dayCases().map(({ reference, slots }) => ({ reference: reference.quarter_hours, model: slots.length })),
    ),
  },
];
