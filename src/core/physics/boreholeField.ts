import { ln, pow } from '../math.ts';
import { type LinearStep, linearStep } from './linearStep.ts';

/** A field of equal vertical boreholes, and its ground. */
export interface BoreholeField {
  readonly boreholes: number;
  readonly depth_m: number;
  readonly spacing_m: number;
  readonly radius_m: number;
  readonly conductivity_W_per_mK: number;
  readonly heatCapacity_kJ_per_m3K: number;
}

/** Shells around each borehole, and shells of the ground around the field. */
const INNER = 6;
const OUTER = 8;
export const GROUND_NODES = INNER + OUTER;

/**
 * Ground of a borehole field as 14 nodes, in kelvin above its undisturbed temperature: shells of the cylinder of ground
 * that belongs to a borehole (all alike), and shells of the ground around the field.
 */
export interface GroundNetwork {
  /** kWh/K of each node. */
  readonly capacity_kWh_per_K: Float64Array;
  /** kW/K of each node to the surface. */
  readonly surface_kW_per_K: Float64Array;
  /** kW/K from each node to the next. */
  readonly link_kW_per_K: Float64Array;
  /** K per kW of all boreholes together, from their walls to the first node. */
  readonly wall_K_per_kW: number;
  /** Share of the field's own ground that each inner node holds. */
  readonly share: Float64Array;
}

/** Outer radius of the ground over the depth of the boreholes: at three depths nothing is felt for a century. */
const FAR = 3;
/** Within the field the mean stands above its edge by this part of what evenly spread sources would give at last. */
const CROWDED = 0.6;
/** Conductance to the surface per area of a node, in units of conductivity over depth. */
const SURFACE = 7.85;

/**
 * Radial resistances between the radii that halve the shells' areas. Two numbers stand for what is not radial: `SURFACE`
 * gives a single borehole the final temperature of the finite line source, and `CROWDED` was fitted to finite line sources of
 * 16 to 144 boreholes over 1 month to 25 years (within 10 %, where the field is no wider than it is deep).
 * @see Hellstroem, "Ground heat storage" (Lund 1991), for a local and a global process; Claesson and Javed, ASHRAE
 *   Transactions 117 (2011), for the finite line source
 */
export function groundNetwork(f: BoreholeField): GroundNetwork {
  const { boreholes, depth_m, radius_m } = f;
  const k_kW_per_mK = f.conductivity_W_per_mK / 1000;
  const c_kWh_per_m3K = f.heatCapacity_kJ_per_m3K / 3600;
  const cell_m = f.spacing_m / Math.sqrt(Math.PI);
  const field_m = cell_m * Math.sqrt(boreholes);
  const far_m = Math.max(FAR * depth_m, 2 * field_m);
  const edges = (from: number, to: number, count: number): number[] =>
    Array.from({ length: count + 1 }, (_, i) => from * pow(to / from, i / count));
  const inner = edges(radius_m, cell_m, INNER);
  const outer = edges(field_m, far_m, OUTER);
  const area = (e: readonly number[], i: number): number => Math.PI * (e[i + 1]! * e[i + 1]! - e[i]! * e[i]!);
  const mid = (e: readonly number[], i: number): number => Math.sqrt((e[i + 1]! * e[i + 1]! + e[i]! * e[i]!) / 2);
  const areas_m2 = Array.from({ length: GROUND_NODES }, (_, i) =>
    i < INNER ? boreholes * area(inner, i) : area(outer, i - INNER),
  );
  const mids = Array.from({ length: GROUND_NODES }, (_, i) => (i < INNER ? mid(inner, i) : mid(outer, i - INNER)));
  /** K/kW across a cylinder wall, of all boreholes or of the one field. */
  const across = (from: number, to: number, count: number): number =>
    ln(to / from) / (2 * Math.PI * k_kW_per_mK * depth_m * count);
  const links = Array.from({ length: GROUND_NODES - 1 }, (_, i) => {
    if (i < INNER - 1) return 1 / across(mids[i]!, mids[i + 1]!, boreholes);
    if (i >= INNER) return 1 / across(mids[i]!, mids[i + 1]!, 1);
    const crowd = (CROWDED * (1 - 1 / boreholes)) / (8 * Math.PI * k_kW_per_mK * depth_m);
    return 1 / (across(mids[i]!, cell_m, boreholes) + crowd + across(field_m, mids[i + 1]!, 1));
  });
  const own_m2 = areas_m2.slice(0, INNER).reduce((sum, a) => sum + a, 0);
  return {
    capacity_kWh_per_K: Float64Array.from(areas_m2, (a) => a * depth_m * c_kWh_per_m3K),
    surface_kW_per_K: Float64Array.from(areas_m2, (a) => (a * SURFACE * k_kW_per_mK) / depth_m),
    link_kW_per_K: Float64Array.from(links),
    wall_K_per_kW: across(radius_m, mids[0]!, boreholes),
    share: Float64Array.from(areas_m2.slice(0, INNER), (a) => a / own_m2),
  };
}

/** The exact step of the network, with the heat into the ground at the walls in kW as its input. */
export function groundStep(g: GroundNetwork, dt_h: number): LinearStep {
  const n = GROUND_NODES;
  const a = new Float64Array(n * n);
  const add = (i: number, k: number, ua_kW_per_K: number): void => {
    a[i * n + k] = a[i * n + k]! + ua_kW_per_K / g.capacity_kWh_per_K[i]!;
  };
  for (let i = 0; i < n; i++) {
    add(i, i, -g.surface_kW_per_K[i]!);
    if (i === n - 1) continue;
    add(i, i, -g.link_kW_per_K[i]!);
    add(i, i + 1, g.link_kW_per_K[i]!);
    add(i + 1, i + 1, -g.link_kW_per_K[i]!);
    add(i + 1, i, g.link_kW_per_K[i]!);
  }
  const b = new Float64Array(n);
  b[0] = 1 / g.capacity_kWh_per_K[0]!;
  return linearStep(a, b, dt_h);
}

/** The ground after years with the field `excess_K` above undisturbed: steady from its edge to the surface. */
export function settledGround(g: GroundNetwork, excess_K: number): Float64Array {
  const x = new Float64Array(GROUND_NODES).fill(excess_K);
  // From the far end in: share of its inner neighbour's temperature that each node of the ground around has.
  let beyond = 0;
  const ratio = new Float64Array(GROUND_NODES);
  for (let i = GROUND_NODES - 1; i >= INNER; i--) {
    const inward = g.link_kW_per_K[i - 1]!;
    const out = g.surface_kW_per_K[i]! + beyond;
    ratio[i] = inward / (inward + out);
    beyond = inward * (1 - ratio[i]!);
  }
  for (let i = INNER; i < GROUND_NODES; i++) x[i] = ratio[i]! * x[i - 1]!;
  return x;
}
