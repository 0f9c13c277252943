import { clustered, type Distances } from './medoids.ts';

/** A stretch of steps that stands for `weight` stretches of the whole. */
export interface RepresentativePeriod {
  readonly start: number;
  readonly length: number;
  readonly weight: number;
}

/** A whole told by some of its periods, and which of them stands for each. */
export interface TypicalPeriods {
  /** By their start. Lengths times weights add up to the whole. */
  readonly periods: readonly RepresentativePeriod[];
  /** By period of the whole, in its order: the representative that stands for it. */
  readonly of: Int32Array;
  /** Steps of a period; the last of the whole may be shorter. */
  readonly length: number;
  /** Root of the mean square between the profiles and what stands for them, each as a share of its own range. */
  readonly rms: number;
}

export interface TypicalOptions {
  /** Steps of the whole, and of a period. */
  readonly steps: number;
  readonly length: number;
  /** Representatives looked for, beside those kept. */
  readonly count: number;
  /** Periods that stand for themselves alone: extremes, which no mean shows. */
  readonly keep?: readonly number[];
  readonly seed: number;
}

/**
 * Periods that stand for a whole: the medoids of its periods by all profiles, each as a share of its own range, so that whatever
 * stands for a period has happened. What is kept, and a last period that is shorter, stands for itself.
 * @param profiles a value for each step; what never changes tells nothing
 * @see Kotzur, Markewitz, Robinius, Stolten, "Impact of different time series aggregation methods on optimal energy system
 *   design", Renewable Energy 117 (2018) 474
 * @throws RangeError where a profile is shorter than the whole, or the numbers are not whole and positive
 */
export function typicalPeriods(profiles: readonly Float64Array[], options: TypicalOptions): TypicalPeriods {
  const { steps, length, count, keep = [], seed } = options;
  for (const [name, v] of Object.entries({ steps, length, count }))
    if (!(Number.isInteger(v) && v > 0)) throw new RangeError(`${name} is ${v}; expected a whole number above 0`);
  for (const profile of profiles)
    if (profile.length < steps) throw new RangeError(`a profile has ${profile.length} values; expected ${steps}`);
  const whole = Math.floor(steps / length);
  const all = Math.ceil(steps / length);
  const kept = new Set(keep.filter((d) => d >= 0 && d < whole));
  const free = Array.from({ length: whole }, (_, d) => d).filter((d) => !kept.has(d));
  const shares = sharesOf(profiles, steps);
  const standsFor = Int32Array.from({ length: all }, (_, d) => d);
  if (count < free.length) {
    const { medoids, of } = clustered(distancesOf(shares, free, length), count, seed);
    free.forEach((d, n) => {
      standsFor[d] = free[medoids[of[n]!]!]!;
    });
  }
  const heads = [...new Set(standsFor)].sort((a, b) => a - b);
  const of = standsFor.map((d) => heads.indexOf(d));
  const weights = new Float64Array(heads.length);
  for (const k of of) weights[k]!++;
  return {
    periods: heads.map((d, k) => ({
      start: d * length,
      length: Math.min(length, steps - d * length),
      weight: weights[k]!,
    })),
    of,
    length,
    rms: rmsOf(shares, standsFor, steps, length),
  };
}

/**
 * The periods in which a profile reaches its highest value and has its highest sum, over the whole periods; each once.
 * To keep what is least, give the profile with its sign turned.
 */
export function extremePeriods(profile: Float64Array, steps: number, length: number): number[] {
  let [peak, sum] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [peakIn, sumIn] = [-1, -1];
  for (let d = 0; (d + 1) * length <= steps; d++) {
    let total = 0;
    for (let i = d * length; i < (d + 1) * length; i++) {
      total += profile[i]!;
      if (profile[i]! > peak) [peak, peakIn] = [profile[i]!, d];
    }
    if (total > sum) [sum, sumIn] = [total, d];
  }
  return [...new Set([peakIn, sumIn])].filter((d) => d >= 0);
}

/** Each profile as a share of its range; those that never change left out, and one of each that are alike. */
function sharesOf(profiles: readonly Float64Array[], steps: number): Float64Array[] {
  const found: Float64Array[] = [];
  for (const profile of profiles) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < steps; i++) {
      low = Math.min(low, profile[i]!);
      high = Math.max(high, profile[i]!);
    }
    if (!(high > low && Number.isFinite(high - low))) continue;
    const share = profile.subarray(0, steps).map((v) => (v - low) / (high - low));
    if (!found.some((other) => isAlike(other, share))) found.push(share);
  }
  return found;
}

/** Two shares that differ by rounding alone: one series in two units. */
const isAlike = (a: Float64Array, b: Float64Array): boolean => a.every((v, i) => Math.abs(v - b[i]!) < 1e-9);

function distancesOf(shares: readonly Float64Array[], free: readonly number[], length: number): Distances {
  const n = free.length;
  const square = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      let sum = 0;
      for (const share of shares) sum += apart(share, free[a]! * length, free[b]! * length, length);
      square[a * n + b] = sum;
      square[b * n + a] = sum;
    }
  return { n, square };
}

function apart(share: Float64Array, from: number, to: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) {
    const off = share[from + k]! - share[to + k]!;
    sum += off * off;
  }
  return sum;
}

function rmsOf(shares: readonly Float64Array[], standsFor: Int32Array, steps: number, length: number): number {
  if (shares.length === 0) return 0;
  let sum = 0;
  standsFor.forEach((head, d) => {
    if (head === d) return;
    for (const share of shares) sum += apart(share, d * length, head * length, length);
  });
  return Math.sqrt(sum / (shares.length * steps));
}
