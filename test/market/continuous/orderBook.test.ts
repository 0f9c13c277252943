import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OrderBook } from '../../../src/market/continuous/orderBook.ts';
import { SortedPrices } from '../../../src/market/continuous/sortedPrices.ts';
import { wedgeOf } from '../../../src/market/fees.ts';
import type { Order } from '../../../src/market/order.ts';
import type { ClearingRules } from '../../../src/market/trade.ts';
import { buy, RETAIL, sell } from '../orders.ts';
import { reachable } from '../reachable.ts';

const id = (order: Order, name: string, more: Partial<Order> = {}): Order => ({ ...order, id: name, ...more });
const told = (book: OrderBook, order: Order): unknown[] =>
  book.submit(order).trades.map((t) => [t.sellOrder, t.buyOrder, t.quantity, t.buyPrice, t.sellPrice]);
const waits = (book: OrderBook): [string, number][] => book.open().map(({ order, left }) => [order.id, left]);

it('an example by hand: price first, then time, at the price of who waited', () => {
  const book = new OrderBook('power', { fee: 10 });
  for (const order of [
    id(sell('a', 500, 120), 'a1'),
    id(sell('b', 500, 100), 'b1'),
    id(sell('c', 500, 100), 'c1'),
    id(buy('d', 500, 50), 'd1'),
  ])
    expect(book.submit(order)).toMatchObject({ trades: [], resting: 500 });
  // 110 reaches the sales at 100 with the fee, in their order; 200 are left and wait
  expect(told(book, id(buy('e', 1200, 110), 'e1'))).toEqual([
    ['b1', 'e1', 500, 110, 100],
    ['c1', 'e1', 500, 110, 100],
  ]);
  expect(waits(book)).toEqual([
    ['e1', 200],
    ['d1', 500],
    ['a1', 500],
  ]);
  // A sale gets what the purchase that waited pays, less the fee.
  expect(told(book, id(sell('f', 600, 40), 'f1'))).toEqual([
    ['f1', 'e1', 200, 110, 100],
    ['f1', 'd1', 400, 50, 40],
  ]);
  // at any price, and no more than there is
  expect(book.submit(id(buy('g', 900), 'g1'))).toMatchObject({
    resting: 0,
    trades: [{ quantity: 500, buyPrice: 130 }],
  });
  expect(book.submit(id(buy('g', 900), 'g2'))).toMatchObject({ resting: 0, trades: [] });
  expect(waits(book)).toEqual([['d1', 100]]);
});

it('immediate orders do not wait; cancelled ones are gone', () => {
  const book = new OrderBook('power', {});
  book.submit(id(sell('a', 500, 100), 'a1'));
  expect(book.submit(id(buy('b', 800, 100), 'b1', { immediate: true }))).toMatchObject({
    resting: 0,
    trades: [{ quantity: 500 }],
  });
  book.submit(id(buy('b', 800, 90), 'b2'));
  book.submit(id(buy('b', 700, 90), 'b3'));
  expect(book.cancel('b', 'b2')).toBe(800);
  expect(book.cancel('b', 'b2')).toEqual({
    party: 'b',
    order: 'b2',
    code: 'unknownOrder',
    reason: 'no order "b2" of b waits; it may be filled or cancelled already',
  });
  // nobody reaches another's
  expect(book.cancel('a', 'b3')).toMatchObject({ code: 'unknownOrder' });
  expect(waits(book)).toEqual([['b3', 700]]);
  expect(book.submit(id(buy('b', 1, 1), 'b3')).rejection).toMatchObject({ code: 'replayed' });
});

it('keeps its queues whole whatever is cancelled first', () => {
  const names = ['a', 'b', 'c', 'd'];
  for (const first of names)
    for (const second of names.filter((name) => name !== first)) {
      const book = new OrderBook('power', {});
      for (const name of names) book.submit(id(sell(name, 100, 50), name));
      book.cancel(first, first);
      book.cancel(second, second);
      const left = names.filter((name) => name !== first && name !== second);
      expect(waits(book).map(([name]) => name)).toEqual(left);
      expect(told(book, id(buy('e', 150, 50), 'e')).map((t) => (t as string[])[0])).toEqual(left);
      book.cancel(left[1]!, left[1]!);
      expect([book.size, waits(book)]).toEqual([0, []]);
    }
});

it('takes nothing after gate closure', () => {
  const book = new OrderBook('power', {});
  book.submit(id(sell('a', 500, 100), 'a1'));
  expect(book.close().map(({ order, left }) => [order.id, left])).toEqual([['a1', 500]]);
  expect([book.size, book.submit(buy('b', 1, 100)).rejection?.code]).toEqual([0, 'late']);
});

it('the retailer stands behind the book', () => {
  const book = new OrderBook('power', { retail: RETAIL });
  book.submit(id(sell('a', 500, 100_000), 'a1'));
  expect(told(book, id(buy('b', 900, 170_000), 'b1'))).toEqual([
    ['a1', 'b1', 500, 100_000, 100_000],
    ['retail', 'b1', 400, 160_000, 160_000],
  ]);
  // A sale at the retailer's price or below does not wait.
  expect(told(book, id(sell('a', 300, 40_000), 'a2'))).toEqual([['a2', 'retail', 300, 40_000, 40_000]]);
  expect(book.size).toBe(0);
});

it('orders of one party that meet are own use', () => {
  const book = new OrderBook('power', { fee: 5 });
  book.submit(id(sell('a', 500, 100), 'a1'));
  expect(book.submit(id(buy('a', 700, 110), 'a2'))).toEqual({
    trades: [],
    own: [{ party: 'a', sellOrder: 'a1', buyOrder: 'a2', quantity: 500 }],
    resting: 200,
  });
});

type Event = { readonly order: Order } | { readonly cancel: number };
const events: fc.Arbitrary<readonly Event[]> = fc
  .array(
    fc.record({
      cancel: fc.integer({ min: -2, max: 60 }),
      sells: fc.boolean(),
      party: fc.integer({ min: 0, max: 4 }),
      quantity: fc.integer({ min: 1, max: 30 }),
      limit: fc.integer({ min: 0, max: 12 }),
      immediate: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((list) =>
    list.map(
      (e, k): Event =>
        e.cancel >= 0 && e.cancel < k && e.cancel % 3 === 0
          ? { cancel: e.cancel }
          : {
              order: id(
                (e.sells ? sell : buy)(`p${e.party}`, e.quantity, e.limit === 0 ? undefined : e.limit),
                `o${k}`,
                {
                  sequence: k,
                  immediate: e.immediate && e.limit % 2 === 0,
                },
              ),
            },
    ),
  );

/** The plainest book: a list that is searched from end to end for every event. */
function plainly(list: readonly Event[], rules: ClearingRules): unknown[] {
  const wedge = wedgeOf([{ account: 'network:power', constant: rules.fee ?? 0 }]);
  let open: { order: Order; left: number; price: number }[] = [];
  const out: unknown[] = [];
  list.forEach((event) => {
    if ('cancel' in event) {
      open = open.filter(({ order }) => order.id !== `o${event.cancel}`);
      return;
    }
    const { order } = event;
    const buys = order.side === 'buy';
    const price = order.limit === undefined ? (buys ? 1e9 : -1e9) : buys ? wedge.toSeller(order.limit) : order.limit;
    let { quantity: left } = order;
    while (left > 0) {
      const others = open.filter((o) => o.order.side !== order.side && (buys ? o.price <= price : o.price >= price));
      const best = others.sort(
        (a, b) => (buys ? a.price - b.price : b.price - a.price) || a.order.sequence - b.order.sequence,
      )[0];
      if (best === undefined) break;
      const quantity = Math.min(left, best.left);
      out.push([best.order.id, order.id, quantity, best.order.party === order.party ? 'own' : best.price]);
      left -= quantity;
      best.left -= quantity;
      open = open.filter((o) => o.left > 0);
    }
    if (left > 0 && order.limit !== undefined && order.immediate !== true) open.push({ order, left, price });
  });
  return out;
}

it('does as a plain list does, stopped and gone on anywhere', () => {
  fc.assert(
    fc.property(events, fc.constantFrom(0, 2), fc.nat(60), (list, fee, stop) => {
      let book = new OrderBook('power', { fee });
      const out: unknown[] = [];
      list.forEach((event, k) => {
        if (k === stop) book = new OrderBook('power', { fee }, structuredClone(book.open()));
        if ('cancel' in event) {
          const of = list[event.cancel]!;
          if ('order' in of) book.cancel(of.order.party, of.order.id);
          return;
        }
        const buys = event.order.side === 'buy';
        const { trades, own } = book.submit(event.order);
        const parts = [
          ...trades.map((t) => [buys ? t.sellOrder : t.buyOrder, event.order.id, t.quantity, t.sellPrice]),
          ...own.map((o) => [buys ? o.sellOrder : o.buyOrder, event.order.id, o.quantity, 'own']),
        ];
        out.push(...parts);
      });
      const sorted = (rows: unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
      expect(sorted(out)).toEqual(sorted(plainly(list, { fee })));
    }),
    { seed: 6, numRuns: 300 },
  );
});

it('holds what is open and nothing of what was', () => {
  const book = new OrderBook('power', {});
  const empty = reachable(book);
  for (let k = 0; k < 3000; k++) {
    book.submit(id(sell(`p${k % 40}`, 10, 1000 + ((k * 7919) % 1000)), `o${k}`));
    book.submit(id(buy(`q${k % 40}`, 10, 1 + ((k * 104_729) % 900)), `o${k}`));
    if (k % 5 === 0) book.submit(id(buy('r', 10), `o${k}`));
    if (k >= 20) book.cancel(`p${(k - 20) % 40}`, `o${k - 20}`);
    if (k >= 20) book.cancel(`q${(k - 20) % 40}`, `o${k - 20}`);
  }
  expect(book.size).toBeLessThan(45);
  expect(reachable(book)).toBeLessThan(empty + 45 * 6);
  book.close();
  expect(reachable(book)).toBe(empty);
});

it('keeps prices in order', () => {
  const prices = new SortedPrices();
  const list = Array.from({ length: 2000 }, (_, k) => (k * 7919) % 2003);
  for (const price of list) prices.add(price);
  expect([...prices]).toEqual(list.toSorted((a, b) => a - b));
  for (const price of list.slice(0, 1900)) prices.remove(price);
  const left = list.slice(1900).sort((a, b) => a - b);
  expect([[...prices], prices.size, prices.least, prices.most]).toEqual([left, 100, left[0], left[99]]);
});
