import type { Problem } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';
import { stepsOf } from './slices.ts';

/** A row whose sum stays outside its bounds whatever the columns are. */
export interface Impossible {
  readonly row: number;
  /** What its sum can be. */
  readonly least: number;
  readonly most: number;
}

/** What follows from bounds alone, without solving. */
export interface Reach {
  /** What each column can be, where every row is kept. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** By column: the row that holds it below its own upper bound; -1 where none does. */
  readonly heldBy: Int32Array;
  readonly impossible: readonly Impossible[];
}

/** The entries of a problem by rows: of row i from `starts[i]` up to `starts[i + 1]`. */
export interface ByRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Times that all rows are gone through. ASSUMED: energy passes at most as many converters between source and load. */
const SWEEPS = 3;
/** Times before them that look for what can come alone: what is short is then said where it is asked for. */
const SUPPLY_SWEEPS = 2;
/** A bound that moves by less is rounding; so is what a row is missed by. */
const ROUNDING = 1e-6;

export function byRows({ columns, rows, starts, indices, values }: Problem): ByRows {
  const begins = new Int32Array(rows + 1);
  for (let at = 0; at < indices.length; at++) begins[indices[at]! + 1]!++;
  for (let i = 0; i < rows; i++) begins[i + 1]! += begins[i]!;
  const next = begins.slice();
  const inRow = { starts: begins, columns: new Int32Array(indices.length), values: new Float64Array(indices.length) };
  for (let j = 0; j < columns; j++)
    for (let at = starts[j]!; at < starts[j + 1]!; at++) {
      const to = next[indices[at]!]!++;
      inRow.columns[to] = j;
      inRow.values[to] = values[at]!;
    }
  return inRow;
}

/** Rows in the order of their steps; those that stand for the window last. */
export function inTime(rowStep: Int32Array, steps: number): Int32Array {
  const begins = new Int32Array(steps + 2);
  const place = (t: number): number => (t < 0 ? steps : t);
  for (const t of rowStep) begins[place(t) + 1]!++;
  for (let t = 0; t <= steps; t++) begins[t + 1]! += begins[t]!;
  const order = new Int32Array(rowStep.length);
  rowStep.forEach((t, i) => {
    order[begins[place(t)]!++] = i;
  });
  return order;
}

/**
 * What columns can be, by the bounds of the others in each of their rows, through the steps forwards, backwards and forwards:
 * demand above supply, limits that nothing can keep, and levels that no store can come to show without a solver.
 * @see Andersen, Andersen, "Presolving in linear programming", Math. Programming 71 (1995) 221
 */
export function reachOf(assembled: Assembled, inRow: ByRows = byRows(assembled.problem)): Reach {
  const { problem, steps } = assembled;
  const order = inTime(stepsOf(assembled).rowStep, steps);
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const heldBy = new Int32Array(problem.columns).fill(-1);
  const found = new Map<number, Impossible>();
  const { starts, columns, values } = inRow;
  let isSupplyAlone = true;

  const tighten = (i: number): void => {
    const [from, to] = [starts[i]!, starts[i + 1]!];
    let [least, most, endlessBelow, endlessAbove] = [0, 0, 0, 0];
    for (let at = from; at < to; at++) {
      const v = values[at]!;
      const j = columns[at]!;
      const low = v > 0 ? lower[j]! : upper[j]!;
      const high = v > 0 ? upper[j]! : lower[j]!;
      if (Number.isFinite(low)) least += v * low;
      else endlessBelow++;
      if (Number.isFinite(high)) most += v * high;
      else endlessAbove++;
    }
    const [floor, ceiling] = [problem.rowLower[i]!, problem.rowUpper[i]!];
    const isOver = endlessBelow === 0 && beyond(least, ceiling);
    if (isOver || (endlessAbove === 0 && beyond(floor, most))) {
      found.set(i, {
        row: i,
        least: endlessBelow > 0 ? Number.NEGATIVE_INFINITY : least,
        most: endlessAbove > 0 ? Number.POSITIVE_INFINITY : most,
      });
      return;
    }
    for (let at = from; at < to; at++) {
      const v = values[at]!;
      const j = columns[at]!;
      const [wasLower, wasUpper] = [lower[j]!, upper[j]!];
      const low = v > 0 ? wasLower : wasUpper;
      const high = v > 0 ? wasUpper : wasLower;
      // What the others leave it, from either side; endless where another of them is.
      const othersLeast = rest(least, endlessBelow, v * low, low);
      const othersMost = rest(most, endlessAbove, v * high, high);
      const top = (ceiling - othersLeast) / v;
      const bottom = (floor - othersMost) / v;
      const newUpper = v > 0 ? top : bottom;
      const newLower = v > 0 ? bottom : top;
      if (newUpper < wasUpper && beyond(wasUpper, newUpper) && newUpper >= wasLower) {
        upper[j] = newUpper;
        heldBy[j] = i;
      }
      if (!isSupplyAlone && newLower > wasLower && beyond(newLower, wasLower) && newLower <= upper[j]!)
        lower[j] = newLower;
      // The sums go on with what was just found.
      const [nowLow, nowHigh] = v > 0 ? [lower[j]!, upper[j]!] : [upper[j]!, lower[j]!];
      if (nowLow !== low) {
        if (Number.isFinite(low)) least += v * (nowLow - low);
        else {
          endlessBelow--;
          least += v * nowLow;
        }
      }
      if (nowHigh !== high) {
        if (Number.isFinite(high)) most += v * (nowHigh - high);
        else {
          endlessAbove--;
          most += v * nowHigh;
        }
      }
    }
  };

  const sweep = (times: number): void => {
    for (let n = 0; n < times; n++)
      for (let k = 0; k < order.length; k++) tighten(order[n % 2 === 0 ? k : order.length - 1 - k]!);
  };
  sweep(SUPPLY_SWEEPS);
  isSupplyAlone = false;
  if (found.size === 0) sweep(SWEEPS);
  return { lower, upper, heldBy, impossible: [...found.values()] };
}

/** Whether a lies above b by more than rounding. */
const beyond = (a: number, b: number): boolean => a - b > ROUNDING * Math.max(1, Math.abs(b === Infinity ? 1 : b));

/** A sum without one of its terms. */
function rest(sum: number, endless: number, term: number, bound: number): number {
  if (Number.isFinite(bound)) return endless > 0 ? Number.NaN : sum - term;
  return endless > 1 ? Number.NaN : sum;
}
