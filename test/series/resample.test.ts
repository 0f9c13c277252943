import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, UTC } from '../../src/core/zone.ts';
import { resample } from '../../src/series/resample.ts';
import type { SeriesTable, YearRule } from '../../src/series/table.ts';
import { between } from '../between.ts';
import { BERLIN, messageOf, sumOf } from './importing.ts';

const START = utcMs(2023, 1, 1);

function table(
  columns: Record<string, ArrayLike<number>>,
  step_s: number,
  rest: Partial<SeriesTable> = {},
): SeriesTable {
  const arrays = Object.fromEntries(Object.entries(columns).map(([name, v]) => [name, Float64Array.from(v)]));
  return {
    start_ms: START,
    step_s,
    length: Object.values(arrays)[0]!.length,
    columns: arrays,
    shift_s: {},
    year: 'exact' as YearRule,
    zone: UTC,
    report: { file: 'profiles/a.csv', format: 'csv', rows: 0, findings: [] },
    ...rest,
  };
}
const grid = (step_s: number, length: number, start_ms = START): TimeGrid => ({ start_ms, step_s, length });
const on = (t: SeriesTable, g: TimeGrid, name: string): number[] => [...resample(t, g).columns[name]!];

it.each([
  // source step s, values, run step s -> values; by hand
  [3600, [1, 3], 3600, [1, 3]],
  [1800, [1, 3, 5, 7], 3600, [2, 6]],
  [3600, [1, 3], 1800, [1, 1, 3, 3]],
  [3600, [6, 12], 2400, [6, 9, 12]], // the middle one: 20 min of each
  [900, [1, 2, 3, 4, 5, 6], 600, [1, 1.5, 2, 3, 3.5, 4, 5, 5.5, 6]],
])('%d s %j on %d s', (from_s, values, to_s, expected) => {
  const t = table({ a_kW: values }, from_s);
  const length = (from_s * values.length) / to_s;
  expect(on(t, grid(to_s, length), 'a_kW')).toEqual(expected);
});

it('weights overlaps where the run begins within an interval', () => {
  const t = table({ a_kW: [0, 4, 8] }, 3600);
  expect(on(t, grid(3600, 2, START + 900_000), 'a_kW')).toEqual([1, 5]); // 45 min of one, 15 of the next
});

it('keeps the integral on any grid that covers the same span, and bounds every value', () => {
  const steps = [60, 300, 420, 600, 900, 1200, 1800, 2520, 3600];
  fc.assert(
    fc.property(
      fc.constantFrom(...steps),
      fc.constantFrom(...steps),
      fc.array(between(-100, 100), { minLength: 7, maxLength: 7 }),
      (from_s, to_s, values) => {
        const span_s = from_s * to_s;
        const source = Float64Array.from({ length: to_s / 60 }, (_, i) => values[i % 7]!);
        const t = table({ a_kW: source }, from_s);
        const out = resample(t, grid(to_s, span_s / 60 / to_s)).columns.a_kW!;
        expect(sumOf(out) * to_s).toBeCloseTo(sumOf(source) * from_s, 4);
        expect(Math.max(...out)).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        expect(Math.min(...out)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
      },
    ),
  );
});

it('means directions on the compass', () => {
  const t = table({ windDirection_deg: [350, 20, 90, 180] }, 1800);
  expect(on(t, grid(3600, 2), 'windDirection_deg')).toEqual([expect.closeTo(5, 9), expect.closeTo(135, 9)]);
});

it('moves a shifted column against the others and holds its ends', () => {
  const t = table({ a_kW: [2, 4, 6], b_kW: [2, 4, 6] }, 3600, { shift_s: { a_kW: -1800 } });
  const out = resample(t, grid(3600, 3));
  expect([...out.columns.a_kW!]).toEqual([3, 5, 6]); // half of its own hour, half of the next; the last alone
  expect([...out.columns.b_kW!]).toEqual([2, 4, 6]);
});

it('refuses a run that the profile does not cover, naming both spans', () => {
  const t = table({ a_kW: [1, 2, 3] }, 3600);
  expect(messageOf(() => resample(t, grid(3600, 4)))).toBe(
    'ConfigError: profiles/a.csv: holds 2023-01-01T00:00Z to 2023-01-01T03:00Z, and the run needs 2023-01-01T00:00Z to 2023-01-01T04:00Z; shorten the run, give a longer file, or choose year: calendar for a typical year',
  );
});

describe('a typical year', () => {
  const hourly = (year: number, zone = UTC, offset_min = 0): SeriesTable => {
    const start_ms = utcMs(year, 1, 1) - offset_min * 60_000;
    const length = (utcMs(year + 1, 1, 1) - utcMs(year, 1, 1)) / 3_600_000;
    const values = Array.from({ length }, (_, i) => i);
    return table({ a_kW: values }, 3600, { year: 'calendar', start_ms, zone });
  };

  it('is laid by month, day and hour, wrapping at New Year', () => {
    const out = on(hourly(2005), grid(3600, 48, utcMs(2030, 12, 31)), 'a_kW');
    expect(out[0]).toBe(364 * 24);
    expect(out[47]).toBe(23);
  });

  it('takes 28 February for 29 February where it has none, and leaves 29 February out where the run has none', () => {
    const leap = on(hourly(2005), grid(3600, 72, utcMs(2024, 2, 28)), 'a_kW');
    expect([leap[0], leap[24], leap[48]]).toEqual([58 * 24, 58 * 24, 59 * 24]); // 28 Feb twice, then 1 March
    const plain = on(hourly(2004), grid(3600, 48, utcMs(2023, 2, 28)), 'a_kW');
    expect([plain[0], plain[24]]).toEqual([58 * 24, 60 * 24]); // day 59, 29 February, is left out
    const both = on(hourly(2004), grid(3600, 24, utcMs(2024, 2, 29)), 'a_kW');
    expect(both[0]).toBe(59 * 24);
  });

  it("keeps the file's own clock", () => {
    const out = on(hourly(2005, fixedZone('+08:00', 480), 480), grid(3600, 2, utcMs(2023, 6, 30, 16)), 'a_kW');
    expect(out).toEqual([181 * 24, 181 * 24 + 1]); // 1 July 00:00 there
  });

  it('takes the next hour where its year skipped one, and the first where it doubled one', () => {
    const file = table({ a_kW: Array.from({ length: 8760 }, (_, i) => i) }, 3600, {
      year: 'calendar',
      start_ms: utcMs(2022, 12, 31, 23),
      zone: BERLIN,
    });
    // The rules handed in begin with 2023, so that in 2022 the clock stays at +1 and 26 March 02:00 exists.
    const out = on(file, grid(3600, 3, utcMs(2022, 3, 26, 0)), 'a_kW');
    expect(out).toEqual([2017, 2018, 2018]); // 84 days and 1 h; 02:00 is skipped in 2023 and reads 03:00
    expect(on(file, grid(3600, 1, utcMs(2022, 10, 29, 1)), 'a_kW')).toEqual([7225]); // 301 days and 1 h: the first of the two 02:00
  });

  it('is refused where the file is shorter than a year and the run asks for more', () => {
    const short = table({ a_kW: Array.from({ length: 240 }, () => 1) }, 3600, { year: 'calendar' });
    expect(on(short, grid(3600, 24, utcMs(2030, 1, 9)), 'a_kW')).toHaveLength(24);
    expect(messageOf(() => resample(short, grid(3600, 48, utcMs(2030, 1, 10))))).toBe(
      'ConfigError: profiles/a.csv: as a typical year it holds 01-01 to 01-10, and the run asks for 01-11 (2030-01-11T00:00Z); give a whole year',
    );
  });

  it('wraps a year that begins in July', () => {
    const t = { ...hourly(2005), start_ms: utcMs(2005, 7, 1) };
    expect(on(t, grid(3600, 1, utcMs(2023, 1, 1)), 'a_kW')).toEqual([184 * 24]);
  });
});

describe('irradiance cut after the clear sky', () => {
  const suzhou = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 };
  // 1 March in Suzhou, sunrise near 22:22 UTC (06:22 there), by hour from 22:00 UTC the day before.
  const start_ms = utcMs(2023, 2, 28, 22);
  const sunny = table({ ghi_W_per_m2: [15, 220, 440], dni_W_per_m2: [150, 500, 700], a_kW: [1, 2, 3] }, 3600, {
    start_ms,
  });

  it('keeps the mean of every hour, rises within it, and gives nothing before sunrise', () => {
    const out = resample(sunny, grid(60, 180, start_ms), suzhou).columns;
    for (const name of ['ghi_W_per_m2', 'dni_W_per_m2'] as const)
      for (let h = 0; h < 3; h++)
        expect(sumOf(out[name]!.slice(h * 60, h * 60 + 60)) / 60).toBeCloseTo(sunny.columns[name]![h]!, 9);
    expect(out.ghi_W_per_m2!.slice(0, 20).every((v) => v === 0)).toBe(true);
    expect(out.ghi_W_per_m2![40]).toBeGreaterThan(5);
    for (let i = 61; i < 120; i++) expect(out.ghi_W_per_m2![i]).toBeGreaterThan(out.ghi_W_per_m2![i - 1]!);
    expect(out.a_kW!.slice(0, 60)).toEqual(new Float64Array(60).fill(1));
  });

  it('spreads evenly what no clear sky explains', () => {
    const odd = table({ ghi_W_per_m2: [600, 0, 0] }, 3600, { start_ms });
    const out = resample(odd, grid(1800, 6, start_ms), suzhou).columns.ghi_W_per_m2!;
    expect(out[0]! + out[1]!).toBeCloseTo(1200, 9);
    expect(out[0]).toBeGreaterThan(550); // before sunrise for two thirds of it
    expect(out.slice(2)).toEqual(new Float64Array(4));
  });

  it('keeps the energy on any finer grid', () => {
    const day = table(
      { ghi_W_per_m2: Array.from({ length: 24 }, (_, h) => Math.max(0, 700 - 20 * (h - 4) ** 2)) },
      3600,
      {
        start_ms: utcMs(2023, 6, 1),
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(30, 60, 300, 450, 600, 900, 1200, 1440, 1800), (step_s) => {
        const g = grid(step_s, 86_400 / step_s, utcMs(2023, 6, 1));
        const out = resample(day, g, suzhou).columns.ghi_W_per_m2!;
        expect((sumOf(out) * step_s) / 3600).toBeCloseTo(sumOf(day.columns.ghi_W_per_m2!), 6);
        expect(endOf(g)).toBe(utcMs(2023, 6, 2));
      }),
      { numRuns: 20 },
    );
  });
});
