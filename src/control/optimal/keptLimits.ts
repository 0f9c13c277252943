import type { Solution } from '../../core/solver.ts';
import type { Assembled } from './assemble.ts';

/** What became of a limit: by period, in kWh or kg. */
export interface KeptLimit {
  readonly name: string;
  readonly unit: 'kWh' | 'kg';
  readonly least: number;
  readonly most: number;
  readonly used: Float64Array;
  /** What one more unit of the bound would change of the cost of the plan; 0 where it does not bind. */
  readonly price_money: Float64Array;
}

/** Reads off a solution how far each limit was used, and what it costs. */
export function keptLimits({ problem, limits }: Assembled, { x, duals }: Solution): KeptLimit[] {
  if (limits.length === 0) return [];
  const sums = new Float64Array(problem.rows);
  const { starts, indices, values } = problem;
  for (let j = 0; j < problem.columns; j++) {
    if (x[j] === 0) continue;
    for (let at = starts[j]!; at < starts[j + 1]!; at++) sums[indices[at]!]! += values[at]! * x[j]!;
  }
  return limits.map(({ limit, row, periods, slack }) => {
    const { name, unit, least, most } = limit;
    return {
      name,
      unit,
      least,
      most,
      used: Float64Array.from({ length: periods }, (_, p) => {
        const i = row + p;
        // The bounds of a row are what is left of the limit's after what flows in any case.
        const fixed = Number.isFinite(most) ? most - problem.rowUpper[i]! : least - problem.rowLower[i]!;
        const missed = slack.reduce((sum, { column, by }) => sum + by * x[column + p]!, 0);
        return sums[i]! + fixed - missed;
      }),
      price_money: duals.slice(row, row + periods),
    };
  });
}
