import { describe, expect, it } from 'vitest';
import {
  h2Compressibility,
  h2CompressorWork_kWh_per_kg,
  h2Density_kg_per_m3,
  h2Enthalpy_kJ_per_kg,
  h2Entropy_kJ_per_kgK,
  h2Pressure_MPa,
  h2StageWork,
} from '../../../src/core/physics/hydrogen.ts';
import { hasShared, readShared, referenceCases, whyNoShared } from '../../shared.ts';

/** Work of compression at constant temperature, reversibly: the least there is. */
const isothermalWork_kWh_per_kg = (from_MPa: number, to_MPa: number, T_K: number): number =>
  (h2Enthalpy_kJ_per_kg(to_MPa, T_K) -
    h2Enthalpy_kJ_per_kg(from_MPa, T_K) -
    T_K * (h2Entropy_kJ_per_kgK(to_MPa, T_K) - h2Entropy_kJ_per_kgK(from_MPa, T_K))) /
  3600;

it.each([
  // T K, p MPa -> Z, mol/dm3: check values printed in Lemmon, Huber and Leachman (2008), table 2
  [200, 1, 1.0067545, 0.59732645],
  [300, 10, 1.05985282, 3.78267048],
  [400, 50, 1.24304763, 12.09449023],
  [500, 200, 1.74461629, 27.57562673],
])('at %d K and %d MPa', (T_K, p_MPa, z, mol_per_dm3) => {
  expect(h2Compressibility(p_MPa, T_K)).toBeCloseTo(z, 8);
  expect(h2Density_kg_per_m3(p_MPa, T_K) / 2.01588).toBeCloseTo(mol_per_dm3, 7);
});

it('is an ideal gas at low pressure and inverts to rounding', () => {
  expect(h2Compressibility(0, 300)).toBe(1);
  expect(h2Density_kg_per_m3(0.101325, 273.15)).toBeCloseTo(0.08988 * 0.99987, 4); // 0.0899 kg/m3 at 0 degC
  for (const p_MPa of [0.1, 1, 20, 70, 95])
    expect(h2Pressure_MPa(h2Density_kg_per_m3(p_MPa, 288.15), 288.15)).toBeCloseTo(p_MPa, 9);
});

it('costs the ideal-gas work where it is ideal, and nothing downhill', () => {
  // R T ln 2 at 300 K: 4.12449 * 300 * 0.693147 / 3600, by hand
  expect(isothermalWork_kWh_per_kg(0.1, 0.2, 300)).toBeCloseTo(0.23824, 3);
  expect(h2CompressorWork_kWh_per_kg(3, 2, 25, 2, 0.75)).toBe(0);
  const one = h2CompressorWork_kWh_per_kg(1, 20, 25, 1, 0.75);
  const three = h2CompressorWork_kWh_per_kg(1, 20, 25, 3, 0.75);
  expect(three).toBeLessThan(one);
  expect(three).toBeGreaterThan(isothermalWork_kWh_per_kg(1, 20, 298.15) / 0.75);
});

describe.skipIf(!hasShared)(`against the reference${whyNoShared}`, () => {
  const rows = !hasShared
    ? []
    : readShared('reference/hydrogen/h2_properties.csv')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number));

  it('density within 0.3 % from 233 to 423 K and to 95 MPa, enthalpy and entropy alike', () => {
    expect(rows.length).toBeGreaterThan(100);
    const [T0, p0, , , h0, s0] = rows[0]! as [number, number, number, number, number, number];
    let worst = 0;
    for (const [T_K, p_MPa, density, , h, s] of rows as [number, number, number, number, number, number][]) {
      worst = Math.max(worst, Math.abs(h2Density_kg_per_m3(p_MPa, T_K) / density - 1));
      const dh = h2Enthalpy_kJ_per_kg(p_MPa, T_K) - h2Enthalpy_kJ_per_kg(p0, T0);
      expect(Math.abs(dh - (h - h0))).toBeLessThan(4);
      const ds = h2Entropy_kJ_per_kgK(p_MPa, T_K) - h2Entropy_kJ_per_kgK(p0, T0);
      expect(Math.abs(ds - (s - s0))).toBeLessThan(0.02);
    }
    expect(worst).toBeLessThan(0.003);
  });

  const cases = referenceCases('reference/hydrogen/cases.json');
  it.each(cases.filter((c) => c.group === 'h2-compress').map((c) => [c.id, c] as const))('work: %s', (_id, c) => {
    const i = c.inputs as Record<string, number>;
    const e = c.expected as Record<string, number> & { T_discharge_stages_K: number[] };
    const near = (found: number, expected: number): void =>
      expect(Math.abs(found / expected - 1)).toBeLessThan(c.tol.rtol!);
    near(isothermalWork_kWh_per_kg(i.p1_MPa!, i.p2_MPa!, i.T1_K!), e.isothermal_kWh_kg!);
    const single = h2StageWork(i.p1_MPa!, i.p2_MPa!, i.T1_K!, 1);
    near(single.work_kWh_per_kg, e.single_stage_isentropic_kWh_kg!);
    near(single.discharge_K, e.T2_single_isentropic_K!);
    near(
      h2CompressorWork_kWh_per_kg(i.p1_MPa!, i.p2_MPa!, i.T1_K! - 273.15, i.stages!, i.isentropic_efficiency!),
      e.multistage_kWh_kg!,
    );
    const ratio = (i.p2_MPa! / i.p1_MPa!) ** (1 / i.stages!);
    e.T_discharge_stages_K.forEach((T_K, k) => {
      const p_MPa = i.p1_MPa! * ratio ** k;
      near(h2StageWork(p_MPa, p_MPa * ratio, i.T1_K!, i.isentropic_efficiency!).discharge_K, T_K);
    });
  });

  it.each(cases.filter((c) => ['h2-tank', 'h2-nist', 'doe'].includes(c.group)).map((c) => [c.id, c] as const))(
    '%s',
    (_id, c) => {
      const i = c.inputs as Record<string, number>;
      const e = c.expected as Record<string, number>;
      if (c.group === 'h2-tank')
        expect(Math.abs((h2Density_kg_per_m3(i.p_MPa!, i.T_K!) * i.V_m3!) / e.mass_kg! - 1)).toBeLessThan(0.003);
      else if (c.group === 'h2-nist')
        expect(Math.abs(h2Density_kg_per_m3(i.p_MPa!, i.T_K!) / e.rho_kg_m3! - 1)).toBeLessThan(0.005);
      else if (e.kWh_per_kg !== undefined)
        expect(Math.abs(isothermalWork_kWh_per_kg(i.p1_MPa!, i.p2_MPa!, i.T_K!) - e.kWh_per_kg)).toBeLessThan(0.01);
      else {
        // A real machine of few stages with its motor: within what was measured on site.
        const [least, most] = (c.expected as { kWh_per_kg_range: [number, number] }).kWh_per_kg_range;
        const work = h2CompressorWork_kWh_per_kg(i.p1_MPa!, i.p2_MPa!, 25, 2, 0.7) / 0.92;
        expect(work).toBeGreaterThan(least);
        expect(work).toBeLessThan(most);
      }
    },
  );
});
