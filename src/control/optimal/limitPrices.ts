import type { Basis, Problem, Solution, SolveOptions, SolverSession } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';
import { joinBases, type Slice } from './slices.ts';

/** A start for a problem with limits over many steps: what a unit of each limit is worth, and a vertex of the problem that pays it. */
export interface PricedStart {
  readonly problem: Problem;
  readonly basis: Basis;
}

/** A bound over many steps, with what each column counts in it. */
interface Bound {
  readonly row: number;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** Money for each unit that it is missed by; infinite where it must be kept. */
  readonly penalty_money: number;
  /** Prices at which it is known to be missed, and to be kept, and by how much. */
  low: number;
  high: number;
  missedAtLow: number;
  sparedAtHigh: number;
  price: number;
  /** -1 where less is to be used, 1 where more; 0 until it is missed. */
  side: -1 | 0 | 1;
}

/** Times that stretches are gone through, each a part of a second for a year of hours. ASSUMED */
const ROUNDS = 12;
/** How near to its bound what is used has to come, or to one another two prices. ASSUMED: some hundred steps of the simplex method for the rest. */
const NEAR = 0.005;
const CLOSE = 0.02;
const GROWS = 4;
/** Where between two prices the next one lies at most. ASSUMED */
const EDGE = 0.15;

/**
 * Looks for prices at which the stretches of a problem, each by itself and paid so, keep its limits together: the problem that
 * pays them, solved with its limits from the vertices of its stretches, is all but at its end. Each limit is sought by itself,
 * by halving; where they hang on one another it is a start and no more.
 * @see Everett, "Generalized Lagrange multiplier method", Operations Research 11 (1963) 399
 */
export async function pricedStart(
  assembled: Assembled,
  slices: readonly Slice[],
  solutions: readonly Solution[],
  options: SolveOptions,
  session: SolverSession,
): Promise<PricedStart | undefined> {
  const { problem } = assembled;
  const bounds = boundsOf(assembled);
  let found = solutions.slice();
  const usedOf = ({ columns, values }: Bound, x: Float64Array): number =>
    columns.reduce((sum, j, k) => sum + values[k]! * x[j]!, 0);
  const whole = (): Float64Array => {
    const x = new Float64Array(problem.columns);
    slices.forEach(({ columns }, b) => {
      columns.forEach((j, k) => {
        x[j] = found[b]!.x[k]!;
      });
    });
    return x;
  };
  const cost = found.reduce((sum, { objective }) => sum + Math.abs(objective), 1);
  for (let round = 0; round < ROUNDS; round++) {
    const x = whole();
    let moved = false;
    for (const bound of bounds) moved = move(bound, usedOf(bound, x), problem, cost) || moved;
    if (!moved) break;
    const weights = weightsOf(problem.columns, bounds);
    const next: Solution[] = [];
    for (let b = 0; b < slices.length; b++) {
      const { columns, problem: part } = slices[b]!;
      const { basis } = found[b]!;
      const paid = part.cost.map((v, k) => v + weights[columns[k]!]!);
      const solution = await session.solve(
        { ...part, cost: paid },
        basis === undefined ? options : { ...options, start: basis },
      );
      if (solution.status !== 'optimal') return undefined;
      next.push(solution);
    }
    found = next;
  }
  const basis = joinBases(problem, slices, found);
  if (basis === undefined) return undefined;
  const weights = weightsOf(problem.columns, bounds);
  return { problem: { ...problem, cost: problem.cost.map((v, j) => v + weights[j]!) }, basis };
}

function boundsOf({ problem, limits, steps }: Assembled): Bound[] {
  const of = new Map<number, { columns: number[]; values: number[]; penalty_money: number }>();
  const slack = new Set<number>();
  for (const { row, periods, slack: missed } of limits) {
    if (periods === steps) continue;
    const penalty_money = missed.reduce((least, { column }) => Math.min(least, problem.cost[column]!), Infinity);
    for (let p = 0; p < periods; p++) of.set(row + p, { columns: [], values: [], penalty_money });
    for (const { column } of missed) for (let p = 0; p < periods; p++) slack.add(column + p);
  }
  for (let j = 0; j < problem.columns && of.size > 0; j++) {
    if (slack.has(j)) continue;
    for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
      const counted = of.get(problem.indices[at]!);
      counted?.columns.push(j);
      counted?.values.push(problem.values[at]!);
    }
  }
  return [...of]
    .filter(([row, counted]) => canKeep(problem, row, counted))
    .map(([row, { columns, values, penalty_money }]) => ({
      row,
      penalty_money,
      columns: Int32Array.from(columns),
      values: Float64Array.from(values),
      low: 0,
      high: Number.POSITIVE_INFINITY,
      missedAtLow: 0,
      sparedAtHigh: 0,
      price: 0,
      side: 0,
    }));
}

/** Whether columns within their bounds can keep a row: no price helps one that they cannot. */
function canKeep(
  { lower, upper, rowLower, rowUpper }: Problem,
  row: number,
  { columns, values }: { readonly columns: readonly number[]; readonly values: readonly number[] },
): boolean {
  let [least, most] = [0, 0];
  columns.forEach((j, k) => {
    const v = values[k]!;
    least += v * (v > 0 ? lower[j]! : upper[j]!);
    most += v * (v > 0 ? upper[j]! : lower[j]!);
  });
  return least <= rowUpper[row]! && most >= rowLower[row]!;
}

/** Moves the price of a bound by what was used at it. @returns whether it moved */
function move(bound: Bound, used: number, { rowLower, rowUpper }: Problem, cost: number): boolean {
  const [least, most] = [rowLower[bound.row]!, rowUpper[bound.row]!];
  if (bound.side === 0) {
    if (used <= most && used >= least) return false;
    bound.side = used > most ? -1 : 1;
  }
  const wanted = bound.side < 0 ? most : least;
  const missed = bound.side < 0 ? used - wanted : wanted - used;
  const scale = Math.max(1, Math.abs(wanted), Math.abs(used));
  // Missed by a little is what is looked for: the rest is for the problem that keeps it.
  if (missed >= 0 && missed <= NEAR * scale && bound.price > 0) return false;
  if (missed > 0) [bound.low, bound.missedAtLow] = [bound.price, missed];
  else [bound.high, bound.sparedAtHigh] = [bound.price, -missed];
  const before = bound.price;
  if (!Number.isFinite(bound.high))
    bound.price = Math.min(bound.penalty_money, bound.low === 0 ? cost / scale / GROWS : bound.low * GROWS);
  else if (bound.high - bound.low <= CLOSE * bound.high) bound.price = bound.low;
  else {
    const share = bound.missedAtLow / (bound.missedAtLow + bound.sparedAtHigh);
    bound.price = bound.low + Math.min(1 - EDGE, Math.max(EDGE, share)) * (bound.high - bound.low);
  }
  return bound.price !== before;
}

function weightsOf(columns: number, bounds: readonly Bound[]): Float64Array {
  const weights = new Float64Array(columns);
  for (const { columns: which, values, price, side } of bounds)
    if (price > 0)
      which.forEach((j, k) => {
        weights[j]! -= side * price * values[k]!;
      });
  return weights;
}
