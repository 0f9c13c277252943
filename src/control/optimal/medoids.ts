import { streamOf, uniform } from '../../core/chance.ts';

/** How far things are from one another: that of a and b stands at `a * n + b`. */
export interface Distances {
  readonly n: number;
  readonly square: Float64Array;
}

export interface Clustering {
  /** Things that stand for others, and by thing the number of the one that stands for it. */
  readonly medoids: Int32Array;
  readonly of: Int32Array;
  readonly total: number;
}

/** Starts drawn by chance beside the greedy one. ASSUMED: enough that more seldom find better. */
const DRAWN = 3;
const STREAM = streamOf('medoids');

/**
 * `count` things of which each other is near to one, by the sum of distances: greedy and drawn starts, each bettered by
 * swaps as long as any does. The same for one seed.
 * @see Kaufman, Rousseeuw, "Finding Groups in Data", Wiley 1990, chapter 2 (PAM); Schubert, Rousseeuw, "Fast and eager k-medoids
 *   clustering", Information Systems 101 (2021) 101804 (all swaps of one thing at once)
 */
export function clustered(distances: Distances, count: number, seed: number): Clustering {
  let best: Clustering | undefined;
  for (let start = 0; start <= DRAWN; start++) {
    const medoids = start === 0 ? greedy(distances, count) : drawn(distances, count, seed, start);
    const found = bettered(distances, medoids);
    // A start has to be clearly better, so that rounding decides nothing.
    if (best === undefined || found.total < best.total * (1 - 1e-12)) best = found;
  }
  return best!;
}

/** The thing nearest to all others, then again and again the one that brings most nearer. */
function greedy({ n, square }: Distances, count: number): Int32Array {
  const medoids = new Int32Array(count);
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < count; k++) {
    let [least, at] = [Number.POSITIVE_INFINITY, 0];
    for (let c = 0; c < n; c++) {
      if (medoids.subarray(0, k).includes(c)) continue;
      let total = 0;
      for (let o = 0; o < n; o++) total += Math.min(nearest[o]!, square[c * n + o]!);
      if (total < least) [least, at] = [total, c];
    }
    medoids[k] = at;
    for (let o = 0; o < n; o++) nearest[o] = Math.min(nearest[o]!, square[at * n + o]!);
  }
  return medoids;
}

/**
 * Each next one by chance, in proportion to how far it is from all before.
 * @see Arthur, Vassilvitskii, "k-means++", SODA 2007
 */
function drawn({ n, square }: Distances, count: number, seed: number, start: number): Int32Array {
  const medoids = new Int32Array(count);
  const nearest = new Float64Array(n).fill(1);
  for (let k = 0; k < count; k++) {
    let total = 0;
    for (const v of nearest) total += v;
    let left = uniform(seed, STREAM, start * 65_536 + k) * total;
    let at = -1;
    for (let o = 0; o < n; o++) {
      if (medoids.subarray(0, k).includes(o)) continue;
      at = o;
      left -= nearest[o]!;
      if (left < 0) break;
    }
    medoids[k] = at;
    for (let o = 0; o < n; o++) nearest[o] = k === 0 ? square[at * n + o]! : Math.min(nearest[o]!, square[at * n + o]!);
  }
  return medoids;
}

/** Swaps one that stands for others against one that does not, the best first, until none betters the sum. */
function bettered({ n, square }: Distances, begin: Int32Array): Clustering {
  const medoids = begin.slice();
  const count = medoids.length;
  const first = new Int32Array(n);
  const near = new Float64Array(n);
  const next = new Float64Array(n);
  for (;;) {
    let total = 0;
    // What taking each medoid out would add, before another comes in.
    const loss = new Float64Array(count);
    for (let o = 0; o < n; o++) {
      let [a, b, at] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
      for (let k = 0; k < count; k++) {
        const d = medoids[k] === o ? -1 : square[medoids[k]! * n + o]!;
        if (d < a) [b, a, at] = [a, d, k];
        else if (d < b) b = d;
      }
      first[o] = at;
      near[o] = Math.max(0, a);
      next[o] = b;
      total += near[o]!;
      loss[at]! += b - near[o]!;
    }
    let [gain, outAt, inAt] = [-1e-12 * (1 + total), -1, -1];
    for (let c = 0; c < n; c++) {
      if (medoids.includes(c)) continue;
      let shared = 0;
      const change = loss.slice();
      for (let o = 0; o < n; o++) {
        const d = square[c * n + o]!;
        if (d < near[o]!) {
          shared += d - near[o]!;
          change[first[o]!]! += near[o]! - next[o]!;
        } else if (d < next[o]!) change[first[o]!]! += d - next[o]!;
      }
      for (let k = 0; k < count; k++) if (shared + change[k]! < gain) [gain, outAt, inAt] = [shared + change[k]!, k, c];
    }
    if (inAt < 0) return { medoids, of: first, total };
    medoids[outAt] = inAt;
  }
}
