import { electricityNetwork } from '../../src/models/electricityNetwork.ts';
import type { ReferenceCase } from '../shared.ts';
import type { Point } from '../validation/validation.ts';
import { bench } from './bench.ts';

interface Elements {
  readonly bus: readonly { idx: number; vn_kv: number }[];
  readonly line: readonly Record<
    'idx' | 'from_bus' | 'to_bus' | 'length_km' | 'r_ohm_per_km' | 'x_ohm_per_km' | 'c_nf_per_km' | 'max_i_ka',
    number
  >[];
  readonly trafo: readonly Record<
    'idx' | 'hv_bus' | 'lv_bus' | 'sn_mva' | 'vn_hv_kv' | 'vn_lv_kv' | 'vk_percent' | 'vkr_percent',
    number
  >[];
  readonly load: readonly { bus: number; p_mw: number; q_mvar: number }[];
  readonly switch: readonly { bus: number; element: number; et: string; closed: boolean }[];
  readonly ext_grid: readonly { bus: number; vm_pu: number }[];
}

/** Parameters of the kind for a network of plates. The end of a line at an open switch is a joint of its own. */
function paramsOf({ bus, line, trafo, switch: switches, ext_grid }: Elements): Record<string, unknown> & {
  hub: string;
  nodes: Record<string, { rated_kV: number; joint?: boolean }>;
} {
  const joined = bus.map(({ idx }) => idx);
  for (const { bus: to, element, et, closed } of switches) if (et === 'b' && closed) joined[element] = to;
  const node = (idx: number): string => `b${joined[idx]}`;
  const nodes: Record<string, { rated_kV: number; joint?: boolean }> = Object.fromEntries(
    bus.map(({ idx, vn_kv }) => [node(idx), { rated_kV: vn_kv }]),
  );
  const endOf = (l: number, idx: number): string => {
    if (!switches.some((s) => s.et === 'l' && !s.closed && s.element === l && s.bus === idx)) return node(idx);
    nodes[`open${l}`] = { rated_kV: bus[idx]!.vn_kv, joint: true };
    return `open${l}`;
  };
  return {
    hub: node(ext_grid[0]!.bus),
    hubVoltage: ext_grid[0]!.vm_pu,
    nodes,
    lines: Object.fromEntries(
      line.map((l) => [
        `l${l.idx}`,
        {
          from: endOf(l.idx, l.from_bus),
          to: endOf(l.idx, l.to_bus),
          length_m: 1000 * l.length_km,
          r_ohm_per_km: l.r_ohm_per_km,
          x_ohm_per_km: l.x_ohm_per_km,
          c_nF_per_km: l.c_nf_per_km,
          rated_A: 1000 * l.max_i_ka,
        },
      ]),
    ),
    transformers: Object.fromEntries(
      trafo.map((t) => [
        `t${t.idx}`,
        {
          from: node(t.hv_bus),
          to: node(t.lv_bus),
          rated_kVA: 1000 * t.sn_mva,
          high_kV: t.vn_hv_kv,
          low_kV: t.vn_lv_kv,
          shortCircuit: t.vk_percent / 100,
          shortCircuitResistive: t.vkr_percent / 100,
        },
      ]),
    ),
  };
}

/** The kind beside the solution of a network of plates, its loads as what the buses lack. */
export function kindPoints(
  found: ReferenceCase,
): Record<'voltage' | 'loading' | 'loss_kW' | 'hub_kW' | 'hub_kvar', Point[]> {
  const inputs = found.inputs as unknown as Elements;
  const expected = found.expected as Record<string, number[]>;
  const params = paramsOf(inputs);
  const b = bench(electricityNetwork, params);
  const ports = b.instance.ports.map((port) => port.name);
  const u = Array.from({ length: 2 * ports.length }, () => 0);
  const joined = new Map(inputs.switch.filter((s) => s.et === 'b').map((s) => [s.element, s.bus]));
  const node = (idx: number): string => `b${joined.get(idx) ?? idx}`;
  for (const load of inputs.load) {
    u[ports.indexOf(node(load.bus))]! -= 1000 * load.p_mw;
    u[ports.length + ports.indexOf(node(load.bus))]! -= 1000 * load.q_mvar;
  }
  const out = b.run({ u });
  const sum = (list: readonly number[]): number => list.reduce((total, v) => total + v, 0);
  return {
    voltage: expected.vm_pu!.map((reference, k) => ({ reference, model: out[`${node(k)}Voltage`]! })),
    loading: [
      ...expected.trafo_loading_pct!.map((v, k) => ({ reference: v / 100, model: out[`t${k}Loading`]! })),
      ...expected.line_i_ka!.map((v, k) => ({ reference: v / inputs.line[k]!.max_i_ka, model: out[`l${k}Loading`]! })),
    ],
    loss_kW: [
      {
        reference: 1000 * (sum(expected.line_pl_mw!) + sum(expected.trafo_pl_mw!)),
        model: out.copperLoss_kW! + out.ironLoss_kW!,
      },
    ],
    hub_kW: [{ reference: -1000 * expected.ext_grid_p_mw![0]!, model: out[`${params.hub}_kW`]! }],
    hub_kvar: [{ reference: -1000 * expected.ext_grid_q_mvar![0]!, model: out.hubReactive_kvar! }],
  };
}
