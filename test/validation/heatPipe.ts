import { cooled_degC, frictionFactor, pressureDrop_kPa } from '../../src/core/physics/pipe.ts';
import { type ReferenceCase, referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

export interface Network {
  readonly pipes: readonly { L_km: number; d_m: number; k_mm: number }[];
  readonly sinks: readonly { mdot_kg_s: number }[];
  readonly fluid: { density: number; viscosity: number };
  readonly friction_model: string;
}
const cases = (): readonly ReferenceCase[] => referenceCases('reference/heat_network/steady_cases.json');
export const coolingCases = (): readonly ReferenceCase[] => cases().filter((c) => c.fn === 'steady_pipe_temperature');
/** Cases of one pipe and one sink by Colebrook's law. */
export const singlePipes = (): readonly ReferenceCase[] =>
  cases().filter(({ fn, inputs }) => {
    const n = inputs as unknown as Network;
    return (
      fn === 'pipe_network_water' && n.pipes.length === 1 && n.sinks.length === 1 && n.friction_model === 'colebrook'
    );
  });

export function outlet_K({ inputs }: ReferenceCase): number {
  const i = inputs as Record<string, number>;
  const units = (i.U_W_m2K! * Math.PI * i.d_m! * i.L_m!) / (i.mdot_kg_s! * i.cp!);
  return cooled_degC(i.T_in_K!, i.T_ext_K!, units);
}

export function drop_kPa({ inputs }: ReferenceCase): number {
  const { pipes, sinks, fluid } = inputs as unknown as Network;
  const { L_km, d_m, k_mm } = pipes[0]!;
  return pressureDrop_kPa(
    {
      length_m: L_km * 1000,
      diameter_m: d_m,
      roughness_m: k_mm / 1000,
      density_kg_per_m3: fluid.density,
      viscosity: fluid.viscosity,
    },
    sinks[0]!.mdot_kg_s,
  );
}

const drops = (): readonly Point[] =>
  singlePipes().map((c) => {
    const [inlet, outlet] = (c.expected as { p_bar_ref: [number, number] }).p_bar_ref;
    return { reference: (inlet - outlet) * 100, model: drop_kPa(c) };
  });

/** Re, k/d, f. */
export const MOODY: readonly (readonly [number, number, number])[] = [
  [1000, 0.001, 0.064],
  [1e5, 0, 0.018],
  [1e5, 0.001, 0.0222],
  [1e7, 0.01, 0.0379],
];

export const validations: readonly Validation[] = [
  {
    model: 'heatPipe',
    quantity: 'outlet_K',
    title: 'outlet of buried pipes up to 6 km at rest, by length, flow and inlet',
    source: 'analytical values of the tests of pandapipes (shared/reference/heat_network)',
    tolerance: { absolute: 0.002 },
    points: given(() =>
      coolingCases().map((c) => ({ reference: (c.expected as { T_out_K: number }).T_out_K, model: outlet_K(c) })),
    ),
  },
  {
    model: 'heatPipe',
    quantity: 'drop_kPa',
    title: 'pressure drop of water in single pipes by Darcy, Weisbach and Colebrook',
    source: 'OpenModelica and STANET, by the tests of pandapipes (shared/reference/heat_network)',
    tolerance: { relative: 0.01 },
    points: given(drops),
  },
  {
    model: 'heatPipe',
    quantity: 'frictionFactor',
    title: 'laminar, smooth and rough turbulent flow',
    source: 'Moody, Trans. ASME 66 (1944), chart',
    tolerance: { relative: 0.01 },
    points: () =>
      MOODY.map(([reynolds, roughness, f]) => ({ reference: f, model: frictionFactor(reynolds, roughness) })),
  },
];
