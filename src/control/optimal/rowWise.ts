import type { Problem } from '../../core/solver.ts';
import type { Sparse } from './sparse.ts';

/** The matrix of a problem by rows: the entries of row i stand at `starts[i]` up to `starts[i + 1]`, by rising columns. */
export interface RowWise {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

export function rowWise({ rows, columns, starts, indices, values }: Problem): RowWise {
  const at = new Int32Array(rows + 1);
  for (const i of indices) at[i + 1]!++;
  for (let i = 0; i < rows; i++) at[i + 1]! += at[i]!;
  const next = at.slice();
  const out = { starts: at, columns: new Int32Array(indices.length), values: new Float64Array(indices.length) };
  for (let j = 0; j < columns; j++)
    for (let k = starts[j]!; k < starts[j + 1]!; k++) {
      const to = next[indices[k]!]!++;
      out.columns[to] = j;
      out.values[to] = values[k]!;
    }
  return out;
}

/** Gathers a matrix row by row; what falls on the same place of a row is added up. */
export interface RowGatherer {
  add(column: number, value: number): void;
  /** Ends the row. @returns its number; -1 where the same text was given before, and the row is left out */
  end(key?: string): number;
  /** Entries of the row so far, as a text. */
  text(): string;
  readonly count: number;
  sparse(columns: number): Sparse;
}

export function rowGatherer(): RowGatherer {
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  const met = new Set<string>();
  let row = new Map<number, number>();
  let count = 0;
  return {
    add: (column, value) => void row.set(column, (row.get(column) ?? 0) + value),
    text: () => [...row].map(([column, value]) => `${column}:${value}`).join(' '),
    end(key) {
      const isNew = key === undefined || !met.has(key);
      if (key !== undefined) met.add(key);
      if (isNew)
        for (const [column, value] of row) {
          if (value === 0) continue;
          rows.push(count);
          columns.push(column);
          values.push(value);
        }
      row = new Map();
      return isNew ? count++ : -1;
    },
    get count() {
      return count;
    },
    sparse(width) {
      const starts = new Int32Array(width + 1);
      for (const j of columns) starts[j + 1]!++;
      for (let j = 0; j < width; j++) starts[j + 1]! += starts[j]!;
      const next = starts.slice();
      const out = { starts, indices: new Int32Array(rows.length), values: new Float64Array(rows.length) };
      for (let k = 0; k < rows.length; k++) {
        const to = next[columns[k]!]!++;
        out.indices[to] = rows[k]!;
        out.values[to] = values[k]!;
      }
      return out;
    },
  };
}
