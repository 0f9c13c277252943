import { SimulationError } from '../../core/errors.ts';
import type { Problem, Solution } from '../../core/solver.ts';
import { type Assembled, reached, type Whole } from './assemble.ts';
import { gather, joinedRows } from './columns.ts';
import { bothWays } from './lines.ts';
import type { Solving } from './solving.ts';

/** A solution whose whole numbers are decided, and the linear problem whose duals are its prices. */
export interface Decided {
  readonly solution: Solution;
  readonly pricing: Problem;
  /** Of `pricing`. */
  readonly priced: Solution;
  /** Whether blocks may lose at the prices, and be paid for it. */
  readonly isPaid: boolean;
  /** By whole: 1 where it is taken. */
  readonly taken: Uint8Array;
  /** Micro-money. */
  readonly lostByForbidding: number;
  readonly rounds: number;
}

export interface WholeOptions {
  readonly paradox: 'forbid' | 'uplift';
  readonly maxRounds: number;
  readonly maxNodes: number | undefined;
}

/** Micro-money that a block may lose before it counts as a loss, and its share of the money at stake: what a solver leaves. */
const LOSS = 1;
const LOSS_SHARE = 1e-9;

/**
 * Decides which blocks and machines run. The greatest welfare may take some at a loss, as no prices suit all. Whether there are
 * prices that suit those taken is told by a linear problem: leave out the others, let those taken be taken in part or not at
 * all, and see whether welfare grows. If not, its duals are such prices (a parent may live on its children through the rows that
 * link them). If so, none exist, and of the blocks taken one at least must go: that cut holds for every solution with such
 * prices, for one that takes all of these and more would be optimal where these are free, and so be no better than this one,
 * whose prices it would then share. So the first solution that passes has the greatest welfare of all that do.
 *
 * Most books need no search: where the linear problem takes every block whole or not at all by itself, it is the answer, and its
 * prices suit those left out as well.
 *
 * A line that loses is used one way only: where prices below 0 make it worth while to send energy round, the smaller way is
 * shut, and all decided anew.
 * @see Madani and Van Vyve, "Computationally efficient MIP formulation and algorithms for European day-ahead electricity market
 *   auctions", Eur. J. Oper. Res. 242 (2015) 580, doi:10.1016/j.ejor.2014.09.060
 * @throws SimulationError where the solver finds nothing
 */
export function* decide(assembled: Assembled, options: WholeOptions): Solving<Decided> {
  let now = assembled;
  for (;;) {
    const found = yield* attempt(now, options);
    if ('solution' in found) return found;
    const upper = now.problem.upper.slice();
    for (const j of found.shut) upper[j] = 0;
    now = { ...now, problem: { ...now.problem, upper } };
  }
}

/** Columns to shut, for lines that lose are used both ways to be rid of energy (prices below 0), or the decision. */
function* attempt(
  assembled: Assembled,
  options: WholeOptions,
): Solving<Decided | { readonly shut: readonly number[] }> {
  const { problem, wholes, lines } = assembled;
  const relaxed = yield* solved(problem);
  const isWhole = wholes.every((whole) => isKept(whole, relaxed.x));
  if (isWhole) {
    const shut = bothWays(lines, relaxed.x);
    if (shut.length > 0) return { shut };
    const taken = Uint8Array.from(wholes, (whole) => (sumOf(whole, relaxed.x) > REST ? 1 : 0));
    return {
      solution: relaxed,
      pricing: problem,
      priced: relaxed,
      isPaid: false,
      taken,
      lostByForbidding: 0,
      rounds: 0,
    };
  }
  const joined = joinedRows(problem);
  const cuts: number[][] = [];
  let greatest: number | undefined;
  for (let round = 1; ; round++) {
    const found = yield {
      session: 'whole',
      problem: withWholes(assembled, cuts),
      options: { gap: 0, ...(options.maxNodes === undefined ? {} : { maxNodes: options.maxNodes }) },
    };
    if (!found.hasPoint) throw new SimulationError(noPoint(found.text));
    const taken = Uint8Array.from(wholes, (_, i) => (found.x[problem.columns + i]! > 0.5 ? 1 : 0));
    const fixed = bounded(assembled, taken, true);
    const solution = yield* solved(fixed);
    const shut = bothWays(lines, solution.x);
    if (shut.length > 0) return { shut };
    greatest ??= reached(assembled, solution);
    const free = bounded(assembled, taken, false);
    const priced = yield* solved(free);
    const losing = losingParts(assembled, joined, solution.x, priced.x);
    const lostByForbidding = Math.max(0, greatest - reached(assembled, solution));
    const ended = { solution, taken, lostByForbidding, rounds: round };
    if (losing.size === 0) return { ...ended, pricing: free, priced, isPaid: false };
    if (options.paradox === 'uplift' || round >= options.maxRounds)
      return { ...ended, pricing: fixed, priced: yield* solved(fixed), isPaid: true };
    for (const part of losing)
      cuts.push(
        wholes.flatMap((whole, i) => (taken[i] === 1 && partOf(assembled, joined, whole.first) === part ? [i] : [])),
      );
  }
}

const sumOf = ({ first, count }: Whole, x: Float64Array): number => {
  let sum = 0;
  for (let j = first; j < first + count; j++) sum += x[j]!;
  return sum;
};

/** Whether a whole stands still or moves its least, though nothing held it to that. */
function isKept(whole: Whole, x: Float64Array): boolean {
  const sum = sumOf(whole, x);
  return sum <= REST || sum >= whole.least - REST;
}
/** What a solver leaves of nothing: share, or thousands of quanta. */
const REST = 1e-9;

/** From the vertex where nothing is traded, so that the answer does not depend on what was cleared before. */
function* solved(problem: Problem): Solving<Solution> {
  const solution = yield { session: 'linear', problem, options: { start: atRest(problem) } };
  if (solution.status !== 'optimal') throw new SimulationError(noPoint(solution.text));
  return solution;
}

const noPoint = (text: string): string =>
  `multi-carrier clearing: the solver found no solution (${text}), though to trade nothing is one; raise maxNodes or look for limits and quantities of very different size`;

/** All rows basic; columns at the bound next to 0. */
function atRest({ columns, rows, lower, upper }: Problem): NonNullable<Solution['basis']> {
  const status = new Int32Array(columns);
  for (let j = 0; j < columns; j++)
    status[j] = lower[j]! === Number.NEGATIVE_INFINITY ? 3 : lower[j]! < 0 && upper[j]! < -lower[j]! ? 2 : 0;
  return { columns: status, rows: new Int32Array(rows).fill(1) };
}

/** The linear problem where the wholes taken are fixed to their range (or free below it), and the others are out. */
function bounded({ problem, wholes }: Assembled, taken: Uint8Array, isFixed: boolean): Problem {
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const rowLower = problem.rowLower.slice();
  const rowUpper = problem.rowUpper.slice();
  wholes.forEach(({ first, count, row, least }, i) => {
    if (taken[i] === 0) for (let j = first; j < first + count; j++) upper[j] = 0;
    else if (isFixed) (row < 0 ? lower : rowLower)[row < 0 ? first : row] = least;
  });
  return { ...problem, lower, upper, rowLower, rowUpper };
}

/** The part of the problem that a column belongs to: parts share no row. -1 of a column in no row. */
const partOf = ({ problem: { starts, indices } }: Assembled, joined: Int32Array, column: number): number =>
  starts[column] === starts[column + 1] ? -1 : joined[indices[starts[column]!]!]!;

/** Parts of the problem whose welfare grows from one solution to another. */
function losingParts(assembled: Assembled, joined: Int32Array, from: Float64Array, to: Float64Array): Set<number> {
  const { cost, columns } = assembled.problem;
  const gain = new Map<number, number>();
  const stake = new Map<number, number>();
  for (let j = 0; j < columns; j++) {
    if (cost[j] === 0) continue;
    const part = partOf(assembled, joined, j);
    gain.set(part, (gain.get(part) ?? 0) + cost[j]! * (from[j]! - to[j]!));
    stake.set(part, (stake.get(part) ?? 0) + Math.abs(cost[j]! * from[j]!));
  }
  return new Set([...gain].flatMap(([part, g]) => (g > LOSS + LOSS_SHARE * stake.get(part)! ? [part] : [])));
}

/** The problem with a column of 0 or 1 for each whole, and a row for each cut: of its wholes one at least is out. */
function withWholes({ problem, wholes }: Assembled, cuts: readonly (readonly number[])[]): Problem {
  const { columns, rows, starts, indices, values } = problem;
  const g = gather();
  for (let i = 0; i < rows; i++) g.row(problem.rowLower[i]!, problem.rowUpper[i]!);
  const upTo = wholes.map(() => g.row(Number.NEGATIVE_INFINITY, 0));
  const from = wholes.map(() => g.row(0, Number.POSITIVE_INFINITY));
  const cutRows = cuts.map((cut) => g.row(Number.NEGATIVE_INFINITY, cut.length - 1));
  const wholeOf = new Map(
    wholes.flatMap(({ first, count }, i) => Array.from({ length: count }, (_, k) => [first + k, i])),
  );
  for (let j = 0; j < columns; j++) {
    for (let at = starts[j]!; at < starts[j + 1]!; at++) g.entry(indices[at]!, values[at]!);
    const i = wholeOf.get(j);
    if (i !== undefined) {
      g.entry(upTo[i]!, 1);
      g.entry(from[i]!, 1);
    }
    g.column(problem.cost[j]!, problem.lower[j]!, problem.upper[j]!);
  }
  wholes.forEach(({ least, most }, i) => {
    g.entry(upTo[i]!, -most);
    g.entry(from[i]!, -least);
    cuts.forEach((cut, c) => {
      if (cut.includes(i)) g.entry(cutRows[c]!, 1);
    });
    g.column(0, 0, 1);
  });
  const integer = new Int32Array(columns + wholes.length);
  integer.fill(1, columns);
  return g.problem(problem.offset, integer);
}
