import type { Problem } from '../../core/solver.ts';

/**
 * Gathers a problem column by column: `entry` for each coefficient, then `column`, which closes it. Rows are added in any
 * order, and keep the numbers that `row` gives them.
 */
export interface Gathering {
  /** A row `lower <= A x <= upper`; its number. */
  row(lower: number, upper: number): number;
  /** A coefficient of the column that is being gathered. */
  entry(row: number, value: number): void;
  /** Closes a column; its number. */
  column(cost: number, lower: number, upper: number): number;
  problem(offset: number, integer?: Int32Array): Problem;
}

export function gather(): Gathering {
  const starts: number[] = [0];
  const indices: number[] = [];
  const values: number[] = [];
  const costs: number[] = [];
  const lowers: number[] = [];
  const uppers: number[] = [];
  const rowLowers: number[] = [];
  const rowUppers: number[] = [];
  return {
    row(lower, upper) {
      rowUppers.push(upper);
      return rowLowers.push(lower) - 1;
    },
    entry(row, value) {
      indices.push(row);
      values.push(value);
    },
    column(cost, lower, upper) {
      starts.push(indices.length);
      costs.push(cost);
      lowers.push(lower);
      return uppers.push(upper) - 1;
    },
    problem: (offset, integer) => ({
      columns: costs.length,
      rows: rowLowers.length,
      offset,
      cost: new Float64Array(costs),
      lower: new Float64Array(lowers),
      upper: new Float64Array(uppers),
      rowLower: new Float64Array(rowLowers),
      rowUpper: new Float64Array(rowUppers),
      starts: new Int32Array(starts),
      indices: new Int32Array(indices),
      values: new Float64Array(values),
      integer,
    }),
  };
}

/** By row: the lowest number of the rows that columns join it to, itself among them. */
export function joinedRows({ columns, rows, starts, indices }: Problem): Int32Array {
  const above = Int32Array.from({ length: rows }, (_, i) => i);
  const top = (i: number): number => {
    let at = i;
    while (above[at] !== at) at = above[at] = above[above[at]!]!;
    return at;
  };
  for (let j = 0; j < columns; j++) {
    const begin = starts[j]!;
    const end = starts[j + 1]!;
    if (begin === end) continue;
    let least = top(indices[begin]!);
    for (let at = begin + 1; at < end; at++) {
      const other = top(indices[at]!);
      const low = Math.min(least, other);
      above[Math.max(least, other)] = low;
      least = low;
    }
  }
  return above.map((_, i) => top(i));
}
