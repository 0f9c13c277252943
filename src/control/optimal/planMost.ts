import type { Before } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';

/**
 * By component: the most that it is planned to give in the month of each step, where its bill asks for the highest; what was metered
 * before the window counts. Undefined of all others.
 */
export function mostOf(
  run: Run,
  flows: readonly (readonly Float64Array[])[],
  first: number,
  before: readonly Before[] | undefined,
): (Float64Array | undefined)[] {
  return run.components.map((c, k) => {
    const given = flows[k]![0];
    if (given === undefined || c.kind.role !== 'closer' || (c.kind.meters?.(c.q).length ?? 0) === 0) return undefined;
    const highest = new Map<number, number>([[run.monthOf[first]!, before?.[k]?.peak_kW ?? 0]]);
    given.forEach((v, i) => {
      const month = run.monthOf[first + i]!;
      highest.set(month, Math.max(highest.get(month) ?? 0, v));
    });
    return Float64Array.from(given, (_, i) => highest.get(run.monthOf[first + i]!)!);
  });
}
