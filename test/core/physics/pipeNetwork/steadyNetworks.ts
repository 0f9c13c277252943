import { type FrictionLaw, resistanceOf } from '../../../../src/core/physics/pipeNetwork/friction.ts';
import { layGraph, type PipeGraph } from '../../../../src/core/physics/pipeNetwork/graph.ts';
import { hydraulicsOf, pressures_kPa, solveFlows } from '../../../../src/core/physics/pipeNetwork/hydraulics.ts';
import { fillPlug, type PlugPipe, plugSize } from '../../../../src/core/physics/pipeNetwork/plugFlow.ts';
import { moveSide, sideOf, sideSize } from '../../../../src/core/physics/pipeNetwork/transport.ts';
import { referenceCases } from '../../../shared.ts';

const KELVIN = 273.15;
const GRAVITY = 9.80665;

/** A network of `steady_cases.json`, as it stands there. */
interface SteadyNetwork {
  readonly friction_model: string;
  readonly fluid: {
    readonly is_gas: boolean;
    readonly density: number;
    readonly viscosity: number;
    readonly heat_capacity: number;
  };
  readonly junctions: readonly { readonly i: number; readonly height_m: number }[];
  readonly pipes: readonly {
    readonly i: number;
    readonly a: number;
    readonly b: number;
    readonly L_km: number;
    readonly d_m: number;
    readonly k_mm: number;
    readonly zeta: number;
    readonly U_W_m2K: number;
    readonly T_ext_K: number;
    readonly sections: number;
  }[];
  readonly ext_grids: readonly { readonly j: number; readonly p_bar_gauge: number; readonly T_K: number }[];
  readonly sinks: readonly { readonly j: number; readonly mdot_kg_s: number }[];
  readonly sources: readonly { readonly j: number; readonly mdot_kg_s: number }[];
  readonly valves?: readonly { readonly a: number; readonly b: number; readonly opened: boolean }[];
}
export interface SteadyCase {
  readonly id: string;
  readonly given: SteadyNetwork;
  readonly expected: {
    readonly p_bar_ref: readonly (number | null)[];
    readonly v_ref_ms: readonly number[];
    readonly T_sections_ref_K?: readonly (readonly number[])[];
    /** Of pandapipes, by junction. */
    readonly pandapipes_T_junction_K?: readonly number[];
  };
  readonly tol: { readonly rtol_p: number; readonly atol_v: number; readonly atol_T_K: number | null };
}

/** The networks of water. */
export const steadyCases = (): readonly SteadyCase[] =>
  referenceCases('reference/heat_network/steady_cases.json')
    .filter(({ fn }) => fn === 'pipe_network_water' || fn === 'pipe_network_heat')
    .map(({ id, inputs, expected, tol }) => ({ id, given: inputs, expected, tol }) as unknown as SteadyCase);

const LAWS: Readonly<Record<string, FrictionLaw>> = {
  colebrook: 'colebrook',
  'swamee-jain': 'swameeJain',
  nikuradse: 'nikuradse',
};

export interface Solved {
  readonly graph: PipeGraph;
  readonly flows_kg_per_s: Float64Array;
  readonly velocities_m_per_s: readonly number[];
  /** Gauge, by junction as listed. */
  readonly pressures_bar: readonly number[];
}

/** Solves a case: open valves join their ends; a second fixed pressure is a pipe without friction and with a head. */
export function solveSteady({ given }: SteadyCase): Solved {
  const same = new Map<number, number>();
  const real = (j: number): number => (same.has(j) ? real(same.get(j)!) : j);
  for (const { a, b, opened } of given.valves ?? []) if (opened) same.set(real(a), real(b));
  const [root, ...others] = given.ext_grids;
  const name = (j: number): string => `j${real(j)}`;
  const nodes = [...new Set([name(root!.j), ...given.junctions.map(({ i }) => name(i))])];
  const ends = given.pipes.map((p) => ({
    id: `p${p.i}`,
    from: name(p.a),
    to: name(p.b),
    length_m: 1000 * p.L_km,
    diameter_m: p.d_m,
  }));
  const links = others.map((g, k) => ({
    id: `fixed${k}`,
    from: name(root!.j),
    to: name(g.j),
    length_m: 1,
    diameter_m: 1,
  }));
  const graph = layGraph(nodes, [...ends, ...links]);
  const { density, viscosity } = given.fluid;
  const fluid = { density_kg_per_m3: density, viscosity };
  const law = LAWS[given.friction_model]!;
  const height_m = (j: number): number => given.junctions.find(({ i }) => i === j)!.height_m;
  const above_kPa = (j: number): number => (density * GRAVITY * (height_m(j) - height_m(root!.j))) / 1000;
  const resistances = [
    ...given.pipes.map((p) =>
      resistanceOf(
        { length_m: 1000 * p.L_km, diameter_m: p.d_m, roughness_m: p.k_mm / 1000, fittings: p.zeta },
        fluid,
        law,
      ),
    ),
    ...links.map(() => ({ ...resistanceOf({ length_m: 1, diameter_m: 1, roughness_m: 0 }, fluid), scale: 0 })),
  ];
  const heads_kPa = Float64Array.from(resistances, (_, p) => {
    const other = others[p - given.pipes.length];
    return other === undefined ? 0 : 100 * (other.p_bar_gauge - root!.p_bar_gauge) + above_kPa(other.j);
  });
  const feeds = new Float64Array(nodes.length);
  for (const { j, mdot_kg_s } of given.sinks) feeds[nodes.indexOf(name(j))]! -= mdot_kg_s;
  for (const { j, mdot_kg_s } of given.sources) feeds[nodes.indexOf(name(j))]! += mdot_kg_s;
  const flows = new Float64Array(resistances.length);
  const h = hydraulicsOf(graph, resistances, heads_kPa);
  solveFlows(h, feeds, flows);
  const relative_kPa = new Float64Array(nodes.length);
  pressures_kPa(h, flows, relative_kPa);
  return {
    graph,
    flows_kg_per_s: flows,
    velocities_m_per_s: given.pipes.map((p, k) => flows[k]! / (density * (Math.PI / 4) * p.d_m * p.d_m)),
    pressures_bar: given.junctions.map(
      ({ i }) => root!.p_bar_gauge + (relative_kPa[nodes.indexOf(name(i))]! - above_kPa(i)) / 100,
    ),
  };
}

export interface Heated {
  /** By node of the graph, kelvin, after 16 hours of plug flow. */
  readonly nodes_K: readonly number[];
  /** Along each pipe, as a chain of mixed volumes: what the reference computes with, five or seven of them a pipe. */
  readonly sections_K: readonly (readonly number[])[];
}

/** Steady temperatures of a network that loses heat: water enters hot at the root and at 20 degC elsewhere. */
export function heatSteady(one: SteadyCase): Heated {
  const { given } = one;
  const { graph, flows_kg_per_s: flows } = solveSteady(one);
  const pipes = given.pipes.map((p): PlugPipe => {
    const content_kg = given.fluid.density * (Math.PI / 4) * p.d_m * p.d_m * 1000 * p.L_km;
    const ua_W_per_K = p.U_W_m2K * Math.PI * p.d_m * 1000 * p.L_km;
    return { content_kg, wall_kg: 0, cooling_per_h: (3600 * ua_W_per_K) / (content_kg * given.fluid.heat_capacity) };
  });
  // These pipes lose ten to a hundred times what a real one does: a parcel must be short to have one temperature.
  const parcels = 200;
  const side = sideOf(graph, pipes, parcels, 0, 1);
  let x = new Float64Array(sideSize(pipes.length, parcels));
  let next = x.slice();
  const around_degC = given.pipes[0]!.T_ext_K - KELVIN;
  for (const p of pipes.keys()) fillPlug(parcels, x, p * plugSize(parcels), around_degC);
  const feeds = Float64Array.from(graph.nodes, (_, n) =>
    flows.reduce((sum, flow, p) => sum + (graph.from[p] === n ? flow : graph.to[p] === n ? -flow : 0), 0),
  );
  const feeds_degC = Float64Array.from(feeds, (_, n) => (n === 0 ? given.ext_grids[0]!.T_K : 293.15) - KELVIN);
  const nodes_degC = new Float64Array(graph.nodes.length);
  for (let k = 0; k < 800; k++) {
    moveSide(side, flows, feeds, feeds_degC, around_degC, 0.02, x, next, nodes_degC, new Float64Array(2));
    [x, next] = [next, x];
  }
  // The same flows through chains of mixed volumes, and mixed at the nodes, until nothing changes any more.
  const chained_K = graph.nodes.map(() => given.pipes[0]!.T_ext_K);
  let sections_K: number[][] = [];
  for (let k = 0; k <= given.pipes.length; k++) {
    sections_K = given.pipes.map((p, n) => {
      const inlet_K = chained_K[flows[n]! > 0 ? graph.from[n]! : graph.to[n]!]!;
      const units = (pipes[n]!.cooling_per_h * pipes[n]!.content_kg) / (3600 * Math.abs(flows[n]!));
      const along = Array.from(
        { length: p.sections },
        (_, s) => p.T_ext_K + (inlet_K - p.T_ext_K) / (1 + units / p.sections) ** (s + 1),
      );
      return flows[n]! > 0 ? along : along.reverse();
    });
    graph.nodes.forEach((_, n) => {
      const feed = Math.max(0, feeds[n]!);
      const met = [{ mass: feed, temp_K: feeds_degC[n]! + KELVIN }];
      flows.forEach((flow, p) => {
        if ((flow > 0 ? graph.to[p] : graph.from[p]) === n)
          met.push({ mass: Math.abs(flow), temp_K: flow > 0 ? sections_K[p]!.at(-1)! : sections_K[p]![0]! });
      });
      const mass = met.reduce((sum, m) => sum + m.mass, 0);
      chained_K[n] = met.reduce((sum, m) => sum + m.mass * m.temp_K, 0) / mass;
    });
  }
  return { nodes_K: Array.from(nodes_degC, (t) => t + KELVIN), sections_K };
}
