import type { Run } from '../../core/run.ts';
import type { Solution, SolveOptions, SolverSession } from '../../core/solver.ts';
import { assemble } from './assemble.ts';
import type { Assembled, AssembleOptions } from './assembled.ts';
import { conflictTexts, impossibleTexts, missedTexts } from './diagnoseText.ts';
import {
  type Cutter,
  contradictionAround,
  cutterOf,
  firstContradiction,
  type Span,
  smallestContradiction,
} from './portion.ts';
import { byRows, reachOf } from './reach.ts';

export interface Diagnosis {
  readonly texts: readonly string[];
  /** A plan in which what contradicts the rest is missed at a price, and the problem that it solves. */
  readonly eased?: { readonly assembled: Assembled; readonly solution: Solution };
}

/**
 * How long an answer is looked for. Counts come first, so that the same question has the same answer; where a clock ends a
 * search, the answer says so. ASSUMED: a year of hours is eased in some 20,000 steps and 10 s.
 */
export const PATIENCE = { maxNodes: 1000, maxIterations: 200_000, timeLimit_s: 60 } as const satisfies SolveOptions;
/** For a smallest set of limits within a span. ASSUMED */
const CONFLICT_s = 10;
/** Steps of the stretches that are looked through for one that contradicts itself, and steps around one where something is missed. ASSUMED */
const STRETCH = 240;
const AROUND = 255;
/** Rows beyond which a smallest set is not looked for. ASSUMED */
const MOST_ROWS = 20_000;

/**
 * Why a problem has no plan, in the words of its scenario: first what bounds alone show, such as demand above all that can
 * come, by bus and hour; then what a plan misses least, where balances, limits and what stores end with may be missed at a
 * price; then, where neither says it, the smallest span of steps and in it a smallest set of limits that cannot hold together.
 * @param solve solves the eased problem within `PATIENCE`
 */
export async function diagnose(
  run: Run,
  options: AssembleOptions,
  assembled: Assembled,
  solve: (eased: Assembled) => Promise<Solution>,
  session: SolverSession,
): Promise<Diagnosis> {
  const inRow = byRows(assembled.problem);
  const proved = impossibleTexts(run, assembled, reachOf(assembled, inRow), inRow);
  const eased = assemble(run, { ...options, eased: true });
  const solution = await solve(eased);
  const missed = solution.hasPoint ? missedTexts(run, eased, solution) : [];
  const stopped =
    solution.status === 'limit' ? [`the search for the plan that misses least was stopped (${solution.text})`] : [];
  // A plan that had to miss nothing is a plan: what did not get there was the first search.
  if (solution.status === 'optimal' && missed.length === 0) return { texts: [], eased: { assembled: eased, solution } };
  const cut = cutterOf(assembled, inRow);
  const around = firstMissed(eased, solution);
  const isSaid = proved.length > 0 || (solution.hasPoint && around === undefined);
  const conflict = isSaid ? [] : await conflictOf(run, assembled, cut, around, session);
  const texts = [...proved, ...missed, ...stopped, ...conflict];
  if (texts.length === 0)
    texts.push(
      `what components rule contradicts itself, and no span of ${STRETCH} steps does so alone; look for it with an earlier time.end`,
    );
  return { texts, ...(solution.hasPoint ? { eased: { assembled: eased, solution } } : {}) };
}

/** The first step in which a balance is missed; undefined where none is. */
function firstMissed({ columns, balanceRow }: Assembled, { hasPoint, x }: Solution): number | undefined {
  if (!hasPoint) return undefined;
  let first: number | undefined;
  for (const { component, first: column, count } of columns) {
    if (component >= 0 || -1 - component >= balanceRow.length) continue;
    for (let k = 0; k < count && (first === undefined || k < first); k++) if (x[column + k]! > 1e-6) first = k;
  }
  return first;
}

/** Looks for the smallest span that contradicts itself, around a step or through all of them, and why it does. */
async function conflictOf(
  run: Run,
  assembled: Assembled,
  cut: Cutter,
  around: number | undefined,
  session: SolverSession,
): Promise<string[]> {
  const { steps } = assembled;
  const found =
    around === undefined
      ? await firstContradiction(cut, steps, STRETCH, session)
      : await contradictionAround(cut, around, steps, AROUND, session);
  if (found === undefined) return [];
  const span: Span = await smallestContradiction(cut, found, session);
  const portion = cut(span);
  if (portion.rows.length > MOST_ROWS) return [];
  await session.solve(portion.problem);
  return conflictTexts(run, assembled, portion, span, await session.conflict(CONFLICT_s));
}

/** Columns that pay more the larger they are, and have no end. */
export function endless(run: Run, assembled: Assembled): string[] {
  const { problem, columns } = assembled;
  const ids = new Set<string>();
  for (const { component, first, count } of columns)
    for (let j = first; j < first + count; j++)
      if (component >= 0 && problem.cost[j]! < 0 && problem.upper[j]! === Number.POSITIVE_INFINITY)
        ids.add(run.components[component]!.id);
  const who = [...ids].map((id) => `"${id}"`).join(', ');
  return [
    `the cost falls without end: ${who || 'a component'} earns without a limit; give it one, or a price that does not pay for itself`,
  ];
}
