import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatUtc, utcMs } from '../../../src/core/timeGrid.ts';
import { fixedZone, UTC } from '../../../src/core/zone.ts';
import { type MeterHistory, passedBetween, takeReadings } from '../../../src/market/ledger/history.ts';
import { meteredOf, reconcile } from '../../../src/market/ledger/metering.ts';
import { type Reading, readingText, registerOf } from '../../../src/market/ledger/register.ts';
import { localDay } from '../../../src/market/ledger/slots.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { dayCases } from '../../validation/exchangeSettlement.ts';
import { slotsOfDay } from './slotsOfDay.ts';

const SEED = { seed: 6, numRuns: 200 };
const Q = 900_000;
const at = (k: number, injected: number, taken = 0, more: Partial<Reading> = {}): Reading => ({
  meter: 'm',
  at_ms: k * Q,
  injected,
  taken,
  version: 1,
  ...more,
});
const historyOf = (...readings: readonly Reading[]): MeterHistory => {
  const { history, refused } = takeReadings([], readings);
  expect(refused).toEqual([]);
  return history;
};
const netsOf = (history: MeterHistory, slots: number): (number | undefined)[] =>
  Array.from({ length: slots }, (_, k) => passedBetween(history, k * Q, (k + 1) * Q)?.net);

it('shows the rounded sum, so that slots lose nothing over time', () => {
  // by hand: a third of a Wh each quarter; every third slot counts one
  const sums = [0, 1, 2, 3, 4, 5, 6].map((k) => k * 0.000_333_4);
  const shown = sums.map(registerOf);
  expect(shown).toEqual([0, 0, 1, 1, 1, 2, 2]);
  expect(() => registerOf(-1)).toThrow('a register of -1 kWh or kg is no count');
  expect(() => registerOf(Number.NaN)).toThrow('a register of NaN kWh or kg is no count');
  expect(() => registerOf(2 ** 44)).toThrow('expected a finite sum from 0 to 2^53 quanta');
});

it('counts a slot as the difference of both registers', () => {
  const history = historyOf(at(0, 100, 50), at(1, 400, 50), at(2, 400, 175));
  expect(netsOf(history, 2)).toEqual([300, -125]);
  expect(passedBetween(history, 0, Q)).toEqual({
    net: 300,
    isEstimated: false,
    readings: [at(0, 100, 50), at(1, 400, 50)],
  });
  expect(passedBetween(history, 2 * Q, 3 * Q)).toBeUndefined();
  expect(passedBetween(history, -Q, 0)).toBeUndefined();
});

it('lays a gap evenly, and slots sum to what the register counted over it', () => {
  const history = historyOf(at(0, 0), at(3, 100));
  expect(netsOf(history, 3)).toEqual([33, 34, 33]);
  expect(passedBetween(history, Q, 2 * Q)?.isEstimated).toBe(true);
  // A clock that was set: the meter was read at 5 minutes past. Nothing is lost.
  const odd = historyOf(at(0, 0), at(1, 90, 0, { at_ms: Q + 300_000 }), at(2, 150));
  expect(netsOf(odd, 2)).toEqual([68, 82]);
});

it('goes over a change of meter, and refuses registers that go back', () => {
  const before = at(0, 1000, 500);
  const back = takeReadings([before], [at(1, 20, 10)]);
  expect(back.refused).toEqual([
    {
      meter: 'm',
      at_ms: Q,
      code: 'backwards',
      reason:
        'registers went from +1000 -500 to +20 -10; they only count on: send a correction of a higher version, or state the change of the meter',
    },
  ]);
  expect(back.history).toEqual([before]);
  const change = { at_ms: 300_000, closing: { injected: 1040, taken: 500 }, opening: { injected: 0, taken: 7 } };
  const changed = historyOf(before, at(1, 20, 10, { change }));
  // by hand: 40 on the old one; 20 - 3 on the new one
  expect(netsOf(changed, 1)).toEqual([57]);
  expect(readingText(at(0, 100, 50))).toBe('m +100 -50 @0 v1');
  expect(readingText(changed[1]!)).toBe('m +20 -10 @900000 v1 meter changed @300000 +1040 -500 to +0 -7');
  const late = at(1, 20, 10, { change: { ...change, at_ms: 2 * Q } });
  expect(takeReadings([before], [late]).refused[0]?.reason).toBe(
    'the meter was changed at 1800000, expected between its readings at 0 and 900000',
  );
  const wrong = at(1, 20, 10, { change: { ...change, closing: { injected: 999, taken: 500 } } });
  expect(takeReadings([before], [wrong]).refused[0]?.code).toBe('backwards');
});

it('takes a correction by its version, in whatever order, and the same one once', () => {
  const known = historyOf(at(0, 0), at(1, 100), at(2, 200));
  const corrected = takeReadings(known, [at(1, 120, 0, { version: 2 })]);
  expect(corrected.changed).toEqual({ from_ms: 0, to_ms: 2 * Q });
  expect(netsOf(corrected.history, 2)).toEqual([120, 80]);
  expect(takeReadings(corrected.history, [at(1, 120, 0, { version: 2 })]).changed).toBeUndefined();
  expect(takeReadings(corrected.history, [at(1, 100)])).toEqual({ history: corrected.history, refused: [] });
  expect(takeReadings(corrected.history, [at(1, 121, 0, { version: 2 })]).refused[0]).toMatchObject({
    code: 'conflict',
    reason:
      'version 2 is known as m +120 -0 @900000 v2, and now comes as m +121 -0 @900000 v2; send a correction with a higher version',
  });
  // Both corrections hold together, neither alone: registers would go back in between.
  const both = [at(1, 300, 0, { version: 2 }), at(2, 400, 0, { version: 2 })];
  expect(takeReadings(known, both).refused).toEqual([]);
  expect(takeReadings(known, [both[0]!]).refused[0]?.code).toBe('backwards');
});

it('makes parties sum to the bus, by largest remainder where it is rounding', () => {
  const raw = (...list: number[]): Map<string, number> =>
    new Map(list.map((v, k) => [['a', 'b', 'c', 'utility:grid'][k]!, v]));
  // by hand: two quanta too many; b moved most, then a
  expect(reconcile('p', raw(-300, -700, 0, 1002), [], 4)).toEqual({
    quanta: { a: -301, b: -701, c: 0, 'utility:grid': 1002 },
    unaccounted: 0,
  });
  expect(reconcile('p', raw(-300, -700, 0, 1100), [], 4)).toEqual({
    quanta: { a: -300, b: -700, c: 0, 'utility:grid': 1100, 'losses:p': -100 },
    unaccounted: 100,
  });
  // What is missing is with who has no reading.
  expect(reconcile('p', raw(-300, -700, 0, 1100), ['c'], 4).quanta).toEqual({
    a: -300,
    b: -700,
    c: -100,
    'utility:grid': 1100,
  });
});

it('estimates by policy where a reading is missing, and says so', () => {
  const meters = ['a', 'b', 'utility:grid'].map((account) => ({ id: `m-${account}`, account }));
  const histories = new Map<string, MeterHistory>([
    ['m-a', historyOf(at(0, 0, 0), at(1, 0, 500))],
    ['m-b', historyOf(at(0, 0, 0))],
    ['m-utility:grid', historyOf(at(0, 0, 0))],
  ]);
  const input = {
    market: 'p',
    from_ms: 0,
    to_ms: Q,
    meters,
    historyOf: (id: string) => histories.get(id) ?? [],
    tradedOf: (account: string) => ({ b: -90, 'utility:grid': 610 })[account] ?? 0,
    beforeOf: () => -40,
  };
  // by hand: 20 too many, shared by 90 and 610: 2.57 and 17.43, the larger remainder is the first
  expect(meteredOf({ ...input, missing: 'asTraded' })).toMatchObject({
    quanta: { a: -500, b: -93, 'utility:grid': 593 },
    estimated: ['b', 'utility:grid'],
    unaccounted: 0,
  });
  expect(meteredOf({ ...input, missing: 'asBefore' }).quanta).toEqual({ a: -500, b: 250, 'utility:grid': 250 });
  histories.set('m-utility:grid', historyOf(at(0, 0, 0), at(1, 600, 0)));
  for (const missing of ['asTraded', 'asBefore', 'zero'] as const)
    expect(meteredOf({ ...input, missing }).quanta).toEqual({ a: -500, b: -100, 'utility:grid': 600 });
});

it('slots sum to the register whatever the meter saw and whatever is missing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 0, max: 9000 }), fc.boolean()), {
        minLength: 2,
        maxLength: 30,
      }),
      (slots) => {
        let [injected, taken] = [0, 0];
        const readings = slots.flatMap(([up, down, isThere], k) => {
          injected += up;
          taken += down;
          return isThere || k === 0 || k === slots.length - 1 ? [at(k, injected, taken)] : [];
        });
        const nets = netsOf(historyOf(...readings), slots.length - 1);
        const [first, last] = [readings[0]!, readings.at(-1)!];
        expect(nets.reduce((a: number, b) => a + b!, 0)).toBe(
          last.injected - first.injected - (last.taken - first.taken),
        );
      },
    ),
    SEED,
  );
});

it.skipIf(!hasShared)(`cuts local days into slots as the zones do${whyNoShared}`, () => {
  const cases = dayCases();
  expect(cases).toHaveLength(6);
  for (const { reference, slots } of cases) {
    expect([reference.date, slots.length]).toEqual([reference.date, reference.quarter_hours]);
    if (reference.first_slot_utc !== undefined)
      expect(formatUtc(slots[0]!)).toBe(reference.first_slot_utc.replace(':00Z', 'Z'));
  }
});

it('puts every slot on one local day, that of its start', () => {
  expect(slotsOfDay(UTC, [2026, 6, 1], Q)).toHaveLength(96);
  // Half past: a slot of an hour that begins before midnight belongs to the day before.
  const india = fixedZone('Asia/Kolkata', 330);
  const [first] = slotsOfDay(india, [2026, 6, 1], 3_600_000);
  expect(formatUtc(first!)).toBe('2026-05-31T19:00Z');
  expect(localDay(india, first! - 3_600_000)).toBe(localDay(UTC, utcMs(2026, 5, 31)));
});
