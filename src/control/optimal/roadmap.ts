import type { Basis, Solution, SolverSession } from '../../core/solver.ts';
import { allowance, type Emitted } from './allowance.ts';
import { type Horizon, horizonOf } from './horizon.ts';
import { capsMissed, missingOf, RoadmapError } from './roadmapMissing.ts';
import { type CarbonCap, type RoadmapLayout, type RoadmapSize, roadmapProblem } from './roadmapProblem.ts';
import { roadmapStart } from './roadmapStart.ts';
import { type Decided, positive, stillStanding, told } from './roadmapTold.ts';
import type { Operation } from './yearOperation.ts';

export interface RoadmapTask {
  readonly horizon: Horizon;
  /** By investment year. */
  readonly operations: readonly Operation[];
  readonly carbonPrice_money_per_t: readonly number[];
  readonly sizes: readonly RoadmapSize[];
  readonly caps: readonly CarbonCap[];
  /** `perfect`: all years at once; `myopic`: one after the other, each as if it lasted. */
  readonly foresight: 'perfect' | 'myopic';
  readonly onYear?: (done: number) => void;
}

/** One investment year of a roadmap. Amounts are of that year, in its own money; sizes are multiples, in the order of the task. */
export interface FoundYear {
  readonly built: Float64Array;
  readonly retired: Float64Array;
  readonly standing: Float64Array;
  readonly capital_money: number;
  readonly upkeep_money: number;
  /** What is billed, carbon apart; and what is only weighed (demand not served, penalties). */
  readonly operation_money: number;
  readonly carbon_money: number;
  readonly weighed_money: number;
  readonly unserved_kWh: number;
  readonly co2_t: number;
  /** What one tonne less would cost in this year beyond what carbon costs anyway: of all caps together. */
  readonly shadow_money_per_t: number;
  /** Values of the columns of its operation. */
  readonly x: Float64Array;
}

export interface FoundCap {
  readonly name: string;
  readonly used_t: number;
  readonly most_t: number;
  /** What one tonne more would save, in money of the first year; undefined where years were planned apart. */
  readonly price_money_per_t: number | undefined;
}

export interface FoundRoadmap {
  readonly years: readonly FoundYear[];
  readonly caps: readonly FoundCap[];
  /** All of the horizon in money of the first year; and what is left of capital at its end. */
  readonly total_money: number;
  readonly leftOver_money: number;
}

/**
 * What to build in which year, and how to run it, at least cost over all investment years together, or year by year.
 * @throws RoadmapError naming what cannot be kept
 */
export async function findRoadmap(task: RoadmapTask, session: SolverSession): Promise<FoundRoadmap> {
  return task.foresight === 'perfect' ? perfect(task, session) : myopic(task, session);
}

async function perfect(task: RoadmapTask, session: SolverSession): Promise<FoundRoadmap> {
  const { horizon, operations, sizes, caps } = task;
  const layout = roadmapProblem(horizon, operations, sizes, caps);
  const start = await roadmapStart(layout, task, session);
  const solution = await solved(layout, task, session, horizon.years, start);
  const built = layout.built.map((columns) => valuesAt(solution, columns));
  const shadow = horizon.years.map((_, k) =>
    caps.reduce(
      (sum, { weights }, r) => sum - (solution.duals[layout.caps[r]!]! * weights[k]!) / horizon.worth_a[k]!,
      0,
    ),
  );
  return told(task, {
    built,
    shadow_money_per_t: shadow,
    points: operations.map((one, k) => pointOf(layout, k, one, solution)),
    prices_money_per_t: caps.map((_, r) => positive(-solution.duals[layout.caps[r]!]!)),
  });
}

/** Each year alone, with what was built before and its part of every budget. */
async function myopic(task: RoadmapTask, session: SolverSession): Promise<FoundRoadmap> {
  const { horizon, operations, sizes, caps, onYear } = task;
  const { years } = horizon;
  const built = sizes.map(() => new Float64Array(years.length));
  const shadow: number[] = [];
  const points: Decided['points'][number][] = [];
  for (const [k, year] of years.entries()) {
    const now = horizonOf([year], horizon.discountRate);
    const own = sizes.map((size, c) => at(size, k, size.existing[k]! + stillStanding(size, built[c]!, years, k, k)));
    const before = points.map((p, j) => ({ year: years[j]!, co2_t: p.co2_t }));
    const isOwn = (cap: CarbonCap): boolean => cap.weights.every((v, j) => v === 0 || j === k);
    const capOf = (cap: CarbonCap, last: Emitted): CarbonCap => ({
      name: isOwn(cap) ? cap.name : `${cap.name}, of which its part for ${year}`,
      weights: Float64Array.of(1),
      most_t: allowance(cap, years, k, before, last),
    });
    const decide = async (open: readonly CarbonCap[]) => {
      const layout = roadmapProblem(now, [operations[k]!], own, open);
      const part = { ...task, operations: [operations[k]!], sizes: own, caps: open, horizon: now };
      const solution = await solved(layout, part, session, now.years);
      return { layout, solution, point: pointOf(layout, 0, operations[k]!, solution) };
    };
    const mine = caps.filter((cap) => cap.weights[k] !== 0);
    // Of the first year nothing went before: the line begins at what it would emit with the caps of the year alone.
    const free = k === 0 ? await decide(mine.filter(isOwn).map((cap) => capOf(cap, NOTHING))) : undefined;
    const last = free === undefined ? before.at(-1)! : { year, co2_t: free.point.co2_t };
    const open = mine.map((cap) => capOf(cap, last));
    const isKept = free !== undefined && open.every(({ most_t }) => free.point.co2_t <= most_t);
    const { layout, solution, point } = isKept ? free : await decide(open);
    layout.built.forEach(([column], c) => {
      built[c]![k] = positive(solution.x[column!]!);
    });
    shadow.push(-layout.caps.reduce((sum, row) => sum + solution.duals[row]!, 0));
    points.push(point);
    onYear?.((k + 1) / years.length);
  }
  return told(task, { built, shadow_money_per_t: shadow, points });
}

/** For a cap that asks for none. */
const NOTHING: Emitted = { year: 0, co2_t: 0 };

async function solved(
  layout: RoadmapLayout,
  task: Pick<RoadmapTask, 'horizon' | 'operations' | 'sizes' | 'caps'>,
  session: SolverSession,
  years: readonly number[],
  start?: Basis,
): Promise<Solution> {
  const solution = await session.solve(layout.problem, start === undefined ? {} : { start });
  if (solution.status === 'optimal') {
    // A cap that is kept by letting demand go is not kept.
    const missed =
      task.caps.length > 0 && letsGo(layout, task, solution) ? await capsMissed(layout, task, session) : undefined;
    if (missed !== undefined) throw missed;
    return solution;
  }
  if (solution.status === 'infeasible') throw await missingOf(layout, task, session);
  throw new RoadmapError(`no roadmap for ${years.join(', ')}: ${solution.text}`);
}

/** Less is rounding, kWh a year. */
const ROUNDING_kWh = 1e-3;

/** Whether a plan leaves demand unserved. */
const letsGo = (
  { operation }: RoadmapLayout,
  { operations }: Pick<RoadmapTask, 'operations'>,
  { x }: Solution,
): boolean =>
  operations.some(({ unserved_kWh }, k) => {
    let sum = 0;
    for (let j = 0; j < unserved_kWh.length; j++) sum += unserved_kWh[j]! * x[operation[k]! + j]!;
    return sum > ROUNDING_kWh;
  });

/** The size in one year alone, with so much standing already. */
const at = (size: RoadmapSize, k: number, existing: number): RoadmapSize => ({
  component: size.component,
  least: size.least.subarray(k, k + 1),
  most: size.most.subarray(k, k + 1),
  mostBuilt: size.mostBuilt.subarray(k, k + 1),
  existing: Float64Array.of(existing),
  capital_money_per_a: size.capital_money_per_a.subarray(k, k + 1),
  life_a: size.life_a.subarray(k, k + 1),
  upkeep_money_per_a: size.upkeep_money_per_a.subarray(k, k + 1),
});

const valuesAt = ({ x }: Solution, columns: readonly number[]): Float64Array =>
  Float64Array.from(columns, (j) => positive(x[j]!));

const pointOf = (
  { operation, emission }: RoadmapLayout,
  k: number,
  { problem }: Operation,
  { x }: Solution,
): Decided['points'][number] => ({
  x: x.slice(operation[k]!, operation[k]! + problem.columns),
  co2_t: x[emission[k]!]!,
});
