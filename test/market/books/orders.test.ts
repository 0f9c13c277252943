import { expect, it } from 'vitest';
import { apply } from '../../../src/market/books/apply.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { deskOf, exchangeRecord, marketOf, orderOf, Q, START_MS, tradeOf } from './bench.ts';
import { GATE_MS, slotByHand } from './slotByHand.ts';

const END_MS = START_MS + Q;

it('refuses orders and trades that cannot be, and books nothing of them', () => {
  const desk = slotByHand(deskOf());
  const before = structuredClone({ ...desk.books, hash: undefined });
  const late = orderOf('mill', 'buy', 1, 1, START_MS + Q);
  const sale = orderOf('works', 'sell', 100, 50, START_MS + Q);
  const orders = (...taken: (typeof late)[]): JournalRecord => ({ kind: 'orders', at_ms: END_MS, taken, refused: [] });
  expect(() => apply(desk.books, orders(late))).toThrow(
    `order mill/buy-1 on power/${END_MS}: came at ${END_MS}, after gate closure at ${END_MS - 300_000}`,
  );
  expect(() => apply(desk.books, orders({ ...late, market: 'heat' }))).toThrow(
    'there is no market "heat"; there are power',
  );
  expect(() => apply(desk.books, orders({ ...late, slot_ms: 1 }))).toThrow('no slot of 900 s starts then');
  expect(() => apply(desk.books, orders({ ...late, party: 'nobody' }))).toThrow('there is no party "nobody"');
  expect(() => apply(desk.books, orders({ ...late, quantity: 0.5 }))).toThrow(
    'asks for 0.5 quanta, expected a whole number above 0',
  );
  expect(structuredClone({ ...desk.books, hash: undefined })).toEqual({
    ...before,
    slots: expect.anything() as unknown,
  });

  const next = deskOf();
  const buy = orderOf('mill', 'buy', 1000, 100, START_MS);
  const sell = { ...sale, slot_ms: START_MS };
  next.take({ kind: 'orders', at_ms: GATE_MS, taken: [buy, sell], refused: [] });
  expect(() => next.take({ kind: 'orders', at_ms: GATE_MS, taken: [buy], refused: [] })).toThrow(
    `order mill/buy-1 on power/${START_MS}: is on the book already`,
  );
  const clearing = (trade: ReturnType<typeof tradeOf>, more: object = {}): JournalRecord => ({
    kind: 'clearing',
    at_ms: GATE_MS,
    market: 'power',
    slot_ms: START_MS,
    volume: trade.quantity,
    welfare: 0,
    trades: [trade],
    ...more,
  });
  const good = tradeOf(sell, buy, 100, 60);
  const where = `power/${START_MS} trade 0`;
  const faults: [JournalRecord, string][] = [
    [clearing(tradeOf(sell, buy, 101, 60)), `${where}: 101 quanta are more than order works/sell-1 leaves, 100`],
    [clearing(tradeOf(sell, buy, 100, 101)), `${where}: at 101, outside the limit 100 of order mill/buy-1`],
    [clearing(tradeOf(sell, buy, 100, 49)), `${where}: at 49, outside the limit 50 of order works/sell-1`],
    [clearing({ ...good, fee: 1 }), `${where}: buyer pays 6, seller gets 6, expected a fee of 0, met 1`],
    [
      clearing({ ...good, buyerPays: 8, sellerGets: 8 }),
      `${where}: 100 quanta at 60 and 60 cost 6 and earn 6, met 8 and 8`,
    ],
    [clearing({ ...good, buyOrder: 'zzz' }), `${where}: order mill/zzz is not on the book`],
    [clearing({ ...good, buyer: 'works', buyOrder: 'sell-1' }), `${where}: "works" trades with itself`],
    [clearing({ ...good, quantity: 0 }), `${where}: of 0 quanta, expected more than 0`],
    [clearing({ ...good, slot_ms: END_MS }), `${where}: is of power/${END_MS}, expected the slot that is cleared`],
    [clearing(good, { interval: [1, Number.POSITIVE_INFINITY] }), 'interval or welfare is Infinity, expected finite'],
    [clearing(good, { at_ms: GATE_MS + 0.5 }), `a clearing of ${GATE_MS + 0.5}: expected whole ms UTC`],
    [clearing(good, { volume: 99 }), `power/${START_MS}: trades sum to 100 quanta, met 99`],
    [
      clearing(good, { at_ms: START_MS + 1 }),
      `power/${START_MS}: trades were made at ${START_MS + 1}, expected from ${GATE_MS} to ${START_MS} (auction, gate closure at ${GATE_MS})`,
    ],
  ];
  for (const [record, message] of faults) expect(() => next.take(record)).toThrow(message);
  next.take(clearing(good));
  expect(() => next.take(clearing(good))).toThrow(`power/${START_MS}: is cleared already`);
});

it('fills continuous orders bit by bit, and sets them free when they are taken back', () => {
  const desk = deskOf(exchangeRecord({ markets: [marketOf('power', { trades: 'continuous' })] }));
  const buy = orderOf('mill', 'buy', 1000, 100_000, START_MS);
  const sell = orderOf('works', 'sell', 600, 50_000, START_MS);
  const at_ms = GATE_MS - 10;
  desk.take({ kind: 'orders', at_ms, taken: [buy, sell], refused: [] });
  expect(desk.books.reserved.get('mill')).toBe(100_000);
  const trade = tradeOf(sell, buy, 400, 60_000);
  for (let k = 0; k < 2; k++) {
    const record = { at_ms, market: 'power', slot_ms: START_MS, volume: 400, welfare: 0, trades: [trade] };
    if (k === 0) desk.take({ kind: 'clearing', ...record });
    else
      expect(() => desk.take({ kind: 'clearing', ...record })).toThrow(
        '400 quanta are more than order works/sell-1 leaves, 200',
      );
  }
  expect(desk.books.reserved.get('mill')).toBe(60_000);
  desk.take({
    kind: 'cancelled',
    at_ms,
    orders: [{ market: 'power', slot_ms: START_MS, party: 'mill', order: 'buy-1' }],
  });
  expect(desk.books.reserved.get('mill')).toBe(0);
  expect(() =>
    desk.take({
      kind: 'cancelled',
      at_ms,
      orders: [{ market: 'power', slot_ms: START_MS, party: 'mill', order: 'buy-1' }],
    }),
  ).toThrow(`order mill/buy-1 on power/${START_MS}: is not on the book`);
});
