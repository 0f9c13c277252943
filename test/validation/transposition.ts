import {
  ashraeIam,
  cosIncidence,
  glassIam,
  glassOf,
  groundDiffuse,
  hayDaviesSky,
  isotropicSky,
  perezSky,
  planeOf,
} from '../../src/core/physics/transposition.ts';
import { type CsvRow, csvRows } from '../core/physics/csv.ts';
import { referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import { PVLIB } from './sun.ts';
import type { Point, Validation } from './validation.ts';

const RAD = Math.PI / 180;
const cosOf = (deg: number): number => Math.cos(deg * RAD);
const towards = (zenith_deg: number, azimuth_deg: number): [number, number, number] => [
  Math.sin(zenith_deg * RAD) * Math.sin(azimuth_deg * RAD),
  Math.sin(zenith_deg * RAD) * Math.cos(azimuth_deg * RAD),
  Math.cos(zenith_deg * RAD),
];

/** Columns of the table, by the model that they are computed with. */
const SKIES = {
  iso_sky_diffuse: 'even sky',
  hd_sky_diffuse: 'sky by Hay and Davies',
  perez_sky_diffuse: 'sky by Perez (1990)',
  poa_beam: 'beam',
  poa_ground: 'light from the ground',
} as const;
type Sky = keyof typeof SKIES;
const PLANES = [
  ['A', 25, 180],
  ['B', 10, 90],
] as const;

function onPlane(row: CsvRow, sky: Sky, tilt_deg: number, azimuth_deg: number): number {
  const plane = planeOf(tilt_deg, azimuth_deg);
  const zenith_deg = row.number('sp_apparent_zenith');
  const cosZenith = cosOf(zenith_deg);
  const cosAoi = cosIncidence(plane, ...towards(zenith_deg, row.number('sp_azimuth')));
  const [dhi, dni, extra] = [row.number('erbs_dhi'), row.number('erbs_dni'), row.number('dni_extra')];
  switch (sky) {
    case 'iso_sky_diffuse':
      return isotropicSky(dhi, plane);
    case 'hd_sky_diffuse':
      return hayDaviesSky(dhi, dni, extra, cosZenith, cosAoi, plane);
    case 'perez_sky_diffuse':
      return perezSky(dhi, dni, extra, row.number('airmass_rel'), zenith_deg, cosZenith, cosAoi, plane);
    case 'poa_beam':
      return dni * Math.max(0, cosAoi);
    case 'poa_ground':
      return groundDiffuse(row.number('ghi'), 0.2, plane);
  }
}

/** Both planes over four days, one after the other. */
const planes = (sky: Sky): readonly Point[] =>
  PLANES.flatMap(([name, tilt, azimuth]) =>
    csvRows('reference/solar/suzhou_hourly.csv')
      .filter((row) => row.number('sp_apparent_zenith') < 89.9)
      .map((row) => ({ reference: row.number(`${name}_${sky}`), model: onPlane(row, sky, tilt, azimuth) })),
  ).map((point, x) => ({ ...point, x }));

type Numbers = Record<string, number>;
const perezCases = (): readonly Point[] =>
  referenceCases('reference/solar/published_cases.json')
    .filter((c) => c.group === 'transposition-perez')
    .map((c) => {
      const i = c.inputs as Numbers;
      const plane = planeOf(i.surface_tilt_deg!, i.surface_azimuth_deg!);
      const sun = towards(i.solar_zenith_deg!, i.solar_azimuth_deg!);
      const cosAoi = cosIncidence(plane, ...sun);
      return {
        reference: (c.expected as Numbers).poa_sky_diffuse!,
        model: perezSky(i.dhi!, i.dni!, i.dni_extra!, i.airmass_relative!, i.solar_zenith_deg!, sun[2], cosAoi, plane),
      };
    });

const throughGlass = (group: 'iam_ashrae' | 'iam_physical'): readonly Point[] =>
  referenceCases('reference/solar/published_cases.json')
    .filter((c) => c.group === group)
    .map((c) => {
      const i = c.inputs as Numbers;
      const cosAoi = cosOf(i.aoi_deg!);
      return {
        reference: (c.expected as Numbers).iam!,
        model: group === 'iam_ashrae' ? ashraeIam(cosAoi, i.b!) : glassIam(cosAoi, glassOf(i.n!, i.K_per_m!, i.L_m!)),
        x: Math.abs(i.aoi_deg!),
      };
    });

export const validations: readonly Validation[] = [
  ...(Object.keys(SKIES) as Sky[]).map(
    (sky): Validation => ({
      model: 'transposition',
      quantity: 'poa_W_per_m2',
      title: `${SKIES[sky]}, planes of 25 deg south and 10 deg east, four days in Suzhou by hours`,
      source: PVLIB,
      tolerance: { absolute: 0.05, relative: 1e-4 },
      points: given(() => planes(sky)),
    }),
  ),
  {
    model: 'transposition',
    quantity: 'poa_W_per_m2',
    title: 'sky by Perez (1990), published cases',
    source: PVLIB,
    tolerance: { absolute: 0.01 },
    points: given(perezCases),
  },
  ...(['iam_physical', 'iam_ashrae'] as const).map(
    (group): Validation => ({
      model: 'transposition',
      quantity: 'iam',
      title: `${group === 'iam_physical' ? "glass by Fresnel's law" : 'glass by ASHRAE'}, over the angle of incidence in deg`,
      source: PVLIB,
      tolerance: { absolute: 1e-5 },
      points: given(() => throughGlass(group)),
    }),
  ),
];
