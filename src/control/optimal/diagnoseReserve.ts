import type { Run } from '../../core/run.ts';
import { formatUtc, timeAt } from '../../core/timeGrid.ts';
import type { Assembled, Block } from './assembled.ts';

const CURE = 'lower its share or duration_h, name other hours, or give it a penalty_money';
const show = (v: number): string => String(Number(v.toPrecision(4)));
const after = (run: Run, { first }: Assembled, k: number): string => formatUtc(timeAt(run.grid, first + k + 1));

/** A reserve that nothing within bounds can keep. */
export function impossibleReserve(
  run: Run,
  assembled: Assembled,
  n: number,
  { first }: Block,
  { row, most }: { readonly row: number; readonly most: number },
): string {
  const { name } = assembled.reserves[n]!.reserve;
  const need_kWh = assembled.problem.rowLower[row]!;
  return `the reserve "${name}" asks for ${show(need_kWh)} kWh in stores for a loss of the grid at ${after(run, assembled, row - first)}, and they can hold and give ${show(most)} at most; ${CURE}`;
}

/** What a reserve is missed by; nothing where it may be missed at a price, and of columns that say what it is made of. */
export function missedReserve(
  run: Run,
  eased: Assembled,
  n: number,
  { name }: Block,
  { worst, when, steps }: { readonly worst: number; readonly when: number; readonly steps: number },
): string[] {
  const { reserve } = eased.reserves[n]!;
  if (!name.startsWith('short of') || Number.isFinite(reserve.penalty_money)) return [];
  return [
    `the reserve "${reserve.name}" is missed by ${show(worst)} kWh for a loss of the grid at ${after(run, eased, when)}, the worst of ${steps} such losses, in the plan that misses least; ${CURE}`,
  ];
}
