import type { Problem, SolverSession } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';
import { type ByRows, byRows } from './reach.ts';
import { stepsOf } from './slices.ts';

/** Steps `from` up to `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Rows of a span of steps as a problem without cost. What contradicts itself in it does so in the whole. */
export interface Portion {
  readonly problem: Problem;
  /** By its own rows and columns: their number in the whole problem. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** Cuts portions out of one problem. */
export type Cutter = (span: Span) => Portion;

export function cutterOf(assembled: Assembled, inRow: ByRows = byRows(assembled.problem)): Cutter {
  const { problem } = assembled;
  const { rowStep } = stepsOf(assembled);
  const local = new Int32Array(problem.columns).fill(-1);
  return ({ from, to }) => {
    const rows: number[] = [];
    rowStep.forEach((t, i) => {
      if (t >= from && t < to) rows.push(i);
    });
    const columns: number[] = [];
    const entries: { readonly row: number; readonly value: number }[][] = [];
    rows.forEach((i, row) => {
      for (let at = inRow.starts[i]!; at < inRow.starts[i + 1]!; at++) {
        const j = inRow.columns[at]!;
        if (local[j] === -1) {
          local[j] = columns.length;
          columns.push(j);
          entries.push([]);
        }
        entries[local[j]!]!.push({ row, value: inRow.values[at]! });
      }
    });
    for (const j of columns) local[j] = -1;
    const starts = new Int32Array(columns.length + 1);
    entries.forEach((list, k) => {
      starts[k + 1] = starts[k]! + list.length;
    });
    const pick = (values: Float64Array, which: readonly number[]): Float64Array =>
      Float64Array.from(which, (k) => values[k]!);
    return {
      rows: Int32Array.from(rows),
      columns: Int32Array.from(columns),
      problem: {
        columns: columns.length,
        rows: rows.length,
        offset: 0,
        cost: new Float64Array(columns.length),
        lower: pick(problem.lower, columns),
        upper: pick(problem.upper, columns),
        rowLower: pick(problem.rowLower, rows),
        rowUpper: pick(problem.rowUpper, rows),
        starts,
        indices: Int32Array.from(entries.flat(), (e) => e.row),
        values: Float64Array.from(entries.flat(), (e) => e.value),
        integer: undefined,
      },
    };
  };
}

/** Simplex steps for a portion; whoever needs more is taken to hold. */
const MOST_ITERATIONS = 50_000;

const contradicts = async (cut: Cutter, span: Span, session: SolverSession): Promise<boolean> =>
  (await session.solve(cut(span).problem, { maxIterations: MOST_ITERATIONS })).status === 'infeasible';

/** The first stretch of a problem that contradicts itself; undefined where none does by itself. */
export async function firstContradiction(
  cut: Cutter,
  steps: number,
  stretch: number,
  session: SolverSession,
): Promise<Span | undefined> {
  for (let from = 0; from < steps; from += stretch) {
    const span = { from, to: Math.min(steps, from + stretch) };
    if (await contradicts(cut, span, session)) return span;
  }
  return undefined;
}

/** A span around a step that contradicts itself; undefined where none of up to `most` steps on either side does. */
export async function contradictionAround(
  cut: Cutter,
  step: number,
  steps: number,
  most: number,
  session: SolverSession,
): Promise<Span | undefined> {
  for (let reach = 0; reach <= most; reach = 2 * reach + 1) {
    const span = { from: Math.max(0, step - reach), to: Math.min(steps, step + reach + 1) };
    if (await contradicts(cut, span, session)) return span;
    if (span.from === 0 && span.to === steps) return undefined;
  }
  return undefined;
}

/** The smallest span within one that contradicts itself: its end as early, and then its begin as late, as may be. */
export async function smallestContradiction(cut: Cutter, span: Span, session: SolverSession): Promise<Span> {
  const earliest = await bisect(span.from + 1, span.to, (to) => contradicts(cut, { from: span.from, to }, session));
  const latest = await bisect(1, earliest - span.from, (length) =>
    contradicts(cut, { from: earliest - length, to: earliest }, session),
  );
  return { from: earliest - latest, to: earliest };
}

/** The least of whole numbers from `low` to `high` that does, where all above it do and `high` is known to. */
async function bisect(low: number, high: number, does: (n: number) => Promise<boolean>): Promise<number> {
  let [from, to] = [low, high];
  while (from < to) {
    const mid = (from + to) >> 1;
    if (await does(mid)) to = mid;
    else from = mid + 1;
  }
  return to;
}
