import { ConfigError } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import type { Solution, SolverSession } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import { assemble } from './assemble.ts';
import type { Assembled } from './assembled.ts';
import { type Box, type Cut, leastByCuts, type Search } from './cuts.ts';
import { sizesOnOff } from './onOffSizing.ts';
import { type PlanOptions, solveWhole } from './plan.ts';
import { checkPlannable } from './plannable.ts';
import { type Scalable, type Scaled, scaled } from './scaled.ts';
import { type Linking, TypicalError, type TypicalProblem, typicalProblem } from './typicalProblem.ts';
import { typicalRun } from './typicalRun.ts';

/** A component whose size is to be found, as multiples of what the scenario says. */
export interface SizeRange extends Scalable {
  readonly from: number;
  readonly to: number;
  /** Multiple that one unit is, where only whole units can be had; 0 where any size can. */
  readonly unit: number;
}

/** Periods that are to stand for a window at first. */
export interface TypicalWish {
  readonly count: number;
  /** Steps of a period. */
  readonly length: number;
  readonly method: Linking;
}

export interface SizingOptions extends PlanOptions {
  /** Where the search ends: distance between the best found and what no sizes can cost less than, relative. */
  readonly sizeGap: number;
  readonly maxRounds: number;
  /** Undefined to begin with all of the window. */
  readonly typical: TypicalWish | undefined;
  /** Ends with what typical periods say, tried once on all of the window. */
  readonly isQuick?: boolean;
  readonly onRound?: (stage: 'typical' | 'whole', round: number, best: number, bound: number) => void;
}

/** What typical periods said, and what became of it. */
export interface TypicalAnswer {
  /** Periods that stand for all, those that stand for themselves as extremes, and all. */
  readonly periods: number;
  readonly kept: number;
  readonly all: number;
  /** Root of the mean square between the series and what stands for them, as shares of their ranges. */
  readonly rms: number;
  readonly multiples: Float64Array;
  /** What they took for the least cost, and the least cost of the whole window with the same sizes. */
  readonly cost_money: number;
  readonly whole_money: number;
  /** Not served in the whole window with these sizes. */
  readonly unserved_kWh: number;
  readonly rounds: number;
}

export interface Sizing {
  /** In the order of the ranges: how many times what the scenario says. */
  readonly multiples: Float64Array;
  /** Least cost of the window with these, annuities and upkeep included, and what no sizes can cost less than; undefined where that was not asked for. */
  readonly cost_money: number;
  readonly bound_money: number | undefined;
  /** Where typical periods were tried. */
  readonly typical: TypicalAnswer | undefined;
  /** Why they were not, where they were asked for. */
  readonly notTypical: string | undefined;
  /** Least cost of the window with the sizes that the scenario has, brought into their ranges. */
  readonly asWritten_money: number | undefined;
  /** Sizes tried on the whole window. */
  readonly rounds: number;
  /** What one more of each would change, where it ended; 0 where machines are on or off. */
  readonly slopes: Float64Array;
  /** Where machines are on or off: how many statuses there were, how near to the best the search came, and whether a limit ended it. */
  readonly onOff?: { readonly statuses: number; readonly gap: number; readonly isStopped: boolean };
}

/** Sizes that cannot be found: no operation at those tried, or too much to search. */
export class SizingError extends ConfigError {}

/**
 * Sizes and operation of least cost together: the least cost of operation is a convex function of sizes, whose tangents the prices of each
 * plan give. It is looked for on typical periods of the window first, and then, from there, on all of it, until best and bound meet.
 * @throws SizingError, ConfigError
 */
export async function findSizes(
  run: Run,
  ranges: readonly SizeRange[],
  options: SizingOptions,
  sessions: { readonly operation: SolverSession; readonly master: SolverSession },
): Promise<Sizing> {
  checkPlannable(run.components);
  if (options.commitment === 'binary' || options.storeSides === 'binary')
    return sizesOnOff(run, ranges, options, sessions.operation);
  const assembled = assemble(run, options);
  const whole = scaled(assembled, ranges, hoursOf(run.grid));
  const asWritten = withinRanges(ranges, new Float64Array(ranges.length).fill(1));
  const searching: Searching = { run, ranges, options, sessions, begin: asWritten };
  const { found: first, refusal } = await onTypical(searching, assembled);
  let begun: { readonly cut: Cut; readonly unserved_kWh: number } | undefined;
  const evaluate = async (x: Float64Array): Promise<Cut> => {
    const problem = whole.problem(x);
    const solution =
      begun === undefined
        ? await solveWhole({ ...assembled, problem }, options, sessions.operation)
        : await sessions.operation.solve(problem);
    const cut = cutOf(x, solution, whole);
    begun ??= { cut, unserved_kWh: unservedOf(run, assembled, solution.x) };
    return cut;
  };
  const told = (): TypicalAnswer | undefined =>
    first && { ...first.told, whole_money: begun!.cut.cost, unserved_kWh: begun!.unserved_kWh };
  if (options.isQuick === true && first !== undefined) {
    const { at, cost, slopes } = await evaluate(first.told.multiples);
    const rest = { bound_money: undefined, notTypical: refusal, asWritten_money: undefined, rounds: 1 };
    return { multiples: at, cost_money: cost, slopes, typical: told(), ...rest };
  }
  const begin = first === undefined ? [asWritten] : [first.told.multiples, asWritten];
  const found = await searchIn(searching, 'whole', begin, evaluate);
  return {
    multiples: found.best.at,
    cost_money: found.best.cost,
    bound_money: found.bound,
    typical: told(),
    notTypical: refusal,
    asWritten_money: found.cuts[begin.length - 1]!.cost,
    rounds: found.rounds,
    slopes: found.best.slopes,
  };
}

/**
 * Sizes of least cost by typical periods alone, from a point on; by all of the window where no period can stand for another.
 * @throws SizingError, ConfigError
 */
export async function sizesOfTypical(
  run: Run,
  ranges: readonly SizeRange[],
  options: SizingOptions,
  sessions: { readonly operation: SolverSession; readonly master: SolverSession },
  from: Float64Array,
): Promise<{ readonly multiples: Float64Array; readonly cost_money: number; readonly isTypical: boolean }> {
  checkPlannable(run.components);
  if (options.commitment === 'binary' || options.storeSides === 'binary') {
    const { multiples, cost_money, typical } = await sizesOnOff(run, ranges, options, sessions.operation);
    return { multiples, cost_money: typical?.cost_money ?? cost_money, isTypical: typical !== undefined };
  }
  const searching: Searching = { run, ranges, options, sessions, begin: withinRanges(ranges, from) };
  const { found } = await onTypical(searching, assemble(run, options));
  if (found !== undefined) return { ...found.told, isTypical: true };
  const whole = await findSizes(run, ranges, { ...options, typical: undefined }, sessions);
  return { ...whole, isTypical: false };
}

const withinRanges = (ranges: readonly SizeRange[], multiples: Float64Array): Float64Array =>
  Float64Array.from(ranges, ({ from, to, unit }, k) => onUnit(Math.min(to, Math.max(from, multiples[k]!)), unit));

interface Searching {
  readonly run: Run;
  readonly ranges: readonly SizeRange[];
  readonly options: SizingOptions;
  readonly sessions: { readonly operation: SolverSession; readonly master: SolverSession };
  /** Where the search on typical periods begins. */
  readonly begin: Float64Array;
}

function searchIn(
  { ranges, options, sessions }: Searching,
  stage: 'typical' | 'whole',
  begin: readonly Float64Array[],
  evaluate: (x: Float64Array) => Promise<Cut>,
): Promise<Search> {
  const box: Box = {
    lower: Float64Array.from(ranges, (r) => r.from),
    upper: Float64Array.from(ranges, (r) => r.to),
    unit: Float64Array.from(ranges, (r) => r.unit),
  };
  return leastByCuts(box, begin, evaluate, sessions.master, {
    gap: options.sizeGap,
    maxRounds: options.maxRounds,
    onRound: options.onRound && ((round, best, bound) => options.onRound!(stage, round, best, bound)),
  });
}

/** Sizes of least cost as typical periods of the window have it; or why they cannot be had. */
async function onTypical(
  searching: Searching,
  assembled: Assembled,
): Promise<{
  readonly found?: { readonly told: Omit<TypicalAnswer, 'whole_money' | 'unserved_kWh'> };
  readonly refusal: string | undefined;
}> {
  const { run, ranges, options, sessions, begin } = searching;
  const laid = layTypical(run, assembled, options);
  if (laid === undefined || 'refusal' in laid) return { refusal: laid?.refusal };
  const { likeWhole, reduced, told } = laid;
  const by = scaled(likeWhole, ranges, hoursOf(run.grid));
  const search = await searchIn(searching, 'typical', [begin], async (x) => {
    const solution = await sessions.operation.solve(reduced.reduce(by.problem(x)));
    if (solution.status !== 'optimal') return cutOf(x, solution, by);
    return cutOf(x, { ...solution, ...reduced.expand(solution) }, by);
  });
  const { at: multiples, cost: cost_money } = search.best;
  return { refusal: undefined, found: { told: { ...told, multiples, cost_money, rounds: search.rounds } } };
}

/** A problem in which typical periods stand for the whole. */
export interface LaidTypical {
  readonly likeWhole: Assembled;
  readonly reduced: TypicalProblem;
  readonly told: Pick<TypicalAnswer, 'periods' | 'kept' | 'all' | 'rms'>;
}

/** Lays typical periods where they are wanted and fewer than all; or tells why they cannot be had. */
export function layTypical(
  run: Run,
  assembled: Assembled,
  options: SizingOptions,
): LaidTypical | { readonly refusal: string } | undefined {
  const wish = options.typical;
  if (wish === undefined || assembled.steps <= wish.count * wish.length) return undefined;
  const { run: laid, typical, kept } = typicalRun(run, assembled, wish);
  const { periods, of, rms } = typical;
  if (periods.length === of.length) return undefined;
  const likeWhole = assemble(laid, options);
  try {
    const reduced = typicalProblem(likeWhole, typical, wish.method);
    return { likeWhole, reduced, told: { periods: periods.length, kept: kept.length, all: of.length, rms } };
  } catch (error) {
    if (!(error instanceof TypicalError)) throw error;
    const who = error.component < 0 ? 'a bus' : run.components[error.component]!.id;
    return { refusal: `${who} differs from day to day in what no series tells, so no period can stand for another` };
  }
}

/** What closers that only record a failure give in a plan, kWh (or kg). */
export function unservedOf(run: Run, { flows, steps }: Assembled, x: Float64Array): number {
  let sum = 0;
  run.components.forEach((c, k) => {
    if (!c.isLastResort) return;
    for (const { column, per } of flows[k]!)
      for (let t = 0; t < steps && column >= 0; t++)
        sum += Math.max(0, (typeof per === 'number' ? per : per[t]!) * x[column + t]!);
  });
  return sum * hoursOf(run.grid);
}

const onUnit = (v: number, unit: number): number => (unit > 0 ? Math.round(v / unit) * unit : v);

function cutOf(at: Float64Array, solution: Solution, by: Scaled): Cut {
  if (solution.status !== 'optimal')
    throw new SizingError(
      `no operation at the sizes tried (${[...at].map((v) => v.toPrecision(4)).join(', ')}): ${solution.text}`,
    );
  return { at: Float64Array.from(at), cost: solution.objective, slopes: by.slopes(solution) };
}
