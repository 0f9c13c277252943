/** A run of a sweep as a report reads it. */
export interface SweepResult {
  readonly run: number;
  readonly values: readonly (number | string | boolean)[];
  readonly figures?: Readonly<Record<string, number>>;
  readonly error?: string;
}

export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly sd: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** The value below which a share of sorted values lies, on the line between neighbours (Hyndman and Fan 1996, type 7). */
export function percentileOf(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const k = Math.floor(at);
  const low = sorted[k] ?? Number.NaN;
  return k + 1 < sorted.length ? low + (at - k) * (sorted[k + 1]! - low) : low;
}

/** Mean, sample standard deviation and percentiles; NaN where there is nothing. */
export function percentiles(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  let sum = 0;
  for (const v of sorted) sum += v;
  const mean = sum / count;
  let squares = 0;
  for (const v of sorted) squares += (v - mean) * (v - mean);
  const at = (share: number): number => percentileOf(sorted, share);
  const sd = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  return { count, mean, sd, p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
}

/** Ranks from 1; those of the same value share their mean. */
export function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, k) => k).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let k = 0; k < order.length; ) {
    let end = k + 1;
    while (end < order.length && values[order[end]!] === values[order[k]!]) end++;
    for (let n = k; n < end; n++) ranks[order[n]!] = (k + 1 + end) / 2;
    k = end;
  }
  return ranks;
}

/** Spearman's rank correlation; undefined where either is always the same. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | undefined {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (a.length + 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    const [dx, dy] = [x[k]! - middle, y[k]! - middle];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : undefined;
}

export interface Correlation {
  readonly path: string;
  readonly rank: number;
  /** Mean of the figure over the lowest and the highest tenth of the parameter's values. */
  readonly low: number;
  readonly high: number;
}

/** How a figure goes with each numeric parameter, the strongest first; parameters that are words are left out. */
export function correlations(paths: readonly string[], rows: readonly SweepResult[], figure: string): Correlation[] {
  const given = rows.filter((row) => row.figures?.[figure] !== undefined);
  const y = given.map((row) => row.figures![figure]!);
  return paths
    .flatMap((path, k): Correlation[] => {
      const x = given.map((row) => row.values[k]);
      if (!x.every((v) => typeof v === 'number')) return [];
      const rank = rankCorrelation(x, y);
      if (rank === undefined) return [];
      const order = x.map((_, n) => n).sort((a, b) => x[a]! - x[b]!);
      const tenth = Math.max(1, Math.round(order.length / 10));
      const mean = (of: readonly number[]): number => of.reduce((sum, n) => sum + y[n]!, 0) / of.length;
      return [{ path, rank, low: mean(order.slice(0, tenth)), high: mean(order.slice(-tenth)) }];
    })
    .sort((a, b) => Math.abs(b.rank) - Math.abs(a.rank));
}
