import { RAD_PER_DEG } from '../../../src/core/math.ts';
import { lineBranch, transformerBranch } from '../../../src/core/physics/powerFlow/elements.ts';
import { drawnAt, reactiveDrawnAt } from '../../../src/core/physics/powerFlow/flows.ts';
import { type BusSpec, powerNetwork } from '../../../src/core/physics/powerFlow/powerNetwork.ts';
import { type ReferenceCase, referenceCases } from '../../shared.ts';
import type { Point } from '../../validation/validation.ts';
import { type Grid, solve } from './powerFlowCases.ts';

/** What a case of `element_cases.json` gives: lines and transformers by their plates. */
interface ElementInputs {
  readonly bus: readonly { idx: number; vn_kv: number }[];
  readonly line: readonly {
    idx: number;
    from_bus: number;
    to_bus: number;
    length_km: number;
    r_ohm_per_km: number;
    x_ohm_per_km: number;
    c_nf_per_km: number;
  }[];
  readonly trafo: readonly {
    idx: number;
    hv_bus: number;
    lv_bus: number;
    sn_mva: number;
    vn_hv_kv: number;
    vn_lv_kv: number;
    vk_percent: number;
    vkr_percent: number;
    pfe_kw: number;
    i0_percent: number;
    shift_degree: number;
  }[];
  readonly load: readonly { bus: number; p_mw: number; q_mvar: number; scaling: number }[];
  readonly switch: readonly { bus: number; element: number; et: 'b' | 'l' | 't'; closed: boolean }[];
  readonly ext_grid: readonly { bus: number; vm_pu: number; va_degree: number }[];
}

/** Closed switches between buses make one of them; the end of a line at an open switch hangs on a bus of its own. */
export function elementGrid(inputs: ElementInputs): Grid & { readonly busAt: number[] } {
  const base_kVA = 1000;
  const joined = inputs.bus.map(({ idx }) => idx);
  for (const { bus, element, et, closed } of inputs.switch) {
    const from = joined[element];
    for (let k = 0; k < joined.length; k++) if (et === 'b' && closed && joined[k] === from) joined[k] = joined[bus]!;
  }
  const ids = [...new Set(joined)];
  const busAt = joined.map((id) => ids.indexOf(id));
  const slack = busAt[inputs.ext_grid[0]!.bus]!;
  const buses: BusSpec[] = ids.map((id, k) => ({ name: String(id), role: k === slack ? 'slack' : 'pq' }));
  const kV = ids.map((id) => inputs.bus[id]!.vn_kv);
  const endOf = (line: { idx: number }, bus: number): number => {
    if (inputs.switch.every((s) => !(s.et === 'l' && !s.closed && s.element === line.idx && s.bus === bus)))
      return busAt[bus]!;
    kV.push(inputs.bus[bus]!.vn_kv);
    return buses.push({ name: `open end of ${line.idx}`, role: 'pq' }) - 1;
  };
  const lines = inputs.line.map((line) =>
    lineBranch(
      { name: `line ${line.idx}`, from: endOf(line, line.from_bus), to: endOf(line, line.to_bus) },
      { ...line, c_nF_per_km: line.c_nf_per_km },
      inputs.bus[line.from_bus]!.vn_kv,
      base_kVA,
    ),
  );
  const transformers = inputs.trafo.map((t) =>
    transformerBranch(
      { name: `transformer ${t.idx}`, from: busAt[t.hv_bus]!, to: busAt[t.lv_bus]! },
      {
        rated_kVA: 1000 * t.sn_mva,
        high_kV: t.vn_hv_kv,
        low_kV: t.vn_lv_kv,
        shortCircuit: t.vk_percent / 100,
        shortCircuitResistive: t.vkr_percent / 100,
        iron_kW: t.pfe_kw,
        noLoadCurrent: t.i0_percent / 100,
        shift_rad: t.shift_degree * RAD_PER_DEG,
      },
      kV[busAt[t.hv_bus]!]!,
      kV[busAt[t.lv_bus]!]!,
      base_kVA,
    ),
  );
  const p = new Float64Array(buses.length);
  const q = new Float64Array(buses.length);
  for (const load of inputs.load) {
    p[busAt[load.bus]!]! -= (load.p_mw * load.scaling * 1000) / base_kVA;
    q[busAt[load.bus]!]! -= (load.q_mvar * load.scaling * 1000) / base_kVA;
  }
  const vm = new Float64Array(buses.length).fill(1);
  vm[slack] = inputs.ext_grid[0]!.vm_pu;
  return {
    network: powerNetwork(buses, [...lines, ...transformers]),
    base_kVA,
    p,
    q,
    vm,
    slackAngle_deg: inputs.ext_grid[0]!.va_degree,
    busAt,
  };
}

export const elementCases = (): readonly ReferenceCase[] => referenceCases('reference/power_flow/element_cases.json');

/** Model beside reference for every quantity of a case of plates. */
export function elementPoints(found: ReferenceCase): Record<string, Point[]> {
  const inputs = found.inputs as unknown as ElementInputs;
  const expected = found.expected as Record<string, number[]> & { ext_grid_p_mw: number[]; ext_grid_q_mvar: number[] };
  const grid = elementGrid(inputs);
  const { state, flows } = solve(grid);
  const { network, base_kVA, busAt } = grid;
  const ampere = (kV: number): number => base_kVA / (Math.sqrt(3) * kV);
  const at = (name: string, model: (k: number) => number, by = 1): Point[] =>
    expected[name]!.map((reference, k) => ({ reference: by * reference, model: model(k) }));
  const loss = (k: number): number => base_kVA * (flows.copper[k]! + flows.iron[k]!);
  const transformer = (k: number): number => inputs.line.length + k;
  return {
    voltage: at('vm_pu', (k) => state.vm[busAt[k]!]!),
    angle_deg: at('va_degree', (k) => state.va_rad[busAt[k]!]! / RAD_PER_DEG),
    current_A: at(
      'line_i_ka',
      (k) => ampere(inputs.bus[inputs.line[k]!.from_bus]!.vn_kv) * Math.max(flows.iFrom[k]!, flows.iTo[k]!),
      1000,
    ),
    lineLoss_kW: at('line_pl_mw', loss, 1000),
    transformerLoss_kW: at('trafo_pl_mw', (k) => loss(transformer(k)), 1000),
    transformerLoading: at(
      'trafo_loading_pct',
      (k) =>
        (base_kVA * Math.max(flows.iFrom[transformer(k)]!, flows.iTo[transformer(k)]!)) /
        (1000 * inputs.trafo[k]!.sn_mva),
      0.01,
    ),
    drawn_kW: at('ext_grid_p_mw', () => base_kVA * drawnAt(network, state, flows, network.slack), 1000),
    drawn_kvar: at('ext_grid_q_mvar', () => base_kVA * reactiveDrawnAt(network, state, flows, network.slack), 1000),
  };
}
