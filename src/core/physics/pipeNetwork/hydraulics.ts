import { SimulationError } from '../../errors.ts';
import { drop, type Resistance } from './friction.ts';
import type { PipeGraph } from './graph.ts';

/** A network ready to be solved, with room to work in. */
export interface Hydraulics {
  readonly graph: PipeGraph;
  readonly resistances: readonly Resistance[];
  /** Rise of pressure in kPa that a pump (or a given difference between two nodes) adds along a pipe. */
  readonly heads_kPa?: Float64Array;
  /** Pipes that are part of a loop. */
  readonly ring: Int32Array;
  /** Where two loops (or a loop with itself) share a pipe: its place in the matrix, the pipe, +1 where both pass it alike. */
  readonly shared: readonly { readonly at: number; readonly pipe: number; readonly sign: number }[];
  readonly room: Room;
}
interface Room {
  readonly into: Float64Array;
  readonly losses: Float64Array;
  readonly slopes: Float64Array;
  readonly gap: Float64Array;
  readonly matrix: Float64Array;
  readonly move: Float64Array;
  readonly pair: Float64Array;
  readonly waits: Int32Array;
  readonly queue: Int32Array;
  readonly worst: { loop: number; gap: number; tolerance: number };
}

export function hydraulicsOf(
  graph: PipeGraph,
  resistances: readonly Resistance[],
  heads_kPa?: Float64Array,
): Hydraulics {
  const loops = graph.loops.length;
  const shared = graph.loops.flatMap((one, a) =>
    graph.loops.slice(0, a + 1).flatMap((other, b) =>
      Array.from(one.pipes).flatMap((pipe, k) => {
        const n = other.pipes.indexOf(pipe);
        return n < 0 ? [] : [{ at: a * loops + b, pipe, sign: one.signs[k]! * other.signs[n]! }];
      }),
    ),
  );
  return {
    graph,
    resistances,
    ring: Int32Array.from(new Set(shared.map(({ pipe }) => pipe))),
    shared,
    ...(heads_kPa && { heads_kPa }),
    room: {
      into: new Float64Array(graph.nodes.length),
      losses: new Float64Array(graph.pipes.length),
      slopes: new Float64Array(graph.pipes.length),
      gap: new Float64Array(loops),
      matrix: new Float64Array(loops * loops),
      move: new Float64Array(loops),
      pair: new Float64Array(2),
      waits: new Int32Array(graph.nodes.length),
      queue: new Int32Array(graph.nodes.length),
      worst: { loop: 0, gap: 0, tolerance: 0 },
    },
  };
}

const ITERATIONS = 60;

/**
 * Steady flows in kg/s. `feeds` is what enters at each node (leaves where negative); the root balances the rest.
 * A tree takes one sweep from its leaves. With loops Newton's method finds the flows of the chords, from those that
 * `flows` holds, at which the losses around every loop add up to nothing: sum(sign drop) = sum(sign head). The Jacobian
 * is the loops' matrix of slopes, symmetric and positive, and a step that does not bring the loops nearer is halved.
 * @see Todini and Rossman, "Unified framework for deriving simultaneous equation algorithms for water distribution
 * networks", J. Hydraulic Eng. 139 (2013) 511-526
 * @throws SimulationError where it does not converge, naming the pipe that closes the worst loop, and its mismatch
 */
export function solveFlows(h: Hydraulics, feeds: Float64Array, flows: Float64Array): void {
  const { graph, room } = h;
  sweep(graph, feeds, flows, room.into);
  const { loops } = graph;
  if (loops.length === 0) return;
  let worst = mismatch(h, flows);
  let before = worst.gap;
  for (let k = 0; !(worst.gap <= worst.tolerance); k++) {
    if (k === ITERATIONS || !Number.isFinite(worst.gap))
      throw new SimulationError(
        `hydraulics: no convergence after ${k} iterations: the pressures around the loop closed by pipe "${graph.pipes[graph.chords[worst.loop]!]!}" miss each other by ${before.toPrecision(3)} kPa`,
      );
    const { matrix, slopes, gap, move } = room;
    matrix.fill(0);
    for (let n = 0; n < h.shared.length; n++) {
      const { at, pipe, sign } = h.shared[n]!;
      matrix[at]! += sign * slopes[pipe]!;
    }
    solve(matrix, gap, move);
    before = worst.gap;
    let step = 1;
    shift(graph, flows, move, -1);
    worst = mismatch(h, flows);
    while (!(worst.gap < before) && step > 1e-4) {
      shift(graph, flows, move, step / 2);
      step /= 2;
      worst = mismatch(h, flows);
    }
  }
  if (h.heads_kPa === undefined) uncircle(h, flows);
}

/**
 * Takes away flows that run in a circle. Pressures allow none, but what is left of the iteration may be one, where next
 * to nothing flows. Takes from every pipe around the circle as much as its least carries, so that all nodes still balance.
 */
function uncircle({ graph, room }: Hydraulics, flows: Float64Array): void {
  const { from, to, touch, touchAt } = graph;
  const { waits, queue } = room;
  const enters = (p: number, n: number): boolean => (flows[p]! > 0 ? to[p] === n : flows[p]! < 0 && from[p] === n);
  for (;;) {
    waits.fill(0);
    for (let p = 0; p < from.length; p++) if (flows[p] !== 0) waits[flows[p]! > 0 ? to[p]! : from[p]!]!++;
    let tail = 0;
    for (let n = 0; n < waits.length; n++) if (waits[n] === 0) queue[tail++] = n;
    for (let head = 0; head < tail; head++)
      for (let k = touchAt[queue[head]!]!; k < touchAt[queue[head]! + 1]!; k++) {
        const p = touch[k]!;
        if (flows[p] === 0 || enters(p, queue[head]!)) continue;
        const other = flows[p]! > 0 ? to[p]! : from[p]!;
        if (--waits[other]! === 0) queue[tail++] = other;
      }
    if (tail === waits.length) return;
    // Upstream from a node that still waits, always to another that does: sooner or later around the circle.
    const upstream = (n: number): number => {
      for (let k = touchAt[n]!; k < touchAt[n + 1]!; k++) {
        const p = touch[k]!;
        if (enters(p, n) && waits[from[p] === n ? to[p]! : from[p]!]! > 0) return p;
      }
      return -1;
    };
    let n = waits.findIndex((count) => count > 0);
    for (let k = 0; k < waits.length; k++) n = otherEnd(graph, upstream(n), n);
    const start = n;
    let least = Number.POSITIVE_INFINITY;
    do {
      const p = upstream(n);
      least = Math.min(least, Math.abs(flows[p]!));
      n = otherEnd(graph, p, n);
    } while (n !== start);
    const around: number[] = [];
    do {
      around.push(upstream(n));
      n = otherEnd(graph, around.at(-1)!, n);
    } while (n !== start);
    for (const p of around) flows[p] = Math.abs(flows[p]!) <= least ? 0 : flows[p]! - Math.sign(flows[p]!) * least;
  }
}

const otherEnd = ({ from, to }: PipeGraph, p: number, n: number): number => (from[p] === n ? to[p]! : from[p]!);

/** Flows of the tree that balance every node, from the leaves to the root, the chords' flows as given. */
function sweep(graph: PipeGraph, feeds: Float64Array, flows: Float64Array, into: Float64Array): void {
  const { order, towards, outward, from, to, chords } = graph;
  into.set(feeds);
  for (let k = 0; k < chords.length; k++) {
    const p = chords[k]!;
    into[from[p]!]! -= flows[p]!;
    into[to[p]!]! += flows[p]!;
  }
  for (let k = order.length - 1; k > 0; k--) {
    const n = order[k]!;
    const p = towards[n]!;
    flows[p] = into[n] === 0 ? 0 : -outward[n]! * into[n]!;
    into[outward[n]! > 0 ? from[p]! : to[p]!]! += into[n]!;
  }
}

/** Mismatch of each loop, and the slopes of its pipes. @returns the worst loop, and what may remain */
function mismatch(h: Hydraulics, flows: Float64Array): Room['worst'] {
  const { graph, resistances, heads_kPa, ring, room } = h;
  const { gap, losses, slopes, pair, worst } = room;
  let total = 0;
  for (let k = 0; k < ring.length; k++) {
    const p = ring[k]!;
    drop(resistances[p]!, flows[p]!, pair);
    const loss = heads_kPa === undefined ? pair[0]! : pair[0]! - heads_kPa[p]!;
    losses[p] = loss;
    slopes[p] = pair[1]!;
    total += loss < 0 ? -loss : loss;
  }
  worst.tolerance = 1e-7 + 1e-8 * total;
  worst.gap = -1;
  for (let a = 0; a < graph.loops.length; a++) {
    const { pipes, signs } = graph.loops[a]!;
    let sum = 0;
    for (let k = 0; k < pipes.length; k++) sum += signs[k]! * losses[pipes[k]!]!;
    gap[a] = sum;
    const met = sum < 0 ? -sum : sum;
    if (met <= worst.gap || Number.isNaN(worst.gap)) continue;
    worst.gap = met;
    worst.loop = a;
  }
  return worst;
}

/** Adds `by` times the chords' moves to the flows around their loops. */
function shift(graph: PipeGraph, flows: Float64Array, move: Float64Array, by: number): void {
  for (let a = 0; a < graph.loops.length; a++) {
    const { pipes, signs } = graph.loops[a]!;
    for (let k = 0; k < pipes.length; k++) flows[pipes[k]!]! += by * signs[k]! * move[a]!;
  }
}

/** Solves the symmetric positive `matrix` (its lower half, overwritten by Cholesky's factor) for `right`. */
function solve(matrix: Float64Array, right: Float64Array, out: Float64Array): void {
  const size = right.length;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a * size + b]!;
      for (let k = 0; k < b; k++) sum -= matrix[a * size + k]! * matrix[b * size + k]!;
      matrix[a * size + b] = a === b ? Math.sqrt(sum) : sum / matrix[b * size + b]!;
    }
    let sum = right[a]!;
    for (let k = 0; k < a; k++) sum -= matrix[a * size + k]! * out[k]!;
    out[a] = sum / matrix[a * size + a]!;
  }
  for (let a = size - 1; a >= 0; a--) {
    let sum = out[a]!;
    for (let k = a + 1; k < size; k++) sum -= matrix[k * size + a]! * out[k]!;
    out[a] = sum / matrix[a * size + a]!;
  }
}

/** Writes the pressure of each node relative to the root's, kPa, along the tree; levels apart. */
export function pressures_kPa(h: Hydraulics, flows: Float64Array, out: Float64Array): void {
  const { order, towards, outward, from, to } = h.graph;
  out[0] = 0;
  for (let k = 1; k < order.length; k++) {
    const n = order[k]!;
    const p = towards[n]!;
    drop(h.resistances[p]!, flows[p]!, h.room.pair);
    const loss = h.room.pair[0]! - (h.heads_kPa?.[p] ?? 0);
    out[n] = out[outward[n]! > 0 ? from[p]! : to[p]!]! - outward[n]! * loss;
  }
}
