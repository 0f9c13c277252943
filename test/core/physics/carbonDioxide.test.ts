import { describe, expect, it } from 'vitest';
import { co2Boiling_MPa, co2Viscosity } from '../../../src/core/physics/carbonDioxide.ts';
import { hasShared, referenceCases, whyNoShared } from '../../shared.ts';

type Numbers = Record<string, number>;

describe.skipIf(!hasShared)(`against published values${whyNoShared}`, () => {
  const cases = referenceCases('reference/co2/cases.json');
  it.each(cases.filter((c) => c.group === 'co2-visc'))('$id: viscosity of Fenghour et al. 1998', (c) => {
    const { T_K, rho_kg_m3 } = c.inputs as Numbers;
    const { visc_mPas } = c.expected as Numbers;
    expect(Math.abs((1000 * co2Viscosity(rho_kg_m3!, T_K!)) / visc_mPas! - 1)).toBeLessThan(0.02);
  });
  it.each(cases.filter((c) => c.group === 'co2-const'))('$id: triple and critical point', (c) => {
    const { Tc_K, pc_MPa, T_triple_K, p_triple_MPa } = c.expected as Numbers;
    expect(co2Boiling_MPa(T_triple_K!) / p_triple_MPa!).toBeCloseTo(1, 3);
    expect(co2Boiling_MPa(Tc_K! - 1e-6) / pc_MPa!).toBeCloseTo(1, 4);
  });
});
