import type { Basis, SolverSession } from '../../core/solver.ts';
import { horizonOf } from './horizon.ts';
import type { RoadmapTask } from './roadmap.ts';
import { type RoadmapLayout, type RoadmapSize, roadmapProblem } from './roadmapProblem.ts';

const BASIC = 1;

/** A size in one year alone, in which all may be built that may be until then. */
export const inYearAlone = (size: RoadmapSize, k: number): RoadmapSize => ({
  component: size.component,
  least: size.least.subarray(k, k + 1),
  most: size.most.subarray(k, k + 1),
  mostBuilt: Float64Array.of(size.mostBuilt.subarray(0, k + 1).reduce((sum, v) => sum + v, 0)),
  existing: size.existing.subarray(k, k + 1),
  capital_money_per_a: size.capital_money_per_a.subarray(k, k + 1),
  life_a: size.life_a.subarray(k, k + 1),
  upkeep_money_per_a: size.upkeep_money_per_a.subarray(k, k + 1),
});

/**
 * A vertex to start all years from: each year is solved alone, from the last basis of the one before, as if all it has were built in it.
 * What is built in one year stands in later ones alone, so the bases of the years make one of the whole. Undefined where a year has none.
 */
export async function roadmapStart(
  layout: RoadmapLayout,
  { horizon, operations, sizes, onYear }: RoadmapTask,
  session: SolverSession,
): Promise<Basis | undefined> {
  const { years } = horizon;
  if (years.length < 2) return undefined;
  const columns = new Int32Array(layout.problem.columns);
  const rows = new Int32Array(layout.problem.rows).fill(BASIC);
  const total = operations.reduce((sum, one) => sum + one.problem.rows, 0);
  let first = 0;
  for (const [k, one] of operations.entries()) {
    const own = sizes.map((size) => inYearAlone(size, k));
    const alone = roadmapProblem(horizonOf([years[k]!], horizon.discountRate), [one], own, []);
    const { status, basis } = await session.solve(alone.problem);
    if (status !== 'optimal' || basis === undefined) return undefined;
    const { problem } = one;
    columns.set(basis.columns.subarray(0, problem.columns), layout.operation[k]!);
    rows.set(basis.rows.subarray(0, problem.rows), first);
    first += problem.rows;
    columns[layout.emission[k]!] = basis.columns[alone.emission[0]!]!;
    rows[total + k] = basis.rows[problem.rows]!;
    sizes.forEach((_, c) => {
      columns[layout.standing[c]![k]!] = basis.columns[alone.standing[c]![0]!]!;
      columns[layout.built[c]![k]!] = basis.columns[alone.built[c]![0]!]!;
      rows[total + years.length * (1 + c) + k] = basis.rows[problem.rows + 1 + c]!;
    });
    onYear?.((0.5 * (k + 1)) / years.length);
  }
  const count = (list: Int32Array): number => list.reduce((sum, v) => sum + (v === BASIC ? 1 : 0), 0);
  return count(columns) + count(rows) === layout.problem.rows ? { columns, rows } : undefined;
}
