import type { PlanLimit } from '../control/optimal/limits.ts';
import { meterPeaksOf } from '../control/optimal/meterPeak.ts';
import type { Plan } from '../control/optimal/plan.ts';
import { watchLimits } from '../control/optimal/usedLimits.ts';
import { zonesOfBuses } from '../control/optimal/zones.ts';
import type { Run } from '../core/run.ts';
import { hoursOf } from '../core/timeGrid.ts';
import type { Observer } from '../core/totals.ts';

/** What the closers of each zone are to give at most, so that what deviates from a plan does not cost more than it must. */
export interface PlanBounds extends Observer {
  /** By zone, in step i; infinite where nothing is bounded. */
  at(i: number): Float64Array;
  /** By zone, in that step: 1 where a named limit bounds it, which is not to be broken for money. */
  readonly isLimit: Uint8Array;
}

/**
 * The highest draw of a month, as planned and as metered so far: up to that more costs no more than its energy. And what named limits
 * leave for what is drawn now, once the rest of their period is done as planned; a plan that rolls on sees to that itself.
 */
export function planBounds(run: Run, plan: Plan, limits: readonly PlanLimit[]): PlanBounds {
  const { first, most } = plan;
  const { zoneOfBus, zones } = zonesOfBuses(run, true);
  const bounds = new Float64Array(zones);
  const isLimit = new Uint8Array(zones);
  const metered = most.flatMap((planned, k) => {
    const peaks = meterPeaksOf(run, k);
    const { bus } = run.components[k]!.ports[0]!;
    return planned === undefined || peaks.length === 0 || bus < 0 ? [] : [{ planned, peaks, zone: zoneOfBus[bus]! }];
  });
  const budgets = plan.rolled === undefined && plan.status !== 'fallback' ? budgetsOf(run, plan, limits) : [];
  const watch = watchLimits(
    run,
    budgets.map(({ limit }) => limit),
  );
  return {
    isLimit,
    at(i) {
      bounds.fill(Number.POSITIVE_INFINITY);
      isLimit.fill(0);
      for (const { planned, peaks, zone } of metered) {
        let soFar = Number.POSITIVE_INFINITY;
        for (const peak of peaks) if (peak.counts(i)) soFar = Math.min(soFar, peak.soFar(i));
        bounds[zone] = Math.min(bounds[zone]!, Math.max(planned[i - first]!, soFar));
      }
      if (budgets.length > 0) {
        const used = watch.used(i);
        budgets.forEach(({ limit, left, drawn }, n) => {
          for (const { flow, by, bus } of drawn) {
            const spare = (limit.most - used[n]! - left[i - first]!) / by;
            const zone = zoneOfBus[bus]!;
            const most = Math.max(0, flow[i - first]! + spare);
            if (most > bounds[zone]!) continue;
            bounds[zone] = most;
            isLimit[zone] = 1;
          }
        });
      }
      return bounds;
    },
    observe(i, frame) {
      if (budgets.length > 0) watch.observe(i, frame);
      for (const { peaks } of metered) for (const peak of peaks) peak.observe(i, frame);
    },
  };
}

/** A limit on what closers give. */
interface Budget {
  readonly limit: PlanLimit;
  /** What is planned of it from each step on until the end of its period, kWh (or kg). */
  readonly left: Float64Array;
  /** What is drawn by plan, and what a unit of it counts in a step. */
  readonly drawn: readonly { readonly flow: Float64Array; readonly by: number; readonly bus: number }[];
}

/** Of flows alone: emissions have many sources, and are left to the plan. */
function budgetsOf(run: Run, { first, steps, flows }: Plan, limits: readonly PlanLimit[]): Budget[] {
  const dt_h = hoursOf(run.grid);
  return limits.flatMap((limit) => {
    const drawn = limit.flows.flatMap(({ component, port, by }) => {
      const { kind, ports } = run.components[component]!;
      const { bus } = ports[port]!;
      return kind.role === 'closer' && by > 0 && bus >= 0
        ? [{ flow: flows[component]![port]!, by: by * dt_h, bus }]
        : [];
    });
    if (drawn.length === 0 || limit.emissions.length > 0 || limit.most === Number.POSITIVE_INFINITY) return [];
    const left = new Float64Array(steps);
    for (let k = steps - 1; k >= 0; k--) {
      const isLast = k === steps - 1 || limit.periodOf[first + k] !== limit.periodOf[first + k + 1];
      left[k] = isLast ? 0 : left[k + 1]!;
      for (const { component, port, by } of limit.flows) left[k]! += by * dt_h * flows[component]![port]![k]!;
    }
    return [{ limit, left, drawn }];
  });
}
