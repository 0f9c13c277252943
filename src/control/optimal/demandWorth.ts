import type { Run } from '../../core/run.ts';
import type { Solution } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';

/** What a plan is billed by the highest mean of a month. */
export interface DemandWorth {
  readonly component: string;
  /** Name of the charge; empty where there is but one. */
  readonly charge: string;
  /** `2023-07`. */
  readonly month: string;
  /** Highest mean of the month, and what is billed. */
  readonly metered_kW: number;
  readonly billed_kW: number;
  /** What sets it: the month itself, an earlier month that the tariff looks back at, or the least that it bills. */
  readonly by: 'metered' | 'lookBack' | 'least';
  readonly money: number;
  /** What a kW less in the month would save, in it and in months that look back at it; 0 where it sets nothing. */
  readonly saves_money_per_kW: number;
}

/** Share of what is billed that is rounding. */
const ROUNDING = 1e-6;
const NOTHING_money = 1e-9;

/** Reads off a solution what is billed by the highest means of months, and what a kW less would save. */
export function demandWorths(run: Run, { problem, paid, demands }: Assembled, { x, duals }: Solution): DemandWorth[] {
  if (demands.length === 0) return [];
  const { starts, indices, values } = problem;
  const sums = new Float64Array(problem.rows);
  for (let j = 0; j < problem.columns; j++) {
    if (x[j] === 0) continue;
    for (let at = starts[j]!; at < starts[j + 1]!; at++) sums[indices[at]!]! += values[at]! * x[j]!;
  }
  return demands.map(({ component, charge, month, billed, metered, row, rows, least_kW }) => {
    // A row is a mean less the column of what is metered, which what went before the window may hold up.
    const held_kW = billed === metered ? 0 : problem.lower[metered]!;
    let metered_kW = held_kW;
    let saves = 0;
    for (let i = row; i < row + rows; i++) {
      metered_kW = Math.max(metered_kW, sums[i]! + x[metered]!);
      saves -= duals[i]!;
    }
    const billed_kW = x[billed]!;
    const near = ROUNDING * Math.max(1, billed_kW);
    return {
      component: run.components[component]!.id,
      charge,
      month,
      metered_kW,
      billed_kW,
      by: billed_kW <= metered_kW + near ? 'metered' : billed_kW <= least_kW + near ? 'least' : 'lookBack',
      money: paid[billed]! * billed_kW,
      saves_money_per_kW: saves > NOTHING_money ? saves : 0,
    };
  });
}
