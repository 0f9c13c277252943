import type { Run } from '../../core/run.ts';
import type { Basis, Problem, Solution, SolveOptions, SolverSession } from '../../core/solver.ts';
import { assemble } from './assemble.ts';
import type { Assembled, AssembleOptions } from './assembled.ts';
import type { BoundWorth } from './boundWorth.ts';
import { carbonFirst, carbonOf } from './carbon.ts';
import type { DemandWorth } from './demandWorth.ts';
import { diagnose, endless, PATIENCE } from './diagnose.ts';
import type { KeptLimit } from './keptLimits.ts';
import type { KeptReserve } from './keptReserves.ts';
import { pricedStart } from './limitPrices.ts';
import type { Leading } from './planFlows.ts';
import { checkPlannable } from './plannable.ts';
import { nothing, planOf } from './planOf.ts';
import type { StoredWorth } from './planWorth.ts';
import { reachOf } from './reach.ts';
import { refined } from './refined.ts';
import { firstOf, together } from './robust.ts';
import { checkScale } from './scale.ts';
import { cuttingOf, joinBases, type Placing, type Slice } from './slices.ts';
import { unsearched } from './unsearched.ts';

export interface PlanOptions extends AssembleOptions {
  /** Ports that may lead a component, by its index; all its leads where left out. */
  readonly leads: ReadonlyMap<number, readonly string[]>;
  /** How often it is planned again with machines at rest or at their least load or more, and lines as the physics has them there. */
  readonly rounds?: number;
  readonly gap: number;
  readonly maxNodes?: number;
  readonly timeLimit_s?: number;
  /** Of the plans of least emissions the cheapest, in place of the cheapest of all. */
  readonly carbonFirst?: boolean;
  /** Steps of the stretches that are solved first, so that the whole starts from their bases; 0 for none. */
  readonly stretch: number;
}

/** What is to be done in a window of steps, what it would cost, and what a unit more would. */
export interface Plan {
  readonly first: number;
  readonly steps: number;
  /** `fallback`: there is no plan; rules go on alone. */
  readonly status: 'optimal' | 'limit' | 'relaxed' | 'fallback';
  readonly text: string;
  /** Money that is billed, and what is weighed beside it (demand not served, penalties). */
  readonly paid_money: number;
  readonly weighed_money: number;
  readonly paidBy_money: Float64Array;
  readonly gap: number;
  readonly iterations: number;
  /** By component: flow of each port into its bus, in each step. */
  readonly flows: readonly (readonly Float64Array[])[];
  /** By component: the lead to set, and its target in each step; none for what decides nothing or closes a bus. */
  readonly leading: readonly (Leading | undefined)[];
  /** By bus: flow that its closers give in each step. */
  readonly closing: readonly Float64Array[];
  /** By component: the most that it is to give in the month of each step, where its bill asks for the highest. */
  readonly most: readonly (Float64Array | undefined)[];
  /** By component: what its content is taken for, of stores; and what a kW beyond `most` costs. */
  readonly worths: readonly (StoredWorth | undefined)[];
  readonly peakPrices: readonly (number | undefined)[];
  /** By bus: money of one more unit there, per kWh (or kg). */
  readonly prices: readonly Float64Array[];
  /** Sums that were to be kept within bounds; none of a plan that rolls on. */
  readonly limits?: readonly KeptLimit[];
  /** Limits of components that bind, the dearest first; none of a plan that rolls on. */
  readonly bounds?: readonly BoundWorth[];
  /** What is billed by the highest means of months; none of a plan that rolls on. */
  readonly demands?: readonly DemandWorth[];
  /** What is left for the loss of the grid; none of a plan that rolls on. */
  readonly reserves?: readonly KeptReserve[];
  /** Tonnes of scope 1 and 2 (by location). */
  readonly co2_t?: number;
  readonly warnings: readonly string[];
  /** Of what could not be met, one each: bus or component, when, and by how much. */
  readonly unmet: readonly string[];
  /** By step: 1 where there is no plan and the rules go on alone; none where left out. */
  readonly without?: Uint8Array;
  /** Where it was put together of plans that were made one after the other: how many, how often and how far they looked. */
  readonly rolled?: {
    readonly plans: number;
    readonly every_h: number;
    readonly horizon_h: number;
    readonly forecast: string;
  };
}

/** A plan with the problem that it solves. */
export interface PlannedWindow {
  readonly plan: Plan;
  readonly assembled: Assembled;
  /** Values of the problem's columns; undefined where there is no plan. */
  readonly x: Float64Array | undefined;
}

/**
 * Plans a window of a run at least cost, with its series known. Where that contradicts itself, it says what does, and
 * plans on with what is lacking priced.
 * @throws ConfigError where a component has no linear model, or numbers lie too far apart
 */
export async function makePlan(run: Run, options: PlanOptions, session: SolverSession): Promise<Plan> {
  return (await planWindow(run, options, session)).plan;
}

/** As `makePlan`, with the problem and its solution. */
export async function planWindow(run: Run, options: PlanOptions, session: SolverSession): Promise<PlannedWindow> {
  checkPlannable(run.components);
  const assembled = assemble(run, options);
  checkScale(run, assembled);
  const failed = (solution: Solution): Promise<PlannedWindow> => planEased(run, options, assembled, solution, session);
  if (isLong(assembled, options) && reachOf(assembled).impossible.length > 0) return failed(CONTRADICTION);
  const isCarbonFirst = options.carbonFirst === true;
  const cleanest = (problem: Assembled): Promise<Solution> =>
    carbonFirst(problem, carbonOf(problem, run.grid), { gap: options.gap }, session);
  const solution = isCarbonFirst ? await cleanest(assembled) : await solveWhole(assembled, options, session);
  if ((options.rounds ?? 0) > 0 && solution.hasPoint && solution.status === 'optimal') {
    const better = await refined(run, options, { assembled, solution }, options.rounds!, (next, start) =>
      isCarbonFirst ? cleanest(next) : session.solve(next.problem, { ...limitsOf(options), ...(start && { start }) }),
    );
    if (better !== undefined) {
      const { x } = better.solution;
      return {
        plan: planOf(run, options, better.assembled, better.solution, 'optimal', []),
        assembled: better.assembled,
        x,
      };
    }
  }
  if (solution.hasPoint && (solution.status === 'optimal' || solution.status === 'limit'))
    return { plan: planOf(run, options, assembled, solution, solution.status, []), assembled, x: solution.x };
  if (solution.status === 'infeasible') return failed(solution);
  if (solution.status !== 'unbounded' && assembled.problem.integer !== undefined) {
    const { stretch, gap } = options;
    const found = await unsearched(run, options, solution, (next, start) =>
      start === undefined ? solveWhole(next, { stretch, gap }, session) : session.solve(next.problem, { gap, start }),
    );
    if (found !== undefined)
      return {
        plan: planOf(run, options, found.assembled, found.solution, 'limit', []),
        assembled: found.assembled,
        x: found.solution.x,
      };
  }
  const unmet = solution.status === 'unbounded' ? endless(run, assembled) : [];
  return { plan: nothing(run, options, solution, unmet), assembled, x: undefined };
}

/** What bounds alone show to have no solution. */
const CONTRADICTION: Solution = {
  status: 'infeasible',
  text: 'infeasible',
  hasPoint: false,
  objective: Number.NaN,
  gap: Number.NaN,
  x: new Float64Array(0),
  duals: new Float64Array(0),
  reducedCosts: new Float64Array(0),
  basis: undefined,
  iterations: 0,
};

/** The plan that misses least of what contradicts itself, with why it does; none where there is none in time. */
async function planEased(
  run: Run,
  options: PlanOptions,
  assembled: Assembled,
  solution: Solution,
  session: SolverSession,
): Promise<PlannedWindow> {
  const solve = (eased: Assembled): Promise<Solution> => solveWhole(eased, { ...options, ...PATIENCE }, session);
  const { eased, texts } = await diagnose(run, options, assembled, solve, session);
  if (eased === undefined) return { plan: nothing(run, options, solution, texts), assembled, x: undefined };
  const status = texts.length > 0 ? 'relaxed' : 'optimal';
  const plan = planOf(run, options, eased.assembled, eased.solution, status, texts);
  return { plan, assembled: eased.assembled, x: eased.solution.x };
}

type Effort = Pick<PlanOptions, 'stretch' | 'gap' | 'maxNodes' | 'timeLimit_s'> & Pick<SolveOptions, 'maxIterations'>;

const limitsOf = ({ gap, maxNodes, maxIterations, timeLimit_s }: Effort): SolveOptions => ({
  gap,
  ...(maxNodes === undefined ? {} : { maxNodes }),
  ...(maxIterations === undefined ? {} : { maxIterations }),
  ...(timeLimit_s === undefined ? {} : { timeLimit_s }),
});

/** As `planWindow`, over several futures at once, of which the first `common` steps are decided alike. */
export async function planFutures(
  runs: readonly Run[],
  options: PlanOptions,
  common: number,
  session: SolverSession,
): Promise<PlannedWindow> {
  const run = runs[0]!;
  checkPlannable(run.components);
  const futures = runs.map((each) => assemble(each, options));
  const all = await session.solve(together(futures, run.components, common), limitsOf(options));
  const assembled = futures[0]!;
  if (!all.hasPoint || (all.status !== 'optimal' && all.status !== 'limit'))
    return { plan: nothing(run, options, all, []), assembled, x: undefined };
  const solution = firstOf(futures, all);
  return { plan: planOf(run, options, assembled, solution, all.status, []), assembled, x: solution.x };
}

/** Whether a problem is long enough to be solved by stretches first. */
const isLong = ({ problem, steps }: Assembled, { stretch }: Effort): boolean =>
  stretch > 0 && steps >= 4 * stretch && problem.integer === undefined;

/** Solves a problem, where it is long by stretches first. */
export async function solveWhole(assembled: Assembled, effort: Effort, session: SolverSession): Promise<Solution> {
  const options = limitsOf(effort);
  const start = isLong(assembled, effort) ? await stretchesOf(assembled, effort, session) : undefined;
  if (start?.basis === undefined) return session.solve(assembled.problem, options);
  if (start.problem === undefined) return session.solve(assembled.problem, { ...options, start: start.basis });
  // Paid for its limits it ends where the problem itself does, or near.
  await session.solve(start.problem, { ...options, start: start.basis });
  return session.solve(assembled.problem, options);
}

/** Solves stretch by stretch. `failed` is the first that has no plan; `problem` pays prices for limits over many steps. */
async function stretchesOf(
  assembled: Assembled,
  effort: Effort,
  session: SolverSession,
): Promise<{ readonly basis?: Basis | undefined; readonly problem?: Problem; readonly failed?: Solution }> {
  const { count, slice } = cuttingOf(assembled, effort.stretch);
  const hasLimits = assembled.limits.length > 0;
  const slices: Slice[] = [];
  const places: Placing[] = [];
  const solutions: Solution[] = [];
  for (let b = 0; b < count; b++) {
    const part = slice(b);
    const solution = await session.solve(part.problem, limitsOf(effort));
    if (solution.status !== 'optimal') return { failed: solution };
    // Where nothing is to be solved again, a stretch leaves its place alone.
    if (hasLimits) slices.push(part);
    places.push({ columns: part.columns, rows: part.rows });
    solutions.push(solution);
  }
  const priced = hasLimits ? await pricedStart(assembled, slices, solutions, limitsOf(effort), session) : undefined;
  return priced ?? { basis: joinBases(assembled.problem, places, solutions) };
}
