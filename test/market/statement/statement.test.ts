import { expect, it } from 'vitest';
import { fixedZone, UTC } from '../../../src/core/zone.ts';
import { balanceOf } from '../../../src/market/ledger/balances.ts';
import { decimal, statementCsv } from '../../../src/market/statement/csv.ts';
import { bySlot, sumLines } from '../../../src/market/statement/slots.ts';
import { statementCollector, statementDays } from '../../../src/market/statement/statement.ts';
import { deskOf, PARTIES, Q, START_MS, settleSlotOf } from '../books/bench.ts';
import { slotByHand } from '../books/slotByHand.ts';
import { periodDesk, statementsOf } from './period.ts';

const DAYS = 2;
const END_MS = START_MS + DAYS * 96 * Q;
const desk = periodDesk(DAYS);
const period = { from_ms: START_MS, to_ms: END_MS, zone: UTC };
const next = { from_ms: END_MS, to_ms: END_MS + 96 * Q, zone: UTC };

it('writes one slot by hand, from the order to the meter', () => {
  const one = slotByHand();
  settleSlotOf(one, START_MS + Q, START_MS, 520_000);
  const [statement] = statementsOf(one.lines, [{ party: 'mill', from_ms: START_MS, to_ms: START_MS + Q, zone: UTC }]);
  expect(statement).toMatchObject({
    opening: 0,
    closing: -696_667,
    isFinal: false,
    proof: { entries: 6, head: one.head() },
  });
  expect(statementCsv(statement!).split('\n')).toEqual([
    'entry,booked,market,slot,what,revision,takesBack,quantity,unit,price_money,amount_money,fee_money,order,meters,tariff,estimated,note',
    ',2026-07-01T00:00Z,,,opening,,,,,,0.000000,,,,,,CNY',
    '3,2026-06-30T23:55Z,power,2026-07-01T00:00Z,purchase,0,,-4.000,kWh,0.120000,-0.480000,0.080000,buy-1,,,,',
    '6,2026-07-01T00:15Z,power,2026-07-01T00:00Z,metering,0,,-5.000,kWh,,0.000000,,,m-mill +0 -0 @1782864000000 v1; m-mill +0 -5000 @1782864900000 v1,,,',
    '6,2026-07-01T00:15Z,power,2026-07-01T00:00Z,deviation,0,,-1.000,kWh,0.200000,-0.200000,,,m-mill +0 -0 @1782864000000 v1; m-mill +0 -5000 @1782864900000 v1,2026-07,,',
    '6,2026-07-01T00:15Z,power,2026-07-01T00:00Z,losses,0,,,,,-0.016667,,,,,,',
    `,2026-07-01T00:15Z,,,closing,,,,,,-0.696667,,,,,,journal entry 6; hash ${one.head()}`,
    '',
  ]);
  expect(bySlot(statement!.lines)).toMatchObject([
    {
      sums: {
        bought: 4000,
        metered: -5000,
        deviation: -1000,
        purchases: -480_000,
        fees: -80_000,
        deviations: -200_000,
        losses: -16_667,
        total: -696_667,
      },
      revision: 0,
      price: 200_000,
      orders: ['buy-1'],
      places: [3, 6],
      revisions: [],
    },
  ]);
  const [seller] = statementsOf(one.lines, [{ party: 'works', from_ms: START_MS, to_ms: START_MS + Q, zone: UTC }]);
  expect(seller!.lines.map(({ kind, quanta, money, fee, order }) => [kind, quanta, money, fee, order])).toEqual([
    ['sale', 4000, 400_000, 0, 'sell-1'],
    ['metering', 3500, 0, 0, undefined],
    ['deviation', -500, -100_000, 0, undefined],
  ]);
});

it('joins statements: what came late stands on the next, and the last closes as the books', () => {
  for (const party of PARTIES) {
    const [first, second] = statementsOf(desk.lines, [
      { party, ...period },
      { party, ...next },
    ]);
    expect(first!.isFinal).toBe(true);
    expect(second!.isFinal).toBe(false);
    expect(second!.opening).toBe(first!.closing);
    expect(second!.closing).toBe(balanceOf(desk.books.balances, party));
    for (const { opening, earlier, lines, closing } of [first!, second!])
      expect(opening + [...earlier, ...lines].reduce((sum, { money }) => sum + money, 0)).toBe(closing);
    // What the record of the issue says is what the statement says.
    const issued = desk.records.find((record) => record.kind === 'issued')!;
    expect(issued.kind === 'issued' ? (issued.money[party] ?? 0) : undefined).toBe(first!.closing);
  }
  const [mill] = statementsOf(desk.lines, [{ party: 'mill', ...period }]);
  expect(mill!.opening).toBe(400_000_000);
  const [late] = statementsOf(desk.lines, [{ party: 'mill', ...next }]);
  expect(
    late!.earlier.map(
      ({ kind, reverses, revision }) => `${kind} r${revision}${reverses === undefined ? '' : ` back r${reverses}`}`,
    ),
  ).toContain('deviation r1 back r0');
  expect(late!.lines).toEqual([]);
});

it('says the same whether read off the journal or gathered as it goes, and the same again later', () => {
  const [whole] = statementsOf(desk.lines, [{ party: 'park', ...period }]);
  const at = desk.records.findIndex(({ kind }) => kind === 'issued');
  const [then] = statementsOf(desk.lines.slice(0, at + 1), [{ party: 'park', ...period }]);
  expect(whole).toEqual(then);
  expect(() => statementCollector({ party: 'park', ...period }).done()).toThrow('no entry was read');
});

it('sums days and slots to the period', () => {
  const [statement] = statementsOf(desk.lines, [{ party: 'mill', ...period }]);
  const days = statementDays(statement!);
  expect(days.size).toBe(DAYS);
  const sums = sumLines(statement!.lines);
  for (const name of ['total', 'purchases', 'bought', 'deviation', 'deviations', 'fees'] as const) {
    expect([...days.values()].reduce((sum, lines) => sum + sumLines(lines)[name], 0)).toBe(sums[name]);
    expect(bySlot(statement!.lines).reduce((sum, slot) => sum + slot.sums[name], 0)).toBe(sums[name]);
  }
  // Deviation is metered less traded, over all of it.
  expect(sums.deviation).toBe(sums.metered - sums.sold + sums.bought);
  // Slots are the difference of registers: all of them are what the meter showed at the end.
  const last = statement!.lines.findLast(({ readings }) => readings.length > 0)!.readings.at(-1)!;
  expect(sums.metered).toBe(last.injected - last.taken);
  // The slots that were estimated and settled anew: the late reading put both right.
  const revised = bySlot(statement!.lines).filter(({ revision }) => revision > 0);
  expect(revised).toHaveLength(2);
  expect(revised.map(({ isEstimated, revisions }) => [isEstimated, revisions.length])).toEqual([
    [false, 1],
    [false, 1],
  ]);
});

it('puts slots on local days', () => {
  const [statement] = statementsOf(desk.lines, [{ party: 'mill', ...period, zone: fixedZone('Asia/Shanghai', 480) }]);
  expect(
    [...statementDays(statement!).values()].map((lines) => new Set(lines.map(({ slot_ms }) => slot_ms)).size),
  ).toEqual([64, 96, 32]);
});

it('writes exact decimals, and no cell that a spreadsheet would run', () => {
  expect([decimal(-1500, 3), decimal(7, 6), decimal(0, 3), decimal(12_345_678, 6)]).toEqual([
    '-1.500',
    '0.000007',
    '0.000',
    '12.345678',
  ]);
  const lines = statementsOf(deskOf().lines, [{ party: 'mill', ...period }])[0]!;
  const evil = { ...lines, currency: '=cmd|"x"', earlier: [] };
  expect(statementCsv(evil).split('\n')[1]).toBe(`,2026-07-01T00:00Z,,,opening,,,,,,0.000000,,,,,,"'=cmd|""x"""`);
});
