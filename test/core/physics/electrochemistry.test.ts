import { describe, expect, it } from 'vitest';
import {
  alkalineVoltage_V,
  faradayEfficiency,
  fuelCellVoltage_V,
  H2_PER_CHARGE_kg_per_kAh,
  LOWER_HEATING_V,
  NEDSTACK_PS6,
  NREL_PEM,
  PHOEBUS,
  pemOpenVoltage_V,
  pemVoltage_V,
  reversibleVoltage_V,
  THERMONEUTRAL_V,
  vapourPressure_bar,
} from '../../../src/core/physics/electrochemistry.ts';
import { hasShared, type ReferenceCase, referenceCases, whyNoShared } from '../../shared.ts';

it('holds the constants that every hydrogen model rests on', () => {
  expect(H2_PER_CHARGE_kg_per_kAh).toBeCloseTo(0.03761, 5); // 2.01588e-3 * 3600 / (2 * 96485.33) * 1000, by hand
  expect(THERMONEUTRAL_V).toBeCloseTo(1.481, 3);
  expect(LOWER_HEATING_V).toBeCloseTo(1.2535, 3);
});

it('costs more voltage the higher the current and the colder the cell', () => {
  for (let k = 1; k <= 10; k++) {
    expect(alkalineVoltage_V(PHOEBUS, 80, 75 * k)).toBeGreaterThan(alkalineVoltage_V(PHOEBUS, 80, 75 * (k - 1)));
    expect(alkalineVoltage_V(PHOEBUS, 40, 75 * k)).toBeGreaterThan(alkalineVoltage_V(PHOEBUS, 80, 75 * k));
    expect(pemVoltage_V(NREL_PEM, 70, 0.2 * k)).toBeGreaterThan(pemVoltage_V(NREL_PEM, 70, 0.2 * (k - 1)));
    expect(fuelCellVoltage_V(NEDSTACK_PS6, 20 * k)).toBeLessThan(fuelCellVoltage_V(NEDSTACK_PS6, 20 * (k - 1)));
  }
  expect(alkalineVoltage_V(PHOEBUS, 80, 0)).toBe(reversibleVoltage_V(80));
});

it('draws the fuel cell through its data sheet, at 55 % of the lower heating value', () => {
  for (const [A, V] of [
    [0, 65],
    [1, 63],
    [133.3, 45],
    [225, 37],
  ] as const)
    expect(Math.abs(fuelCellVoltage_V(NEDSTACK_PS6, A) - V)).toBeLessThan(0.1);
  expect(fuelCellVoltage_V(NEDSTACK_PS6, 133.3) / 65 / LOWER_HEATING_V).toBeCloseTo(0.55, 2);
});

type Numbers = Record<string, number>;
const checks: Record<string, (i: Numbers, e: Numbers, c: ReferenceCase) => [number, number][]> = {
  alkaline_ulleberg: (i, e) => {
    const cell = { ...PHOEBUS, area_m2: i.A_m2! };
    const u = alkalineVoltage_V(cell, i.T_C!, i.I_A!, i.U_rev_V);
    const eta = faradayEfficiency(i.I_A! / i.A_m2! / 10, i.f1_mA2_cm4!, i.f2!);
    return [
      [u, e.U_cell_V!],
      [eta, e.faraday_eff!],
      [(eta * i.n_cells! * i.I_A!) / (2 * 96485.33), e.n_H2_mol_s!],
      [i.n_cells! * i.I_A! * u, e.P_stack_W!],
      [reversibleVoltage_V(i.T_C!), i.U_rev_V!],
    ];
  },
  alkaline_modellib_stack: (i, e) => {
    const s = i.s1! + i.s2! * i.T_C! + i.s3! * i.T_C! * i.T_C!;
    const cell = { ...PHOEBUS, r1: i.r1!, r2: i.r2!, t1: i.t1!, t2: i.t2!, t3: i.t3!, s: s * Math.LN10 };
    const u = i.n_cells! * alkalineVoltage_V(cell, i.T_C!, i.I_A!, i.U_rev_V);
    return [
      [u, e.U_stack_V!],
      [u * i.I_A!, e.P_W!],
    ];
  },
  water_vapour_pressure_buck: (i, e) => [[vapourPressure_bar(i.T_C!), e.p_bar!]],
  reversible_voltage_1bar: (i, e) => [[reversibleVoltage_V(i.T_C!), e.U_rev_V!]],
  pem_open_circuit_nrel: (i, e) => [[pemOpenVoltage_V(i.T_C!, i.p_cathode_bar!, i.p_anode_bar!), e.E_V!]],
  pem_cell_nrel: (i, e) => {
    const v = pemVoltage_V(NREL_PEM, i.T_C!, i.j_A_cm2!, i.p_cathode_bar!, i.p_anode_bar!);
    const kA = (i.j_A_cm2! * i.A_cm2!) / 1000;
    const eta = faradayEfficiency(1000 * i.j_A_cm2!, i.f1!, i.f2!);
    // The peer rounds the molar mass to 2.016 g/mol.
    const hydrogen_g_per_h = ((1000 * 2.016) / 2.01588) * eta * kA * H2_PER_CHARGE_kg_per_kAh;
    return [
      [v, e.V_cell!],
      [hydrogen_g_per_h, e.H2_g_h!],
      [(1000 * kA * v) / hydrogen_g_per_h, e.kWh_per_kg!],
    ];
  },
  pemfc_stack_datasheet: (i, e) => [[fuelCellVoltage_V(NEDSTACK_PS6, i.I_A!), e.V!]],
  hydrogen_constants: (_i, e) => [
    [THERMONEUTRAL_V, e.U_tn_HHV_V!],
    [LOWER_HEATING_V, e.LHV_equiv_V!],
    [H2_PER_CHARGE_kg_per_kAh, e.faraday_kg_per_kAh!],
  ],
};

describe.skipIf(!hasShared)(`against the reference${whyNoShared}`, () => {
  const cases = referenceCases('reference/electrolyser_fuelcell/cases.json').filter((c) => checks[c.fn] !== undefined);
  it('has cases of every function', () => {
    expect(new Set(cases.map((c) => c.fn)).size).toBe(Object.keys(checks).length);
    expect(cases.length).toBeGreaterThan(35);
  });
  it.each(cases.map((c) => [c.id, c] as const))('%s', (_id, c) => {
    const pairs = checks[c.fn]!(c.inputs as Numbers, c.expected as Numbers, c);
    expect(pairs.length).toBeGreaterThan(0);
    for (const [found, expected] of pairs) {
      const bound = Math.max(c.tol.atol ?? 0, (c.tol.rtol ?? 0) * Math.abs(expected), 1e-6 * Math.abs(expected));
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(bound * 1.0001);
    }
  });
});
