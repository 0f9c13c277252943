import type { Instance } from '../../core/instance.ts';
import type { Problem, Solution } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';

/**
 * Several futures planned at once: the same window under each, at the mean of their costs, where what is decided in the first
 * `common` steps is the same in all of them, for nobody knows then which one comes. What the weather alone decides, and what
 * closes a bus, may differ.
 * @see Birge, Louveaux, "Introduction to Stochastic Programming", chapter 3: two-stage programs, nonanticipativity
 */
export function together(futures: readonly Assembled[], components: readonly Instance[], common: number): Problem {
  const [first, ...others] = futures;
  const { problem } = first!;
  const n = futures.length;
  const tied = tiedColumns(futures, components, common);
  const ties = tied.length * others.length;
  const columns = n * problem.columns;
  const rows = n * problem.rows + ties;
  const join = (pick: (p: Problem) => Float64Array, length: number, factor = 1): Float64Array => {
    const out = new Float64Array(length);
    futures.forEach((future, s) => {
      const part = pick(future.problem);
      for (let k = 0; k < part.length; k++) out[s * part.length + k] = part[k]! * factor;
    });
    return out;
  };
  const counts = futures.reduce((sum, f) => sum + f.problem.values.length, 0) + 2 * ties;
  const starts = new Int32Array(columns + 1);
  const indices = new Int32Array(counts);
  const values = new Float64Array(counts);
  const placeOf = new Map(tied.map((j, t) => [j, t]));
  let to = 0;
  const put = (row: number, value: number): void => {
    indices[to] = row;
    values[to++] = value;
  };
  futures.forEach(({ problem: p }, s) => {
    for (let j = 0; j < p.columns; j++) {
      starts[s * p.columns + j] = to;
      for (let at = p.starts[j]!; at < p.starts[j + 1]!; at++) put(s * p.rows + p.indices[at]!, p.values[at]!);
      const t = placeOf.get(j);
      if (t === undefined) continue;
      const row = (other: number): number => n * p.rows + (other - 1) * tied.length + t;
      if (s > 0) put(row(s), 1);
      else for (let other = 1; other < n; other++) put(row(other), -1);
    }
  });
  starts[columns] = to;
  let integer: Int32Array | undefined;
  if (problem.integer !== undefined) {
    integer = new Int32Array(columns);
    for (let s = 0; s < n; s++) integer.set(problem.integer, s * problem.columns);
  }
  return {
    columns,
    rows,
    offset: futures.reduce((sum, f) => sum + f.problem.offset / n, 0),
    cost: join((p) => p.cost, columns, 1 / n),
    lower: join((p) => p.lower, columns),
    upper: join((p) => p.upper, columns),
    rowLower: join((p) => p.rowLower, rows),
    rowUpper: join((p) => p.rowUpper, rows),
    starts,
    indices,
    values,
    integer,
  };
}

/** Columns of the first steps that mean a decision: flows of machines and stores whose bounds no future changes. */
export function tiedColumns(
  futures: readonly Assembled[],
  components: readonly Instance[],
  common: number,
): readonly number[] {
  const tied = new Set<number>();
  const [first] = futures;
  const { lower, upper } = first!.problem;
  components.forEach(({ kind }, component) => {
    if (kind.role === 'closer' || kind.role === 'fixed' || kind.role === 'network') return;
    for (const { column } of first!.flows[component]!)
      for (let j = column; column >= 0 && j < column + common; j++)
        if (futures.every(({ problem }) => problem.lower[j] === lower[j] && problem.upper[j] === upper[j])) tied.add(j);
  });
  return [...tied].sort((a, b) => a - b);
}

/** What the first future does in a solution of all, at prices that are the mean over all of them. */
export function firstOf(futures: readonly Assembled[], solution: Solution): Solution {
  const { columns, rows } = futures[0]!.problem;
  const duals = new Float64Array(rows);
  for (let s = 0; s < futures.length; s++) for (let i = 0; i < rows; i++) duals[i]! += solution.duals[s * rows + i]!;
  return {
    ...solution,
    x: solution.x.slice(0, columns),
    duals,
    reducedCosts: solution.reducedCosts.slice(0, columns),
    basis: undefined,
  };
}
