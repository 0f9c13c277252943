import type { Values } from '../../core/linearModel.ts';
import type { Problem } from '../../core/solver.ts';

/** A run of coefficients: `value[k]` in row `row + rowOf[k]` and column `column + columnOf[k]`; k itself where undefined. */
export interface Family {
  readonly row: number;
  readonly rowOf: ArrayLike<number> | undefined;
  readonly column: number;
  readonly columnOf: ArrayLike<number> | undefined;
  readonly value: Values;
  readonly count: number;
}

/** Values times a factor for a run of columns. */
export interface Part {
  readonly column: number;
  readonly values: Values;
  readonly factor: number;
  readonly count: number;
}

export type Sparse = Pick<Problem, 'starts' | 'indices' | 'values'>;

export function fill(to: Float64Array, first: number, count: number, values: Values): void {
  if (typeof values === 'number') to.fill(values, first, first + count);
  else to.set(count === values.length ? values : values.subarray(0, count), first);
}

/** The matrix by columns. What falls on the same place is added up, and what is 0 left out. */
export function sparseOf(columns: number, rows: number, families: readonly Family[]): Sparse {
  const ends = new Int32Array(columns + 1);
  for (const { column, columnOf, count } of families) {
    if (columnOf === undefined) for (let k = 0; k < count; k++) ends[column + k]!++;
    else for (let k = 0; k < count; k++) ends[column + columnOf[k]!]!++;
  }
  let total = 0;
  for (let j = 0; j <= columns; j++) {
    const n = ends[j]!;
    ends[j] = total;
    total += n;
  }
  const begins = Int32Array.from(ends);
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  for (const family of families) place(family, ends, begins, indices, values);
  return compact(columns, begins, ends, indices, values, rows);
}

function place(
  { row, rowOf, column, columnOf, value, count }: Family,
  ends: Int32Array,
  begins: Int32Array,
  indices: Int32Array,
  values: Float64Array,
): void {
  const isConstant = typeof value === 'number';
  for (let k = 0; k < count; k++) {
    const v = isConstant ? value : value[k]!;
    if (v === 0) continue;
    const j = column + (columnOf === undefined ? k : columnOf[k]!);
    const i = row + (rowOf === undefined ? k : rowOf[k]!);
    const end = ends[j]!;
    let at = begins[j]!;
    while (at < end && indices[at] !== i) at++;
    indices[at] = i;
    if (at < end) values[at]! += v;
    else {
      values[at] = v;
      ends[j] = end + 1;
    }
  }
}

function compact(
  columns: number,
  begins: Int32Array,
  ends: Int32Array,
  indices: Int32Array,
  values: Float64Array,
  rows: number,
): Sparse {
  const starts = new Int32Array(columns + 1);
  let to = 0;
  for (let j = 0; j < columns; j++) {
    starts[j] = to;
    for (let at = begins[j]!; at < ends[j]!; at++) {
      if (values[at] === 0) continue;
      if (indices[at]! >= rows)
        throw new RangeError(`a coefficient of column ${j} stands in row ${indices[at]} of ${rows}`);
      indices[to] = indices[at]!;
      values[to++] = values[at]!;
    }
  }
  starts[columns] = to;
  return { starts, indices: indices.subarray(0, to), values: values.subarray(0, to) };
}

/** A problem with one more row, the last. `values` are by column. */
export function appendRow(problem: Problem, values: Float64Array, lower: number, upper: number): Problem {
  const { columns, rows } = problem;
  let more = 0;
  for (let j = 0; j < columns; j++) if (values[j] !== 0) more++;
  const starts = new Int32Array(columns + 1);
  const indices = new Int32Array(problem.indices.length + more);
  const coefficients = new Float64Array(indices.length);
  let to = 0;
  for (let j = 0; j < columns; j++) {
    starts[j] = to;
    for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
      indices[to] = problem.indices[at]!;
      coefficients[to++] = problem.values[at]!;
    }
    if (values[j] === 0) continue;
    indices[to] = rows;
    coefficients[to++] = values[j]!;
  }
  starts[columns] = to;
  return {
    ...problem,
    rows: rows + 1,
    starts,
    indices,
    values: coefficients,
    ...bounds(problem, lower, upper),
  };
}

function bounds({ rowLower, rowUpper }: Problem, lower: number, upper: number): Pick<Problem, 'rowLower' | 'rowUpper'> {
  const grown = (from: Float64Array, last: number): Float64Array => {
    const to = new Float64Array(from.length + 1);
    to.set(from);
    to[from.length] = last;
    return to;
  };
  return { rowLower: grown(rowLower, lower), rowUpper: grown(rowUpper, upper) };
}

/** All values together. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k]!;
  return total;
}

/** By column: all that its parts put on it. */
export function summed(count: number, parts: readonly Part[]): Float64Array {
  const out = new Float64Array(count);
  for (const { column, values, factor, count: n } of parts) {
    if (typeof values === 'number') for (let k = 0; k < n; k++) out[column + k]! += values * factor;
    else for (let k = 0; k < n; k++) out[column + k]! += values[k]! * factor;
  }
  return out;
}
