import type { Run } from '../../core/run.ts';
import type { Solution } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';

/** What a limit of a component costs a plan: of its load, of what it holds, of a connection. */
export interface BoundWorth {
  readonly component: string;
  readonly name: string;
  /** The limit, the highest in the window where it changes. */
  readonly most: number;
  /** Steps in which it binds. */
  readonly steps: number;
  /** What one more unit of it would save, in all of its steps in proportion. */
  readonly saves_money: number;
}

const MOST = 20;
/** Share of what the dearest costs below which one is left out. */
const SMALL = 1e-4;
/** Worth less than this is rounding. */
const NOTHING_money = 1e-6;

/**
 * Limits that bind, by what a unit more would save: the reduced costs at upper bounds. True for small changes, and of the linear problem
 * alone; where several limits bind at once one of them may carry the price of all.
 */
export function boundWorths(run: Run, { problem, columns }: Assembled, { reducedCosts }: Solution): BoundWorth[] {
  const found = columns.flatMap(({ component, name, first, count }): BoundWorth[] => {
    if (component < 0) return [];
    let [most, all, steps] = [0, 0, 0];
    for (let j = first; j < first + count; j++) {
      const upper = problem.upper[j]!;
      // What is whole, or fixed, is no limit.
      if (problem.integer?.[j] === 1 || !(upper < Number.POSITIVE_INFINITY) || problem.lower[j]! >= upper) continue;
      most = Math.max(most, upper);
      const worth_money = -reducedCosts[j]!;
      if (worth_money <= NOTHING_money) continue;
      steps++;
      all += worth_money * upper;
    }
    return steps === 0 || most === 0
      ? []
      : [{ component: run.components[component]!.id, name, most, steps, saves_money: all / most }];
  });
  const costs = (b: BoundWorth): number => b.saves_money * b.most;
  const dearest = found.reduce((most, b) => Math.max(most, costs(b)), 0);
  return found
    .filter((b) => costs(b) > SMALL * dearest)
    .sort((a, b) => costs(b) - costs(a))
    .slice(0, MOST);
}
