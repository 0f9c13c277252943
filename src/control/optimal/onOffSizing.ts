import type { Run } from '../../core/run.ts';
import type { Problem, Solution, SolveOptions, SolverSession } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import { assemble } from './assemble.ts';
import type { Assembled } from './assembled.ts';
import { solveWhole } from './plan.ts';
import { partsOf, scaled } from './scaled.ts';
import { type Ownership, ownershipOf, type SizedProblem, StatusError, sizedProblem } from './sizedProblem.ts';
import { layTypical, type SizeRange, type Sizing, SizingError, type SizingOptions, unservedOf } from './sizing.ts';

/** Statuses of one problem beyond which a search is not begun. ASSUMED: minutes to hours beyond. */
export const MOST_STATUSES = 20_000;

/** Hours of a run in which statuses are found together. ASSUMED a day. */
const STRETCH_h = 24;

/**
 * Sizes and operation of least cost together, with machines on or off, as one problem with whole numbers: on typical periods of the
 * window where these are wanted, of which the sizes are then tried on all of it with machines at any load.
 * @throws SizingError where there are too many statuses, or none is found within the limits; ConfigError
 */
export async function sizesOnOff(
  run: Run,
  ranges: readonly SizeRange[],
  options: SizingOptions,
  session: SolverSession,
): Promise<Sizing> {
  const whole = assemble(run, options);
  const laid = layTypical(run, whole, options);
  const typical = laid !== undefined && 'reduced' in laid ? laid : undefined;
  const like = typical?.likeWhole ?? whole;
  const base = typical === undefined ? whole.problem : typical.reduced.reduce(like.problem);
  const sized = put(
    run,
    like,
    base,
    typical?.reduced.ownership ?? ownershipOf(whole, Math.max(1, Math.round(STRETCH_h / hoursOf(run.grid)))),
    ranges,
  );
  if (sized.statuses > MOST_STATUSES)
    throw new SizingError(
      `control.plan.commitment: binary gives ${sized.statuses} statuses of machines in ${typical === undefined ? 'the whole run' : `${typical.told.periods} typical periods`}; expected at most ${MOST_STATUSES}. Take fewer or shorter typical periods (control.plan.typicalPeriods, --typical), a shorter run or longer steps, or commitment: relaxed and try its sizes with binary`,
    );
  const limits = {
    gap: Math.max(options.sizeGap, options.gap),
    ...(options.maxNodes === undefined ? {} : { maxNodes: options.maxNodes }),
    ...(options.timeLimit_s === undefined ? {} : { timeLimit_s: options.timeLimit_s }),
  };
  const solution = await search(sized, limits, session);
  if (solution === undefined)
    throw new SizingError(
      `no sizes were found with ${sized.statuses} statuses: let the search go on longer (maxNodes, --time-limit), take fewer typical periods, or commitment: relaxed`,
    );
  const multiples = sized.multiples(solution);
  const found = {
    multiples,
    slopes: new Float64Array(ranges.length),
    notTypical: laid !== undefined && 'refusal' in laid ? laid.refusal : undefined,
    asWritten_money: undefined,
    rounds: 1,
    onOff: { statuses: sized.statuses, gap: solution.gap, isStopped: solution.gap > limits.gap },
  };
  if (typical === undefined) {
    return { ...found, cost_money: solution.objective, bound_money: boundOf(solution), typical: undefined };
  }
  const tried = await atAnyLoad(run, ranges, options, multiples, session);
  return {
    ...found,
    cost_money: tried.solution.objective,
    bound_money: undefined,
    typical: {
      ...typical.told,
      multiples,
      cost_money: solution.objective,
      whole_money: tried.solution.objective,
      unserved_kWh: unservedOf(run, tried.assembled, tried.solution.x),
      rounds: 1,
    },
  };
}

/**
 * The best of two: statuses found for the sizes that are best at any load, stretch by stretch of time, which is soon done and often near
 * enough; and, where it is not, sizes and statuses together. The gap is to the highest of what none can cost less than. Undefined where neither comes
 * to a point.
 */
async function search(
  sized: SizedProblem,
  limits: SolveOptions & { readonly gap: number },
  session: SolverSession,
): Promise<Solution | undefined> {
  const least = await session.solve(sized.relaxed, { gap: limits.gap / 10 });
  if (least.status === 'infeasible' || least.status === 'unbounded')
    throw new SizingError(`no sizes within their ranges, at any load: ${least.text}`);
  let bound = least.hasPoint ? boundOf(least) : Number.NEGATIVE_INFINITY;
  const first = least.hasPoint ? await fixedOneByOne(sized, least, limits, session) : undefined;
  const told = (of: Solution): Solution => ({
    ...of,
    gap: Math.max(0, (of.objective - bound) / Math.abs(of.objective)),
  });
  if (first !== undefined && told(first).gap <= limits.gap) return told(first);
  const both = await session.solve(sized.problem, limits);
  bound = Math.max(bound, both.hasPoint ? boundOf(both) : bound);
  const found = [first, both].filter((s): s is Solution => s?.hasPoint === true);
  if (found.length === 0) return undefined;
  return told(found.reduce((a, b) => (b.objective < a.objective ? b : a)));
}

/**
 * Statuses for sizes that are given, stretch by stretch: those of one are whole, those before it as they were found, those after it anywhere
 * between 0 and 1. Undefined where a stretch comes to no point.
 * @see Dillenberger et al., "On practical resource allocation for production planning and scheduling with period overlapping setups", European
 *   Journal of Operational Research 75 (1994) 275 (relax and fix)
 */
async function fixedOneByOne(
  { fixed, byStretch }: Pick<SizedProblem, 'fixed' | 'byStretch'>,
  least: Solution,
  limits: SolveOptions & { readonly gap: number },
  session: SolverSession,
): Promise<Solution | undefined> {
  const base = fixed(least);
  const [lower, upper] = [base.lower.slice(), base.upper.slice()];
  // Each stretch may take its part of the time that all may.
  const { timeLimit_s } = limits;
  const own = timeLimit_s === undefined ? limits : { ...limits, timeLimit_s: timeLimit_s / byStretch.length };
  let found: Solution | undefined;
  for (const now of byStretch) {
    const integer = new Int32Array(base.columns);
    for (const j of now) integer[j] = 1;
    found = await session.solve({ ...base, lower: lower.slice(), upper: upper.slice(), integer }, own);
    if (!found.hasPoint) return undefined;
    for (const j of now) {
      lower[j] = Math.round(found.x[j]!);
      upper[j] = lower[j]!;
    }
  }
  return found;
}

const boundOf = ({ objective, gap }: Solution): number => objective - gap * Math.abs(objective);

function put(
  run: Run,
  like: Assembled,
  base: Problem,
  ownership: Ownership,
  ranges: readonly SizeRange[],
): SizedProblem {
  try {
    return sizedProblem(base, ownership, ranges, partsOf(like, ranges, hoursOf(run.grid)), like.steps);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { id } = run.components[error.component]!;
    throw new SizingError(
      `components.${id}: counts in whole numbers beyond on and off, which no size can multiply; expected commitment: relaxed, or a size of its own`,
    );
  }
}

/** The least cost of the whole window with sizes given and machines at any load. */
async function atAnyLoad(
  run: Run,
  ranges: readonly SizeRange[],
  options: SizingOptions,
  multiples: Float64Array,
  session: SolverSession,
): Promise<{ readonly solution: Solution; readonly assembled: Assembled }> {
  const relaxed = { ...options, commitment: 'relaxed' as const };
  const assembled = assemble(run, relaxed);
  const problem = scaled(assembled, ranges, hoursOf(run.grid)).problem(multiples);
  const solution = await solveWhole({ ...assembled, problem }, relaxed, session);
  if (solution.status !== 'optimal')
    throw new SizingError(`no operation of the whole run at the sizes of typical periods: ${solution.text}`);
  return { solution, assembled };
}
