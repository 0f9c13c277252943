import type { Basis, Problem, Solution } from '../../core/solver.ts';
import type { Assembled, Block } from './assembled.ts';

/** A stretch of steps of a problem, by itself: its columns and rows in the order of the whole. */
export interface Slice {
  readonly problem: Problem;
  /** By its own columns and rows: their number in the whole problem. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

/** Where the columns and rows of a stretch stand in the whole. */
export type Placing = Pick<Slice, 'columns' | 'rows'>;

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

/** A problem that can be cut into stretches. */
export interface Cutting {
  /** How many stretches there are. */
  readonly count: number;
  /** Cuts one of them out. */
  readonly slice: (stretch: number) => Slice;
}

/**
 * Cuts a problem into stretches of steps, each of which comes back to where it began: what a column does to a later
 * stretch it does to its own beginning. They all have the same shape, so that one model serves them all in turn; their
 * bases together are a good start for the whole. Columns that belong to no step stand in every stretch, and limits over days,
 * months or the run in none. A stretch is cut when it is asked for: all of them take as much memory as the whole.
 */
export function cuttingOf(assembled: Assembled, length: number): Cutting {
  const { problem, steps } = assembled;
  const { begins, of } = stretchesOf(steps, length);
  const { columnStep: columnTime, rowStep: rowTime } = stepsOf(assembled);
  const inColumns = gathered(columnTime, begins.length, of, true);
  const inRows = gathered(rowTime, begins.length, of, false);
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
  return {
    count: begins.length,
    slice: (b) => cut(problem, inColumns[b]!, inRows[b]!, columnTime, (i) => rowIn(b, i)),
  };
}

/** All stretches of a problem, as `cuttingOf` cuts them. */
export function slicesOf(assembled: Assembled, length: number): Slice[] {
  const cutting = cuttingOf(assembled, length);
  return Array.from({ length: cutting.count }, (_, b) => cutting.slice(b));
}

/** By stretch: numbers of the columns or rows whose step lies in it, rising; where asked for, those of no step in each. */
function gathered(times: Int32Array, stretches: number, of: Int32Array, everywhere: boolean): Int32Array[] {
  const counts = new Int32Array(stretches);
  let always = 0;
  for (const t of times) {
    if (t >= 0) counts[of[t]!]!++;
    else always++;
  }
  const lists = Array.from(counts, (n) => new Int32Array(n + (everywhere ? always : 0)));
  const ends = new Int32Array(stretches);
  times.forEach((t, k) => {
    if (t >= 0) {
      const b = of[t]!;
      lists[b]![ends[b]!++] = k;
    } else if (everywhere) for (let b = 0; b < stretches; b++) lists[b]![ends[b]!++] = k;
  });
  return lists;
}

function cut(
  problem: Problem,
  columns: Int32Array,
  rows: Int32Array,
  columnTime: Int32Array,
  rowIn: (i: number) => number,
): Slice {
  const starts = new Int32Array(columns.length + 1);
  let most = 0;
  for (const j of columns) most += problem.starts[j + 1]! - problem.starts[j]!;
  const indices = new Int32Array(most);
  const values = new Float64Array(most);
  let end = 0;
  const cost = Float64Array.from(columns, (j) => problem.cost[j]!);
  for (let k = 0; k < columns.length; k++) {
    starts[k] = end;
    const j = columns[k]!;
    const isAlways = columnTime[j]! < 0;
    const all = problem.starts[j + 1]! - problem.starts[j]!;
    for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
      const i = rowIn(problem.indices[at]!);
      // A column of no step meets each row of its own stretch alone.
      if (i < 0 || (isAlways && rows[i] !== problem.indices[at])) continue;
      let same = starts[k]!;
      while (same < end && indices[same] !== i) same++;
      if (same === end) indices[end++] = i;
      values[same]! += problem.values[at]!;
    }
    // What stands for a month and meets a part of it here costs that part.
    if (isAlways && all > 0) cost[k]! *= (end - starts[k]!) / all;
  }
  starts[columns.length] = end;
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
      indices: indices.slice(0, end),
      values: values.slice(0, end),
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
  slices: readonly Placing[],
  solutions: readonly Pick<Solution, 'x' | 'basis'>[],
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
function freeOne(slice: Placing, problem: Problem, j: number, rows: Int32Array): void {
  const [from, to] = [slice.rows[0] ?? 0, slice.rows.at(-1) ?? -1];
  for (let at = problem.starts[j]!; at < problem.starts[j + 1]!; at++) {
    const i = problem.indices[at]!;
    if (i < from || i > to || rows[i] === BASIC || !slice.rows.includes(i)) continue;
    rows[i] = BASIC;
    return;
  }
}
