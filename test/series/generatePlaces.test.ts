import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone } from '../../src/core/zone.ts';
import { GENERATED_COLUMNS, generateWeather } from '../../src/series/generate.ts';
import { ClimateSpec, WeatherGeneratorSpec } from '../../src/series/generateClimate.ts';
import { between } from '../between.ts';

const YEAR: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 };
const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: fixedZone('Asia/Shanghai', 480) };
const mean = (v: Float64Array | readonly number[]): number => Array.from(v).reduce((a, b) => a + b, 0) / v.length;

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
    expect(() =>
      generateWeather({ climate: 'suzhou' }, { grid: YEAR, site: place, seed: 1 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: weather.generate.climate: ghi_kWh_per_m2 of 2.2 a day is more than the sky gives at this latitude in month 1: a clear sky of turbidity 3.5 brings 0.89; correct it, the latitude or the turbidity]`,
    );
  });

  it('says where a month asks for less than the darkest sky lets through', () => {
    const spec = { climate: { ...climate, ghi_kWh_per_m2: 0.01 } };
    expect(() => generateWeather(spec, { grid: YEAR, site, seed: 1 })).toThrowErrorMatchingInlineSnapshot(
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
    expect(w.ghi_W_per_m2.subarray(0, 744).every((v) => v === 0)).toBe(true);
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
