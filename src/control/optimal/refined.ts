import type { Run } from '../../core/run.ts';
import type { Basis, Solution } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import { assemble } from './assemble.ts';
import type { Assembled, AssembleOptions } from './assembled.ts';
import { decided } from './commitment.ts';

/** A plan, and the problem that it solves. */
export interface Refined {
  readonly assembled: Assembled;
  readonly solution: Solution;
}

/** By round: share of their most by which loads may move from where the plan before had them; the last also after. ASSUMED */
const REACHES = [Number.POSITIVE_INFINITY, 1, 0.25];

/**
 * Plans again with machines at rest or at their least load or more, and with the physics taken at the loads of the plan
 * before: slopes and what comes with running at all are those at each planned point. Round by round loads may move less, so that
 * in the end the lines are right where the plan is. Each problem starts from the basis of the last.
 * @see Palacios-Gomez, Lasdon, Engquist, "Nonlinear optimization by successive linear programming", Manag. Sci. 28 (1982) 1106
 * @returns the last plan that could be made; undefined where none could, or where every line is exact as it is
 */
export async function refined(
  run: Run,
  options: AssembleOptions,
  relaxed: Refined,
  rounds: number,
  solve: (assembled: Assembled, start: Basis | undefined) => Promise<Solution>,
): Promise<Refined | undefined> {
  if (relaxed.assembled.machines.length === 0) return undefined;
  const dt_h = hoursOf(run.grid);
  let last = relaxed;
  for (let round = 0; round < rounds; round++) {
    const near = decided(last.assembled, last.solution, dt_h);
    const reach = REACHES[Math.min(round, REACHES.length - 1)]!;
    const assembled = assemble(run, { ...options, near, reach });
    const solution = await solve(assembled, last.solution.basis);
    if (!solution.hasPoint || solution.status !== 'optimal') break;
    last = { assembled, solution };
  }
  return last === relaxed ? undefined : last;
}
