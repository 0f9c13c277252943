import { CARRIERS } from '../../core/carriers.ts';
import type { Run } from '../../core/run.ts';
import type { Problem, Solution, SolverSession } from '../../core/solver.ts';
import { formatUtc, timeAt } from '../../core/timeGrid.ts';
import type { Assembled, Block } from './assemble.ts';

export interface Diagnosis {
  readonly texts: readonly string[];
  /** A plan in which what contradicts the rest is let go at a price. */
  readonly solution: Solution | undefined;
}

/** Far above what a unit costs anywhere, and not so far that rounding counts. */
const PRICE = 1e4;
const MOST_TEXTS = 8;

/**
 * Why a problem has no solution: demand above all that may come, by bus and hour; then what has to give least, by a
 * problem in which every row may be missed at a price; then a smallest set of limits that contradict one another.
 */
export async function diagnose(
  run: Run,
  assembled: Assembled,
  failed: Solution,
  session: SolverSession,
): Promise<Diagnosis> {
  if (failed.status === 'unbounded') return { texts: endless(run, assembled), solution: undefined };
  const short = shortages(run, assembled);
  const { problem } = assembled;
  const conflict = short.length > 0 ? [] : conflictTexts(run, assembled, await namedConflict(problem, session));
  const relaxed = await session.solve(slack(problem));
  if (!relaxed.hasPoint) return { texts: [...short, ...conflict], solution: undefined };
  const solution = {
    ...relaxed,
    x: relaxed.x.subarray(0, problem.columns),
    reducedCosts: relaxed.reducedCosts.subarray(0, problem.columns),
  };
  return { texts: [...short, ...missed(run, assembled, relaxed.x), ...conflict], solution };
}

const at = (run: Run, { first }: Assembled, step: number): string => formatUtc(timeAt(run.grid, first + step));
const show = (v: number): string => String(Number(v.toPrecision(4)));

function few(texts: readonly string[]): string[] {
  return texts.length <= MOST_TEXTS
    ? [...texts]
    : [...texts.slice(0, MOST_TEXTS), `and ${texts.length - MOST_TEXTS} more`];
}

/** Balances whose fixed part is above all that any column could give (or take), bus by bus. */
export function shortages(run: Run, assembled: Assembled): string[] {
  const { problem, balanceRow, steps, zoneOfBus } = assembled;
  const { starts, indices, values, lower, upper, rowLower } = problem;
  const least = new Float64Array(problem.rows);
  const most = new Float64Array(problem.rows);
  for (let j = 0; j < problem.columns; j++)
    for (let k = starts[j]!; k < starts[j + 1]!; k++) {
      const v = values[k]!;
      most[indices[k]!]! += v > 0 ? v * upper[j]! : v * lower[j]!;
      least[indices[k]!]! += v > 0 ? v * lower[j]! : v * upper[j]!;
    }
  return balanceRow.flatMap((row, zone) => {
    const b = zoneOfBus.indexOf(zone);
    const bus = run.buses[b]!;
    const unit = CARRIERS[bus.carrier].unit === 'kW' ? 'kW' : 'kg/h';
    let worst = 0;
    let when = -1;
    let hours = 0;
    let text = '';
    for (let i = 0; i < steps; i++) {
      const needs = rowLower[row + i]!;
      const lacking = needs - most[row + i]!;
      const over = least[row + i]! - needs;
      const gap = Math.max(lacking, over);
      if (gap <= 1e-6 * Math.max(1, Math.abs(needs))) continue;
      hours++;
      if (gap <= worst) continue;
      worst = gap;
      when = i;
      text =
        lacking > 0
          ? `needs ${show(needs)} ${unit}, and all that can feed it gives ${show(most[row + i]!)} at most`
          : `must take ${show(-needs + least[row + i]!)} ${unit} more than anything at it can use`;
    }
    if (when < 0) return [];
    return [
      `bus "${bus.id}" (${bus.carrier}) at ${at(run, assembled, when)} ${text}, the worst of ${hours} such steps; give it a closer, more capacity, or less to meet`,
    ];
  });
}

/** The problem with every row open at a price: first the excess of each row, then what it lacks. */
function slack(problem: Problem): Problem {
  const { columns, rows, starts, indices, values } = problem;
  const n = columns + 2 * rows;
  const wide = (from: Float64Array, value: number): Float64Array => {
    const to = new Float64Array(n).fill(value);
    to.set(from);
    return to;
  };
  const newStarts = new Int32Array(n + 1);
  newStarts.set(starts);
  const newIndices = new Int32Array(indices.length + 2 * rows);
  const newValues = new Float64Array(values.length + 2 * rows);
  newIndices.set(indices);
  newValues.set(values);
  let to = indices.length;
  for (let side = 0; side < 2; side++)
    for (let i = 0; i < rows; i++) {
      newIndices[to] = i;
      newValues[to] = side === 0 ? 1 : -1;
      newStarts[columns + side * rows + i] = to;
      to++;
    }
  newStarts[n] = to;
  let integer: Int32Array | undefined;
  if (problem.integer !== undefined) {
    integer = new Int32Array(n);
    integer.set(problem.integer);
  }
  return {
    ...problem,
    columns: n,
    cost: wide(problem.cost, PRICE),
    lower: wide(problem.lower, 0),
    upper: wide(problem.upper, Number.POSITIVE_INFINITY),
    starts: newStarts,
    indices: newIndices,
    values: newValues,
    integer,
  };
}

/** What had to give, row by row of the same name together. */
function missed(run: Run, assembled: Assembled, x: Float64Array): string[] {
  const { problem, rows } = assembled;
  return few(
    rows.flatMap((block) => {
      let worst = 0;
      let when = 0;
      let steps = 0;
      for (let k = 0; k < block.count; k++) {
        const i = problem.columns + block.first + k;
        const by = Math.max(x[i]!, x[i + problem.rows]!);
        if (by <= 1e-6) continue;
        steps++;
        if (by <= worst) continue;
        worst = by;
        when = k;
      }
      if (steps === 0) return [];
      return [
        `${nameOf(run, assembled, block, true)} cannot be kept in ${steps} steps, worst at ${at(run, assembled, Math.min(when, assembled.steps - 1))} by ${show(worst)}`,
      ];
    }),
  );
}

async function namedConflict(problem: Problem, session: SolverSession) {
  await session.solve(problem);
  return session.conflict();
}

function conflictTexts(
  run: Run,
  assembled: Assembled,
  { rows, columns }: { readonly rows: readonly number[]; readonly columns: readonly number[] },
): string[] {
  const name = (list: readonly Block[], k: number, isRow: boolean): string => {
    const block = list.find((b) => b.first <= k && k < b.first + b.count)!;
    return `${nameOf(run, assembled, block, isRow)} at ${at(run, assembled, Math.min(k - block.first, assembled.steps - 1))}`;
  };
  const members = [
    ...rows.map((k) => name(assembled.rows, k, true)),
    ...columns.map((k) => name(assembled.columns, k, false)),
  ];
  return members.length === 0 ? [] : [`these contradict one another: ${few(members).join('; ')}`];
}

function nameOf(run: Run, { zoneOfBus, balanceRow }: Assembled, { component, name }: Block, isRow: boolean): string {
  if (-1 - component >= balanceRow.length) return `the limit "${name}" of the plan`;
  if (component < 0) return `the balance of bus "${run.buses[zoneOfBus.indexOf(-1 - component)]!.id}"`;
  return `${isRow ? 'the rule' : 'the limit of'} "${name}" of component "${run.components[component]!.id}"`;
}

/** Columns that pay more the larger they are, and have no end. */
function endless(run: Run, assembled: Assembled): string[] {
  const { problem, columns } = assembled;
  const ids = new Set<string>();
  for (const { component, first, count } of columns)
    for (let j = first; j < first + count; j++)
      if (problem.cost[j]! < 0 && problem.upper[j]! === Number.POSITIVE_INFINITY)
        ids.add(run.components[component]!.id);
  const who = [...ids].map((id) => `"${id}"`).join(', ');
  return [
    `the cost falls without end: ${who || 'a component'} earns without a limit; give it one, or a price that does not pay for itself`,
  ];
}
