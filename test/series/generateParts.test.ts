import { describe, expect, it } from 'vitest';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, UTC, type ZoneRules } from '../../src/core/zone.ts';
import { normalCdf, persistent, solve } from '../../src/series/generateChance.ts';
import { hourlyMeans, layOnto, localYear, localYearsOf } from '../../src/series/generateHours.ts';
import { alongLine, lineOf, monthLine, monthlyMeans } from '../../src/series/generateMonths.ts';

const year = localYear(UTC, 2023);
const gridOf = (start_ms: number, step_s: number, length: number): TimeGrid => ({ start_ms, step_s, length });

describe('local years', () => {
  it('have 8,760 or 8,784 hours that begin at local midnight', () => {
    const shanghai = localYear(fixedZone('Asia/Shanghai', 480), 2024);
    expect([shanghai.start_ms, shanghai.length]).toEqual([utcMs(2023, 12, 31, 16), 8784]);
    expect([shanghai.hour[0], shanghai.month[0], shanghai.hour[8783], shanghai.month[8783]]).toEqual([0, 0, 23, 11]);
  });

  it('keep their length through a change of clock', () => {
    const zone: ZoneRules = {
      zone: 'Australia/Lord_Howe',
      spans: [
        { from_ms: Number.NEGATIVE_INFINITY, offset_min: 660 },
        { from_ms: utcMs(2023, 4, 1, 15), offset_min: 630 },
        { from_ms: utcMs(2023, 9, 30, 15, 30), offset_min: 660 },
      ],
    };
    expect(localYear(zone, 2023).length).toBe(8760);
  });

  it('are those that a grid touches', () => {
    const grid = gridOf(utcMs(2023, 12, 31, 20), 3600, 10);
    expect(localYearsOf(grid, UTC).map((y) => y.year)).toEqual([2023, 2024]);
    expect(localYearsOf({ ...grid, length: 4 }, UTC).map((y) => y.year)).toEqual([2023]);
  });
});

describe('laying hours onto a grid', () => {
  const hourly = Float64Array.from({ length: 8760 }, (_, k) => (k === 10 ? 8 : 0));

  it.each([
    // step, first hour, expected // by hand: a peak of 8 is a triangle from 9.5 to 11.5 h
    [3600, 9, [1, 6, 1]],
    [1800, 9, [0, 2, 6, 6, 2, 0]],
    [900, 10, [5, 7, 7, 5]],
  ] as const)('joins their middles by a line, step %i s', (step_s, hour, expected) => {
    const out = new Float64Array(expected.length);
    layOnto(year, hourly, gridOf(year.start_ms + hour * 3_600_000, step_s, expected.length), out);
    expect(Array.from(out)).toEqual(expected);
  });

  it('holds the ends of the year and touches nothing outside', () => {
    const ramp = Float64Array.from({ length: 8760 }, (_, k) => k);
    const out = new Float64Array(4);
    layOnto(year, ramp, gridOf(year.start_ms - 3_600_000, 1800, 4), out);
    expect(Array.from(out)).toEqual([0, 0, 0, 0.25]); // by hand: 0 to the first middle, then up to 0.5
  });

  it('takes hourly means back from any step', () => {
    const grid = gridOf(year.start_ms + 600_000, 1200, 6);
    const means = hourlyMeans(year, grid, [1, 2, 3, 4, 5, 6]);
    // Hour 1 is 60 to 120 min: steps end at 30, 50, 70, 90, 110, 130 min // by hand: (10*3 + 20*4 + 20*5 + 10*6) / 60
    expect(means[1]).toBeCloseTo(4.5, 12);
    expect([means[0], means[2]]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('monthly lines', () => {
  const wanted = [3, 5, 9, 14, 20, 24, 28, 27, 23, 18, 12, 5];
  it.each(['round', 'pinned'] as const)('a %s one has the wanted means', (kind) => {
    const met = monthlyMeans(year, lineOf(monthLine(year, kind), wanted));
    for (let m = 0; m < 12; m++) expect(met[m]!).toBeCloseTo(wanted[m]!, 9);
  });

  it('a round one joins December to January, a pinned one passes 0', () => {
    const round = alongLine(monthLine(year, 'round'), wanted);
    expect(round[0]!).toBeCloseTo(4, 1); // by hand: half-way between 3 and 5
    expect(round[8759]!).toBeCloseTo(round[0]!, 1);
    const pinned = alongLine(monthLine(year, 'pinned'), wanted);
    expect(pinned[0]!).toBeCloseTo(0, 1);
    expect(pinned[8759]!).toBeCloseTo(0, 1);
    expect(pinned[372]!).toBeCloseTo(3, 1); // the middle of January
  });
});

describe('chance', () => {
  it('persists as asked with variance 1, whatever the window', () => {
    const x = persistent(1, 2, 0, 20_000, 0.8);
    let square = 0;
    let cross = 0;
    for (let i = 1; i < x.length; i++) {
      square += x[i]! ** 2;
      cross += x[i]! * x[i - 1]!;
    }
    expect(square / x.length).toBeCloseTo(1, 1);
    expect(cross / square).toBeCloseTo(0.8, 1);
    const later = persistent(1, 2, 5000, 10, 0.8);
    for (let i = 0; i < 10; i++) expect(later[i]!).toBeCloseTo(x[5000 + i]!, 10);
    expect(Array.from(persistent(1, 2, 0, 3, 0))).not.toEqual([0, 0, 0]);
  });

  it.each([
    [0, 0.5],
    [1, 0.8413447],
    [-1.959964, 0.025],
    [3, 0.9986501],
  ])('normal distribution at %d', (z, p) => {
    expect(normalCdf(z)).toBeCloseTo(p, 6);
  });
});

describe('solving', () => {
  it('finds the root of bent functions and says when there is none', () => {
    expect(solve((x) => x * x * x, 8, 0, 1000, 1e-12)).toBeCloseTo(2, 9);
    expect(solve((x) => 1 - 1 / (1 + x ** 8), 0.5, 0, 50, 1e-12)).toBeCloseTo(1, 9);
    expect(solve((x) => x, 3, 3, 9, 1e-9)).toBe(3);
    expect(solve((x) => x, 10, 0, 9, 1e-9)).toBeNaN();
  });
});
