import { describe, expect, it } from 'vitest';
import { cooled_degC, decay, frictionFactor, pressureDrop_kPa } from '../../../src/core/physics/pipe.ts';
import { hasShared, referenceCases, whyNoShared } from '../../shared.ts';

it('decays like e^-x', () => {
  expect(decay(0)).toBe(1);
  for (let k = 1; k <= 400; k++) {
    const x = k / 10;
    expect(Math.abs(decay(x) - Math.exp(-x))).toBeLessThan(x <= 1 ? 1e-10 : 1e-7);
    expect(decay(x)).toBeLessThan(decay(x - 0.1));
  }
  expect(decay(1e9)).toBe(0);
});

it.each([
  // Re, k/d, f   Moody chart
  [1000, 0.001, 0.064],
  [1e5, 0, 0.018],
  [1e5, 0.001, 0.0222],
  [1e7, 0.01, 0.0379],
])('Re %d, k/d %d: f %d', (reynolds, roughness, factor) => {
  expect(Math.abs(frictionFactor(reynolds, roughness) / factor - 1)).toBeLessThan(0.01);
});

interface Network {
  readonly pipes: readonly { L_km: number; d_m: number; k_mm: number }[];
  readonly sinks: readonly { mdot_kg_s: number }[];
  readonly fluid: { density: number; viscosity: number };
  readonly friction_model: string;
}

describe.skipIf(!hasShared)(`against pandapipes and OpenModelica${whyNoShared}`, () => {
  const cases = referenceCases('reference/heat_network/steady_cases.json');
  const cooling = cases.filter((c) => c.fn === 'steady_pipe_temperature');
  it('has the cases', () => expect(cooling.length).toBe(11));
  it.each(cooling)('outlet temperature $id', ({ inputs, expected, tol }) => {
    const i = inputs as Record<string, number>;
    const units = (i.U_W_m2K! * Math.PI * i.d_m! * i.L_m!) / (i.mdot_kg_s! * i.cp!);
    const out = cooled_degC(i.T_in_K!, i.T_ext_K!, units);
    expect(Math.abs(out - (expected as { T_out_K: number }).T_out_K)).toBeLessThan(tol.atol!);
  });

  const single = cases.filter(({ fn, inputs }) => {
    const n = inputs as unknown as Network;
    return (
      fn === 'pipe_network_water' && n.pipes.length === 1 && n.sinks.length === 1 && n.friction_model === 'colebrook'
    );
  });
  it('has single pipes', () => expect(single.length).toBe(5));
  it.each(single)('pressure drop $id', ({ inputs, expected, tol }) => {
    const { pipes, sinks, fluid } = inputs as unknown as Network;
    const { L_km, d_m, k_mm } = pipes[0]!;
    const drop_kPa = pressureDrop_kPa(
      {
        length_m: L_km * 1000,
        diameter_m: d_m,
        roughness_m: k_mm / 1000,
        density_kg_per_m3: fluid.density,
        viscosity: fluid.viscosity,
      },
      sinks[0]!.mdot_kg_s,
    );
    const [inlet, outlet] = (expected as { p_bar_ref: [number, number] }).p_bar_ref;
    expect(Math.abs(inlet - drop_kPa / 100 - outlet) / outlet).toBeLessThan(tol.rtol_p!);
    expect(Math.abs(drop_kPa / 100 / (inlet - outlet) - 1)).toBeLessThan(0.01);
  });
});
