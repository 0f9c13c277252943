import type { Run } from '../../core/run.ts';
import type { Basis, Solution } from '../../core/solver.ts';
import { assemble } from './assemble.ts';
import type { Assembled, AssembleOptions } from './assembled.ts';
import { type Refined, refined } from './refined.ts';

/**
 * A plan where the search for whole numbers ended before it had one: machines at rest, or at their least load or more, as the
 * relaxed plan has them nearer; the relaxed plan itself where these leave none. Its gap is the distance to the relaxed plan,
 * which is taken to cost least.
 * @param stopped what the search came to
 * @returns undefined where there is no relaxed plan either
 */
export async function unsearched(
  run: Run,
  options: AssembleOptions,
  stopped: Solution,
  solve: (assembled: Assembled, start?: Basis) => Promise<Solution>,
): Promise<Refined | undefined> {
  const loosened = (sides: AssembleOptions['storeSides']) => (sides === 'binary' ? 'tight' : sides);
  const own: AssembleOptions = {
    ...options,
    commitment: 'relaxed',
    storeSides: loosened(options.storeSides),
    ...(options.storeSidesOf && {
      storeSidesOf: new Map([...options.storeSidesOf].map(([k, sides]) => [k, loosened(sides)])),
    }),
  };
  const assembled = assemble(run, own);
  const relaxed = await solve(assembled);
  if (relaxed.status !== 'optimal') return undefined;
  const nearer = await refined(run, own, { assembled, solution: relaxed }, 1, solve);
  const found = nearer ?? { assembled, solution: relaxed };
  const { objective } = found.solution;
  const gap = Math.max(0, objective - relaxed.objective) / Math.max(1, Math.abs(objective));
  const how =
    nearer === undefined
      ? 'machines run at any load from 0 on'
      : 'machines rest, or run at their least load or more, as the plan without statuses has it nearer';
  const text = `${stopped.text} before the search had any plan; ${how}; a longer control.plan.timeLimit_s, a larger gap or fewer hours help`;
  return { assembled: found.assembled, solution: { ...found.solution, gap, text } };
}
