import { streamOf, uniform } from '../../core/chance.ts';

/** What parties take from a connection, slot by slot (into the connection's bus negative is a take of more than 0). */
export type Takes = readonly (readonly number[])[];

/** Parties up to which all 2^n coalitions are counted. */
export const EXACT_PARTIES = 12;
const SAMPLES = 500;

/** The game of a connection: what a coalition would be billed for is the highest take of all its members together, at least 0. */
const peakOf = (sum: Float64Array): number => {
  let peak = 0;
  for (const v of sum) if (v > peak) peak = v;
  return peak;
};

const addTo = (sum: Float64Array, take: readonly number[], sign: number): void => {
  for (let t = 0; t < sum.length; t++) sum[t]! += sign * take[t]!;
};

/** The peak of every coalition; bit i of its place says whether party i is of it. Whole quanta add exactly. */
export function coalitionPeaks(takes: Takes): Float64Array {
  const peaks = new Float64Array(1 << takes.length);
  const sum = new Float64Array(takes[0]?.length ?? 0);
  // Coalitions by Gray code: each differs from the last by one party.
  let members = 0;
  for (let k = 1; k < peaks.length; k++) {
    const next = k ^ (k >>> 1);
    const flipped = bits((members ^ next) - 1);
    addTo(sum, takes[flipped]!, (next >>> flipped) & 1 ? 1 : -1);
    members = next;
    peaks[members] = peakOf(sum);
  }
  return peaks;
}

/**
 * Shapley value of every player of a game (Shapley 1953): what it adds to the worth of those before it, over all orders in
 * which the players may come. The only division that sums to the worth of all, treats alike who adds alike, gives nothing
 * to who adds nothing, and adds over games.
 * @param worths of every coalition, by its members as bits
 */
export function shapleyOf(worths: Float64Array, players: number): number[] {
  const weights = weightsOf(players);
  return Array.from({ length: players }, (_, i) => {
    let value = 0;
    for (let s = 0; s < worths.length; s++)
      if (((s >>> i) & 1) === 0) value += weights[bits(s)]! * (worths[s | (1 << i)]! - worths[s]!);
    return value;
  });
}

/** The value of every party in the game of the peak. Below 0 for who lowers the peak of the others. */
export const shapleyExact = (takes: Takes): number[] => shapleyOf(coalitionPeaks(takes), takes.length);

function bits(s: number): number {
  let count = 0;
  for (let v = s; v !== 0; v &= v - 1) count++;
  return count;
}

/** By the size of the coalition that a party joins: |S|! (n - |S| - 1)! / n! = 1 / (n C(n-1, |S|)). */
function weightsOf(n: number): number[] {
  const weights: number[] = [];
  let choices = 1;
  for (let size = 0; size < n; size++) {
    weights.push(1 / (n * choices));
    choices = (choices * (n - 1 - size)) / (size + 1);
  }
  return weights;
}

/**
 * The same by samples of orders, each with its mirror image, drawn by a seed: sums to the peak exactly, and a party that
 * changes no peak gets exactly 0; the others are near their value (Castro, Gómez and Tejada 2009).
 */
export function shapleySampled(takes: Takes, seed: number, samples = SAMPLES): number[] {
  const n = takes.length;
  const slots = takes[0]?.length ?? 0;
  const added = new Float64Array(n);
  const stream = streamOf('shapley');
  const sum = new Float64Array(slots);
  const walk = (order: readonly number[]): void => {
    sum.fill(0);
    let before = 0;
    for (const i of order) {
      addTo(sum, takes[i]!, 1);
      const peak = peakOf(sum);
      added[i]! += peak - before;
      before = peak;
    }
  };
  for (let s = 0; s < samples; s++) {
    const order = takes.map((_, i) => i);
    for (let k = n - 1; k > 0; k--) {
      const j = Math.floor(uniform(seed, stream, s * n + k) * (k + 1));
      [order[k], order[j]] = [order[j]!, order[k]!];
    }
    walk(order);
    walk(order.reverse());
  }
  return Array.from(added, (v) => v / (2 * samples));
}

/** Exact where coalitions are few enough to be counted. */
export const shapley = (takes: Takes, seed: number): number[] =>
  takes.length <= EXACT_PARTIES ? shapleyExact(takes) : shapleySampled(takes, seed);
