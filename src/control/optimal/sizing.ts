import type { Run } from '../../core/run.ts';
import type { Solution, SolverSession } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import { type Assembled, assemble } from './assemble.ts';
import { type Box, type Cut, leastByCuts } from './cuts.ts';
import { type PlanOptions, solveWhole } from './plan.ts';
import { checkPlannable } from './plannable.ts';
import { type Scalable, type Scaled, scaled } from './scaled.ts';
import { slicesOf } from './slices.ts';

/** A component whose size is to be found, as multiples of what the scenario says. */
export interface SizeRange extends Scalable {
  readonly from: number;
  readonly to: number;
  /** Multiple that one unit is, where only whole units can be had; 0 where any size can. */
  readonly unit: number;
}

export interface SizingOptions extends PlanOptions {
  /** Where the search ends: distance between the best found and what no sizes can cost less than, relative. */
  readonly sizeGap: number;
  readonly maxRounds: number;
  /** Stretches of the window that stand for all of it at first, for speed alone; 0 to begin with all of it. */
  readonly typical: number;
  readonly onRound?: (stage: 'typical' | 'whole', round: number, best: number, bound: number) => void;
}

export interface Sizing {
  /** In the order of the ranges: how many times what the scenario says. */
  readonly multiples: Float64Array;
  /** Least cost of the window with these, annuities and upkeep included, and what no sizes can cost less than. */
  readonly cost_money: number;
  readonly bound_money: number;
  /** What typical stretches took for the least cost, where they were tried. */
  readonly typical_money: number | undefined;
  /** Least cost of the window with the sizes that the scenario has, brought into their ranges. */
  readonly asWritten_money: number;
  readonly rounds: number;
  /** What one more of each would change, where it ended. */
  readonly slopes: Float64Array;
}

/** An operation that cannot be planned at sizes that were tried. */
export class SizingError extends Error {}

/**
 * Sizes and operation of least cost together: the least cost of operation is a convex function of sizes, whose tangents the prices of each
 * plan give. It is looked for on some stretches of the window first, and then, from there, on all of it, until best and bound meet.
 * @throws SizingError, ConfigError
 */
export async function findSizes(
  run: Run,
  ranges: readonly SizeRange[],
  options: SizingOptions,
  sessions: { readonly operation: SolverSession; readonly master: SolverSession },
): Promise<Sizing> {
  checkPlannable(run.components);
  const assembled = assemble(run, options);
  const whole = scaled(assembled, ranges, hoursOf(run.grid));
  const box: Box = {
    lower: Float64Array.from(ranges, (r) => r.from),
    upper: Float64Array.from(ranges, (r) => r.to),
    unit: Float64Array.from(ranges, (r) => r.unit),
  };
  const asWritten = Float64Array.from(ranges, ({ from, to, unit }) => onUnit(Math.min(to, Math.max(from, 1)), unit));
  let begin: readonly Float64Array[] = [asWritten];
  let typical_money: number | undefined;
  const search = (stage: 'typical' | 'whole', evaluate: (x: Float64Array) => Promise<Cut>, gap: number) =>
    leastByCuts(box, begin, evaluate, sessions.master, {
      gap,
      maxRounds: options.maxRounds,
      onRound: options.onRound && ((round, best, bound) => options.onRound!(stage, round, best, bound)),
    });
  const canBegin =
    options.typical > 0 && options.stretch > 0 && assembled.steps >= 4 * options.typical * options.stretch;
  if (canBegin) {
    const evaluate = typicalOf(assembled, whole, options, sessions.operation);
    const found = await search('typical', evaluate, Math.max(options.sizeGap, TYPICAL_GAP));
    typical_money = found.best.cost;
    begin = [asWritten, found.best.at];
  }
  let isFirst = true;
  const found = await search(
    'whole',
    async (x) => {
      const problem = whole.problem(x);
      const solution = isFirst
        ? await solveWhole({ ...assembled, problem }, options, sessions.operation)
        : await sessions.operation.solve(problem);
      isFirst = false;
      return cutOf(x, solution, whole);
    },
    options.sizeGap,
  );
  return {
    multiples: found.best.at,
    cost_money: found.best.cost,
    bound_money: found.bound,
    typical_money,
    asWritten_money: found.cuts[0]!.cost,
    rounds: found.rounds,
    slopes: found.best.slopes,
  };
}

/** Close enough for a beginning. */
const TYPICAL_GAP = 0.003;

const onUnit = (v: number, unit: number): number => (unit > 0 ? Math.round(v / unit) * unit : v);

function cutOf(at: Float64Array, solution: Solution, by: Scaled): Cut {
  if (solution.status !== 'optimal')
    throw new SizingError(
      `no operation at the sizes tried (${[...at].map((v) => v.toPrecision(4)).join(', ')}): ${solution.text}`,
    );
  return { at: Float64Array.from(at), cost: solution.objective, slopes: by.slopes(solution) };
}

/** The cost of the window as that of some stretches spread over it, each of which comes back to where it began. */
function typicalOf(
  assembled: Assembled,
  whole: Scaled,
  { stretch, typical }: SizingOptions,
  session: SolverSession,
): (x: Float64Array) => Promise<Cut> {
  const count = Math.floor(assembled.steps / stretch);
  const chosen = Array.from({ length: typical }, (_, n) => Math.floor(((n + 0.5) * count) / typical));
  const weight = assembled.steps / (typical * stretch);
  return async (x) => {
    const problem = whole.problem(x);
    const slices = slicesOf({ ...assembled, problem }, stretch, chosen);
    const sum = { cost: 0, duals: new Float64Array(problem.rows), reducedCosts: new Float64Array(problem.columns) };
    let last: Solution | undefined;
    for (const slice of slices) {
      last = await session.solve(slice.problem);
      if (last.status !== 'optimal') return cutOf(x, last, whole);
      sum.cost += weight * last.objective;
      slice.columns.forEach((j, k) => {
        sum.reducedCosts[j]! += weight * last!.reducedCosts[k]!;
      });
      slice.rows.forEach((i, k) => {
        sum.duals[i]! += weight * last!.duals[k]!;
      });
    }
    const slopes = whole.slopes({ ...last!, duals: sum.duals, reducedCosts: sum.reducedCosts });
    return { at: Float64Array.from(x), cost: sum.cost + problem.offset, slopes };
  };
}
