import type { Run } from '../../core/run.ts';
import type { Solution } from '../../core/solver.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import type { Assembled } from './assembled.ts';

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

/** Bounds that are kept at this price for a unit, or above, bind. */
const UNTOUCHED = 1e-6;
const MOST_NAMES = 4;

/** Limits that bind while demand is not served: where nothing else gives, it is what keeps them. */
export function servedLess(run: Run, assembled: Assembled, x: Float64Array, kept: readonly KeptLimit[]): string[] {
  const binding = kept.filter(({ price_money }) => price_money.some((v) => Math.abs(v) > UNTOUCHED));
  if (binding.length === 0) return [];
  const { columns, problem, paid } = assembled;
  const dt_h = hoursOf(run.grid);
  const missing = columns.flatMap(({ component, first, count, perStep }): [string, number][] => {
    if (component < 0 || !perStep || run.components[component]!.kind.accounts?.unserved === undefined) return [];
    let sum = 0;
    for (let j = first; j < first + count; j++) if (problem.cost[j]! > paid[j]!) sum += x[j]! * dt_h;
    return sum > 1 ? [[run.components[component]!.id, sum]] : [];
  });
  if (missing.length === 0) return [];
  const rows = missing.sort((a, b) => b[1] - a[1]).map(([id, sum]) => `"${id}" ${Number(sum.toPrecision(4))}`);
  const more = rows.length > MOST_NAMES ? `, and ${rows.length - MOST_NAMES} more` : '';
  const names = binding.map(({ name }) => `"${name}"`).join(', ');
  return [
    `${binding.length > 1 ? 'limits' : 'the limit'} ${names} ${binding.length > 1 ? 'bind' : 'binds'} while demand goes without (kWh or kg: ${rows.slice(0, MOST_NAMES).join(', ')}${more}); where nothing else can give, that is what keeps ${binding.length > 1 ? 'them' : 'it'}: a wider one, or more that is clean, would serve it`,
  ];
}
