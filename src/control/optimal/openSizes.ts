import type { Problem } from '../../core/solver.ts';
import type { Slice } from './slices.ts';

/** Which columns and rows of a whole problem grow with which size, -1 with none; and by size, by row: what it adds there in any case. */
export interface SizeMarks {
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  readonly fixed: readonly (Float64Array | undefined)[];
}

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

interface Growing {
  readonly rows: number[];
  readonly values: number[];
}

/**
 * Turns sizes from numbers into columns: what `scaled` does to bounds stands here as coefficients, so that sizes and what is done with
 * them are decided at once. A bound `x <= u` of a component becomes `x - u size <= 0`, a row `a x = b` of it `a x - b size = 0`.
 */
export function openSizes({ problem, columns, rows }: Slice, marks: SizeMarks): Opened {
  const sizes: Growing[] = marks.fixed.map(() => ({ rows: [], values: [] }));
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const rowLower = Array.from(problem.rowLower);
  const rowUpper = Array.from(problem.rowUpper);
  const add = (size: number, row: number, value: number): void => {
    sizes[size]!.rows.push(row);
    sizes[size]!.values.push(value);
  };
  const addRow = (low: number, high: number): number => {
    rowLower.push(low);
    rowUpper.push(high);
    return rowLower.length - 1;
  };
  const isBound = (v: number): boolean => v !== 0 && Number.isFinite(v);

  // A row that is bounded on both sides, and not the same, is two.
  const twin = new Int32Array(problem.rows).fill(-1);
  for (let i = 0; i < problem.rows; i++) {
    const size = marks.rows[rows[i]!]!;
    const [low, high] = [rowLower[i]!, rowUpper[i]!];
    if (size >= 0 && (isBound(low) || isBound(high))) {
      if (low === high) {
        add(size, i, -low);
        rowLower[i] = 0;
        rowUpper[i] = 0;
        continue;
      }
      const isTwo = Number.isFinite(low) && Number.isFinite(high);
      if (isTwo) {
        rowUpper[i] = Number.POSITIVE_INFINITY;
        twin[i] = addRow(Number.NEGATIVE_INFINITY, high);
      }
      if (isBound(low)) {
        add(size, i, -low);
        rowLower[i] = 0;
      }
      if (isBound(high)) {
        const at = isTwo ? twin[i]! : i;
        add(size, at, -high);
        rowUpper[at] = 0;
      }
      continue;
    }
    marks.fixed.forEach((fixed, n) => {
      const value = fixed?.[rows[i]!] ?? 0;
      if (value === 0) return;
      add(n, i, value);
      rowLower[i]! += value;
      rowUpper[i]! += value;
    });
  }

  const starts = new Int32Array(problem.columns + 1);
  const indices: number[] = [];
  const values: number[] = [];
  const put = (row: number, value: number): void => {
    indices.push(row);
    values.push(value);
  };
  for (let j = 0; j < problem.columns; j++) {
    for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
      const [i, v] = [problem.indices[at]!, problem.values[at]!];
      put(i, v);
      if (twin[i]! >= 0) put(twin[i]!, v);
    }
    const size = marks.columns[columns[j]!]!;
    const [low, high] = [lower[j]!, upper[j]!];
    if (size >= 0 && low === high && isBound(low)) {
      const row = addRow(0, 0);
      put(row, 1);
      add(size, row, -low);
      lower[j] = Number.NEGATIVE_INFINITY;
      upper[j] = Number.POSITIVE_INFINITY;
    } else if (size >= 0) {
      if (isBound(high)) {
        const row = addRow(Number.NEGATIVE_INFINITY, 0);
        put(row, 1);
        add(size, row, -high);
        upper[j] = Number.POSITIVE_INFINITY;
      }
      if (isBound(low)) {
        const row = addRow(0, Number.POSITIVE_INFINITY);
        put(row, 1);
        add(size, row, -low);
        lower[j] = low > 0 ? 0 : Number.NEGATIVE_INFINITY;
      }
    }
    starts[j + 1] = indices.length;
  }
  return {
    problem: {
      columns: problem.columns,
      rows: rowLower.length,
      offset: problem.offset,
      cost: problem.cost,
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
