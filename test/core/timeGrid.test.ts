import fc from 'fast-check';
import { expect, it } from 'vitest';
import { civilOf, dayNumberOf, endOf, formatUtc, hoursOf, indexAt, timeAt, utcMs } from '../../src/core/timeGrid.ts';

const DAY_MS = 86_400_000;

it('agrees with Date on every day from 1900 to 2100', () => {
  const first = Date.UTC(1900, 0, 1) / DAY_MS;
  const last = Date.UTC(2101, 0, 1) / DAY_MS;
  let wrong = 0;
  for (let day = first; day < last; day++) {
    const date = new Date(day * DAY_MS);
    const c = civilOf(day * DAY_MS);
    const same =
      c.year === date.getUTCFullYear() &&
      c.month === date.getUTCMonth() + 1 &&
      c.day === date.getUTCDate() &&
      c.weekday === (date.getUTCDay() + 6) % 7 &&
      c.dayNumber === day &&
      c.hour === 0 &&
      dayNumberOf(c.year, c.month, c.day) === day;
    if (!same) wrong++;
  }
  expect(wrong).toBe(0);
  expect(last - first).toBe(73_414); // 201 years, 49 of them leap: 201 * 365 + 49
});

it('agrees with Date at any second from 1900 to 2100', () => {
  fc.assert(
    fc.property(fc.integer({ min: utcMs(1900, 1, 1), max: utcMs(2100, 12, 31, 23, 59, 59) }), (time_ms) => {
      const c = civilOf(time_ms);
      const date = new Date(time_ms);
      expect([c.hour, c.minute, c.second]).toEqual([date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]);
      expect(utcMs(c.year, c.month, c.day, c.hour, c.minute, c.second)).toBe(Math.floor(time_ms / 1000) * 1000);
    }),
  );
});

it.each([
  // by the calendar: 1900 and 2100 have no 29 February, 2000 has
  [1900, 2, 29, 1900, 3, 1],
  [2000, 2, 29, 2000, 2, 29],
  [2023, 2, 29, 2023, 3, 1],
  [2024, 12, 32, 2025, 1, 1],
])('day %d-%d-%d is %d-%d-%d', (y, m, d, year, month, day) => {
  expect(civilOf(utcMs(y, m, d))).toMatchObject({ year, month, day });
});

it('knows the weekdays of two dates', () => {
  expect(civilOf(utcMs(1970, 1, 1)).weekday).toBe(3); // a Thursday
  expect(civilOf(utcMs(1969, 12, 28)).weekday).toBe(6); // a Sunday, before the epoch
});

it.each([
  [utcMs(2023, 3, 29, 1), '2023-03-29T01:00Z'],
  [utcMs(2023, 3, 29, 1, 2, 3), '2023-03-29T01:02:03Z'],
  [utcMs(987, 1, 2), '0987-01-02T00:00Z'],
  [utcMs(1969, 12, 31, 23, 59, 59), '1969-12-31T23:59:59Z'],
])('writes %d as %s', (time_ms, text) => {
  expect(formatUtc(time_ms)).toBe(text);
  expect(Date.parse(text)).toBe(time_ms);
});

const grid = { start_ms: utcMs(2023, 1, 1), step_s: 900, length: 35_040 };

it('computes instants and intervals of a year by quarters of an hour', () => {
  expect(hoursOf(grid)).toBe(0.25);
  expect(timeAt(grid, 0)).toBe(grid.start_ms);
  expect(timeAt(grid, 1)).toBe(grid.start_ms + 900_000);
  expect(endOf(grid)).toBe(utcMs(2024, 1, 1));
});

it('puts an instant into the interval that it begins, not the one that it ends', () => {
  expect(indexAt(grid, timeAt(grid, 7))).toBe(7);
  expect(indexAt(grid, timeAt(grid, 8) - 1)).toBe(7);
  expect(indexAt(grid, grid.start_ms - 1)).toBe(-1);
  expect(indexAt(grid, endOf(grid))).toBe(grid.length);
});

it('finds every interval again, at any step', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3600 }), fc.integer({ min: 0, max: 31_536_000 }), (step_s, i) => {
      const any = { start_ms: utcMs(2023, 1, 1), step_s, length: 1 };
      expect(indexAt(any, timeAt(any, i))).toBe(i);
      expect(Number.isSafeInteger(timeAt(any, i))).toBe(true);
    }),
  );
});
