import { pressureAtAltitude_kPa } from '../../src/core/physics/airDensity.ts';
import { ineichen } from '../../src/core/physics/clearSky.ts';
import { airMass, clearnessIndex, closingDni, erbsDiffuseShare } from '../../src/core/physics/irradiance.ts';
import { sunPosition } from '../../src/core/physics/sun.ts';
import { type CsvRow, csvRows } from '../core/physics/csv.ts';
import { referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import { PVLIB, SUZHOU } from './sun.ts';
import type { Point, Validation } from './validation.ts';

const cosOf = (deg: number): number => Math.cos((deg * Math.PI) / 180);
type Numbers = Record<string, number>;
const casesOf = (group: string) =>
  referenceCases('reference/solar/published_cases.json').filter((c) => c.group === group);

/** Hours of the four days with the sun above `least_deg`. */
const dayHours = (least_deg: number): readonly { row: CsvRow; zenith_deg: number }[] =>
  csvRows('reference/solar/suzhou_hourly.csv').flatMap((row) => {
    const sun = sunPosition(
      Date.parse(row.text('time_utc')),
      SUZHOU.latitude_deg,
      SUZHOU.longitude_deg,
      SUZHOU.altitude_m,
    );
    return sun.apparentZenith_deg < 90 - least_deg ? [{ row, zenith_deg: sun.apparentZenith_deg }] : [];
  });

const LIGHT = ['ghi', 'dni', 'dhi'] as const;
const dark = () => ({ ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0 });

function published(light: (typeof LIGHT)[number]): readonly Point[] {
  return casesOf('ineichen')
    .filter((c) => c.inputs.perez_enhancement !== true)
    .map((c) => {
      const i = c.inputs as Numbers;
      const sky = ineichen(
        cosOf(i.apparent_zenith_deg!),
        i.airmass_absolute ?? Number.NaN,
        i.linke_turbidity!,
        i.altitude_m!,
        i.dni_extra!,
        dark(),
      );
      return { reference: (c.expected as Numbers)[light]!, model: sky[`${light}_W_per_m2`] };
    });
}

const fourDays = (light: (typeof LIGHT)[number]): readonly Point[] =>
  dayHours(0).map(({ row, zenith_deg }, x) => {
    const sky = ineichen(
      cosOf(zenith_deg),
      row.number('airmass_abs'),
      row.number('linke'),
      SUZHOU.altitude_m,
      row.number('dni_extra'),
      dark(),
    );
    return { reference: row.number(`cs_${light}`), model: sky[`${light}_W_per_m2`], x };
  });

/** Diffuse and beam by Erbs from the global irradiance of the table. */
const split = (light: 'dhi' | 'dni'): readonly Point[] =>
  dayHours(0)
    .filter(({ row }) => row.number('sp_zenith') <= 87)
    .map(({ row }, x) => {
      const cosZenith = cosOf(row.number('sp_zenith'));
      const ghi = row.number('ghi');
      const dhi = ghi * erbsDiffuseShare(clearnessIndex(ghi, row.number('dni_extra'), cosZenith));
      return {
        reference: row.number(`erbs_${light}`),
        model: light === 'dhi' ? dhi : closingDni(ghi, dhi, cosZenith),
        x,
      };
    });

export const validations: readonly Validation[] = [
  ...LIGHT.flatMap((light): Validation[] => [
    {
      model: 'clearSky',
      quantity: `${light}_W_per_m2`,
      title: 'Ineichen and Perez, published cases of zenith, air mass, turbidity and altitude',
      source: PVLIB,
      tolerance: { absolute: 1e-6, relative: 1e-5 },
      points: given(() => published(light)),
    },
    {
      model: 'clearSky',
      quantity: `${light}_W_per_m2`,
      title: 'Ineichen and Perez with the own position of the sun, four days in Suzhou by hours',
      source: PVLIB,
      tolerance: { absolute: 0.5, relative: 0.005 },
      points: given(() => fourDays(light)),
    },
  ]),
  {
    model: 'irradiance',
    quantity: 'airMass',
    title: 'Kasten and Young, four days in Suzhou, to the horizon',
    source: PVLIB,
    tolerance: { relative: 2e-3 },
    points: given(() =>
      dayHours(0).map(({ row, zenith_deg }) => ({
        reference: row.number('airmass_rel'),
        model: airMass(cosOf(zenith_deg), zenith_deg),
      })),
    ),
  },
  ...(['dhi', 'dni'] as const).map(
    (light): Validation => ({
      model: 'irradiance',
      quantity: `${light}_W_per_m2`,
      title: 'split of the global irradiance by Erbs, four days in Suzhou by hours',
      source: PVLIB,
      tolerance: { absolute: 0.5 },
      points: given(() => split(light)),
    }),
  ),
  {
    model: 'irradiance',
    quantity: 'pressure_kPa',
    title: 'air pressure by altitude',
    source: PVLIB,
    tolerance: { relative: 1e-5 },
    points: given(() =>
      casesOf('alt2pres').map((c) => ({
        reference: (c.expected as Numbers).pressure_Pa! / 1000,
        model: pressureAtAltitude_kPa(Number(c.inputs.altitude_m)),
      })),
    ),
  },
];
