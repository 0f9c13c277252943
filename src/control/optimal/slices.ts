import type { Basis, Problem, Solution } from '../../core/solver.ts';
import type { Assembled, Block } from './assembled.ts';

/** A stretch of steps of a problem, by itself: its columns and rows in the order of the whole. */
export interface Slice {
  readonly problem: Problem;
  /** By its own columns and rows: their number in the whole problem. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

const ALWAYS = -1;

/** Which stretch a step belongs to. */
interface Stretches {
  readonly begins: Int32Array;
  readonly of: Int32Array;
}

const stretchesOf = (steps: number, length: number): Stretches => ({
  begins: Int32Array.from({ length: Math.ceil(steps / length) }, (_, b) => b * length),
  of: Int32Array.from({ length: steps }, (_, t) => Math.floor(t / length)),
});

/** Step of each column or row where it has one. */
function timesOf(count: number, steps: number, blocks: readonly Block[]): Int32Array {
  const time = new Int32Array(count).fill(ALWAYS);
  for (const block of blocks) {
    if (block.count !== steps) continue;
    for (let k = 0; k < steps; k++) time[block.first + k] = k;
  }
  return time;
}

/** Step of each column and row of a problem; -1 of what stands for the window, such as a month's peak or a limit over a month. */
export function stepsOf({
  problem,
  steps,
  columns,
  rows,
  limits,
}: Pick<Assembled, 'problem' | 'steps' | 'columns' | 'rows' | 'limits'>): {
  readonly columnStep: Int32Array;
  readonly rowStep: Int32Array;
} {
  const columnStep = timesOf(problem.columns, steps, columns);
  const rowStep = timesOf(problem.rows, steps, rows);
  const isLimit = new Uint8Array(problem.rows);
  for (const { row, periods } of limits) isLimit.fill(1, row, row + periods);
  const { starts, indices } = problem;
  // A row of a run of its own stands where its first column stands.
  for (let j = 0; j < problem.columns; j++) {
    const t = columnStep[j]!;
    if (t < 0) continue;
    for (let at = starts[j]!; at < starts[j + 1]!; at++) {
      const i = indices[at]!;
      if (rowStep[i]! < 0 && isLimit[i] === 0) rowStep[i] = t;
    }
  }
  return { columnStep, rowStep };
}

/**
 * Cuts a problem into stretches of steps, each of which comes back to where it began: what a column does to a later
 * stretch it does to its own beginning. They all have the same shape, so that one model serves them all in turn; their
 * bases together are a good start for the whole. Columns that belong to no step stand in every stretch, and limits over days,
 * months or the run in none. `chosen` names the stretches that are wanted; all unless said.
 */
export function slicesOf(assembled: Assembled, length: number, chosen?: readonly number[]): Slice[] {
  const { problem, steps } = assembled;
  const { begins, of } = stretchesOf(steps, length);
  const { columnStep: columnTime, rowStep: rowTime } = stepsOf(assembled);
  const inColumns: number[][] = Array.from(begins, () => []);
  const inRows: number[][] = Array.from(begins, () => []);
  for (let j = 0; j < problem.columns; j++) {
    if (columnTime[j]! >= 0) inColumns[of[columnTime[j]!]!]!.push(j);
    else for (const list of inColumns) list.push(j);
  }
  for (let i = 0; i < problem.rows; i++) if (rowTime[i]! >= 0) inRows[of[rowTime[i]!]!]!.push(i);
  const local = new Int32Array(problem.rows);
  for (const list of inRows) for (let k = 0; k < list.length; k++) local[list[k]!] = k;
  /** Row of stretch b that stands for row i of the whole; -1 where it has none. */
  const rowIn = (b: number, i: number): number => {
    const t = rowTime[i]!;
    if (t < 0) return -1;
    const own = of[t]!;
    if (own === b) return local[i]!;
    const shift = begins[own]! - begins[b]!;
    const j = i - shift;
    return t - shift >= 0 && rowTime[j] === t - shift && of[t - shift] === b ? local[j]! : -1;
  };
  return (chosen ?? Array.from(begins.keys())).map((b) =>
    cut(problem, Int32Array.from(inColumns[b]!), Int32Array.from(inRows[b]!), columnTime, (i) => rowIn(b, i)),
  );
}

function cut(
  problem: Problem,
  columns: Int32Array,
  rows: Int32Array,
  columnTime: Int32Array,
  rowIn: (i: number) => number,
): Slice {
  const starts = new Int32Array(columns.length + 1);
  const indices: number[] = [];
  const values: number[] = [];
  const cost = Float64Array.from(columns, (j) => problem.cost[j]!);
  for (let k = 0; k < columns.length; k++) {
    starts[k] = indices.length;
    const j = columns[k]!;
    const isAlways = columnTime[j]! < 0;
    const all = problem.starts[j + 1]! - problem.starts[j]!;
    for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
      const i = rowIn(problem.indices[at]!);
      // A column of no step meets each row of its own stretch alone.
      if (i < 0 || (isAlways && rows[i] !== problem.indices[at])) continue;
      const same = indices.indexOf(i, starts[k]!);
      if (same >= 0) values[same]! += problem.values[at]!;
      else {
        indices.push(i);
        values.push(problem.values[at]!);
      }
    }
    // What stands for a month and meets a part of it here costs that part.
    if (isAlways && all > 0) cost[k]! *= (indices.length - starts[k]!) / all;
  }
  starts[columns.length] = indices.length;
  const pick = (from: Float64Array, which: Int32Array): Float64Array => Float64Array.from(which, (k) => from[k]!);
  return {
    columns,
    rows,
    problem: {
      columns: columns.length,
      rows: rows.length,
      offset: 0,
      cost,
      lower: pick(problem.lower, columns),
      upper: pick(problem.upper, columns),
      rowLower: pick(problem.rowLower, rows),
      rowUpper: pick(problem.rowUpper, rows),
      starts,
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
      integer: undefined,
    },
  };
}

const BASIC = 1;

/**
 * The bases of all stretches as one of the whole problem; undefined where they do not make one. A column of no step that
 * is basic in several stays so where it is highest; elsewhere a row that holds it takes its place.
 */
export function joinBases(
  problem: Problem,
  slices: readonly Slice[],
  solutions: readonly Solution[],
): Basis | undefined {
  const columns = new Int32Array(problem.columns);
  const rows = new Int32Array(problem.rows).fill(BASIC);
  const highest = new Float64Array(problem.columns).fill(Number.NEGATIVE_INFINITY);
  const keptBy = new Int32Array(problem.columns).fill(-1);
  let basic = 0;
  for (let b = 0; b < slices.length; b++) {
    const { basis, x } = solutions[b]!;
    if (basis === undefined) return undefined;
    const slice = slices[b]!;
    slice.rows.forEach((i, k) => {
      rows[i] = basis.rows[k]!;
    });
    slice.columns.forEach((j, k) => {
      if (keptBy[j]! < 0) columns[j] = basis.columns[k]!;
      if (basis.columns[k] !== BASIC) {
        if (keptBy[j]! < 0) keptBy[j] = -2;
        return;
      }
      columns[j] = BASIC;
      const loser = keptBy[j]! < 0 ? -1 : x[k]! > highest[j]! ? keptBy[j]! : b;
      if (loser !== b) {
        keptBy[j] = b;
        highest[j] = x[k]!;
      }
      if (loser >= 0) freeOne(slices[loser]!, problem, j, rows);
    });
  }
  for (let j = 0; j < columns.length; j++) if (columns[j] === BASIC) basic++;
  for (let i = 0; i < rows.length; i++) if (rows[i] === BASIC) basic++;
  return basic === problem.rows ? { columns, rows } : undefined;
}

/** Makes the slack of a row basic that holds column j tight in a stretch. */
function freeOne(slice: Slice, problem: Problem, j: number, rows: Int32Array): void {
  const [from, to] = [slice.rows[0] ?? 0, slice.rows.at(-1) ?? -1];
  for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
    const i = problem.indices[at]!;
    if (i < from || i > to || rows[i] === BASIC || !slice.rows.includes(i)) continue;
    rows[i] = BASIC;
    return;
  }
}
