import { expect, it } from 'vitest';
import { apply } from '../../../src/market/books/apply.ts';
import { charge } from '../../../src/market/books/charges.ts';
import { closingBalances, issueOf } from '../../../src/market/books/issue.ts';
import { sortReadings } from '../../../src/market/books/readings.ts';
import { settle } from '../../../src/market/books/settlement.ts';
import type { JournalRecord } from '../../../src/market/journal/record.ts';
import { balanceOf } from '../../../src/market/ledger/balances.ts';
import {
  type Desk,
  deskOf,
  exchangeRecord,
  marketOf,
  orderOf,
  Q,
  RETAIL,
  read,
  readingOf,
  START_MS,
  settleSlotOf,
  tradeOf,
} from './bench.ts';
import { GATE_MS, slotByHand } from './slotByHand.ts';

const END_MS = START_MS + Q;
const BILL = 520_000;
const money = (desk: Desk): Record<string, number> =>
  Object.fromEntries([...desk.books.balances.money].filter(([, v]) => v !== 0));

it('settles a slot by hand', () => {
  const desk = slotByHand();
  expect(money(desk)).toEqual({ works: 400_000, mill: -480_000, 'network:power': 80_000 });
  // What is not traded of an auction's orders reserves nothing any more.
  expect([...desk.books.reserved.values()]).toEqual([0, 0, 0]);
  settleSlotOf(desk, END_MS, START_MS, BILL);
  expect(money(desk)).toEqual({
    works: 400_000 - 100_000,
    mill: -480_000 - 200_000 - 16_667,
    park: -200_000 - 3_333,
    'network:power': 80_000,
    'utility:grid': BILL,
  });
  expect(desk.books.balances.energy.size).toBe(0);
  expect(desk.records.at(-1)).toMatchObject({
    kind: 'settlement',
    revision: 0,
    metered: { 'losses:power': -100, mill: -5000, park: -1000, 'utility:grid': 2600, works: 3500 },
    money: { mill: -216_667, park: -203_333, 'utility:grid': BILL, works: -100_000 },
  });
});

it('settles twice as once, and refuses the same revision with other content', () => {
  const desk = slotByHand();
  settleSlotOf(desk, END_MS, START_MS, BILL);
  const [before, lines] = [money(desk), desk.lines.length];
  settleSlotOf(desk, END_MS, START_MS, BILL);
  settleSlotOf(desk, END_MS + 5, START_MS, BILL, 0);
  expect([money(desk), desk.lines.length]).toEqual([before, lines]);
  expect(() => settleSlotOf(desk, START_MS, START_MS, BILL)).toThrow(
    `a settlement of ${START_MS} comes after an entry of ${END_MS}: time goes on`,
  );
  expect(() => settleSlotOf(desk, END_MS + 9, START_MS, BILL + 1, 0)).toThrow(
    `power/${START_MS}: revision 0 is settled with other content; send what changed as revision 1`,
  );
  expect(() => settleSlotOf(desk, END_MS + 9, START_MS, BILL, 2)).toThrow(
    `power/${START_MS}: revision 2 comes before revision 1; send that one first`,
  );
  expect(money(desk)).toEqual(before);
});

it('takes back and books anew what a late reading changes, and nothing else', () => {
  const desk = slotByHand();
  settleSlotOf(desk, END_MS, START_MS, BILL);
  read(desk, END_MS + 1, [readingOf('park', END_MS, 0, 1200, 2), readingOf('losses:power', END_MS, 0, 0, 2)]);
  expect([...desk.books.stale]).toEqual([`power/${START_MS}`]);
  const { record, transactions } = settle(desk.books, {
    at_ms: END_MS + 2,
    market: 'power',
    slot_ms: START_MS,
    retail: { ...RETAIL, tariff: '2026-07' },
    utilities: [{ account: 'utility:grid', bill: BILL, tariff: '2026-07' }],
  });
  // by hand: park takes 1.2 instead of 1; 0.1 beyond all meters are booked as lost: 100 of 6200 for park 1200, mill 5000.
  expect(record).toMatchObject({ revision: 1, unaccounted: -100, metered: { 'losses:power': 100 } });
  expect(transactions.map(({ key, reverses }) => (reverses === undefined ? key : `${key} back`))).toEqual([
    'metering back',
    'losses losses:power back',
    'deviation park back',
    'losses shared back',
    'metering',
    'losses losses:power',
    'deviation park',
    'losses shared',
  ]);
  expect(money(desk)).toMatchObject({
    works: 300_000,
    mill: -680_000 + 16_129,
    park: -240_000 + 3_871,
    'utility:grid': BILL,
  });
  expect(desk.books.stale.size).toBe(0);
});

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

it('refuses readings with a code, and takes the others', () => {
  const desk = slotByHand();
  const at_ms = END_MS + Q;
  const sorted = sortReadings(desk.books, [
    readingOf('mill', at_ms, 0, 4999),
    readingOf('park', at_ms, 0, 1500),
    { ...readingOf('works', at_ms, 0, 0), meter: 'nobody' },
    readingOf('utility:grid', at_ms, Number.NaN, 0),
    readingOf('losses:power', at_ms, 0.5, 100),
  ]);
  expect(sorted.taken.map(({ meter }) => meter)).toEqual(['m-park']);
  expect(sorted.refused.map(({ meter, code }) => [meter, code])).toEqual([
    ['m-mill', 'backwards'],
    ['nobody', 'unknownMeter'],
    ['m-utility-grid', 'notWhole'],
    ['m-losses-power', 'notWhole'],
  ]);
  // The books still settle: who has no reading counts as traded, and shares what the bus lacks.
  read(desk, at_ms, [readingOf('park', at_ms, 0, 1500)]);
  settleSlotOf(desk, at_ms, END_MS, 100_000);
  expect(desk.records.at(-1)).toMatchObject({
    estimated: ['losses:power', 'mill', 'utility:grid', 'works'],
    metered: { park: -500 },
  });
  expect([...desk.books.balances.money.values()].reduce((a, b) => a + b, 0)).toBe(0);
});

it('shares the charges of the connection by what was settled, and anew by a revision', () => {
  const desk = slotByHand();
  settleSlotOf(desk, END_MS, START_MS, BILL);
  const request = {
    at_ms: END_MS,
    component: 'grid',
    market: 'power',
    from_ms: START_MS,
    to_ms: END_MS,
    method: 'coincidentPeak',
    demand: 900_000,
    fixed: 90_000,
    seed: 1,
    tariff: '2026-07',
  } as const;
  desk.keep(charge(desk.books, request));
  // by hand: mill takes 5, park 1, works gives: 0.99 by 5 : 1
  expect(desk.records.at(-1)).toMatchObject({ kind: 'charge', parts: { mill: 825_000, park: 165_000, works: 0 } });
  expect(balanceOf(desk.books.balances, 'shared:grid')).toBe(0);
  expect(balanceOf(desk.books.balances, 'utility:grid')).toBe(BILL + 990_000);
  expect(charge(desk.books, request).record).toBeUndefined();
  expect(charge(desk.books, { ...request, revision: 0 }).record).toBeUndefined();
  expect(() => charge(desk.books, { ...request, demand: 1, revision: 0 })).toThrow('is settled with other content');
  expect(() => charge(desk.books, { ...request, to_ms: END_MS + Q, revision: 1 })).toThrow(
    `power/${END_MS}: is not settled, or closed`,
  );
  read(desk, END_MS, [readingOf('park', END_MS, 0, 1100, 2), readingOf('utility:grid', END_MS, 2700, 0, 2)]);
  settleSlotOf(desk, END_MS, START_MS, BILL + 20_000);
  desk.keep(charge(desk.books, request));
  // by hand: 0.99 by 5 : 1.1
  expect(desk.records.at(-1)).toMatchObject({ revision: 1, parts: { mill: 811_475, park: 178_525 } });
  expect(balanceOf(desk.books.balances, 'utility:grid')).toBe(BILL + 20_000 + 990_000);
});

it('issues statements, and closes what is final', () => {
  const desk = slotByHand();
  settleSlotOf(desk, END_MS, START_MS, BILL);
  const payment = {
    kind: 'payment',
    market: 'bank:payments',
    slot_ms: END_MS,
    key: 'payment 1',
    revision: 0,
    lines: [
      { account: 'mill', money: 700_000, quanta: 0 },
      { account: 'bank:payments', money: -700_000, quanta: 0 },
    ],
    refs: { text: 'transfer' },
  } as const;
  desk.take({ kind: 'posting', at_ms: END_MS, transactions: [payment] });
  expect(closingBalances(desk.books, END_MS)).toMatchObject({ mill: -696_667 });
  expect(closingBalances(desk.books, END_MS + 1)).toMatchObject({ mill: 3_333 });
  desk.take(issueOf(desk.books, END_MS, START_MS, END_MS));
  expect(() => desk.take(issueOf(desk.books, END_MS, START_MS, END_MS))).toThrow('periods follow each other');
  expect(() => desk.take({ ...issueOf(desk.books, END_MS, END_MS, END_MS + Q), money: { mill: 5 } })).toThrow(
    `statements of ${END_MS} to ${END_MS + Q}: its money is {"mill":5}`,
  );
  desk.take({ kind: 'closed', at_ms: END_MS, before_ms: END_MS });
  expect([desk.books.slots.size, desk.books.metered.size]).toEqual([0, 0]);
  expect(() => settleSlotOf(desk, END_MS, START_MS, BILL)).toThrow(`power/${START_MS}: is closed`);
  expect(sortReadings(desk.books, [readingOf('mill', START_MS, 0, 1, 2)]).refused[0]?.code).toBe('closed');
  expect(() => desk.take({ kind: 'closed', at_ms: END_MS, before_ms: START_MS })).toThrow('opens some again');
  const moving = {
    ...payment,
    key: 'x',
    lines: payment.lines.map((line, k) => ({ ...line, quanta: k === 0 ? 1 : -1 })),
  };
  expect(() => desk.take({ kind: 'posting', at_ms: END_MS, transactions: [moving] })).toThrow('moves energy');
});
