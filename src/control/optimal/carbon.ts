import type { Problem, Solution, SolveOptions, SolverSession } from '../../core/solver.ts';
import { hoursOf, type TimeGrid } from '../../core/timeGrid.ts';
import type { Assembled } from './assembled.ts';
import { CARBON } from './limits.ts';
import { appendRow } from './sparse.ts';

/** Emissions of a problem: kg for each unit of each column, and kg in any case. */
export interface Carbon {
  readonly kg: Float64Array;
  readonly fixed_kg: number;
}

/** What a problem emits in the scopes that a plan minds. */
export function carbonOf({ emissions, problem, steps }: Assembled, grid: Pick<TimeGrid, 'step_s'>): Carbon {
  const dt_h = hoursOf(grid as TimeGrid);
  const kg = new Float64Array(problem.columns);
  let fixed_kg = 0;
  for (const { scope, column, kg_per_h } of emissions) {
    if (!CARBON.includes(scope)) continue;
    for (let k = 0; k < steps; k++) {
      const v = dt_h * (typeof kg_per_h === 'number' ? kg_per_h : kg_per_h[k]!);
      if (column < 0) fixed_kg += v;
      else kg[column + k]! += v;
    }
  }
  return { kg, fixed_kg };
}

/** Tonnes that a solution emits. */
export const tonnesOf = ({ kg, fixed_kg }: Carbon, x: Float64Array): number => {
  let sum = fixed_kg;
  for (let j = 0; j < kg.length; j++) if (kg[j] !== 0) sum += kg[j]! * x[j]!;
  return sum / 1000;
};

/**
 * The same problem with its emissions as its cost, in tonnes. What is only weighed, such as demand that is not served, counts
 * beside them, a tonne for each unit of money: whoever serves nobody emits nothing.
 */
export const leastCarbon = (
  { problem, paid }: Pick<Assembled, 'problem' | 'paid'>,
  { kg, fixed_kg }: Carbon,
): Problem => ({
  ...problem,
  cost: addedTo(
    kg.map((v) => v / 1000),
    missedCost({ problem, paid }),
  ),
  offset: fixed_kg / 1000,
});

/** Share of the dearest that is only weighed, below which it chooses among equals alone, such as where to spill. ASSUMED */
const MATTERS = 0.05;

/** By column: what is weighed and not paid of what is missed, such as demand that is not served. */
export function missedCost({ problem, paid }: Pick<Assembled, 'problem' | 'paid'>): Float64Array {
  const weighed = problem.cost.map((v, j) => Math.max(0, v - paid[j]!));
  const least = MATTERS * weighed.reduce((most, v) => Math.max(most, v), 0);
  return weighed.map((v) => (v >= least ? v : 0));
}

function addedTo(to: Float64Array, more: Float64Array): Float64Array {
  for (let j = 0; j < to.length; j++) to[j]! += more[j]!;
  return to;
}

/** The same problem with a last row that holds its emissions at or below `most_t`. */
export const cappedCarbon = (problem: Problem, { kg, fixed_kg }: Carbon, most_t: number): Problem =>
  appendRow(
    problem,
    kg.map((v) => v / 1000),
    Number.NEGATIVE_INFINITY,
    most_t - fixed_kg / 1000,
  );

/** What a cap found by least carbon is loosened by, so that rounding does not make it contradict itself. */
const LOOSE = 1e-6;

/** Of the plans of least emissions the cheapest. The solution is that of the capped problem without its last row. */
export async function carbonFirst(
  assembled: Assembled,
  carbon: Carbon,
  options: SolveOptions,
  session: SolverSession,
): Promise<Solution> {
  const { problem } = assembled;
  const clean = await session.solve(leastCarbon(assembled, carbon), options);
  if (clean.status !== 'optimal') return clean;
  const least_t = tonnesOf(carbon, clean.x);
  const cap = least_t + LOOSE * Math.max(1, Math.abs(least_t));
  const solution = await session.solve(cappedCarbon(problem, carbon, cap), options);
  return { ...solution, duals: solution.duals.subarray(0, problem.rows), basis: undefined };
}
