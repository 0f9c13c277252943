import type { Run } from '../../core/run.ts';
import type { SolverSession } from '../../core/solver.ts';
import { assemble } from './assemble.ts';
import { type Carbon, cappedCarbon, carbonOf, leastCarbon, tonnesOf } from './carbon.ts';
import { type PlanOptions, solveWhole, startOf } from './plan.ts';
import { checkPlannable } from './plannable.ts';

/** A plan than which none costs less and emits less. */
export interface ParetoPoint {
  readonly co2_t: number;
  /** Paid, and weighed beside it. */
  readonly cost_money: number;
  /** What one tonne less would cost here; 0 at the cheapest plan. */
  readonly abatement_money_per_t: number;
}

/** Status of a row that is slack. */
const BASIC = 1;

/**
 * The front of cost and emissions (scope 1, and 2 by location), from the cheapest plan to the one that emits least, at caps evenly
 * between them: the epsilon-constraint method. Each starts near its end.
 * @throws ConfigError where something has no linear model; Error where the solver finds no plan
 * @see Haimes, Lasdon, Wismer, IEEE Trans. Syst. Man Cybern. 1 (1971) 296
 */
export async function paretoFront(
  run: Run,
  options: PlanOptions,
  points: number,
  session: SolverSession,
  onPoint: (done: number) => void = () => undefined,
): Promise<ParetoPoint[]> {
  checkPlannable(run.components);
  const assembled = assemble(run, options);
  const { problem } = assembled;
  const carbon: Carbon = carbonOf(assembled, run.grid);
  const cheapest = await solveWhole(assembled, options, session);
  if (cheapest.status !== 'optimal') throw new Error(`no plan of least cost: ${cheapest.text}`);
  onPoint(0);
  const most_t = tonnesOf(carbon, cheapest.x);
  const clean = await solveWhole({ ...assembled, problem: leastCarbon(assembled, carbon) }, options, session);
  if (clean.status !== 'optimal') throw new Error(`no plan of least emissions: ${clean.text}`);
  const least_t = tonnesOf(carbon, clean.x);
  const front: ParetoPoint[] = [{ co2_t: most_t, cost_money: cheapest.objective, abatement_money_per_t: 0 }];
  let price = 0;
  // The matrix has one row more, once; then only its bound changes.
  const capped = cappedCarbon(problem, carbon, most_t);
  for (let n = 1; n < points; n++) {
    const share = n / (points - 1);
    // The last is loosened by what rounding takes.
    const cap_t = most_t + share * (least_t - most_t) + (n === points - 1 ? 1e-6 * Math.max(1, Math.abs(least_t)) : 0);
    const rowUpper = capped.rowUpper.slice();
    rowUpper[problem.rows] = cap_t - carbon.fixed_kg / 1000;
    // At a price of carbon near that of the cap, stretches without the cap end near the plan that keeps it.
    const weighed = { ...problem, cost: problem.cost.map((v, j) => v + (price / 1000) * carbon.kg[j]!) };
    const start = await startOf({ ...assembled, problem: weighed }, options, session);
    const solution = await session.solve(
      { ...capped, rowUpper },
      {
        gap: options.gap,
        ...(start && { start: { columns: start.columns, rows: withLast(start.rows, BASIC) } }),
      },
    );
    if (solution.status !== 'optimal')
      throw new Error(`no plan of at most ${cap_t.toPrecision(6)} t: ${solution.text}`);
    front.push({
      co2_t: tonnesOf(carbon, solution.x),
      cost_money: solution.objective,
      abatement_money_per_t: Math.max(0, -solution.duals[problem.rows]!),
    });
    price = front.at(-1)!.abatement_money_per_t;
    onPoint(share);
  }
  return front;
}

function withLast(rows: Int32Array, last: number): Int32Array {
  const out = new Int32Array(rows.length + 1);
  out.set(rows);
  out[rows.length] = last;
  return out;
}
