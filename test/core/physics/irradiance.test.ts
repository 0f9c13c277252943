import { describe, expect, it } from 'vitest';
import { pressureAtAltitude_kPa } from '../../../src/core/physics/airDensity.ts';
import { ineichen } from '../../../src/core/physics/clearSky.ts';
import {
  airMass,
  clearnessIndex,
  closingDni,
  completeIrradiance,
  erbsDiffuseShare,
} from '../../../src/core/physics/irradiance.ts';
import { sunColumns, sunPosition } from '../../../src/core/physics/sun.ts';
import { utcMs } from '../../../src/core/timeGrid.ts';
import { hasShared, referenceCases, whyNoShared } from '../../shared.ts';
import { csvRows } from './csv.ts';

const site = { latitude_deg: 31.3, longitude_deg: 120.6, altitude_m: 5 };
const cosOf = (deg: number): number => Math.cos((deg * Math.PI) / 180);

it.each([
  // kt -> diffuse share   by hand
  [0, 1],
  [0.22, 1 - 0.09 * 0.22],
  [0.5, 0.9511 - 0.0802 + 1.097 - 2.07975 + 0.771], // the polynomial's terms at one half
  [0.9, 0.165],
])('Erbs at kt %d', (kt, share) => {
  expect(erbsDiffuseShare(kt)).toBeCloseTo(share, 12);
});

it('splits continuously, between 0 and 1', () => {
  for (let kt = 0; kt < 1; kt += 0.001) {
    expect(erbsDiffuseShare(kt)).toBeGreaterThan(0.12);
    expect(erbsDiffuseShare(kt)).toBeLessThanOrEqual(1);
    expect(Math.abs(erbsDiffuseShare(kt + 0.001) - erbsDiffuseShare(kt))).toBeLessThan(0.01);
  }
});

describe('what a weather file lacks', () => {
  const grid = { start_ms: utcMs(2023, 5, 1), step_s: 3600, length: 240 };
  const sun = sunColumns(grid, site);
  const extra = sun.extraterrestrial_W_per_m2.map((e, i) => e * sun.upShare[i]!);
  const ghi = extra.map((e, i) => Math.max(0, sun.up[i]!) * e * (0.15 + (0.6 * (i % 7)) / 6));
  const closure = (dni: Float64Array, dhi: Float64Array): number =>
    ghi.reduce((worst, g, i) => Math.max(worst, Math.abs(g - dni[i]! * Math.max(0, sun.up[i]!) - dhi[i]!)), 0);

  it('closes in every hour, with a beam no brighter than outside the atmosphere', () => {
    const { dni_W_per_m2, dhi_W_per_m2 } = completeIrradiance(grid, site, ghi);
    expect(closure(dni_W_per_m2, dhi_W_per_m2)).toBeLessThan(1e-9);
    expect(dni_W_per_m2.every((v, i) => v >= 0 && v <= extra[i]! + 1e-9)).toBe(true);
    expect(Math.max(...dni_W_per_m2)).toBeGreaterThan(500);
  });

  it('closes where one of the two is known, and gives back what is given', () => {
    const { dni_W_per_m2, dhi_W_per_m2 } = completeIrradiance(grid, site, ghi);
    const byBeam = completeIrradiance(grid, site, ghi, dni_W_per_m2);
    expect(byBeam.dni_W_per_m2).toBe(dni_W_per_m2);
    expect(closure(byBeam.dni_W_per_m2, byBeam.dhi_W_per_m2)).toBeLessThan(1e-9);
    const bySky = completeIrradiance(grid, site, ghi, undefined, dhi_W_per_m2);
    expect(bySky.dhi_W_per_m2).toBe(dhi_W_per_m2);
    expect(closure(bySky.dni_W_per_m2, bySky.dhi_W_per_m2)).toBeLessThan(1e-9);
    expect(completeIrradiance(grid, site, ghi, dni_W_per_m2, dhi_W_per_m2)).toEqual({ dni_W_per_m2, dhi_W_per_m2 });
  });

  it('leaves a gap a gap, and light at night diffuse', () => {
    const odd = ghi.slice();
    odd[4] = Number.NaN; // noon in Suzhou
    odd[16] = 3; // midnight
    const { dni_W_per_m2, dhi_W_per_m2 } = completeIrradiance(grid, site, odd);
    expect([dni_W_per_m2[4], dhi_W_per_m2[4], dni_W_per_m2[16], dhi_W_per_m2[16]]).toEqual([NaN, NaN, 0, 3]);
  });
});

describe.skipIf(!hasShared)(`against outside numbers${whyNoShared}`, () => {
  const cases = referenceCases('reference/solar/published_cases.json');
  const of = (group: string) => cases.filter((c) => c.group === group);
  type Numbers = Record<string, number>;

  it.each(of('erbs'))('$id', (c) => {
    const { ghi, zenith_deg } = c.inputs as Numbers;
    const e = c.expected as Numbers;
    // The case takes Spencer's extraterrestrial irradiance of 1 January, 1413.98.
    const kt = clearnessIndex(ghi!, 1413.98, cosOf(zenith_deg!));
    expect(Math.abs(kt - e.kt!)).toBeLessThan(1e-4);
    expect(Math.abs(ghi! * erbsDiffuseShare(kt) - e.dhi!)).toBeLessThan(0.5);
    expect(Math.abs(closingDni(ghi!, ghi! * erbsDiffuseShare(kt), cosOf(zenith_deg!)) - e.dni!)).toBeLessThan(0.5);
  });

  it.each(of('closure'))('$id', (c) => {
    const { ghi, dhi, zenith_deg } = c.inputs as Numbers;
    expect(closingDni(ghi!, dhi!, cosOf(zenith_deg!))).toBeCloseTo((c.expected as Numbers).dni!, 6);
  });

  it.each(of('airmass'))('$id', (c) => {
    const zenith_deg = Number(c.inputs.zenith_deg);
    const met = airMass(cosOf(zenith_deg), zenith_deg);
    expect(Math.abs(met - (c.expected as Numbers).airmass_relative!)).toBeLessThan(c.tol.atol!);
  });

  it.each(of('alt2pres'))('$id', (c) => {
    const met_Pa = 1000 * pressureAtAltitude_kPa(Number(c.inputs.altitude_m));
    expect(met_Pa / (c.expected as Numbers).pressure_Pa!).toBeCloseTo(1, 5);
  });

  it.each(of('ineichen').filter((c) => c.inputs.perez_enhancement !== true))('$id', (c) => {
    const i = c.inputs as Numbers;
    const e = c.expected as Numbers;
    const sky = ineichen(
      cosOf(i.apparent_zenith_deg!),
      i.airmass_absolute ?? Number.NaN,
      i.linke_turbidity!,
      i.altitude_m!,
      i.dni_extra!,
      { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0 },
    );
    for (const name of ['ghi', 'dni', 'dhi'] as const)
      expect(Math.abs(sky[`${name}_W_per_m2`] - e[name]!)).toBeLessThan(1e-6 + 1e-5 * Math.abs(e[name]!));
  });

  it('agrees over four days in Suzhou: clear sky, air mass, decomposition', () => {
    let day = 0;
    for (const row of csvRows('reference/solar/suzhou_hourly.csv')) {
      const p = sunPosition(Date.parse(row.text('time_utc')), site.latitude_deg, site.longitude_deg, 5);
      if (p.apparentZenith_deg >= 90) continue;
      day++;
      const cosZenith = cosOf(p.apparentZenith_deg);
      const am = airMass(cosZenith, p.apparentZenith_deg);
      expect(Math.abs(am / row.number('airmass_rel') - 1)).toBeLessThan(2e-3);
      const normal = row.number('dni_extra');
      const sky = { ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0 };
      ineichen(cosZenith, row.number('airmass_abs'), row.number('linke'), 5, normal, sky);
      for (const name of ['ghi', 'dni', 'dhi'] as const) {
        const told = row.number(`cs_${name}`);
        expect(Math.abs(sky[`${name}_W_per_m2`] - told)).toBeLessThan(0.5 + 0.005 * told);
      }
      if (row.number('sp_zenith') > 87) continue;
      const ghi = row.number('ghi');
      const dhi = ghi * erbsDiffuseShare(clearnessIndex(ghi, normal, cosOf(row.number('sp_zenith'))));
      expect(Math.abs(dhi - row.number('erbs_dhi'))).toBeLessThan(0.5);
      const dni = closingDni(ghi, dhi, cosOf(row.number('sp_zenith')));
      expect(Math.abs(dni - row.number('erbs_dni'))).toBeLessThan(0.5);
    }
    expect(day).toBeGreaterThan(44);
  });
});
