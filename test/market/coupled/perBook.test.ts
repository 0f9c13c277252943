import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { type CoupledExchange, openCoupled } from '../../../src/market/coupled/clear.ts';
import type { CoupledBook } from '../../../src/market/coupled/orders.ts';
import { bookClearings, singleOrders } from '../../../src/market/coupled/perBook.ts';
import { cleared, machine, order, QUARTER, SLOT } from './books.ts';
import { books, FEES, MARKETS } from './randomBooks.ts';

let exchange: CoupledExchange;
beforeAll(async () => {
  exchange = await openCoupled(highsHere, MARKETS, { fees: FEES });
});
afterAll(() => exchange.close());

it('shows each book what it may expect of orders on several', () => {
  const book: CoupledBook = {
    orders: [],
    converters: [
      machine('chp', 'sell', 1000, 5, [{ market: 'heat', per: 1.3335 }], {
        steps: [{ quantity: 500, cost: 6 }],
        source: 'chp',
      }),
    ],
    blocks: [
      {
        id: 'b',
        party: 'mill',
        items: [{ market: 'heat', slot_ms: SLOT, quantity: -700 }],
        limit: 0,
        leastShare: 1,
      },
    ],
    storages: [
      {
        id: 's',
        party: 'bank',
        market: 'power',
        charge: 10,
        discharge: 0,
        capacity: 10,
        level: 0,
        into: 1,
        outOf: 1,
        kept: 1,
        value: 0,
        cost: 0,
      },
    ],
  };
  const at = { slot_ms: SLOT };
  const chp = { party: 'chp', id: 'chp', side: 'sell', attributes: { sources: ['chp'] } };
  expect(singleOrders(book, [SLOT], 7)).toEqual([
    { ...chp, ...at, market: 'power', quantity: 1500, sequence: 7 },
    { ...chp, ...at, market: 'heat', quantity: 2001, sequence: 8 }, // 2000.25
    { party: 'mill', id: 'b', ...at, market: 'heat', side: 'buy', quantity: 700, sequence: 9 },
    { party: 'bank', id: 's:buy', ...at, market: 'power', side: 'buy', quantity: 10, sequence: 10 },
  ]);
});

it('joins a book of quarters to one of hours', async () => {
  // by hand: a heat pump at COP 3 in two quarters, at 50 and at 90 for power; heat for 15 units within the hour at 25 at most.
  // In the cheap quarter it has 4 units, so 12 of heat at 16.7; in the dear one heat would cost 30.
  const later = SLOT + QUARTER;
  const pump = (slot_ms: number) =>
    machine(`pump-${slot_ms}`, 'buy', 4000, 0, [{ market: 'heat', per: 3, slot_ms: SLOT }], {
      slot_ms,
      party: 'house',
      source: 'heat-pump',
    });
  const book: CoupledBook = {
    orders: [
      order('grid', 'sell', 90_000, 50_000, { id: 'a' }),
      order('grid', 'sell', 90_000, 90_000, { id: 'b', slot_ms: later }),
      order('mill', 'buy', 15_000, 25_000, { market: 'heat' }),
    ],
    converters: [pump(SLOT), pump(later)],
  };
  const result = await cleared(book, ['power', 'heat']);
  expect(result.converters.map(({ filled }) => filled)).toEqual([4000, 0]);
  expect(result.filled).toEqual([4000, 0, 12_000]);
  expect(result.trades.find(({ market }) => market === 'heat')!.source).toBe('heat-pump');
  const heat = bookClearings(book, result, 0).find(({ market, slot_ms }) => market === 'heat' && slot_ms === SLOT)!;
  expect([heat.price, heat.volume, heat.filled]).toEqual([25_000, 12_000, [12_000, 12_000, 0]]);
});

it('gives each book its own trades and fills, as one clearing each', async () => {
  await fc.assert(
    fc.asyncProperty(books(2), async (book) => {
      const result = await exchange.clear(book);
      const parts = bookClearings(book, result, 0);
      expect(parts.map(({ market, slot_ms, price }) => [market, slot_ms, price])).toEqual(
        result.markets.map(({ market, slot_ms, price }) => [market, slot_ms, price]),
      );
      expect(parts.reduce((sum, { trades }) => sum + trades.length, 0)).toBe(result.trades.length);
      const fills = new Map(
        parts.flatMap(({ market, slot_ms, orders, filled }) =>
          orders.map((o, k) => [`${slot_ms} ${market} ${o.party} ${o.id} ${o.side}`, filled[k]!] as const),
        ),
      );
      for (const [i, { slot_ms, market, party, id, side }] of book.orders.entries())
        expect(fills.get(`${slot_ms} ${market} ${party} ${id} ${side}`)).toBe(result.filled[i]);
      for (const { orders, filled } of parts)
        for (const [k, { quantity }] of orders.entries()) expect(filled[k]).toBeLessThanOrEqual(quantity);
    }),
    { seed: 6, numRuns: 100 },
  );
});
