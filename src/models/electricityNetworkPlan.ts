import { ConfigError, type ConfigIssue, SimulationError } from '../core/errors.ts';
import { lineBranch, type TransformerPlate, transformerBranch } from '../core/physics/powerFlow/elements.ts';
import { type BranchFlows, branchFlows } from '../core/physics/powerFlow/flows.ts';
import type { VoltageControl } from '../core/physics/powerFlow/inverter.ts';
import { obstacle, type PowerFlow, powerFlow } from '../core/physics/powerFlow/powerFlow.ts';
import {
  type BranchSpec,
  type BusSpec,
  type PowerNetwork,
  type PowerState,
  powerNetwork,
  powerState,
} from '../core/physics/powerFlow/powerNetwork.ts';
import { walk } from '../core/physics/powerFlow/topology.ts';
import { allNodes, type ElectricityNetworkParams, nodePorts } from './electricityNetworkParams.ts';
import { LINE_TYPES, TRANSFORMER_TYPES } from './electricityNetworkTypes.ts';
import { type Pattern, remembered } from './switching.ts';

/** 1 per unit of power. */
export const BASE_kVA = 1000;

/** A network with some branches closed, ready to be solved: the part of it that has a path to the hub. */
export interface Switched {
  readonly flow: PowerFlow;
  /** The node of each bus of the power flow, in order; the first `ports` of the nodes have ports. */
  readonly nodes: Int32Array;
  readonly controls: readonly VoltageControl[];
  /** Reactive power of what is fixed, per unit at 1 p.u. by bus. */
  readonly fixed: Float64Array;
  /** By branch of the power flow: place of its loading among the branches, and loading per unit of current at each end. */
  readonly branchAt: Int32Array;
  readonly loadingFrom: Float64Array;
  readonly loadingTo: Float64Array;
  /** Ports that have no path to the hub. */
  readonly portsCutOff: number;
  /** Scratch of a solution. */
  readonly state: PowerState;
  readonly flows: BranchFlows;
}

/** A network laid out, and whether each of its branches stands closed as a rule. */
export interface NetworkPlan {
  readonly ports: number;
  readonly nodes: number;
  readonly closed: readonly boolean[];
  /** With every branch as it stands as a rule. */
  readonly usual: Switched;
  /** With branch k closed where `w[k + 1]` says so. @throws SimulationError where it cannot be solved as asked */
  switched(w: Float64Array): Switched;
  /** Its branches in order, for a plan. */
  readonly branches: readonly PlannedBranch[];
  /** Length of all lines. */
  readonly length_m: number;
}

/** A branch as a plan sees it: nodes by place, per unit of `BASE_kVA`, and what it carries at a loading of 1 and rated voltage. */
export interface PlannedBranch {
  readonly from: number;
  readonly to: number;
  readonly r: number;
  readonly x: number;
  readonly iron_kW: number;
  readonly rated_kVA: number;
}

interface Laid {
  readonly spec: BranchSpec;
  readonly id: string;
  readonly closed: boolean;
  readonly loadingFrom: number;
  readonly loadingTo: number;
}
type Fault = (path: string, message: string) => void;

function lines(p: ElectricityNetworkParams, nodes: readonly string[], fault: Fault): Laid[] {
  return Object.entries(p.lines).flatMap(([id, line]): Laid[] => {
    const path = `lines.${id}`;
    const type = line.type === undefined ? undefined : LINE_TYPES[line.type];
    const r = line.r_ohm_per_km ?? type?.r_ohm_per_km;
    const x = line.x_ohm_per_km ?? type?.x_ohm_per_km;
    const rated_A = line.rated_A ?? type?.rated_A;
    if (r === undefined || x === undefined || rated_A === undefined) {
      fault(path, 'expected a type, or r_ohm_per_km, x_ohm_per_km and rated_A');
      return [];
    }
    const from_kV = p.nodes[line.from]!.rated_kV;
    const to_kV = p.nodes[line.to]!.rated_kV;
    if (from_kV !== to_kV) {
      fault(path, `joins ${from_kV} kV with ${to_kV} kV; between voltages expected one of transformers`);
      return [];
    }
    if (type !== undefined && from_kV > type.most_kV) {
      const fit = Object.entries(LINE_TYPES).flatMap(([name, t]) => (t.most_kV >= from_kV ? [name] : []));
      fault(
        `${path}.type`,
        `met "${line.type}", made for ${type.most_kV} kV at most, between nodes of ${from_kV} kV; expected ` +
          `${fit.length > 0 ? `one such as "${fit[0]!}", or ` : ''}no type but r_ohm_per_km, x_ohm_per_km and rated_A`,
      );
      return [];
    }
    const plate = {
      length_km: line.length_m / 1000,
      r_ohm_per_km: r / line.parallel,
      x_ohm_per_km: x / line.parallel,
      c_nF_per_km: (line.c_nF_per_km ?? type?.c_nF_per_km ?? 0) * line.parallel,
    };
    const ends = { name: id, from: nodes.indexOf(line.from), to: nodes.indexOf(line.to) };
    const perCurrent = BASE_kVA / (Math.sqrt(3) * from_kV) / (rated_A * line.parallel);
    return [
      {
        id,
        closed: line.closed,
        spec: lineBranch(ends, plate, from_kV, BASE_kVA, p.frequency_Hz),
        loadingFrom: perCurrent,
        loadingTo: perCurrent,
      },
    ];
  });
}

/** Highest ratio of a rated voltage to its node's nominal one, either way: beyond it the type is of another network. */
const APART = 1.3;

function transformers(p: ElectricityNetworkParams, nodes: readonly string[], fault: Fault): Laid[] {
  return Object.entries(p.transformers).flatMap(([id, given]): Laid[] => {
    const path = `transformers.${id}`;
    const { type: name, from, to, parallel, closed, tap } = given;
    const type = name === undefined ? undefined : TRANSFORMER_TYPES[name];
    const from_kV = p.nodes[from]!.rated_kV;
    const to_kV = p.nodes[to]!.rated_kV;
    const high_kV = given.high_kV ?? type?.high_kV ?? from_kV;
    const low_kV = given.low_kV ?? type?.low_kV ?? to_kV;
    const rated_kVA = given.rated_kVA ?? type?.rated_kVA;
    const shortCircuit = given.shortCircuit ?? type?.shortCircuit;
    const shortCircuitResistive = given.shortCircuitResistive ?? type?.shortCircuitResistive;
    if (rated_kVA === undefined || shortCircuit === undefined || shortCircuitResistive === undefined) {
      fault(path, 'expected a type, or rated_kVA, shortCircuit and shortCircuitResistive');
      return [];
    }
    for (const [side, rated, node, kV] of [
      ['high', high_kV, from, from_kV],
      ['low', low_kV, to, to_kV],
    ] as const)
      if (rated > APART * kV || rated < kV / APART) {
        fault(
          path,
          `its ${side} side is rated ${rated} kV, but node "${node}" ${kV} kV; ${side === 'high' ? 'from' : 'to'} names the node of the ${side} side`,
        );
        return [];
      }
    if (shortCircuitResistive > shortCircuit) {
      fault(
        path,
        `shortCircuitResistive ${shortCircuitResistive} is a part of shortCircuit ${shortCircuit} and cannot exceed it`,
      );
      return [];
    }
    const plate: TransformerPlate = {
      rated_kVA: rated_kVA * parallel,
      high_kV,
      low_kV,
      shortCircuit,
      shortCircuitResistive,
      iron_kW: (given.iron_kW ?? type?.iron_kW ?? 0) * parallel,
      noLoadCurrent: given.noLoadCurrent ?? type?.noLoadCurrent ?? 0,
      tap,
    };
    const ends = { name: id, from: nodes.indexOf(from), to: nodes.indexOf(to) };
    // By current: what a winding may carry is its rating at its rated voltage.
    return [
      {
        id,
        closed,
        spec: transformerBranch(ends, plate, from_kV, to_kV, BASE_kVA),
        loadingFrom: ((BASE_kVA / plate.rated_kVA) * high_kV) / from_kV,
        loadingTo: ((BASE_kVA / plate.rated_kVA) * low_kV) / to_kV,
      },
    ];
  });
}

function devices(
  p: ElectricityNetworkParams,
  nodes: readonly string[],
): { controls: VoltageControl[]; fixed: Float64Array } {
  const fixed = new Float64Array(nodes.length);
  const controls: VoltageControl[] = [];
  const curve = { at: p.qv.map(({ voltage }) => voltage), value: p.qv.map(({ share }) => share) };
  for (const { node, rated_kvar, control } of Object.values(p.compensators))
    if (control === 'fixed') fixed[nodes.indexOf(node)]! += rated_kvar / BASE_kVA;
    else controls.push({ bus: nodes.indexOf(node), rated: rated_kvar / BASE_kVA, curve });
  return { controls, fixed };
}

/** Lays the network out in per unit. @throws ConfigError naming every fault */
export function planNetwork(p: ElectricityNetworkParams): NetworkPlan {
  const issues: ConfigIssue[] = [];
  const fault: Fault = (path, message) => issues.push({ file: '', path, message });
  const nodes = allNodes(p);
  const laid = [...lines(p, nodes, fault), ...transformers(p, nodes, fault)];
  const { controls, fixed } = devices(p, nodes);
  for (const [id, { node, control, rated_kvar }] of Object.entries(p.compensators)) {
    if (control === 'voltage' && !(rated_kvar > 0))
      fault(`compensators.${id}.rated_kvar`, `met ${rated_kvar}; what follows Q(V) has more than 0`);
    if (control === 'voltage' && node === p.hub)
      fault(`compensators.${id}.control`, `node "${node}" is the hub, whose voltage is held; expected "fixed" there`);
  }
  if (issues.length > 0) throw new ConfigError(issues);
  const ports = nodePorts(p).length;
  const closed = laid.map((branch) => branch.closed);
  const all = switchedBy({ p, nodes, laid, ports, controls, fixed });
  const why = all.obstacle(closed);
  if (why !== undefined) throw new ConfigError([{ file: '', path: 'nodes', message: why }]);
  const usual = all.make(closed);
  return {
    ports,
    nodes: nodes.length,
    closed,
    branches: laid.map(({ spec, loadingFrom, loadingTo }) => ({
      from: spec.from,
      to: spec.to,
      r: spec.r,
      x: spec.x,
      iron_kW: BASE_kVA * (spec.g ?? 0),
      rated_kVA: BASE_kVA / Math.max(loadingFrom, loadingTo),
    })),
    usual,
    switched: remembered(closed, usual, 1, (pattern) => {
      const fault = all.obstacle(pattern, true);
      if (fault !== undefined) throw new SimulationError(fault);
      return all.make(pattern);
    }),
    length_m: Object.values(p.lines).reduce((sum, { length_m, parallel }) => sum + length_m * parallel, 0),
  };
}

interface WholeNetwork {
  readonly p: ElectricityNetworkParams;
  readonly nodes: readonly string[];
  readonly laid: readonly Laid[];
  readonly ports: number;
  readonly controls: readonly VoltageControl[];
  readonly fixed: Float64Array;
}

/** How a network is solved with some of its branches closed. */
function switchedBy({ p, nodes, laid, ports, controls, fixed }: WholeNetwork): {
  /** Why it cannot be, or that a node is cut off, unless that is `allowed`. */
  obstacle(closed: Pattern, allowed?: boolean): string | undefined;
  make(closed: Pattern): Switched;
} {
  const buses = nodes.map((name, k): BusSpec => ({ name, role: k === 0 ? 'slack' : 'pq', b: fixed[k]! }));
  const networkOf = (closed: Pattern): PowerNetwork =>
    powerNetwork(
      buses,
      laid.flatMap(({ spec }, k) => (closed[k]! ? [spec] : [])),
    );
  /** The part that has a path to the hub, its buses and branches renumbered. */
  const reached = (closed: Pattern): { kept: number[]; through: number[]; network: PowerNetwork } => {
    const { dark } = walk(networkOf(closed));
    const kept = nodes.flatMap((_, k) => (dark.includes(k) ? [] : [k]));
    const through = laid.flatMap(({ spec }, k) => (closed[k]! && kept.includes(spec.from) ? [k] : []));
    const network = powerNetwork(
      kept.map((k) => buses[k]!),
      through.map((k) => {
        const { spec } = laid[k]!;
        return { ...spec, from: kept.indexOf(spec.from), to: kept.indexOf(spec.to) };
      }),
    );
    return { kept, through, network };
  };
  return {
    obstacle: (closed, allowed = false) => obstacle(allowed ? reached(closed).network : networkOf(closed), p.method),
    make(closed) {
      const { kept, through, network } = reached(closed);
      const held = controls.flatMap((c) => (kept.includes(c.bus) ? [{ ...c, bus: kept.indexOf(c.bus) }] : []));
      return {
        flow: powerFlow(network, p.method, held),
        nodes: Int32Array.from(kept),
        controls: held,
        fixed: Float64Array.from(kept, (k) => fixed[k]!),
        branchAt: Int32Array.from(through),
        loadingFrom: Float64Array.from(through, (k) => laid[k]!.loadingFrom),
        loadingTo: Float64Array.from(through, (k) => laid[k]!.loadingTo),
        portsCutOff: ports - kept.filter((k) => k < ports).length,
        state: powerState(network, held.length),
        flows: branchFlows(network),
      };
    },
  };
}
