import type { PipeGraph } from './graph.ts';
import {
  GAINED_kgK,
  LOST_kgK,
  movePlug,
  OUT_degC,
  type PlugPipe,
  type PlugRoom,
  plugRoom,
  plugSize,
} from './plugFlow.ts';

/** The water of one side (supply or return) of a network. */
export interface Side {
  readonly graph: PipeGraph;
  readonly pipes: readonly PlugPipe[];
  readonly parcels: number;
  /** Where the pipes' states begin. */
  readonly at: number;
  /** +1 where water moves as the flows say, -1 on the return, where all flows are mirrored. */
  readonly sense: 1 | -1;
  readonly room: PlugRoom;
  readonly waits: Int32Array;
  readonly queue: Int32Array;
  readonly heat: Float64Array;
  readonly mass: Float64Array;
  readonly out: Float64Array;
}

export const sideOf = (
  graph: PipeGraph,
  pipes: readonly PlugPipe[],
  parcels: number,
  at: number,
  sense: 1 | -1,
): Side => ({
  graph,
  pipes,
  parcels,
  at,
  sense,
  room: plugRoom(parcels),
  waits: new Int32Array(graph.nodes.length),
  queue: new Int32Array(graph.nodes.length),
  heat: new Float64Array(graph.nodes.length),
  mass: new Float64Array(graph.nodes.length),
  out: new Float64Array(3),
});

/** Numbers that a side's state takes. */
export const sideSize = (pipes: number, parcels: number): number => pipes * plugSize(parcels);

/** Where the state of a pipe begins. */
export const plugAt = (side: Side, pipe: number): number => side.at + pipe * plugSize(side.parcels);

/** The temperature of the water that left pipe `p` last. */
export const outlet_degC = (side: Side, x: Float64Array, p: number): number => x[plugAt(side, p) + 2 * side.parcels]!;

/**
 * Moves the water of one side for a step: node by node along the flow, what arrives at a node mixes, and leaves it with
 * one temperature (the mean over the step) into every pipe and to whoever draws there. `flows` are kg/s and must run
 * round nowhere (see `uncircled`); `feeds` in kg/s and degC are what enters at the nodes from outside (draws do not
 * matter). Writes the pipes' states to `next` and each node's temperature to `nodes_degC`: where nothing arrives, that of
 * the pipe towards the root. Adds heat lost and gained, kg K, to sums[0] and sums[1].
 */
export function moveSide(
  side: Side,
  flows: Float64Array,
  feeds: Float64Array,
  feeds_degC: Float64Array,
  ground_degC: number,
  dt_h: number,
  x: Float64Array,
  next: Float64Array,
  nodes_degC: Float64Array,
  sums: Float64Array,
): void {
  const { graph, pipes, parcels, sense, waits, queue, heat, mass, out } = side;
  const { from, to, towards, touch, touchAt } = graph;
  const count = waits.length;
  waits.fill(0);
  for (let n = 0; n < count; n++) {
    const feed = feeds[n]!;
    mass[n] = feed > 0 ? feed : 0;
    heat[n] = feed > 0 ? feed * feeds_degC[n]! : 0;
  }
  for (let p = 0; p < from.length; p++) {
    const flow = sense * flows[p]!;
    if (flow !== 0) waits[flow > 0 ? to[p]! : from[p]!]!++;
  }
  let head = 0;
  let tail = 0;
  for (let n = 0; n < count; n++) if (waits[n] === 0) queue[tail++] = n;
  while (head < tail) {
    const n = queue[head++]!;
    const near = towards[n]! >= 0 ? towards[n]! : touch[0]!;
    const water_degC = mass[n]! > 0 ? heat[n]! / mass[n]! : outlet_degC(side, x, near);
    nodes_degC[n] = water_degC;
    for (let k = touchAt[n]!; k < touchAt[n + 1]!; k++) {
      const p = touch[k]!;
      const flow = sense * flows[p]!;
      if (flow === 0 ? from[p] !== n : (flow > 0 ? from[p] : to[p]) !== n) continue;
      const size = flow > 0 ? flow : -flow;
      movePlug(
        pipes[p]!,
        parcels,
        x,
        plugAt(side, p),
        size * 3600 * dt_h,
        flow > 0,
        water_degC,
        ground_degC,
        dt_h,
        side.room,
        next,
        out,
      );
      sums[0]! += out[LOST_kgK]!;
      sums[1]! += out[GAINED_kgK]!;
      if (flow === 0) continue;
      const other = flow > 0 ? to[p]! : from[p]!;
      mass[other]! += size;
      heat[other]! += size * out[OUT_degC]!;
      if (--waits[other]! === 0) queue[tail++] = other;
    }
  }
}
