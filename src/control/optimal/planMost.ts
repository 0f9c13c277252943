import type { Before } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';

/** Of a step in which nothing is billed by the highest: finite, as what is written of a plan has to be. */
const ANY = Number.MAX_VALUE;

/**
 * By component: the most that it is to give in each step, where its bill asks for the highest of a month: what is planned in the hours
 * that count with it, was metered before the window, or costs nothing in any case; of several charges the least. Undefined of all others.
 */
export function mostOf(
  run: Run,
  flows: readonly (readonly Float64Array[])[],
  first: number,
  before: readonly Before[] | undefined,
): (Float64Array | undefined)[] {
  return run.components.map((c, k) => {
    const given = flows[k]![0];
    const meters = c.kind.meters?.(c.q) ?? [];
    if (given === undefined || c.kind.role !== 'closer' || meters.length === 0) return undefined;
    const most = new Float64Array(given.length).fill(ANY);
    meters.forEach(({ counts, free_kW = 0 }, n) => {
      const isCounted = (i: number): boolean => counts?.[first + i] !== 0;
      const highest = Float64Array.from(run.months, (_, m) => Math.max(free_kW, before?.[k]?.peaks_kW[n]?.[m] ?? 0));
      given.forEach((v, i) => {
        const month = run.monthOf[first + i]!;
        if (isCounted(i)) highest[month] = Math.max(highest[month]!, v);
      });
      for (let i = 0; i < most.length; i++)
        if (isCounted(i)) most[i] = Math.min(most[i]!, highest[run.monthOf[first + i]!]!);
    });
    return most;
  });
}
