import { expect, it } from 'vitest';
import { charge } from '../../../src/market/books/charges.ts';
import { closingBalances, issueOf } from '../../../src/market/books/issue.ts';
import { sortReadings } from '../../../src/market/books/readings.ts';
import { settle } from '../../../src/market/books/settlement.ts';
import { balanceOf } from '../../../src/market/ledger/balances.ts';
import { type Desk, marketOf, Q, RETAIL, read, readingOf, START_MS, settleSlotOf } from './bench.ts';
import { slotByHand } from './slotByHand.ts';

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

it('settles anew by the terms that held when the slot was settled first', () => {
  const desk = slotByHand();
  settleSlotOf(desk, END_MS, START_MS, BILL);
  const dual = marketOf('power', { rules: { imbalance: 'dual', losses: 'keep', surplus: 'users' } });
  const moved = { id: 'm-park', market: 'power', account: 'works' };
  desk.take({ kind: 'changed', at_ms: END_MS, markets: [dual], parties: [], meters: [moved] });
  read(desk, END_MS, [readingOf('park', END_MS, 0, 1100, 2), readingOf('utility:grid', END_MS, 2700, 0, 2)]);
  settleSlotOf(desk, END_MS, START_MS, BILL + 20_000);
  // by hand: 0.1 more at one price, and 1.1 of 6.1 of the losses
  expect(money(desk)).toMatchObject({ park: -220_000 - 3_607, works: 300_000, 'utility:grid': BILL + 20_000 });
  expect(() =>
    settle(desk.books, {
      at_ms: END_MS,
      market: 'power',
      slot_ms: START_MS,
      retail: RETAIL,
      utilities: [],
      metered: {},
    }),
  ).toThrow(`power/${START_MS}: "power" has meters; send their readings instead of quanta`);
});

it('charges who sold and vanished', () => {
  const desk = slotByHand();
  read(desk, END_MS, [readingOf('works', END_MS, 0, 0, 2), readingOf('utility:grid', END_MS, 6100, 0, 2)]);
  settleSlotOf(desk, END_MS, START_MS, 6100 * 200);
  // by hand: sold 4 at 0.10 and delivered nothing, which the grid did at 0.20
  expect(money(desk)).toMatchObject({ works: 400_000 - 800_000, 'utility:grid': 1_220_000 });
  expect(Object.values(money(desk)).reduce((a, b) => a + b, 0)).toBe(0);
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
  expect(sortReadings(desk.books, [readingOf('mill', END_MS, 0, 4999, 2)]).refused[0]?.code).toBe('closed');
  expect(() => desk.take({ kind: 'closed', at_ms: END_MS, before_ms: START_MS })).toThrow('opens some again');
  const moving = {
    ...payment,
    key: 'x',
    lines: payment.lines.map((line, k) => ({ ...line, quanta: k === 0 ? 1 : -1 })),
  };
  expect(() => desk.take({ kind: 'posting', at_ms: END_MS, transactions: [moving] })).toThrow('moves energy');
});
