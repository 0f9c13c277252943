import { zonesOfBuses } from '../control/optimal/assemble.ts';
import type { Plan } from '../control/optimal/plan.ts';
import { meterPeak, monthPeakOf, peakSoFar } from '../control/optimal/standing.ts';
import type { Run } from '../core/run.ts';
import type { Observer } from '../core/totals.ts';

/** What the closers of each zone are to give at most, so that what deviates from a plan does not cost more than it must. */
export interface PlanBounds extends Observer {
  /** By zone, in step i; infinite where nothing is bounded. */
  at(i: number): Float64Array;
}

/**
 * The highest draw of a month, as planned and as metered so far: up to that more costs no more than its energy.
 */
export function planBounds(run: Run, { first, most }: Pick<Plan, 'first' | 'most'>): PlanBounds {
  const { zoneOfBus, zones } = zonesOfBuses(run, true);
  const bounds = new Float64Array(zones);
  const metered = most.flatMap((planned, k) => {
    const peak = monthPeakOf(run, k);
    const { bus } = run.components[k]!.ports[0]!;
    return planned === undefined || peak === undefined || bus < 0 ? [] : [{ planned, peak, zone: zoneOfBus[bus]! }];
  });
  return {
    at(i) {
      bounds.fill(Number.POSITIVE_INFINITY);
      for (const { planned, peak, zone } of metered)
        bounds[zone] = Math.min(bounds[zone]!, Math.max(planned[i - first]!, peakSoFar(run, peak, i)));
      return bounds;
    },
    observe(i, frame) {
      for (const { peak } of metered) meterPeak(run, peak, i, frame);
    },
  };
}
