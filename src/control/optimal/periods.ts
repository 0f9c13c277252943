import type { Run } from '../../core/run.ts';
import { suffixOf } from '../../core/units.ts';
import type { Assembled } from './assembled.ts';
import { extremePeriods, type RepresentativePeriod, typicalPeriods } from './typicalPeriods.ts';

/**
 * `count` stretches that stand for a whole run by all that drives it, and beside them those in which most is asked for of what can give
 * least: in an hour, and in sum. All of the run where it has no more.
 */
export function stretchesOf(
  run: Run,
  assembled: Assembled,
  { length, count }: { readonly length: number; readonly count: number },
): readonly RepresentativePeriod[] {
  const { steps } = assembled;
  const whole = [{ start: 0, length: steps, weight: 1 }];
  if (count * length >= steps) return whole;
  const profiles = run.components.flatMap((c) =>
    c.columns.filter((v, slot): v is Float64Array => typeof v !== 'number' && suffixOf(c.inputs[slot]!) !== ''),
  );
  const keep = extremePeriods(hardship(assembled), steps, length);
  const { periods } = typicalPeriods(profiles, { steps, length, count, keep, seed: run.seed });
  return periods.some((p) => p.weight > 1) ? periods : whole;
}

/** How much is asked for in each step, as shares of the highest of each balance, less what the sun and wind of that step can give. */
function hardship({ problem, balanceRow, columns, flows, steps }: Assembled): Float64Array {
  const out = new Float64Array(steps);
  const add = (values: Float64Array, by: number): void => {
    const most = values.reduce((a, v) => Math.max(a, v), 0);
    if (most > 0) for (let k = 0; k < steps; k++) out[k]! += (by * values[k]!) / most;
  };
  for (const row of balanceRow) add(problem.rowLower.subarray(row, row + steps), 1);
  for (const { component, first, perStep } of columns) {
    if (!perStep || component < 0 || !flows[component]!.some((f) => f.column === first && gives(f.per))) continue;
    const upper = problem.upper.subarray(first, first + steps);
    if (upper.some((v) => v !== upper[0] && Number.isFinite(v))) add(upper, -1);
  }
  return out;
}

const gives = (per: number | Float64Array): boolean => (typeof per === 'number' ? per > 0 : per.some((v) => v > 0));
