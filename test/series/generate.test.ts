import { describe, expect, it } from 'vitest';
import { ineichen } from '../../src/core/physics/clearSky.ts';
import { airMass } from '../../src/core/physics/irradiance.ts';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone, localOf } from '../../src/core/zone.ts';
import { GENERATED_COLUMNS, generateWeather, type WeatherSetting } from '../../src/series/generate.ts';
import { CLIMATES, twelve, WeatherGeneratorSpec } from '../../src/series/generateClimate.ts';

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

  it('has the half-daily tide of pressure, 0.07 kPa at this latitude', () => {
    const hour = (h: number) => mean(base.pressure_kPa.filter((_, i) => i % 24 === h));
    // By hand: 0.116 * cos(31.3 deg)^3 = 0.0724; crests near 9:45 and 21:45, a line through hours takes off 2 %
    expect((hour(9) + hour(21) - hour(3) - hour(15)) / 4).toBeCloseTo(0.071, 2);
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
