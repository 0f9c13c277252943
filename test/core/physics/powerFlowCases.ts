import { RAD_PER_DEG } from '../../../src/core/math.ts';
import {
  type BranchFlows,
  branchFlows,
  drawnAt,
  measureFlows,
  reactiveDrawnAt,
} from '../../../src/core/physics/powerFlow/flows.ts';
import { dcPowerFlow, linearDistFlow } from '../../../src/core/physics/powerFlow/linear.ts';
import { type Method, noLoad, powerFlow } from '../../../src/core/physics/powerFlow/powerFlow.ts';
import {
  type BranchSpec,
  type BusSpec,
  type PowerNetwork,
  type PowerState,
  powerNetwork,
  powerState,
} from '../../../src/core/physics/powerFlow/powerNetwork.ts';
import { walk } from '../../../src/core/physics/powerFlow/topology.ts';
import { type ReferenceCase, referenceCases } from '../../shared.ts';
import type { Point } from '../../validation/validation.ts';

/** What a case of `powerflow_cases.json` gives: MATPOWER's model on a base in MVA. */
interface MatpowerInputs {
  readonly baseMVA: number;
  readonly bus: readonly {
    i: number;
    type: 1 | 2 | 3;
    Pd_MW: number;
    Qd_MVAr: number;
    Gs_MW: number;
    Bs_MVAr: number;
  }[];
  readonly branch: readonly {
    f: number;
    t: number;
    r_pu: number;
    x_pu: number;
    b_pu: number;
    g_pu: number;
    ratio: number;
    shift_deg: number;
    status: 0 | 1;
  }[];
  readonly gen: readonly { bus: number; Pg_MW: number; Vg_pu: number }[];
}
export interface MatpowerExpected {
  readonly ac: Readonly<
    Record<'Vm_pu' | 'Va_deg' | 'Pf_MW' | 'Qf_MVAr' | 'Pt_MW' | 'Qt_MVAr' | 'gen_P_MW' | 'gen_Q_MVAr', number[]>
  > & { readonly total_loss_MW: number };
  readonly dc: Readonly<Record<'Va_deg' | 'Pf_MW', number[]>>;
  readonly published?: Readonly<Record<string, unknown>>;
}

/** A case ready to be solved; powers in per unit of `base_kVA`. */
export interface Grid {
  readonly network: PowerNetwork;
  readonly base_kVA: number;
  /** Injected by bus. */
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** Voltage of the slack, and of buses that hold theirs. */
  readonly vm: Float64Array;
  readonly slackAngle_deg: number;
}
export interface Solved {
  readonly grid: Grid;
  readonly state: PowerState;
  readonly flows: BranchFlows;
}

const ROLES = { 1: 'pq', 2: 'pv', 3: 'slack' } as const;

/** Branches out of service are left out: `kept` are the indices of the others. */
export function matpowerGrid(inputs: MatpowerInputs, slackAngle_deg: number): Grid & { readonly kept: number[] } {
  const { baseMVA: base, bus, branch, gen } = inputs;
  const kept = branch.flatMap((b, k) => (b.status === 1 ? [k] : []));
  const buses: BusSpec[] = bus.map((b) => ({
    name: String(b.i),
    role: ROLES[b.type],
    g: b.Gs_MW / base,
    b: b.Bs_MVAr / base,
  }));
  const branches: BranchSpec[] = kept.map((k) => {
    const b = branch[k]!;
    return {
      name: String(k),
      from: b.f,
      to: b.t,
      r: b.r_pu,
      x: b.x_pu,
      g: b.g_pu,
      b: b.b_pu,
      ratio: b.ratio,
      shift_rad: b.shift_deg * RAD_PER_DEG,
    };
  });
  const p = Float64Array.from(bus, (b) => -b.Pd_MW / base);
  const q = Float64Array.from(bus, (b) => -b.Qd_MVAr / base);
  const vm = new Float64Array(bus.length).fill(1);
  for (const g of gen) {
    p[g.bus]! += g.Pg_MW / base;
    vm[g.bus] = g.Vg_pu;
  }
  return { network: powerNetwork(buses, branches), base_kVA: 1000 * base, p, q, vm, slackAngle_deg, kept };
}

export function solve(grid: Grid, method: Method = 'auto'): Solved {
  const { network } = grid;
  const flow = powerFlow(network, method);
  const state = powerState(network);
  state.p.set(grid.p);
  state.q.set(grid.q);
  state.vm.set(grid.vm);
  state.va_rad[network.slack] = grid.slackAngle_deg * RAD_PER_DEG;
  noLoad(network, flow.walk)(state);
  if (!flow.solve(state)) throw new Error(`no solution; mismatch ${state.mismatch} at bus ${state.worstBus}`);
  const flows = branchFlows(network);
  measureFlows(network, state, flows);
  return { grid, state, flows };
}

/** Each case of whole per-unit models: its network solved, by both methods where the network is a tree. */
export const matpowerCases = (): readonly ReferenceCase[] =>
  referenceCases('reference/power_flow/powerflow_cases.json');
export function solveCase(found: ReferenceCase, method: Method = 'auto'): Solved & { readonly kept: number[] } {
  const inputs = found.inputs as unknown as MatpowerInputs;
  const { ac } = found.expected as MatpowerExpected;
  const slack = inputs.bus.findIndex((bus) => bus.type === 3);
  const grid = matpowerGrid(inputs, ac.Va_deg[slack]!);
  return { ...solve(grid, method), kept: grid.kept };
}

/** Differences of angles count around the circle. */
const turned = (model: number, reference: number): number => model - 360 * Math.round((model - reference) / 360);

/** Model beside reference for one quantity of a case, in the units of this project. */
export const acPoints: Readonly<Record<string, (found: ReferenceCase, method?: Method) => Point[]>> = {
  voltage: (found, method) => {
    const { state } = solveCase(found, method);
    return (found.expected as MatpowerExpected).ac.Vm_pu.map((reference, k) => ({ reference, model: state.vm[k]! }));
  },
  angle_deg: (found, method) => {
    const { state } = solveCase(found, method);
    return (found.expected as MatpowerExpected).ac.Va_deg.map((reference, k) => ({
      reference,
      model: turned(state.va_rad[k]! / RAD_PER_DEG, reference),
    }));
  },
  flow_kW: (found, method) => {
    const { grid, flows, kept } = solveCase(found, method);
    const { ac } = found.expected as MatpowerExpected;
    return kept.flatMap((k, at) => [
      { reference: 1000 * ac.Pf_MW[k]!, model: grid.base_kVA * flows.pFrom[at]! },
      { reference: 1000 * ac.Pt_MW[k]!, model: grid.base_kVA * flows.pTo[at]! },
    ]);
  },
  flow_kvar: (found, method) => {
    const { grid, flows, kept } = solveCase(found, method);
    const { ac } = found.expected as MatpowerExpected;
    return kept.flatMap((k, at) => [
      { reference: 1000 * ac.Qf_MVAr[k]!, model: grid.base_kVA * flows.qFrom[at]! },
      { reference: 1000 * ac.Qt_MVAr[k]!, model: grid.base_kVA * flows.qTo[at]! },
    ]);
  },
  loss_kW: (found, method) => {
    const { grid, flows } = solveCase(found, method);
    const own = flows.copper.reduce((sum, loss, k) => sum + loss + flows.iron[k]!, 0);
    return [
      {
        reference: 1000 * (found.expected as MatpowerExpected).ac.total_loss_MW,
        model: grid.base_kVA * own,
      },
    ];
  },
};

/** Generation of each bus that generates: what the network takes there, and the load. */
export function generatorPoints(found: ReferenceCase, method?: Method): { power_kW: Point[]; power_kvar: Point[] } {
  const { grid, state, flows } = solveCase(found, method);
  const { bus, gen } = found.inputs as unknown as MatpowerInputs;
  const { ac } = found.expected as MatpowerExpected;
  return {
    power_kW: gen.map((g, k) => ({
      reference: 1000 * ac.gen_P_MW[k]!,
      model: grid.base_kVA * drawnAt(grid.network, state, flows, g.bus) + 1000 * bus[g.bus]!.Pd_MW,
    })),
    power_kvar: gen.map((g, k) => ({
      reference: 1000 * ac.gen_Q_MVAr[k]!,
      model: grid.base_kVA * reactiveDrawnAt(grid.network, state, flows, g.bus) + 1000 * bus[g.bus]!.Qd_MVAr,
    })),
  };
}

export function dcPoints(found: ReferenceCase): { angle_deg: Point[]; flow_kW: Point[] } {
  const { dc } = found.expected as MatpowerExpected;
  const inputs = found.inputs as unknown as MatpowerInputs;
  const slack = inputs.bus.findIndex((bus) => bus.type === 3);
  const grid = matpowerGrid(inputs, dc.Va_deg[slack]!);
  const { va_rad, flow } = dcPowerFlow(grid.network, grid.p, grid.slackAngle_deg * RAD_PER_DEG);
  return {
    angle_deg: dc.Va_deg.map((reference, k) => ({
      reference,
      model: turned(va_rad[k]! / RAD_PER_DEG, reference),
    })),
    flow_kW: grid.kept.map((k, at) => ({
      reference: 1000 * dc.Pf_MW[k]!,
      model: grid.base_kVA * flow[at]!,
    })),
  };
}

/** Voltages of the linearised DistFlow of a radial case beside the AC solution's. */
export function distFlowPoints(found: ReferenceCase): Point[] {
  const { ac } = found.expected as MatpowerExpected;
  const { network, p, q, vm } = matpowerGrid(found.inputs as unknown as MatpowerInputs, 0);
  const linear = linearDistFlow(network, walk(network), p, q, vm[network.slack]!);
  return ac.Vm_pu.map((reference, k) => ({ reference, model: linear[k]! }));
}

/** House units of tolerances stated in MW, for a case. */
export const tolerance_kW = (found: ReferenceCase): number => 1000 * found.tol.atol_P_MW!;
