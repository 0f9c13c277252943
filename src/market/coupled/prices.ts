import { SimulationError } from '../../core/errors.ts';
import type { Basis, Problem, Solution } from '../../core/solver.ts';
import { joinedRows } from './columns.ts';
import type { Solving } from './solving.ts';

/** How far supply is moved to look for other prices, thousands of quanta: a hundredth of a quantum, a hundred times what a solver leaves open. */
const MOVE = 1e-5;

/** By node: lowest and highest price, micro-money per thousand quanta. Each of the two, and all between them, are duals as a whole. */
export interface Prices {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Prices of nodes as duals of their balances. Where these are not unique, the highest are those of a problem that wants a little
 * more energy at every node that trades, and the lowest those of one that wants a little less: of one market that trades by
 * itself, the two ends of the competitive interval. Where markets share a value (the heat and the power of a CHP at its cost),
 * even these ends are not unique: the little differs by node, is taken once so and once mirrored, and the mean is the end. So
 * both ends are vectors of duals, as means of such, and every price between them (the same share of the way at every node)
 * supports the quantities.
 * @param moved by node: whether it trades
 * @param slack first of two columns for each node: energy from nowhere, and to nowhere
 */
export function* findPrices(
  problem: Problem,
  solution: Solution,
  moved: ArrayLike<boolean>,
  slack: number,
): Solving<Prices> {
  const nodes = moved.length;
  const at = solution.duals.slice(0, nodes);
  if (solution.basis !== undefined && isUnique(problem, solution.x, solution.basis)) return { low: at, high: at };
  const joined = joinedRows(problem);
  const isCoupled = at.some((_, n) => joined[n] !== n);
  const high = yield* end(1);
  const low = yield* end(-1);
  return { low, high };

  function* end(sign: 1 | -1): Solving<Float64Array> {
    const first = yield* dualsAt(sign, (n) => weight(n));
    if (!isCoupled) return first;
    const second = yield* dualsAt(sign, (n) => MIRROR - weight(n));
    return first.map((price, n) => (price + second[n]!) / 2);
  }

  function* dualsAt(sign: 1 | -1, by: (n: number) => number): Solving<Float64Array> {
    const rowLower = problem.rowLower.slice();
    const rowUpper = problem.rowUpper.slice();
    const upper = problem.upper.slice();
    for (let n = 0; n < nodes; n++) {
      if (!moved[n]) continue;
      rowLower[n] = rowUpper[n] = problem.rowLower[n]! + sign * MOVE * by(n);
      upper[slack + 2 * n] = upper[slack + 2 * n + 1] = Number.POSITIVE_INFINITY;
    }
    const found = yield { session: 'linear', problem: { ...problem, rowLower, rowUpper, upper }, options: {} };
    if (found.status !== 'optimal')
      throw new SimulationError(`multi-carrier clearing: the solver found no prices (${found.text})`);
    // Where nothing can give way (all is taken whole), this end says nothing: the duals met first stand.
    const mute = new Set<number>();
    for (let n = 0; n < nodes; n++)
      if (found.x[slack + 2 * n]! > MOVE / 10 || found.x[slack + 2 * n + 1]! > MOVE / 10) mute.add(joined[n]!);
    return found.duals.slice(0, nodes).map((price, n) => (mute.has(joined[n]!) ? at[n]! : price));
  }
}

/**
 * The whole number that a dual becomes. Duals are off by what decides ties, and middles of whole numbers are halves, so the
 * border lies a little below the half: markets that are one get one price.
 */
export const wholePrice = (dual: number): number => Math.floor(dual + 0.5 + OFF_HALF) + 0;
const OFF_HALF = 0.013;

/** From 1 up to 2, another for each of many nodes: steps of the golden section. */
const weight = (n: number): number => 1 + ((n * 0.6180339887498949) % 1);
const MIRROR = 3;

/** Whether a vertex has one set of duals only: nothing basic stands at a bound of its own. */
function isUnique(problem: Problem, x: Float64Array, { columns, rows }: Basis): boolean {
  const { lower, upper, rowLower, rowUpper, starts, indices, values } = problem;
  for (let j = 0; j < problem.columns; j++)
    if (columns[j] === 1 && !(x[j]! > lower[j]! + CLOSE && x[j]! < upper[j]! - CLOSE)) return false;
  let isAnyBasic = false;
  for (let i = 0; i < problem.rows; i++) {
    if (rows[i] !== 1) continue;
    if (rowLower[i] === rowUpper[i]) return false;
    isAnyBasic = true;
  }
  if (!isAnyBasic) return true;
  const sums = new Float64Array(problem.rows);
  for (let j = 0; j < problem.columns; j++)
    for (let at = starts[j]!; at < starts[j + 1]!; at++) sums[indices[at]!]! += values[at]! * x[j]!;
  return rows.every((s, i) => s !== 1 || (sums[i]! > rowLower[i]! + CLOSE && sums[i]! < rowUpper[i]! - CLOSE));
}
const CLOSE = MIRROR * MOVE;
