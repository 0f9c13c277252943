import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ineichen } from '../../src/core/physics/clearSky.ts';
import { airMass } from '../../src/core/physics/irradiance.ts';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, localOf } from '../../src/core/zone.ts';
import { GENERATED_COLUMNS, generateWeather, type WeatherSetting } from '../../src/series/generate.ts';
import { CLIMATES, ClimateSpec, twelve, WeatherGeneratorSpec } from '../../src/series/generateClimate.ts';
import { between } from '../between.ts';

const SHANGHAI = fixedZone('Asia/Shanghai', 480);
const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: SHANGHAI };
const YEAR: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 };
const suzhou = WeatherGeneratorSpec.parse({ climate: 'suzhou' });
const weather = (over: Partial<WeatherSetting> = {}, spec = suzhou) =>
  generateWeather(spec, { grid: YEAR, site, seed: 2023, ...over }).columns;

const MONTH = Uint8Array.from({ length: 8760 }, (_, i) => localOf(SHANGHAI, YEAR.start_ms + i * 3_600_000).month - 1);
const mean = (v: ArrayLike<number>): number => Array.from(v).reduce((a, b) => a + b, 0) / v.length;
const monthly = (v: Float64Array): number[] =>
  Array.from({ length: 12 }, (_, m) => mean(v.filter((_x, i) => MONTH[i] === m)));
const extreme = (v: ArrayLike<number>) => {
  const all = Array.from(v);
  return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))] as const;
};
/** Correlation of a column with itself `lag` later. */
function persistence(v: ArrayLike<number>, lag: number): number {
  const m = mean(v);
  let cross = 0;
  let square = 0;
  for (let i = 0; i < v.length; i++) {
    square += (v[i]! - m) ** 2;
    if (i >= lag) cross += (v[i]! - m) * (v[i - lag]! - m);
  }
  return cross / square;
}

const base = weather();

describe('monthly means', () => {
  const climate = CLIMATES.suzhou;
  it.each([1, 2023, -7])('are those of the climate with seed %i', (seed) => {
    const w = seed === 2023 ? base : weather({ seed });
    const ghi = monthly(w.ghi_W_per_m2).map((v) => (v * 24) / 1000);
    const ambient = monthly(w.ambient_degC);
    const wind = monthly(w.wind_m_per_s);
    const humid = monthly(w.relativeHumidity);
    const pressure = monthly(w.pressure_kPa);
    const water = monthly(w.water_degC);
    expect(ghi.length).toBe(12);
    for (let m = 0; m < 12; m++) {
      expect(ghi[m]! / twelve(climate.ghi_kWh_per_m2)[m]!).toBeCloseTo(1, 4);
      expect(Math.abs(ambient[m]! - twelve(climate.ambient_degC)[m]!)).toBeLessThan(0.02);
      expect(wind[m]! / twelve(climate.wind_m_per_s)[m]!).toBeCloseTo(1, 2);
      expect(Math.abs(humid[m]! - twelve(climate.relativeHumidity)[m]!)).toBeLessThan(0.005);
      expect(Math.abs(pressure[m]! - twelve(climate.pressure_kPa!)[m]!)).toBeLessThan(0.01);
      expect(Math.abs(water[m]! - twelve(climate.water_degC)[m]!)).toBeLessThan(0.02);
    }
  });

  it('make a year of 1,307 kWh/m2 and 15.7 degC', () => {
    // By hand: 31 * (2.2 + 3.4 + 4.7 + 4.9 + 4.7 + 3.3 + 2.2) + 28 * 2.7 + 30 * (4.2 + 4.2 + 3.9 + 2.5) = 1307.0
    expect(mean(base.ghi_W_per_m2) * 8.76).toBeCloseTo(1307, 1);
    expect(mean(base.ambient_degC)).toBeCloseTo(15.7, 0);
  });
});

describe('irradiance', () => {
  const grids: readonly (readonly [string, TimeGrid])[] = [
    ['hourly', YEAR],
    ['quarter-hourly', { start_ms: utcMs(2023, 5, 30), step_s: 900, length: 96 * 12 }],
    ['by minutes', { start_ms: utcMs(2023, 12, 20), step_s: 60, length: 1440 * 3 }],
    ['askew', { start_ms: utcMs(2023, 3, 20) + 123_000, step_s: 2700, length: 200 }],
  ];
  it.each(grids)('closes and stays within the physics, %s', (_, grid) => {
    const w = grid === YEAR ? base : weather({ grid });
    const { up, upShare, extraterrestrial_W_per_m2 } = sunColumns(grid, site);
    let lit = 0;
    for (let i = 0; i < grid.length; i++) {
      const ghi = w.ghi_W_per_m2[i]!;
      const dni = w.dni_W_per_m2[i]!;
      const dhi = w.dhi_W_per_m2[i]!;
      if (upShare[i] === 0 && grid !== YEAR) expect(ghi).toBeLessThan(3);
      expect(dni).toBeGreaterThanOrEqual(0);
      expect(dhi).toBeGreaterThanOrEqual(0);
      expect(dhi).toBeLessThanOrEqual(ghi + 1e-9);
      expect(Math.abs(ghi - dhi - dni * Math.max(0, up[i]!))).toBeLessThan(1e-9);
      expect(dni).toBeLessThan(0.85 * extraterrestrial_W_per_m2[i]!);
      if (ghi > 0) lit++;
    }
    expect(lit / grid.length).toBeGreaterThan(0.3);
    expect(lit / grid.length).toBeLessThan(0.65);
  });

  it('never exceeds the clear sky by more than a bright cloud adds', () => {
    const { up, zenith_deg, upShare, extraterrestrial_W_per_m2 } = sunColumns(YEAR, site);
    const sky = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0 };
    let checked = 0;
    for (let i = 0; i < 8760; i++) {
      if (upShare[i]! < 1 || up[i]! < 0.15) continue;
      ineichen(up[i]!, airMass(up[i]!, zenith_deg[i]!), 3.5, 5, extraterrestrial_W_per_m2[i]!, sky);
      expect(base.ghi_W_per_m2[i]!).toBeLessThan(1.05 * sky.ghi_W_per_m2 + 6); // an hour's mean is not its middle
      checked++;
    }
    expect(checked).toBeGreaterThan(3000);
  });

  it('has clear and dull days, and clouds that persist', () => {
    const days = Array.from(
      { length: 31 },
      (_, d) => mean(base.ghi_W_per_m2.subarray(4344 + 24 * d, 4368 + 24 * d)) * 0.024,
    );
    const [least, most] = extreme(days);
    expect(least).toBeLessThan(2.5); // July, kWh/m2 a day
    expect(most).toBeGreaterThan(6.5);
    const { up, upShare, extraterrestrial_W_per_m2 } = sunColumns(YEAR, site);
    const clearness: number[] = [];
    for (let i = 0; i < 8760; i++)
      if (upShare[i] === 1 && up[i]! > 0.2)
        clearness.push(base.ghi_W_per_m2[i]! / (up[i]! * extraterrestrial_W_per_m2[i]!));
    expect(persistence(clearness, 1)).toBeGreaterThan(0.5);
    expect(persistence(clearness, 1)).toBeLessThan(0.97);
  });

  it('is more diffuse than direct in so humid a place, but not all', () => {
    const share = mean(base.dhi_W_per_m2) / mean(base.ghi_W_per_m2);
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.65);
  });
});

describe('air', () => {
  it('stays within the extremes and swings more on clear days', () => {
    const [low, high] = extreme(base.ambient_degC);
    expect(low).toBeGreaterThanOrEqual(-11.7);
    expect(high).toBeLessThanOrEqual(39.7);
    const days = Array.from({ length: 365 }, (_, d) => {
      const [min, max] = extreme(base.ambient_degC.subarray(24 * d, 24 * d + 24));
      const sun = mean(base.ghi_W_per_m2.subarray(24 * d, 24 * d + 24));
      return { swing: (max - min) / 2, sun, month: MONTH[24 * d]! };
    });
    for (const month of [0, 4, 6, 9]) {
      const sorted = days.filter((d) => d.month === month).sort((a, b) => a.sun - b.sun);
      expect(mean(sorted.slice(-10).map((d) => d.swing))).toBeGreaterThan(
        mean(sorted.slice(0, 10).map((d) => d.swing)),
      );
    }
    expect(mean(days.map((d) => d.swing))).toBeGreaterThan(3.4);
    expect(mean(days.map((d) => d.swing))).toBeLessThan(4.6);
  });

  it('is warmest about 15 h and driest then', () => {
    const hour = (v: Float64Array, h: number) => mean(v.filter((_, i) => i % 24 === h));
    const course = Array.from({ length: 24 }, (_, h) => hour(base.ambient_degC, h));
    expect(course.indexOf(Math.max(...course))).toBeGreaterThanOrEqual(14);
    expect(course.indexOf(Math.max(...course))).toBeLessThanOrEqual(15);
    expect(hour(base.relativeHumidity, 15)).toBeLessThan(hour(base.relativeHumidity, 6) - 0.1);
  });

  it('keeps humidity, wind and pressure within bounds', () => {
    const humid = extreme(base.relativeHumidity);
    expect(humid[0]).toBeGreaterThan(0.1);
    expect(humid[1]).toBeLessThanOrEqual(1);
    const wind = extreme(base.wind_m_per_s);
    expect(wind[0]).toBeGreaterThanOrEqual(0);
    expect(wind[1]).toBeGreaterThan(8);
    expect(wind[1]).toBeLessThan(20);
    const pressure = extreme(base.pressure_kPa);
    expect(pressure[0]).toBeGreaterThan(98.5);
    expect(pressure[1]).toBeLessThan(104.5);
  });

  it('persists, day to day and hour to hour', () => {
    const departure = base.ambient_degC.map((v, i) => v - twelve(CLIMATES.suzhou.ambient_degC)[MONTH[i]!]!);
    const daily = Array.from({ length: 365 }, (_, d) => mean(departure.subarray(24 * d, 24 * d + 24)));
    expect(persistence(daily, 1)).toBeGreaterThan(0.5);
    expect(persistence(base.wind_m_per_s, 1)).toBeGreaterThan(0.85);
    expect(persistence(base.wind_m_per_s, 48)).toBeLessThan(0.3);
    expect(persistence(base.relativeHumidity, 1)).toBeGreaterThan(0.9);
  });

  it('has winds of a Rayleigh-like distribution', () => {
    // Energy pattern factor, mean cube over cube of the mean: 1.91 for k = 2 // by hand: 6/pi
    expect(mean(base.wind_m_per_s.map((v) => v ** 3)) / 27).toBeGreaterThan(1.7);
    expect(mean(base.wind_m_per_s.map((v) => v ** 3)) / 27).toBeLessThan(2.25);
  });
});

describe('chance', () => {
  it('gives the same bytes for the same seed, others for another', () => {
    const again = weather({ grid: { ...YEAR } });
    const other = weather({ seed: 2024 });
    for (const name of GENERATED_COLUMNS) {
      expect(again[name]).toEqual(base[name]);
      if (name !== 'water_degC' && name !== 'ground_degC') expect(other[name]).not.toEqual(base[name]);
    }
    expect(weather({ seed: 5 }, { ...suzhou, seed: 2023 }).ghi_W_per_m2).toEqual(base.ghi_W_per_m2);
  });

  it('does not know in what window or order the hours are asked for', () => {
    const grid: TimeGrid = { start_ms: YEAR.start_ms + 4000 * 3_600_000, step_s: 3600, length: 72 };
    const window = weather({ grid });
    for (const name of GENERATED_COLUMNS)
      for (let i = 0; i < 72; i++) expect(window[name][i]!).toBeCloseTo(base[name][4000 + i]!, 4);
  });

  it('goes on from year to year', () => {
    const grid: TimeGrid = { start_ms: YEAR.start_ms + 8700 * 3_600_000, step_s: 3600, length: 120 };
    const w = weather({ grid });
    for (let i = 0; i < 60; i++) expect(w.ambient_degC[i]!).toBeCloseTo(base.ambient_degC[8700 + i]!, 9);
    for (const [name, most] of [
      ['ambient_degC', 1.5],
      ['pressure_kPa', 0.5],
      ['water_degC', 0.5],
    ] as const)
      expect(Math.abs(w[name][60]! - w[name][59]!)).toBeLessThan(most);
  });
});

describe('steps', () => {
  it.each([1800, 900, 300])('means of steps of %i s are the hour', (step_s) => {
    const per = 3600 / step_s;
    const grid: TimeGrid = { start_ms: YEAR.start_ms + 24 * 200 * 3_600_000, step_s, length: 24 * 5 * per };
    const w = weather({ grid });
    for (const name of GENERATED_COLUMNS) {
      // The beam of an hour is weighed by the sun's height, so its mean differs.
      if (name === 'dni_W_per_m2') continue;
      const tolerance = name === 'ghi_W_per_m2' || name === 'dhi_W_per_m2' ? (step_s < 900 ? 3 : 1) : 1e-9;
      for (let h = 0; h < 120; h++) {
        const fine = mean(w[name].subarray(h * per, (h + 1) * per));
        expect(Math.abs(fine - base[name][24 * 200 + h]!), `${name} hour ${h}`).toBeLessThanOrEqual(tolerance);
      }
    }
  });
});

describe('other places', () => {
  const climate = ClimateSpec.parse({
    ghi_kWh_per_m2: [7.5, 6.8, 6.2, 5.2, 4.2, 3.8, 4.1, 5.0, 6.0, 6.8, 7.3, 7.6],
    turbidity: 2.5,
    ambient_degC: [29, 28, 25, 20, 15, 12, 12, 14, 19, 23, 26, 28],
    swing_K: 8,
    dayToDay_K: 3,
    lowest_degC: -6,
    highest_degC: 45,
    relativeHumidity: [0.33, 0.36, 0.36, 0.4, 0.47, 0.52, 0.46, 0.36, 0.3, 0.28, 0.29, 0.31],
    wind_m_per_s: 2.5,
    water_degC: 20,
    ground_degC: 23,
  });
  it('works south of the equator and without a pressure', () => {
    const place = { latitude_deg: -23.7, longitude_deg: 133.9, altitude_m: 546, zone: fixedZone('x', 570) };
    const grid: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 570 * 60_000, step_s: 3600, length: 8760 };
    const w = generateWeather({ climate }, { grid, site: place, seed: 1 }).columns;
    expect(mean(w.ghi_W_per_m2.subarray(0, 744)) * 0.024).toBeCloseTo(7.5, 3);
    expect(mean(w.ambient_degC.subarray(0, 744))).toBeCloseTo(29, 1);
    expect(mean(w.pressure_kPa)).toBeCloseTo(94.94, 1); // ISO 2533 at 546 m
    expect(mean(w.dhi_W_per_m2) / mean(w.ghi_W_per_m2)).toBeLessThan(0.4);
  });

  it('says where a month asks for more sun than there is', () => {
    const place = { ...site, latitude_deg: 53.7 };
    expect(() => weather({ site: place })).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: weather.generate.climate: ghi_kWh_per_m2 of 2.2 a day is more than the sky gives at this latitude in month 1: a clear sky of turbidity 3.5 brings 0.89; correct it, the latitude or the turbidity]`,
    );
  });

  it('says where a month asks for less than the darkest sky lets through', () => {
    const spec = { climate: { ...climate, ghi_kWh_per_m2: 0.01 } };
    expect(() => weather({}, spec)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: weather.generate.climate: ghi_kWh_per_m2 of 0.01 a day is less than the sky gives at this latitude in month 1: a clear sky of turbidity 2.5 brings 3.97; correct it, the latitude or the turbidity]`,
    );
  });

  it('knows the polar night', () => {
    const place = { latitude_deg: 69.6, longitude_deg: 18.9, altitude_m: 0, zone: fixedZone('x', 60) };
    const grid: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 3_600_000, step_s: 3600, length: 8760 };
    const polar = {
      ...climate,
      ghi_kWh_per_m2: [0, 0.25, 1.3, 3.0, 4.4, 4.8, 4.4, 3.1, 1.7, 0.5, 0.02, 0],
      ambient_degC: [-4, -4, -3, 1, 5, 9, 12, 11, 7, 3, -1, -3],
      lowest_degC: -18,
    };
    const w = generateWeather({ climate: polar }, { grid, site: place, seed: 3 }).columns;
    expect(extreme(w.ghi_W_per_m2.subarray(0, 744))).toEqual([0, 0]);
    expect(mean(w.ghi_W_per_m2.subarray(151 * 24, 181 * 24)) * 0.024).toBeCloseTo(4.8, 1);
    for (const name of GENERATED_COLUMNS) expect(w[name].every(Number.isFinite)).toBe(true);
  });

  it('keeps its laws in any climate', () => {
    const seeds = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        between(-42, 42),
        between(0.15, 0.85),
        between(0.2, 0.9),
        between(1, 4),
        seeds,
        (lat, bright, wet, k, seed) => {
          const place = { latitude_deg: lat, longitude_deg: 10, altitude_m: 0, zone: fixedZone('x', 60) };
          const grid: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 3_600_000, step_s: 3600, length: 8760 };
          const { up, extraterrestrial_W_per_m2 } = sunColumns(grid, place);
          // Of what reaches a cloudless ground by month, at least 0.58 of the light above the air at turbidity 3.5
          const months = Array.from({ length: 12 }, (_, m) => {
            const above = up.map((v, i) => Math.max(0, v) * extraterrestrial_W_per_m2[i]!);
            return bright * 0.58 * 0.024 * mean(above.subarray(m * 730, m * 730 + 730));
          });
          const spec = { ...climate, turbidity: 3.5, ghi_kWh_per_m2: months, relativeHumidity: wet, weibullK: k };
          const w = generateWeather({ climate: spec }, { grid, site: place, seed }).columns;
          for (let i = 0; i < 8760; i++) {
            const closure = w.ghi_W_per_m2[i]! - w.dhi_W_per_m2[i]! - w.dni_W_per_m2[i]! * Math.max(0, up[i]!);
            if (!(Math.abs(closure) < 1e-9 && w.dhi_W_per_m2[i]! >= 0 && w.dni_W_per_m2[i]! >= 0))
              throw new Error(`irradiance of hour ${i}`);
            if (!(w.relativeHumidity[i]! >= 0.1 && w.relativeHumidity[i]! <= 1))
              throw new Error(`humidity of hour ${i}`);
            if (!(w.wind_m_per_s[i]! >= 0 && w.wind_m_per_s[i]! < 40)) throw new Error(`wind of hour ${i}`);
            if (!(w.ambient_degC[i]! >= -6 && w.ambient_degC[i]! <= 45)) throw new Error(`temperature of hour ${i}`);
          }
          expect(mean(w.ghi_W_per_m2) * 0.024).toBeCloseTo(mean(months), 1);
          expect(mean(w.relativeHumidity)).toBeCloseTo(wet, 1);
          expect(mean(w.wind_m_per_s)).toBeCloseTo(2.5, 1);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('refuses eleven months', () => {
    const spec = { climate: { ...climate, ambient_degC: [1, 2, 3] } };
    expect(WeatherGeneratorSpec.safeParse(spec).success).toBe(false);
    expect(WeatherGeneratorSpec.safeParse({ climate: 'atlantis' }).success).toBe(false);
    expect(ClimateSpec.safeParse({ ...climate, highest_degC: 25 }).error?.issues[0]?.message).toMatchInlineSnapshot(
      `"expected lowest_degC and highest_degC at least 2 K outside every monthly mean of ambient_degC"`,
    );
  });
});
