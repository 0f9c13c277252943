import type { Problem, SolverSession } from '../../core/solver.ts';

/** A tangent of a convex function: `cost + slopes (x - at)` never lies above it. */
export interface Cut {
  readonly at: Float64Array;
  readonly cost: number;
  readonly slopes: Float64Array;
}

/** Where a convex function is looked for: bounds, and whether a number counts whole units of `unit`. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 0 where any number will do. */
  readonly unit: Float64Array;
}

export interface Search {
  readonly best: Cut;
  /** What the function is nowhere below. */
  readonly bound: number;
  readonly cuts: readonly Cut[];
  readonly rounds: number;
}

export interface SearchOptions {
  /** Ends where best and bound are this close, relative. */
  readonly gap: number;
  readonly maxRounds: number;
  readonly onRound?: ((round: number, best: number, bound: number) => void) | undefined;
}

/** How far between bound and best the next point is to come, at most. ASSUMED. */
const LEVEL = 0.3;

/**
 * The least of a convex function by its tangents, of which the first are at `begin`. Each round the tangents give a bound; the next point is the one nearest to the best so
 * far at which they promise enough. Where units are whole, the next point is where they promise most.
 * @see Lemarechal, Nemirovskii, Nesterov, "New variants of bundle methods", Math. Programming 69 (1995) 111
 */
export async function leastByCuts(
  box: Box,
  begin: readonly Float64Array[],
  evaluate: (x: Float64Array) => Promise<Cut>,
  master: SolverSession,
  { gap, maxRounds, onRound }: SearchOptions,
): Promise<Search> {
  const cuts: Cut[] = [];
  for (const x of begin) cuts.push(await evaluate(x));
  let best = cuts.reduce((a, b) => (b.cost < a.cost ? b : a));
  let bound = Number.NEGATIVE_INFINITY;
  let rounds = begin.length;
  const isWhole = box.unit.some((v) => v > 0);
  for (; rounds < maxRounds; rounds++) {
    const low = await lowest(box, cuts, gap, master);
    bound = Math.max(bound, low.bound);
    onRound?.(rounds, best.cost, bound);
    if (best.cost - bound <= gap * Math.abs(best.cost)) break;
    const next = isWhole ? low.x : await nearest(box, cuts, best.at, bound + LEVEL * (best.cost - bound), master);
    const cut = await evaluate(next ?? low.x);
    cuts.push(cut);
    if (cut.cost < best.cost) best = cut;
  }
  return { best, bound, cuts, rounds };
}

/** The least that the tangents promise, and where. @throws Error where the solver fails */
async function lowest(
  box: Box,
  cuts: readonly Cut[],
  gap: number,
  master: SolverSession,
): Promise<{ x: Float64Array; bound: number }> {
  const n = box.lower.length;
  // Costs are far above one, and a solver's tolerances are absolute: everything is counted in the size of the first.
  const scale = Math.max(1, Math.abs(cuts[0]!.cost));
  const rows = cuts.map(({ at, cost, slopes }) => ({
    entries: [...Array.from(slopes, (s, k) => (-s * unitOf(box, k)) / scale), 1],
    lower: (cost - dot(slopes, at)) / scale,
    upper: Number.POSITIVE_INFINITY,
  }));
  const problem = dense(
    [...Array.from({ length: n }, () => 0), 1],
    [...inUnits(box, box.lower), Number.NEGATIVE_INFINITY],
    [...inUnits(box, box.upper), Number.POSITIVE_INFINITY],
    rows,
    box.unit.some((v) => v > 0) ? Int32Array.from([...Array.from(box.unit, (v) => (v > 0 ? 1 : 0)), 0]) : undefined,
  );
  const solution = await master.solve(problem, { gap: gap / 4 });
  if (!solution.hasPoint) throw new Error(`the search for sizes came to no point: ${solution.text}`);
  // Of whole numbers the point may be short of the bound by the accepted gap.
  return {
    x: pointOf(box, solution.x),
    bound: solution.objective * scale - solution.gap * Math.abs(solution.objective * scale),
  };
}

/** The point nearest to `from`, in shares of the box, at which the tangents promise `level`; undefined where the solver finds none. */
async function nearest(
  box: Box,
  cuts: readonly Cut[],
  from: Float64Array,
  level: number,
  master: SolverSession,
): Promise<Float64Array | undefined> {
  const n = box.lower.length;
  const scale = Math.max(1, Math.abs(cuts[0]!.cost));
  const rows = cuts.map(({ at, cost, slopes }) => ({
    entries: [...Array.from(slopes, (s) => s / scale), 0],
    lower: Number.NEGATIVE_INFINITY,
    upper: (level - cost + dot(slopes, at)) / scale,
  }));
  for (let k = 0; k < n; k++) {
    const span = box.upper[k]! - box.lower[k]!;
    const one = Array.from({ length: n }, (_, j) => (j === k ? 1 : 0));
    rows.push({ entries: [...one, -span], lower: Number.NEGATIVE_INFINITY, upper: from[k]! });
    rows.push({ entries: [...one, span], lower: from[k]!, upper: Number.POSITIVE_INFINITY });
  }
  const { status, x } = await master.solve(
    dense([...Array.from({ length: n }, () => 0), 1], [...box.lower, 0], [...box.upper, 1], rows, undefined),
  );
  return status === 'optimal' ? Float64Array.from(x.subarray(0, n)) : undefined;
}

const unitOf = (box: Box, k: number): number => (box.unit[k]! > 0 ? box.unit[k]! : 1);
const inUnits = (box: Box, v: Float64Array): number[] => Array.from(v, (a, k) => a / unitOf(box, k));
const pointOf = (box: Box, x: Float64Array): Float64Array =>
  Float64Array.from(box.lower, (_, k) => (box.unit[k]! > 0 ? Math.round(x[k]!) * box.unit[k]! : x[k]!));

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, k) => sum + v * b[k]!, 0);

interface Row {
  readonly entries: readonly number[];
  readonly lower: number;
  readonly upper: number;
}

/** A small problem by its rows. */
function dense(
  cost: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
  rows: readonly Row[],
  integer: Int32Array | undefined,
): Problem {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let j = 0; j < cost.length; j++) {
    rows.forEach(({ entries }, i) => {
      if (entries[j] === 0) return;
      indices.push(i);
      values.push(entries[j]!);
    });
    starts.push(indices.length);
  }
  return {
    columns: cost.length,
    rows: rows.length,
    offset: 0,
    cost: Float64Array.from(cost),
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    rowLower: Float64Array.from(rows, (r) => r.lower),
    rowUpper: Float64Array.from(rows, (r) => r.upper),
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    integer,
  };
}
