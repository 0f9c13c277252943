import type { CarbonCap } from './roadmapProblem.ts';

/** What was emitted in a year, tonnes. */
export interface Emitted {
  readonly year: number;
  readonly co2_t: number;
}

/**
 * What a cap over several years allows in one of them, where the years after it are not known yet: emissions go on the straight line
 * from what was emitted last (of the first year, from what it would emit) to an end that spends all the cap; where that end lay below zero, an
 * even share of what is left. The last year has all that is left.
 * @param before the years before, in order; `last` where the line begins
 */
export function allowance(
  { weights, most_t }: CarbonCap,
  years: readonly number[],
  k: number,
  before: readonly Emitted[],
  last: Emitted,
): number {
  const rest_t = before.reduce((left, { co2_t }, j) => left - weights[j]! * co2_t, most_t);
  let [count_a, span_a2] = [0, 0];
  let end = k;
  for (let j = k; j < years.length; j++) {
    if (weights[j] === 0) continue;
    count_a += weights[j]!;
    span_a2 += weights[j]! * (years[j]! - last.year);
    end = j;
  }
  if (end === k) return rest_t / count_a;
  const slope = (rest_t - last.co2_t * count_a) / span_a2;
  const reaches = (j: number): number => last.co2_t + slope * (years[j]! - last.year);
  return reaches(end) < 0 ? rest_t / count_a : reaches(k);
}
