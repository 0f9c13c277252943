import { describe, expect, it } from 'vitest';
import { airMass } from '../../../src/core/physics/irradiance.ts';
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
} from '../../../src/core/physics/transposition.ts';
import { hasShared, referenceCases, whyNoShared } from '../../shared.ts';
import { csvRows } from './csv.ts';

const RAD = Math.PI / 180;
const cosOf = (deg: number): number => Math.cos(deg * RAD);
const towards = (zenith_deg: number, azimuth_deg: number): [number, number, number] => [
  Math.sin(zenith_deg * RAD) * Math.sin(azimuth_deg * RAD),
  Math.sin(zenith_deg * RAD) * Math.cos(azimuth_deg * RAD),
  Math.cos(zenith_deg * RAD),
];

it('gives a horizontal plane the sky as it is, by every model, and no ground', () => {
  const flat = planeOf(0, 180);
  const c = cosOf(40);
  expect(isotropicSky(200, flat)).toBeCloseTo(200, 12);
  expect(hayDaviesSky(200, 500, 1361, c, c, flat)).toBeCloseTo(200, 9);
  expect(perezSky(200, 500, 1361, airMass(c, 40), 40, c, c, flat)).toBeCloseTo(200, 9);
  expect(groundDiffuse(700, 0.2, flat)).toBeCloseTo(0, 12);
});

it('shows a wall half the sky and half the ground', () => {
  const wall = planeOf(90, 180);
  expect(isotropicSky(200, wall)).toBeCloseTo(100, 9); // by hand
  expect(groundDiffuse(700, 0.2, wall)).toBeCloseTo(70, 9);
});

it('lets less through the flatter the light', () => {
  const glass = glassOf();
  let before = 1 + 1e-12;
  for (let aoi = 0; aoi <= 90; aoi += 1) {
    const met = glassIam(cosOf(aoi), glass);
    expect(met).toBeLessThanOrEqual(before);
    expect(met).toBeGreaterThanOrEqual(0);
    before = met;
  }
  expect(glassIam(1, glass)).toBeCloseTo(1, 12);
  expect(glassIam(-0.5, glass)).toBe(0);
});

describe.skipIf(!hasShared)(`against outside numbers${whyNoShared}`, () => {
  const cases = referenceCases('reference/solar/published_cases.json');
  const of = (...groups: string[]) => cases.filter((c) => groups.includes(c.group));
  type Numbers = Record<string, number>;

  it.each(of('aoi'))('$id', (c) => {
    const i = c.inputs as Numbers;
    const plane = planeOf(i.surface_tilt_deg!, i.surface_azimuth_deg!);
    const met = cosIncidence(plane, ...towards(i.solar_zenith_deg!, i.solar_azimuth_deg!));
    expect(Math.abs(met - (c.expected as Numbers).aoi_projection!)).toBeLessThan(1e-6);
  });

  it.each(of('transposition-isotropic', 'transposition-haydavies', 'transposition-perez'))('$id', (c) => {
    const i = c.inputs as Numbers;
    const plane = planeOf(i.surface_tilt_deg!, i.surface_azimuth_deg!);
    const sun = towards(i.solar_zenith_deg!, i.solar_azimuth_deg!);
    const cosAoi = cosIncidence(plane, ...sun);
    const met =
      c.group === 'transposition-isotropic'
        ? isotropicSky(i.dhi!, plane)
        : c.group === 'transposition-haydavies'
          ? hayDaviesSky(i.dhi!, i.dni!, i.dni_extra!, sun[2], cosAoi, plane)
          : perezSky(i.dhi!, i.dni!, i.dni_extra!, i.airmass_relative!, i.solar_zenith_deg!, sun[2], cosAoi, plane);
    expect(Math.abs(met - (c.expected as Numbers).poa_sky_diffuse!)).toBeLessThan(c.tol.atol!);
  });

  it.each(of('ground'))('$id', (c) => {
    const i = c.inputs as Numbers;
    const met = groundDiffuse(i.ghi!, i.albedo!, planeOf(i.surface_tilt_deg!, 180));
    expect(Math.abs(met - (c.expected as Numbers).poa_ground_diffuse!)).toBeLessThan(c.tol.atol!);
  });

  it.each(of('poa-total'))('$id', (c) => {
    const i = c.inputs as Numbers;
    const plane = planeOf(i.surface_tilt_deg!, i.surface_azimuth_deg!);
    const sun = towards(i.solar_zenith_deg!, i.solar_azimuth_deg!);
    const cosAoi = cosIncidence(plane, ...sun);
    const met =
      Math.max(0, cosAoi) * i.dni! +
      perezSky(i.dhi!, i.dni!, i.dni_extra!, i.airmass_relative!, i.solar_zenith_deg!, sun[2], cosAoi, plane) +
      groundDiffuse(i.ghi!, i.albedo!, plane);
    expect(Math.abs(met - (c.expected as Numbers).poa_global!)).toBeLessThan(c.tol.atol!);
  });

  it.each(of('iam_ashrae', 'iam_physical'))('$id', (c) => {
    const i = c.inputs as Numbers;
    const met =
      c.group === 'iam_ashrae'
        ? ashraeIam(cosOf(i.aoi_deg!), i.b!)
        : glassIam(cosOf(i.aoi_deg!), glassOf(i.n!, i.K_per_m!, i.L_m!));
    expect(Math.abs(met - (c.expected as Numbers).iam!)).toBeLessThan(c.tol.atol!);
  });

  it.each([
    ['A', 25, 180],
    ['B', 10, 90],
  ] as const)('plane %s over four days in Suzhou, all three sky models', (name, tilt, azimuth) => {
    const plane = planeOf(tilt, azimuth);
    const glass = glassOf();
    let day = 0;
    for (const row of csvRows('reference/solar/suzhou_hourly.csv')) {
      const zenith = row.number('sp_apparent_zenith');
      if (zenith >= 89.9) continue;
      day++;
      const told = (column: string): number => row.number(`${name}_${column}`);
      const cosZenith = cosOf(zenith);
      const cosAoi = cosIncidence(plane, ...towards(zenith, row.number('sp_azimuth')));
      expect(Math.abs(cosAoi - cosOf(told('aoi')))).toBeLessThan(1e-5);
      const dhi = row.number('erbs_dhi');
      const dni = row.number('erbs_dni');
      const extra = row.number('dni_extra');
      const near = (met: number, column: string): void => {
        expect(Math.abs(met - told(column)), `${row.text('time_local')} ${column}`).toBeLessThan(0.05 + 1e-4 * met);
      };
      near(isotropicSky(dhi, plane), 'iso_sky_diffuse');
      near(hayDaviesSky(dhi, dni, extra, cosZenith, cosAoi, plane), 'hd_sky_diffuse');
      const am = row.number('airmass_rel');
      near(perezSky(dhi, dni, extra, am, zenith, cosZenith, cosAoi, plane), 'perez_sky_diffuse');
      near(dni * Math.max(0, cosAoi), 'poa_beam');
      near(groundDiffuse(row.number('ghi'), 0.2, plane), 'poa_ground');
      expect(Math.abs(glassIam(cosAoi, glass) - told('iam_physical'))).toBeLessThan(1e-4);
      expect(Math.abs(ashraeIam(cosAoi) - told('iam_ashrae'))).toBeLessThan(1e-4);
    }
    expect(day).toBeGreaterThan(40);
  });
});
