import type { Run } from '../../core/run.ts';
import type { Problem, Solution } from '../../core/solver.ts';
import { type Assembled, type AssembleOptions, assemble, type Block } from './assemble.ts';

/** Share of its least load from which on a machine is taken to run: the nearer of rest and least load. */
const RUNS = 0.5;

/** A plan whose machines rest or run at their least load or more, without a search over integers. */
export interface Rounded {
  readonly assembled: Assembled;
  readonly solution: Solution;
}

/**
 * Takes from a relaxed plan which machines run in which steps, and plans anew with that fixed: least loads, what comes with
 * running at all, and starts are then in the plan, at the cost of a second linear problem. A machine that a relaxed plan
 * loads below half of its least rests. Least times are left to the physics.
 * @returns undefined where these steps leave no plan
 */
export async function roundedPlan(
  run: Run,
  options: AssembleOptions,
  relaxed: { readonly assembled: Assembled; readonly x: Float64Array },
  solve: (assembled: Assembled) => Promise<Solution>,
): Promise<Rounded | undefined> {
  const binary = assemble(run, { ...options, commitment: 'binary' });
  const { problem } = binary;
  if (problem.integer === undefined) return undefined;
  const lower = Float64Array.from(problem.lower);
  const upper = Float64Array.from(problem.upper);
  const least = leastLoads(binary);
  for (const { component, status, load, nth } of statusesOf(binary.columns)) {
    const before = relaxed.assembled.columns.filter((b) => b.component === component && b.name === load)[nth];
    if (before === undefined) continue;
    for (let t = 0; t < status.count; t++) {
      const runs = relaxed.x[before.first + t]! > RUNS * least[status.first + t]! && relaxed.x[before.first + t]! > 0;
      const j = status.first + t;
      if (upper[j]! < 1) continue;
      lower[j] = upper[j] = runs ? 1 : 0;
    }
  }
  const rowLower = Float64Array.from(problem.rowLower);
  const rowUpper = Float64Array.from(problem.rowUpper);
  // Rounding knows no least times; the physics keeps them.
  for (const { name, first, count } of binary.rows) {
    if (!name.startsWith('least time')) continue;
    rowLower.fill(Number.NEGATIVE_INFINITY, first, first + count);
    rowUpper.fill(Number.POSITIVE_INFINITY, first, first + count);
  }
  const { integer: _, ...linear } = problem;
  const assembled: Assembled = {
    ...binary,
    problem: { ...linear, integer: undefined, lower, upper, rowLower, rowUpper },
  };
  const solution = await solve(assembled);
  return solution.hasPoint && solution.status === 'optimal' ? { assembled, solution } : undefined;
}

interface Status {
  readonly component: number;
  readonly status: Block;
  /** Name of the column that it belongs to, declared just before it, and its place among those of that name. */
  readonly load: string;
  readonly nth: number;
}

function statusesOf(columns: readonly Block[]): Status[] {
  return columns.flatMap((status, k): Status[] => {
    const load = columns[k - 1];
    if (status.name !== 'on' || load === undefined || load.component !== status.component) return [];
    const nth = columns.slice(0, k - 1).filter((b) => b.component === load.component && b.name === load.name).length;
    return [{ component: status.component, status, load: load.name, nth }];
  });
}

/** By column: the least load of its status, read off the rows that hold the load to it. */
function leastLoads({ problem, rows }: Assembled): Float64Array {
  const isLeast = new Uint8Array(problem.rows);
  for (const { name, first, count } of rows) if (name === 'least') isLeast.fill(1, first, first + count);
  return leastOf(problem, isLeast);
}

function leastOf({ columns, starts, indices, values }: Problem, isLeast: Uint8Array): Float64Array {
  const least = new Float64Array(columns);
  for (let j = 0; j < columns; j++)
    for (let k = starts[j]!; k < starts[j + 1]!; k++)
      if (isLeast[indices[k]!] === 1 && values[k]! < 0) least[j] = -values[k]!;
  return least;
}
