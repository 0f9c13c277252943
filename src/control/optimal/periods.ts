import type { Assembled } from './assemble.ts';

/** A stretch of a run that stands for `weight` as long stretches of it. */
export interface Period {
  readonly start: number;
  readonly length: number;
  readonly weight: number;
}

/**
 * `count` stretches that stand for a whole run: all but one spread evenly over it, and the one in which most is asked for at once, which
 * stands for itself alone. Weights add up to the run.
 */
export function spreadPeriods(assembled: Assembled, length: number, count: number): Period[] {
  const { steps } = assembled;
  const all = Math.floor(steps / length);
  if (count >= all) return [{ start: 0, length: steps, weight: 1 }];
  const spread = (n: number): number[] => Array.from({ length: n }, (_, k) => Math.floor(((k + 0.5) * all) / n));
  const peak = peakOf(assembled, length, all);
  const evenly = spread(count);
  if (count === 1 || evenly.includes(peak))
    return evenly.map((n) => ({ start: n * length, length, weight: steps / (count * length) }));
  const others = spread(count - 1).filter((n) => n !== peak);
  const weight = (steps / length - 1) / others.length;
  return [...others.map((n) => ({ n, weight })), { n: peak, weight: 1 }]
    .sort((a, b) => a.n - b.n)
    .map(({ n, weight: w }) => ({ start: n * length, length, weight: w }));
}

/** The stretch in which what balances must meet in any case stands highest, each in shares of its own highest. */
function peakOf({ problem, balanceRow, steps }: Assembled, length: number, all: number): number {
  const score = new Float64Array(all);
  for (const row of balanceRow) {
    const highest = new Float64Array(all);
    let most = 0;
    for (let k = 0; k < Math.min(steps, all * length); k++) {
      const needs = problem.rowLower[row + k]!;
      const n = Math.floor(k / length);
      if (needs > highest[n]!) highest[n] = needs;
      if (needs > most) most = needs;
    }
    if (most > 0) for (let n = 0; n < all; n++) score[n]! += highest[n]! / most;
  }
  return score.reduce((best, v, n) => (v > score[best]! + 1e-9 ? n : best), 0);
}
