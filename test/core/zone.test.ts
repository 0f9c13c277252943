import fc from 'fast-check';
import { expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, instantsOf, localOf, offsetAt, UTC, type ZoneRules } from '../../src/core/zone.ts';

// Written down from the rules of the European Union: last Sunday of March and of October, 1:00 UTC.
const berlin: ZoneRules = {
  zone: 'Europe/Berlin',
  spans: [
    { from_ms: Number.NEGATIVE_INFINITY, offset_min: 60 },
    { from_ms: utcMs(2023, 3, 26, 1), offset_min: 120 },
    { from_ms: utcMs(2023, 10, 29, 1), offset_min: 60 },
  ],
};

it.each([
  [utcMs(2023, 3, 26, 0, 59, 59), 60],
  [utcMs(2023, 3, 26, 1), 120],
  [utcMs(2023, 10, 29, 0, 59, 59), 120],
  [utcMs(2023, 10, 29, 1), 60],
  [utcMs(1950, 1, 1), 60],
  [utcMs(2090, 7, 1), 60],
])('at %d the offset is %d minutes', (time_ms, offset_min) => {
  expect(offsetAt(berlin, time_ms)).toBe(offset_min);
});

it('skips the hole of spring and repeats the hour of autumn', () => {
  const clock = (time_ms: number): string => {
    const { day, hour, minute } = localOf(berlin, time_ms);
    return `${day} ${hour}:${minute}`;
  };
  const half = 1_800_000;
  expect([0, 1, 2, 3].map((k) => clock(utcMs(2023, 3, 26) + k * half))).toEqual([
    '26 1:0',
    '26 1:30',
    '26 3:0',
    '26 3:30',
  ]);
  expect([0, 1, 2, 3].map((k) => clock(utcMs(2023, 10, 29) + k * half))).toEqual([
    '29 2:0',
    '29 2:30',
    '29 2:0',
    '29 2:30',
  ]);
});

it.each([
  ['an hour that exists once', utcMs(2023, 7, 1, 12), [utcMs(2023, 7, 1, 10)]],
  ['the hole', utcMs(2023, 3, 26, 2, 30), []],
  ['the start of the hole', utcMs(2023, 3, 26, 2), []],
  ['the end of the hole', utcMs(2023, 3, 26, 3), [utcMs(2023, 3, 26, 1)]],
  ['the doubled hour', utcMs(2023, 10, 29, 2, 30), [utcMs(2023, 10, 29, 0, 30), utcMs(2023, 10, 29, 1, 30)]],
  ['its start', utcMs(2023, 10, 29, 2), [utcMs(2023, 10, 29), utcMs(2023, 10, 29, 1)]],
  ['the moment after it', utcMs(2023, 10, 29, 3), [utcMs(2023, 10, 29, 2)]],
])('reads %s', (_what, wall_ms, instants) => {
  expect(instantsOf(berlin, wall_ms)).toEqual(instants);
});

it('finds every instant among those of its own wall clock', () => {
  fc.assert(
    fc.property(fc.integer({ min: utcMs(2023, 1, 1), max: utcMs(2024, 1, 1) }), (time_ms) => {
      const wall_ms = time_ms + offsetAt(berlin, time_ms) * 60_000;
      expect(instantsOf(berlin, wall_ms)).toContain(time_ms);
    }),
  );
});

it('has zones without rules', () => {
  expect(offsetAt(UTC, 0)).toBe(0);
  const shanghai = fixedZone('Asia/Shanghai', 480);
  expect(localOf(shanghai, utcMs(2022, 12, 31, 16))).toMatchObject({
    year: 2023,
    month: 1,
    day: 1,
    hour: 0,
    weekday: 6,
  });
  expect(instantsOf(shanghai, utcMs(2023, 1, 1))).toEqual([utcMs(2022, 12, 31, 16)]);
  expect(instantsOf(fixedZone('Asia/Kolkata', 330), utcMs(2023, 1, 1))).toEqual([utcMs(2022, 12, 31, 18, 30)]);
});
