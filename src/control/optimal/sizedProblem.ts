import type { Problem, Solution } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';
import { rowGatherer, rowWise } from './rowWise.ts';
import type { Part } from './scaled.ts';
import type { SizeRange } from './sizing.ts';

/** Whose each column and row is: the index of a component, or below 0. */
export interface Ownership {
  readonly columnOwner: Int32Array;
  readonly rowOwner: Int32Array;
  /** By row: the row of the whole whose fixed flows count in it; -1 where there is none. */
  readonly rowFrom: Int32Array;
  /** By column: the stretch of time in which it lies; 0 where it lies in all. */
  readonly stretch: Int32Array;
}

/** Whose everything of a whole problem is, in stretches of so many steps. */
export function ownershipOf({ problem, columns, rows }: Assembled, length: number): Ownership {
  const columnOwner = new Int32Array(problem.columns);
  for (const { component, first, count } of columns) columnOwner.fill(component, first, first + count);
  const rowOwner = new Int32Array(problem.rows);
  for (const { component, first, count } of rows) rowOwner.fill(component, first, first + count);
  const stretch = new Int32Array(problem.columns);
  for (const { first, count, perStep } of columns)
    for (let k = 0; perStep && k < count; k++) stretch[first + k] = Math.floor(k / length);
  return { columnOwner, rowOwner, rowFrom: Int32Array.from({ length: problem.rows }, (_, i) => i), stretch };
}

/** A problem with sizes as columns of its own, which are its last. */
export interface SizedProblem {
  readonly problem: Problem;
  /** Statuses: columns that are 0 or 1. */
  readonly statuses: number;
  readonly multiples: (solution: Solution) => Float64Array;
  /** With statuses anywhere between 0 and 1; and with sizes as they are in a solution. */
  readonly relaxed: Problem;
  readonly fixed: (solution: Solution) => Problem;
  /** Its statuses, those of each stretch of time together. */
  readonly byStretch: readonly (readonly number[])[];
}

/** A status that is more than on or off cannot be multiplied by a size. */
export class StatusError extends Error {
  readonly component: number;
  constructor(component: number) {
    super('a whole number beyond 0 and 1');
    this.component = component;
  }
}

/**
 * Puts the sizes of components into their problem: every bound of what belongs to one is its size times what one of it allows. A status is told
 * as the size that runs: nothing, or all of it, by a whole number z of its own,
 *   running <= most z,   running <= size,   running >= size - most (1 - z),
 * with `most` the end of the range. As all rows of a component hold in proportion, least loads, starts and least times hold for what runs.
 * @see Glover, "Improved linear integer programming formulations of nonlinear integer problems", Management Science 22 (1975) 455
 * @throws StatusError
 */
export function sizedProblem(
  base: Problem,
  { columnOwner, rowOwner, rowFrom, stretch }: Ownership,
  ranges: readonly SizeRange[],
  parts: readonly Part[],
  steps: number,
): SizedProblem {
  const byRow = rowWise(base);
  const rangeOf = new Map(ranges.map((r, n) => [r.component, n]));
  const lower = Array.from(base.lower);
  const upper = Array.from(base.upper);
  const cost = Array.from(base.cost);
  const integer = Array.from(base.integer ?? new Int32Array(base.columns));
  const gather = rowGatherer();
  const rowLower: number[] = [];
  const rowUpper: number[] = [];
  const column = (from: number, to: number, money: number, isWhole: boolean): number => {
    lower.push(from);
    upper.push(to);
    cost.push(money);
    integer.push(isWhole ? 1 : 0);
    return lower.length - 1;
  };
  const end = (from: number, to: number): void => {
    gather.end();
    rowLower.push(from);
    rowUpper.push(to);
  };
  // A count of units is whole; any other size is a multiple of its own.
  const per = ranges.map(({ unit }) => (unit > 0 ? unit : 1));
  const size = ranges.map(({ from, to, unit }, n) =>
    unit > 0
      ? column(Math.ceil(from / unit - 1e-9), Math.floor(to / unit + 1e-9), unit * parts[n]!.money, true)
      : column(from, to, parts[n]!.money, false),
  );
  const sizeTimes = (n: number, by: number): void => gather.add(size[n]!, by * per[n]!);
  let { offset } = base;
  for (const part of parts) offset -= part.own_money;

  const extra = new Map<number, (readonly [n: number, by: number])[]>();
  const to = new Map<number, number>();
  rowFrom.forEach((i, row) => {
    if (i >= 0) to.set(i, row);
  });
  const shift = new Float64Array(base.rows);
  parts.forEach((part, n) => {
    for (const { row, rowOf, per: flow, by } of part.fixed)
      for (let k = 0; k < steps; k++) {
        const at = to.get(row + (rowOf === undefined ? k : rowOf[k]!));
        const v = by * (typeof flow === 'number' ? flow : flow[k]!);
        if (at === undefined || v === 0) continue;
        shift[at]! += v;
        extra.set(at, [...(extra.get(at) ?? []), [n, v]]);
      }
  });

  for (let i = 0; i < base.rows; i++) {
    const entries = (): void => {
      for (let k = byRow.starts[i]!; k < byRow.starts[i + 1]!; k++) gather.add(byRow.columns[k]!, byRow.values[k]!);
      for (const [n, by] of extra.get(i) ?? []) sizeTimes(n, by);
    };
    const [low, high] = [base.rowLower[i]!, base.rowUpper[i]!];
    const n = rangeOf.get(rowOwner[i]!);
    if (n === undefined || !(grows(low) || grows(high))) {
      entries();
      end(low + shift[i]!, high + shift[i]!);
      continue;
    }
    if (low === high) {
      entries();
      sizeTimes(n, -low);
      end(0, 0);
      continue;
    }
    if (low !== Number.NEGATIVE_INFINITY) {
      entries();
      sizeTimes(n, -low);
      end(0, Number.POSITIVE_INFINITY);
    }
    if (high !== Number.POSITIVE_INFINITY) {
      entries();
      sizeTimes(n, -high);
      end(Number.NEGATIVE_INFINITY, 0);
    }
  }

  let statuses = 0;
  const byStretch = new Map<number, number[]>();
  const note = (j: number, status: number): void => {
    statuses++;
    byStretch.set(stretch[j]!, [...(byStretch.get(stretch[j]!) ?? []), status]);
  };
  for (let j = 0; j < base.columns; j++) {
    const n = rangeOf.get(columnOwner[j]!);
    if (n === undefined) {
      if (integer[j] === 1) note(j, j);
      continue;
    }
    const [low, high] = [base.lower[j]!, base.upper[j]!];
    const most = ranges[n]!.to;
    if (integer[j] === 1) {
      if (low < 0 || high > 1) throw new StatusError(columnOwner[j]!);
      integer[j] = 0;
      upper[j] = high * most;
      lower[j] = 0;
      const z = column(low, high, 0, true);
      note(j, z);
      gather.add(j, 1);
      gather.add(z, -most);
      end(Number.NEGATIVE_INFINITY, 0);
      gather.add(j, 1);
      sizeTimes(n, -1);
      end(Number.NEGATIVE_INFINITY, 0);
      gather.add(j, 1);
      sizeTimes(n, -1);
      gather.add(z, -most);
      end(-most, Number.POSITIVE_INFINITY);
      continue;
    }
    const least = ranges[n]!.from;
    if (grows(low)) lower[j] = Math.min(low * least, low * most);
    if (grows(high)) upper[j] = Math.max(high * least, high * most);
    if (grows(low) || (low === high && low !== 0)) {
      gather.add(j, 1);
      sizeTimes(n, -low);
      end(0, low === high ? 0 : Number.POSITIVE_INFINITY);
    }
    if (grows(high) && low !== high) {
      gather.add(j, 1);
      sizeTimes(n, -high);
      end(Number.NEGATIVE_INFINITY, 0);
    }
  }
  const width = lower.length;
  const whole = (keeps: (j: number) => boolean): Int32Array | undefined => {
    const kept = Int32Array.from(integer, (v, j) => (v === 1 && keeps(j) ? 1 : 0));
    return kept.includes(1) ? kept : undefined;
  };
  const isSize = new Set(size);
  const problem: Problem = {
    columns: width,
    rows: rowLower.length,
    offset,
    cost: Float64Array.from(cost),
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    rowLower: Float64Array.from(rowLower),
    rowUpper: Float64Array.from(rowUpper),
    ...gather.sparse(width),
    integer: whole(() => true),
  };
  const sizeIn = (x: Float64Array, j: number, n: number): number =>
    ranges[n]!.unit > 0 ? Math.round(x[j]!) : Math.min(problem.upper[j]!, Math.max(problem.lower[j]!, x[j]!));
  return {
    problem,
    statuses,
    relaxed: { ...problem, integer: whole((j) => isSize.has(j)) },
    fixed({ x }) {
      const [least, most] = [problem.lower.slice(), problem.upper.slice()];
      size.forEach((j, n) => {
        least[j] = sizeIn(x, j, n);
        most[j] = least[j]!;
      });
      return { ...problem, lower: least, upper: most };
    },
    byStretch: [...byStretch].sort(([a], [b]) => a - b).map(([, list]) => list),
    multiples: ({ x }) => Float64Array.from(size, (j, n) => per[n]! * sizeIn(x, j, n)),
  };
}

/** Whether a bound grows with the size. */
const grows = (v: number): boolean => v !== 0 && Number.isFinite(v);
