import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, localOf, type ZoneRules } from '../../src/core/zone.ts';
import { type ShapeSetting, shapeLoad } from '../../src/series/shape.ts';
import { SHAPE_NAMES, SHAPES } from '../../src/series/shapeCatalog.ts';
import { type LoadShapeInput, LoadShapeSpec } from '../../src/series/shapeSpec.ts';
import { between } from '../between.ts';

const SHANGHAI = fixedZone('Asia/Shanghai', 480);
const YEAR: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 };
const setting: ShapeSetting = { grid: YEAR, zone: SHANGHAI, seed: 1, stream: 'test' };

/** A smooth year of outdoor temperatures: 16 degC, 12 K of season (coldest mid-January), 4 K of day (warmest at 15 h). */
const ambientOn = (grid: TimeGrid) => ({
  grid,
  ambient_degC: Float64Array.from({ length: grid.length }, (_, i) => {
    const h = (grid.start_ms - YEAR.start_ms) / 3_600_000 + ((i + 0.5) * grid.step_s) / 3600;
    return 16 - 12 * Math.cos((2 * Math.PI * (h / 24 - 15)) / 365) + 4 * Math.cos((2 * Math.PI * ((h % 24) - 15)) / 24);
  }),
});

const load = (input: LoadShapeInput, over: Partial<ShapeSetting> = {}): Float64Array =>
  shapeLoad(LoadShapeSpec.parse(input), { ...setting, ...over });
const sum = (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => a + b, 0);
const max = (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => Math.max(a, b), 0);
/** Mean over the hours whose local time passes. */
const meanWhere = (v: Float64Array, when: (t: ReturnType<typeof localOf>) => boolean, zone: ZoneRules = SHANGHAI) => {
  const picked = Array.from(v).filter((_, i) => when(localOf(zone, YEAR.start_ms + i * 3_600_000)));
  expect(picked.length).toBeGreaterThan(0);
  return sum(picked) / picked.length;
};

const HEAT: LoadShapeInput = {
  energy_kWh: 1.5e6,
  peak_kW: 1250,
  degreeHours: { side: 'heating', base_degC: 15, baseShare: 0.1 },
};

describe('the catalogue', () => {
  it('has 24 hours a day and twelve months, none negative', () => {
    expect(SHAPE_NAMES.length).toBeGreaterThan(6);
    for (const name of SHAPE_NAMES) {
      const { workday, saturday, sunday, months } = SHAPES[name];
      expect([name, workday.length, saturday.length, sunday.length, months.length]).toEqual([name, 24, 24, 24, 12]);
      expect(Math.min(...workday, ...saturday, ...sunday)).toBeGreaterThanOrEqual(0);
      expect(max(workday)).toBe(1);
      expect(sum(months) / 12).toBeCloseTo(1, 2);
    }
  });
});

describe('energy and peak', () => {
  it.each(SHAPE_NAMES)('gives %s the energy of the year, exactly', (shape) => {
    const v = load({ energy_kWh: 4.6e6, shape });
    expect(Math.abs(sum(v) / 4.6e6 - 1)).toBeLessThan(1e-12);
    expect(Math.min(...v)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['electricity', { energy_kWh: 4.6e6, peak_kW: 1500 }],
    ['heat', HEAT],
    ['cooling', { energy_kWh: 3.5e6, peak_kW: 2000, degreeHours: { side: 'cooling', base_degC: 19 } }],
  ] as const)('meets the peak of %s in its highest hour', (_, input) => {
    const v = load(input, { ambient: ambientOn(YEAR) });
    expect(max(v) / input.peak_kW!).toBeCloseTo(1, 8);
    expect(sum(v) / input.energy_kWh).toBeCloseTo(1, 12);
  });

  it('keeps any energy and any peak within reach', () => {
    fc.assert(
      fc.property(between(10, 1e7), between(2.5, 5), fc.integer({ min: 0, max: 99 }), (energy_kWh, ratio, seed) => {
        const v = load({ energy_kWh, peak_kW: (ratio * energy_kWh) / 8760 }, { seed });
        expect(sum(v) / energy_kWh).toBeCloseTo(1, 11);
        expect(max(v) / ((ratio * energy_kWh) / 8760)).toBeCloseTo(1, 8);
      }),
      { numRuns: 10 },
    );
  });

  it('reaches a peak of five times the mean whatever the seed', () => {
    for (let seed = 0; seed < 100; seed++)
      expect(max(load({ energy_kWh: 8760, peak_kW: 5 }, { seed }))).toBeCloseTo(5, 8);
  });

  it('scales with the energy and nothing else', () => {
    const one = load({ energy_kWh: 1000 });
    const two = load({ energy_kWh: 2000 });
    for (let i = 0; i < 8760; i += 97) expect(two[i]! / one[i]!).toBeCloseTo(2, 12);
  });

  it('gives each local year its energy, leap years too', () => {
    const grid: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 + 8784 };
    const v = load({ energy_kWh: 1e6 }, { grid });
    expect(sum(v.subarray(0, 8760))).toBeCloseTo(1e6, 4);
    expect(sum(v.subarray(8760))).toBeCloseTo(1e6, 4);
  });
});

describe('days', () => {
  const v = load({ energy_kWh: 1e6, calendar: 'china', noise: 0 });

  it('works less on Saturdays and least on Sundays', () => {
    const workday = meanWhere(v, (t) => t.month === 3 && t.weekday < 5);
    const saturday = meanWhere(v, (t) => t.month === 3 && t.weekday === 5);
    const sunday = meanWhere(v, (t) => t.month === 3 && t.weekday === 6);
    // By hand from the catalogue: sums of a day 15.96, 9.05 and 5.28
    expect(saturday / workday).toBeCloseTo(sum(SHAPES.industrial.saturday) / sum(SHAPES.industrial.workday), 2);
    expect(sunday / workday).toBeCloseTo(sum(SHAPES.industrial.sunday) / sum(SHAPES.industrial.workday), 2);
    expect(sunday).toBeLessThan(0.4 * workday);
  });

  it('rests on a holiday and works on the Saturday given in exchange', () => {
    const day = (month: number, d: number) => meanWhere(v, (t) => t.month === month && t.day === d);
    expect(day(10, 3) / day(10, 15)).toBeCloseTo(1, 1); // Tuesday of National Day like a Sunday
    expect(day(10, 7) / day(10, 10)).toBeCloseTo(1, 1); // Saturday worked like a Tuesday
    expect(day(1, 24)).toBeLessThan(0.4 * day(1, 17)); // Spring Festival
  });

  it('follows the wall clock of the zone, through a change of clock', () => {
    // Like Berlin in 2023: an hour is skipped on 26 March.
    const zone: ZoneRules = {
      zone: 'Europe/Berlin',
      spans: [
        { from_ms: Number.NEGATIVE_INFINITY, offset_min: 60 },
        { from_ms: utcMs(2023, 3, 26, 1), offset_min: 120 },
        { from_ms: utcMs(2023, 10, 29, 1), offset_min: 60 },
      ],
    };
    const grid: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 3_600_000, step_s: 3600, length: 8760 };
    const w = load({ energy_kWh: 1e6, shape: 'office', noise: 0 }, { grid, zone });
    const at = (month: number, day: number, utcHour: number) =>
      w[(utcMs(2023, month, day, utcHour) - grid.start_ms) / 3_600_000]!;
    expect(at(3, 24, 6) / at(3, 28, 5)).toBeCloseTo(1, 1); // 7 o'clock before and after
    expect(at(3, 28, 5)).toBeGreaterThan(1.5 * at(3, 24, 5)); // the same in UTC differs
    expect(sum(w)).toBeCloseTo(1e6, 4);
  });

  it('knows the last rest day of any week', () => {
    const w = load({
      energy_kWh: 1e6,
      noise: 0,
      calendar: { base: 'none', weekend: ['friday', 'saturday'], holidays: [], workdays: [] },
    });
    const mean = (weekday: number) => meanWhere(w, (t) => t.month === 3 && t.weekday === weekday);
    expect(mean(6) / mean(2)).toBeCloseTo(1, 1);
    expect(mean(5)).toBeLessThan(mean(4));
    expect(mean(4)).toBeLessThan(0.7 * mean(3));
  });
});

describe('chance', () => {
  it('gives the same bytes for the same seed and others for another, or another stream', () => {
    const one = load({ energy_kWh: 1e6 });
    expect(load({ energy_kWh: 1e6 })).toEqual(one);
    expect(load({ energy_kWh: 1e6 }, { seed: 2 })).not.toEqual(one);
    expect(load({ energy_kWh: 1e6 }, { stream: 'other' })).not.toEqual(one);
  });

  it('has the asked spread and persists', () => {
    const plain = load({ energy_kWh: 1e6, shape: 'constant', noise: 0 });
    const noisy = load({ energy_kWh: 1e6, shape: 'constant', noise: 0.1 });
    const off = noisy.map((v, i) => v / plain[i]! - 1);
    const spread = Math.sqrt(sum(off.map((d) => d * d)) / 8760);
    expect(spread).toBeGreaterThan(0.08);
    expect(spread).toBeLessThan(0.11);
    let lag = 0;
    for (let i = 1; i < 8760; i++) lag += off[i]! * off[i - 1]!;
    expect(lag / 8760 / spread ** 2).toBeGreaterThan(0.5);
  });
});

describe('steps and windows', () => {
  const cases: readonly [string, LoadShapeInput][] = [
    ['electricity', { energy_kWh: 1e6, peak_kW: 300 }],
    ['heat', HEAT],
  ];
  it.each(cases)('means of finer steps of %s are the coarser one', (_, input) => {
    const hourly = load(input, { ambient: ambientOn(YEAR) });
    for (const step_s of [1800, 900, 300]) {
      const per = 3600 / step_s;
      const fine = load(input, { grid: { ...YEAR, step_s, length: 8760 * per }, ambient: ambientOn(YEAR) });
      let worst = 0;
      for (let i = 0; i < 8760; i++)
        worst = Math.max(worst, Math.abs(sum(fine.subarray(i * per, (i + 1) * per)) / per - hourly[i]!));
      expect(worst).toBeLessThan(1e-9 * max(hourly));
    }
  });

  it.each(cases)('a window of %s is the window of the year', (_, input) => {
    const hourly = load(input, { ambient: ambientOn(YEAR) });
    const grid: TimeGrid = { start_ms: YEAR.start_ms + 4344 * 3_600_000, step_s: 3600, length: 48 };
    expect(load(input, { grid, ambient: ambientOn(YEAR) })).toEqual(hourly.slice(4344, 4392));
  });

  it('lies on steps that do not divide the hour', () => {
    const grid: TimeGrid = { ...YEAR, step_s: 420, length: (8760 * 60) / 7 };
    expect(Number.isInteger(grid.length)).toBe(false);
    const whole = { ...grid, length: Math.floor(grid.length) };
    const v = load({ energy_kWh: 1e6 }, { grid: whole });
    expect((sum(v) * 420) / 3600).toBeCloseTo(1e6, -2);
  });
});

describe('degree hours', () => {
  it('heats in the cold and cools in the warm months only', () => {
    const ambient = ambientOn(YEAR);
    const heat = load({ ...HEAT, degreeHours: { side: 'heating', base_degC: 15 } }, { ambient });
    expect(meanWhere(heat, (t) => t.month === 7)).toBe(0);
    const january = meanWhere(heat, (t) => t.month === 1);
    expect(january).toBeGreaterThan(3 * meanWhere(heat, (t) => t.month === 4));
    const cold = load({ energy_kWh: 1e6, degreeHours: { side: 'cooling', base_degC: 20 } }, { ambient });
    expect(meanWhere(cold, (t) => t.month === 1)).toBe(0);
    expect(meanWhere(cold, (t) => t.month === 7)).toBeGreaterThan(3 * meanWhere(cold, (t) => t.month === 5));
  });

  it('is proportional to the degrees where nothing else acts', () => {
    const grid = YEAR;
    const steps = Float64Array.from({ length: 8760 }, (_, i) => (i < 4380 ? 5 : 10));
    const v = load(
      {
        energy_kWh: 8760,
        noise: 0,
        shape: 'constant',
        degreeHours: { side: 'heating', base_degC: 15, inertia_h: 0, setback: 1 },
      },
      { ambient: { grid, ambient_degC: steps } },
    );
    // 10 K and 5 K for half a year each: mean 7.5 K is 1 kW // by hand
    expect(v[100]).toBeCloseTo(10 / 7.5, 10);
    expect(v[8000]).toBeCloseTo(5 / 7.5, 10);
  });

  it('keeps the base share in summer', () => {
    const v = load({ ...HEAT, peak_kW: undefined, noise: 0 }, { ambient: ambientOn(YEAR) });
    // Ten percent of the year's energy by the shape alone // by hand: 0.1 * 1.5e6 / 8760 = 17.1 kW, less weekends and season
    expect(meanWhere(v, (t) => t.month === 8)).toBeCloseTo((0.1 * 1.5e6) / 8760, -1);
  });

  it('takes the outdoor temperature at any step', () => {
    const fine: TimeGrid = { ...YEAR, step_s: 900, length: 35_040 };
    const a = load({ ...HEAT, noise: 0 }, { ambient: ambientOn(fine) });
    const b = load({ ...HEAT, noise: 0 }, { ambient: ambientOn(YEAR) });
    let worst = 0;
    for (let i = 0; i < 8760; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    expect(worst).toBeLessThan(5);
  });
});

describe('errors', () => {
  it('says which peaks are possible', () => {
    expect(() => load({ energy_kWh: 8760, peak_kW: 0.9, shape: 'office' })).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: peak_kW 0.9 is out of reach for 8760 kWh a year in the shape "office": expected about 1.1 to 7.53; change peak_kW, energy_kWh or the shape]`,
    );
    expect(() => load({ energy_kWh: 8760, peak_kW: 90, shape: 'office' })).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: peak_kW 90 is out of reach for 8760 kWh a year in the shape "office": expected about 1.1 to 7.53; change peak_kW, energy_kWh or the shape]`,
    );
  });

  it('wants the outdoor temperature of the whole year', () => {
    expect(() => load(HEAT)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: a load by degree hours needs the outdoor temperature of the whole local year 2023, which the weather lacks; give weather of the whole year or a profile of the load]`,
    );
    const ambient = ambientOn({ ...YEAR, length: 48 });
    expect(() => load(HEAT, { ambient })).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: a load by degree hours needs the outdoor temperature of the whole local year 2023, which the weather covers in part; give weather of the whole year or a profile of the load]`,
    );
  });

  it('refuses degree hours that never come', () => {
    const input: LoadShapeInput = { energy_kWh: 1, degreeHours: { side: 'cooling', base_degC: 40 } };
    expect(() => load(input, { ambient: ambientOn(YEAR) })).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: no cooling degree hours at base_degC 40: the outdoor temperature never passes it; choose another base]`,
    );
  });

  it('refuses a calendar that does not know the year', () => {
    const grid: TimeGrid = { ...YEAR, start_ms: utcMs(2019, 6, 1), length: 24 };
    expect(() => load({ energy_kWh: 1, calendar: 'china' }, { grid })).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: calendar "china" knows the years 2023, 2024, 2025, 2026, the run touches 2019; move the run or list the holidays and worked rest days of that year under "calendar"]`,
    );
  });
});
