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
  /**
   * By zone, of the step last asked for: money for an hour of a kW beyond a named limit, infinite where it must be kept; 0 where
   * the bound is none of these.
   */
  readonly missed_money: Float64Array;
}

/**
 * The highest draw of a month, as planned and as metered so far: up to that more costs no more than its energy. And what named limits
 * leave for what is drawn now, once the rest of their period is done as planned; a plan that rolls on sees to that itself.
 */
export function planBounds(run: Run, plan: Plan, limits: readonly PlanLimit[]): PlanBounds {
  const { first, most } = plan;
  const dt_h = hoursOf(run.grid);
  const { zoneOfBus, zones } = zonesOfBuses(run, true);
  const bounds = new Float64Array(zones);
  const missed_money = new Float64Array(zones);
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
    missed_money,
    at(i) {
      bounds.fill(Number.POSITIVE_INFINITY);
      missed_money.fill(0);
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
            const bound = Math.max(0, flow[i - first]! + spare);
            const zone = zoneOfBus[bus]!;
            if (bound > bounds[zone]!) continue;
            bounds[zone] = bound;
            missed_money[zone] = (limit.penalty_money * by) / dt_h;
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
