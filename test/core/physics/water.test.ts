import { describe, expect, it } from 'vitest';
import {
  waterDensity_kg_per_m3,
  waterHeat_kWh_per_m3K,
  waterHeatCapacity_kJ_per_kgK,
  waterViscosity,
} from '../../../src/core/physics/water.ts';
import { hasShared, readShared, referenceCases, whyNoShared } from '../../shared.ts';

it.each([
  // degC, kg/m3, kJ/(kg K), mPa s   textbook values at 1 bar (CRC Handbook)
  [4, 999.97, 4.2049, 1.567],
  [25, 997.05, 4.1816, 0.89],
  [60, 983.2, 4.1851, 0.466],
  [90, 965.3, 4.205, 0.3145],
])('water at %d degC', (t, rho, cp, mu) => {
  expect(waterDensity_kg_per_m3(t) / rho).toBeCloseTo(1, 4);
  expect(Math.abs(waterHeatCapacity_kJ_per_kgK(t) / cp - 1)).toBeLessThan(0.001);
  expect(Math.abs((1000 * waterViscosity(t)) / mu - 1)).toBeLessThan(0.025);
});

it('stores 9.3 kWh in a m3 cooled by 8 K', () => {
  expect(8 * waterHeat_kWh_per_m3K(8)).toBeCloseTo(9.3, 1); // 4.19 * 8 / 3.6, by hand
});

describe.skipIf(!hasShared)(`against IAPWS-95${whyNoShared}`, () => {
  const rows = hasShared
    ? readShared('reference/water_steam/liquid_water.csv')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number))
    : [];
  it('has the table', () => expect(rows.length).toBe(33));
  it.each(rows)('%d K, %d MPa', (kelvin, _mpa, rho, _h, _s, cp) => {
    const t = kelvin! - 273.15;
    expect(Math.abs(waterDensity_kg_per_m3(t) / rho! - 1)).toBeLessThan(0.002);
    expect(Math.abs(waterHeatCapacity_kJ_per_kgK(t) / cp! - 1)).toBeLessThan(0.005);
  });
  const liquid = referenceCases('reference/water_steam/cases.json').filter(
    (c) => c.fn === 'iapws_viscosity' && Number(c.inputs.rho_kg_m3) > 900 && Number(c.inputs.T_K) < 500,
  );
  it.each(liquid)('viscosity $id', ({ inputs, expected }) => {
    const mu = waterViscosity(Number(inputs.T_K) - 273.15) * 1e6;
    expect(Math.abs(mu / (expected as { visc_uPas: number }).visc_uPas - 1)).toBeLessThan(0.025);
  });
});
