/**
 * LU factors of a sparse matrix of 2 x 2 blocks whose pattern is symmetric, in place and without allocation once set
 * up. Rows are ordered by least degree so that little fills in, and pivots stay on the diagonal blocks: blocks, unlike
 * single numbers, are safe pivots of a Jacobian whatever the ratio of resistance to reactance.
 * @see Tinney and Walker, Proc. IEEE 55 (1967) 1801, doi:10.1109/PROC.1967.6011
 */
export interface BlockLu {
  /** Four numbers a block, row by row: set all of them before `factor`, which overwrites them. */
  readonly values: Float64Array;
  /** Index of a block's first number. @throws RangeError where the pattern has none */
  slot(row: number, column: number): number;
  /** False where a pivot is singular. */
  factor(): boolean;
  /** Solves in place; two numbers a row. */
  solve(vector: Float64Array): void;
}

/** Order of elimination by least degree, with the rows' neighbours at the time each is eliminated. */
function eliminate(neighbours: readonly ReadonlySet<number>[]): { order: number[]; beyond: number[][] } {
  const graph = neighbours.map((set, row) => new Set([...set].filter((other) => other !== row)));
  const left = new Set(graph.keys());
  const order: number[] = [];
  const beyond: number[][] = [];
  while (left.size > 0) {
    let row = -1;
    for (const k of left) if (row < 0 || graph[k]!.size < graph[row]!.size) row = k;
    left.delete(row);
    const others = [...graph[row]!];
    order.push(row);
    beyond.push(others);
    for (const a of others) {
      graph[a]!.delete(row);
      for (const b of others) if (a !== b) graph[a]!.add(b);
    }
  }
  return { order, beyond };
}

export function blockLu(neighbours: readonly ReadonlySet<number>[]): BlockLu {
  const n = neighbours.length;
  const { order, beyond } = eliminate(neighbours);
  const rank = new Int32Array(n);
  order.forEach((row, k) => {
    rank[row] = k;
  });
  // Pattern with fill, by rank: what stands beyond a pivot stands before it in the other row.
  const columns: number[][] = order.map((_, k) => [k]);
  beyond.forEach((others, k) => {
    for (const other of others) {
      columns[k]!.push(rank[other]!);
      columns[rank[other]!]!.push(k);
    }
  });
  for (const list of columns) list.sort((a, b) => a - b);
  const start = new Int32Array(n + 1);
  columns.forEach((list, k) => {
    start[k + 1] = start[k]! + list.length;
  });
  const column = Int32Array.from(columns.flat());
  const diagonal = Int32Array.from(columns, (list, k) => start[k]! + list.indexOf(k));
  const find = (row: number, col: number): number => {
    const at = columns[row]!.indexOf(col);
    if (at < 0) throw new RangeError(`no block at ${order[row]}, ${order[col]}`);
    return start[row]! + at;
  };
  // Where each product of the elimination goes, in the order in which `factor` meets them.
  const targets: number[] = [];
  for (let row = 0; row < n; row++)
    for (let t = start[row]!; t < diagonal[row]!; t++)
      for (let s = diagonal[column[t]!]! + 1; s < start[column[t]! + 1]!; s++) targets.push(4 * find(row, column[s]!));
  const target = Int32Array.from(targets);
  const values = new Float64Array(4 * column.length);
  const work = new Float64Array(2 * n);

  return {
    values,
    slot: (row, col) => 4 * find(rank[row]!, rank[col]!),
    factor() {
      let next = 0;
      for (let row = 0; row < n; row++) {
        const pivot = diagonal[row]!;
        for (let t = start[row]!; t < pivot; t++) {
          const above = column[t]!;
          const d = 4 * diagonal[above]!;
          const a = 4 * t;
          const a00 = values[a]!;
          const a01 = values[a + 1]!;
          const a10 = values[a + 2]!;
          const a11 = values[a + 3]!;
          // The pivot block above holds its inverse.
          const l00 = a00 * values[d]! + a01 * values[d + 2]!;
          const l01 = a00 * values[d + 1]! + a01 * values[d + 3]!;
          const l10 = a10 * values[d]! + a11 * values[d + 2]!;
          const l11 = a10 * values[d + 1]! + a11 * values[d + 3]!;
          values[a] = l00;
          values[a + 1] = l01;
          values[a + 2] = l10;
          values[a + 3] = l11;
          const end = 4 * start[above + 1]!;
          for (let s = d + 4; s < end; s += 4) {
            const into = target[next++]!;
            values[into]! -= l00 * values[s]! + l01 * values[s + 2]!;
            values[into + 1]! -= l00 * values[s + 1]! + l01 * values[s + 3]!;
            values[into + 2]! -= l10 * values[s]! + l11 * values[s + 2]!;
            values[into + 3]! -= l10 * values[s + 1]! + l11 * values[s + 3]!;
          }
        }
        const d = 4 * pivot;
        const u00 = values[d]!;
        const u01 = values[d + 1]!;
        const u10 = values[d + 2]!;
        const u11 = values[d + 3]!;
        const by = 1 / (u00 * u11 - u01 * u10);
        if (!Number.isFinite(by)) return false;
        values[d] = u11 * by;
        values[d + 1] = -u01 * by;
        values[d + 2] = -u10 * by;
        values[d + 3] = u00 * by;
      }
      return true;
    },
    solve(vector) {
      for (let row = 0; row < n; row++) {
        let v0 = vector[2 * order[row]!]!;
        let v1 = vector[2 * order[row]! + 1]!;
        for (let t = start[row]!; t < diagonal[row]!; t++) {
          const w0 = work[2 * column[t]!]!;
          const w1 = work[2 * column[t]! + 1]!;
          v0 -= values[4 * t]! * w0 + values[4 * t + 1]! * w1;
          v1 -= values[4 * t + 2]! * w0 + values[4 * t + 3]! * w1;
        }
        work[2 * row] = v0;
        work[2 * row + 1] = v1;
      }
      for (let row = n - 1; row >= 0; row--) {
        let v0 = work[2 * row]!;
        let v1 = work[2 * row + 1]!;
        for (let t = diagonal[row]! + 1; t < start[row + 1]!; t++) {
          const w0 = work[2 * column[t]!]!;
          const w1 = work[2 * column[t]! + 1]!;
          v0 -= values[4 * t]! * w0 + values[4 * t + 1]! * w1;
          v1 -= values[4 * t + 2]! * w0 + values[4 * t + 3]! * w1;
        }
        const d = 4 * diagonal[row]!;
        const x0 = values[d]! * v0 + values[d + 1]! * v1;
        const x1 = values[d + 2]! * v0 + values[d + 3]! * v1;
        work[2 * row] = x0;
        work[2 * row + 1] = x1;
        vector[2 * order[row]!] = x0;
        vector[2 * order[row]! + 1] = x1;
      }
    },
  };
}
