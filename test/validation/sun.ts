import { sunPosition } from '../../src/core/physics/sun.ts';
import { type CsvRow, csvRows } from '../core/physics/csv.ts';
import { sunTimes } from '../core/physics/sunTimes.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

/** Where the tables of shared/reference/solar are computed for. */
export const SUZHOU = { latitude_deg: 31.3, longitude_deg: 120.6, altitude_m: 5 };
export const PVLIB = 'pvlib-python 6382338 (shared/reference/solar)';
const SPA = 'NREL Solar Position Algorithm, NREL/TP-560-34302, run of pvlib-python 6382338 (shared/reference/solar)';

type Sun = ReturnType<typeof sunPosition>;
const sunOf = (row: CsvRow): Sun =>
  sunPosition(Date.parse(row.text('time_utc')), SUZHOU.latitude_deg, SUZHOU.longitude_deg, SUZHOU.altitude_m);

/** Points of a table of solar positions. */
const over = (file: string, point: (row: CsvRow, sun: Sun, k: number) => Point) =>
  given(() => csvRows(`reference/solar/${file}`).map((row, k) => point(row, sunOf(row), k)));

/** Seconds from local noon at UTC+8, over 26 days of the year. */
const crossing = (name: 'transit' | 'sunset'): readonly Point[] =>
  csvRows('reference/solar/suzhou_sunrise.csv').map((row, x) => {
    const noon_ms = Date.parse(`${row.text('date')}T12:00+08:00`);
    const model_ms = sunTimes(noon_ms, SUZHOU.latitude_deg, SUZHOU.longitude_deg)[`${name}_ms`];
    return { reference: (Date.parse(row.text(name)) - noon_ms) / 1000, model: (model_ms - noon_ms) / 1000, x };
  });
const sinDeg = (deg: number): number => Math.sin((deg * Math.PI) / 180);

export const validations: readonly Validation[] = [
  {
    model: 'sun',
    quantity: 'zenith_deg',
    title: '300 random instants from 2020 to 2035, Suzhou, without refraction',
    source: SPA,
    tolerance: { absolute: 3e-4 },
    points: over('suzhou_spa_random.csv', (row, sun) => ({ reference: row.number('zenith'), model: sun.zenith_deg })),
  },
  {
    model: 'sun',
    quantity: 'apparentZenith_deg',
    title: '300 random instants from 2020 to 2035, Suzhou, with refraction',
    source: SPA,
    tolerance: { absolute: 1e-3 },
    points: over('suzhou_spa_random.csv', (row, sun) => ({
      reference: row.number('apparent_zenith'),
      model: sun.apparentZenith_deg,
    })),
  },
  {
    model: 'sun',
    quantity: 'azimuth_deg',
    title: '300 random instants, error by the arc it spans (near the zenith a tiny arc is a large azimuth)',
    source: SPA,
    tolerance: { absolute: 5e-4 },
    points: over('suzhou_spa_random.csv', (row, sun) => {
      const reference = row.number('azimuth');
      const turn_deg = ((sun.azimuth_deg - reference + 540) % 360) - 180;
      return { reference, model: reference + turn_deg * sinDeg(sun.zenith_deg) };
    }),
  },
  {
    model: 'sun',
    quantity: 'equationOfTime_min',
    title: '300 random instants from 2020 to 2035',
    source: SPA,
    tolerance: { absolute: 2e-3 },
    points: over('suzhou_spa_random.csv', (row, sun) => ({
      reference: row.number('eot_min'),
      model: sun.equationOfTime_min,
    })),
  },
  {
    model: 'sun',
    quantity: 'apparentZenith_deg',
    title: 'four days at hourly steps, night included',
    source: SPA,
    tolerance: { absolute: 1e-3 },
    points: over('suzhou_hourly.csv', (row, sun, x) => ({
      reference: row.number('sp_apparent_zenith'),
      model: sun.apparentZenith_deg,
      x,
    })),
  },
  {
    model: 'sun',
    quantity: 'extraterrestrial_W_per_m2',
    title: "four days; Spencer's series scaled from a solar constant of 1366.1 to 1361.1",
    source: PVLIB,
    tolerance: { relative: 1.5e-3 },
    points: over('suzhou_hourly.csv', (row, sun) => ({
      reference: (row.number('dni_extra') * 1361.1) / 1366.1,
      model: sun.extraterrestrial_W_per_m2,
    })),
  },
  ...(['transit', 'sunset'] as const).map(
    (name): Validation => ({
      model: 'sun',
      quantity: `${name}_s`,
      title: `${name === 'transit' ? 'highest stand' : 'sunset'}, seconds after noon of UTC+8 in Suzhou, 26 days of 2025 in order`,
      source: SPA,
      tolerance: { absolute: 2 },
      points: given(() => crossing(name)),
    }),
  ),
];
