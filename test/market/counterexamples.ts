import type { Law, MechanismName } from '../../src/market/laws.ts';
import type { Order } from '../../src/market/order.ts';
import type { ClearingRules } from '../../src/market/trade.ts';
import { buy, numbered, RETAIL, sell } from './orders.ts';

/** A book that breaks a law, found by hand or by search. */
export interface Counterexample {
  readonly orders: readonly Order[];
  readonly rules?: ClearingRules;
  readonly draw?: number;
}

/** Two pairs: 90 meets 10, 70 meets 30. */
const TWO_PAIRS = numbered([
  buy('a', 1000, 90_000),
  buy('b', 1000, 70_000),
  sell('c', 1000, 10_000),
  sell('d', 1000, 30_000),
]);
const wants = (partner?: string, ...sources: string[]): Partial<Order> => ({
  attributes: { ...(partner === undefined ? {} : { partner }), sources },
});

/** Equals with quantities so small that rounding in one round moves two quanta in the next. */
const SMALL = numbered([
  sell('p3', 2, 5, wants('p0')),
  buy('p0', 2, 9, wants('p0')),
  buy('p1', 2, 9, wants('p0')),
  sell('p1', 2, 5, wants('p0')),
  buy('p0', 2, 9, wants('p0')),
  sell('p1', 6, 5, wants('p0')),
  sell('p0', 5, 5, wants('p1')),
  sell('p3', 10, 5, wants('p0')),
  buy('p0', 7, 9, wants('p2')),
  buy('p0', 2, 9, wants('p3')),
  buy('p1', 7, 9, wants('p0')),
  sell('p2', 10, 5, wants('p1')),
]);

export const COUNTEREXAMPLES: Readonly<Partial<Record<`${MechanismName}/${Law}`, Counterexample>>> = {
  'payAsBid/price': { orders: TWO_PAIRS },
  'payAsOffer/price': { orders: TWO_PAIRS },
  'midpoint/price': { orders: numbered([buy('a', 1000, 90_000), buy('b', 1000, 50_000), sell('c', 2000, 10_000)]) },
  // c goes to its friend a at 20, though b pays 80.
  'attributes/welfare': {
    orders: numbered([buy('a', 1000, 20_000, wants('c')), buy('b', 1000, 80_000), sell('c', 1000, 10_000)]),
  },
  'attributes/price': {
    orders: numbered([
      buy('a', 1000, 90_000, wants(undefined, 'solar')),
      buy('b', 1000, 50_000),
      sell('c', 2000, 10_000, wants(undefined, 'solar')),
    ]),
  },
  'attributes/splitting': { orders: SMALL, draw: 39_319 },
  // 200 for solar, where the retailer sells at 160.
  'attributes/retail': {
    orders: numbered([
      buy('a', 1000, 170_000, { attributes: { sources: ['solar'], preferredLimit: 400_000 } }),
      sell('c', 1000, 50_000, wants(undefined, 'solar')),
    ]),
    rules: { retail: RETAIL },
  },
  // The dear sale meets the first purchase, and the second finds nobody.
  'continuous/welfare': {
    orders: numbered([sell('c', 1000, 60_000), buy('a', 1000, 90_000), sell('d', 1000, 10_000), buy('b', 1000, 5_000)]),
  },
  'continuous/price': { orders: numbered([sell('c', 1000, 10_000), sell('d', 1000, 30_000), buy('a', 2000, 90_000)]) },
  'continuous/arrival': { orders: numbered([sell('c', 1000, 10_000), buy('a', 1000, 90_000)]), draw: 0 },
};
