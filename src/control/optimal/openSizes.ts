import type { Problem } from '../../core/solver.ts';

/** Entries of a column. */
export interface Entries {
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

/** A problem whose bounds no longer hold what sizes decide, and by size the column that stands for it instead. */
export interface Opened {
  readonly problem: Problem;
  readonly sizes: readonly Entries[];
}

/** What one of each size adds to a bound; undefined where none adds anything. */
type Added = Float64Array | undefined;

/**
 * Turns sizes from numbers into columns. Bounds grow in a straight line with sizes: `none` is the problem with nothing of any, `one` the same with
 * one of each in turn; all have one matrix. A bound `x <= u` of what grows becomes a row `x - u size <= 0`, a row `a x = b` becomes
 * `a x - b size = 0`, so that sizes and what is done with them are decided at once.
 */
export function openSizes(none: Problem, one: readonly Problem[]): Opened {
  const sizes = one.map(() => ({ rows: [] as number[], values: [] as number[] }));
  const lower = none.lower.slice();
  const upper = none.upper.slice();
  const rowLower = Array.from(none.rowLower);
  const rowUpper = Array.from(none.rowUpper);
  const added = (of: (p: Problem) => Float64Array, k: number): Added => {
    const base = of(none)[k]!;
    let out: Added;
    one.forEach((problem, n) => {
      const more = of(problem)[k]! - base;
      if (more === 0 || Number.isNaN(more)) return;
      out ??= new Float64Array(one.length);
      out[n] = more;
    });
    return out;
  };
  /** What sizes add to the bound of a row goes to the other side of it. */
  const move = (row: number, by: Float64Array): void => {
    by.forEach((v, n) => {
      if (v === 0) return;
      sizes[n]!.rows.push(row);
      sizes[n]!.values.push(-v);
    });
  };
  const addRow = (low: number, high: number): number => {
    rowLower.push(low);
    rowUpper.push(high);
    return rowLower.length - 1;
  };

  // A row whose two bounds grow unlike each other is two.
  const twin = new Int32Array(none.rows).fill(-1);
  for (let i = 0; i < none.rows; i++) {
    const [low, high] = [added((p) => p.rowLower, i), added((p) => p.rowUpper, i)];
    if (low !== undefined && high !== undefined && low.every((v, n) => v === high[n])) move(i, low);
    else if (low === undefined || high === undefined) {
      const only = low ?? high;
      if (only === undefined) continue;
      const other = low === undefined ? rowLower[i]! : rowUpper[i]!;
      if (!Number.isFinite(other)) {
        move(i, only);
        continue;
      }
      twin[i] =
        low === undefined
          ? addRow(Number.NEGATIVE_INFINITY, rowUpper[i]!)
          : addRow(rowLower[i]!, Number.POSITIVE_INFINITY);
      if (low === undefined) rowUpper[i] = Number.POSITIVE_INFINITY;
      else rowLower[i] = Number.NEGATIVE_INFINITY;
      move(twin[i]!, only);
    } else {
      twin[i] = addRow(Number.NEGATIVE_INFINITY, rowUpper[i]!);
      rowUpper[i] = Number.POSITIVE_INFINITY;
      move(i, low);
      move(twin[i]!, high);
    }
  }

  const starts = new Int32Array(none.columns + 1);
  const indices: number[] = [];
  const values: number[] = [];
  const put = (row: number, value: number): void => {
    indices.push(row);
    values.push(value);
  };
  /** A row in the place of a bound. */
  const bound = (low: number, high: number, by: Float64Array): void => {
    const row = addRow(low, high);
    put(row, 1);
    move(row, by);
  };
  for (let j = 0; j < none.columns; j++) {
    for (let at = none.starts[j]!; at < none.starts[j + 1]!; at++) {
      put(none.indices[at]!, none.values[at]!);
      if (twin[none.indices[at]!]! >= 0) put(twin[none.indices[at]!]!, none.values[at]!);
    }
    const [low, high] = [added((p) => p.lower, j), added((p) => p.upper, j)];
    if (low !== undefined && high !== undefined && low.every((v, n) => v === high[n]) && lower[j] === upper[j])
      bound(lower[j]!, upper[j]!, low);
    else {
      if (high !== undefined) bound(Number.NEGATIVE_INFINITY, upper[j]!, high);
      if (low !== undefined) bound(lower[j]!, Number.POSITIVE_INFINITY, low);
    }
    // What can never be below 0 stays so, which a solver is glad to know.
    if (low !== undefined) lower[j] = low.every((v) => v >= 0) ? lower[j]! : Number.NEGATIVE_INFINITY;
    if (high !== undefined) upper[j] = high.every((v) => v <= 0) ? upper[j]! : Number.POSITIVE_INFINITY;
    starts[j + 1] = indices.length;
  }
  return {
    problem: {
      columns: none.columns,
      rows: rowLower.length,
      offset: none.offset,
      cost: none.cost,
      lower,
      upper,
      rowLower: Float64Array.from(rowLower),
      rowUpper: Float64Array.from(rowUpper),
      starts,
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
      integer: undefined,
    },
    sizes,
  };
}
