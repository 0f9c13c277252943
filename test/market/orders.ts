import fc from 'fast-check';
import type { Order } from '../../src/market/order.ts';
import type { Clearing, ClearingRules, Trade } from '../../src/market/trade.ts';

export const SLOT_MS = 1_672_531_200_000;

const order =
  (side: 'buy' | 'sell') =>
  (party: string, quantity: number, limit?: number, more: Partial<Order> = {}): Order => ({
    id: `${side}-${limit ?? 'market'}`,
    party,
    market: 'power',
    slot_ms: SLOT_MS,
    side,
    quantity,
    sequence: 0,
    ...(limit === undefined ? {} : { limit }),
    ...more,
  });
export const buy = order('buy');
export const sell = order('sell');

/** Orders with ids and places of arrival that are theirs alone. */
export const numbered = (orders: readonly Order[]): Order[] =>
  orders.map((o, k) => ({ ...o, id: `o${k}`, sequence: k }));

/** A book drawn at random: few parties and few prices, so that ties and trades with oneself are many. */
export const books = (most = 24): fc.Arbitrary<readonly Order[]> =>
  fc
    .array(
      fc.record({
        sells: fc.boolean(),
        party: fc.integer({ min: 0, max: 5 }),
        quantity: fc.integer({ min: 1, max: 40 }),
        // One in nine at any price; some below 0.
        limit: fc.integer({ min: -3, max: 21 }),
        market: fc.integer({ min: 0, max: 8 }),
        partner: fc.integer({ min: -9, max: 5 }),
        sources: fc.constantFrom([], [], ['solar'], ['wind'], ['wind', 'solar']),
        preferred: fc.constantFrom(undefined, undefined, 60_000, 200_000),
      }),
      { maxLength: most },
    )
    .map((drafts) =>
      numbered(
        drafts.map(({ sells, party, quantity, limit, market, partner, sources, preferred }) =>
          (sells ? sell : buy)(`p${party}`, 1000 * quantity + 7 * party, market === 0 ? undefined : 10_000 * limit, {
            attributes: {
              ...(partner < 0 ? {} : { partner: `p${partner}` }),
              sources,
              ...(preferred === undefined || sells ? {} : { preferredLimit: preferred }),
            },
          }),
        ),
      ),
    );

export const RETAIL = { party: 'utility:grid', sells: 160_000, buys: 40_000 };

/** Rules drawn at random: with and without fees and retailer, whose spread may be narrower than the fee. */
export const rules: fc.Arbitrary<ClearingRules> = fc.record(
  {
    k: fc.constantFrom(0, 0.5, 1, 0.3),
    fee: fc.constantFrom(0, 7_001, 30_000),
    levels: fc.constantFrom([{ account: 'network:up', share: 0.05 }], [{ account: 'congestion:up', constant: 3 }]),
    reference: fc.constant(90_000),
    retail: fc.constantFrom(
      RETAIL,
      { party: 'utility:grid', sells: 100_000 },
      { party: 'utility:grid', buys: 60_000 },
      { party: 'utility:grid', sells: 90_000, buys: 90_000 },
      { party: 'utility:grid', sells: 95_000, buys: 80_000 },
    ),
  },
  { requiredKeys: [] },
);

export const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** What a party's balance changes by, by party and account: what it gets less what it pays. */
export function moneyBy(trades: readonly Trade[]): Map<string, number> {
  const money = new Map<string, number>();
  const add = (party: string, amount: number): unknown => money.set(party, (money.get(party) ?? 0) + amount);
  for (const t of trades) {
    add(t.buyer, -t.buyerPays);
    add(t.seller, t.sellerGets);
    add(`network:${t.market}`, t.fee);
  }
  return money;
}

/** Filled quanta by order id. */
export const fillsOf = (orders: readonly Order[], { filled }: Clearing): Map<string, number> =>
  new Map(orders.map((o, k) => [`${o.party}/${o.id}`, filled[k]!]));
