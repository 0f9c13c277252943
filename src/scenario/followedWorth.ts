import type { PlanWorth } from '../control/targets.ts';
import type { Run } from '../core/run.ts';
import { hoursOf } from '../core/timeGrid.ts';

/** What a plan says that stores' contents are worth, by component. */
export interface Worths {
  readonly give: ArrayLike<number>;
  readonly take: ArrayLike<number>;
}

/** Lays step by step what a plan takes things for. */
export interface FollowedWorth {
  /**
   * @param k step of the plan
   * @param worthOf of a component; undefined where the plan says nothing
   * @param peakOf what a kW beyond the month's highest costs there
   * @param isPlanned whether the plan is what moves a component
   * @param missed_money by zone: what an hour of a kW beyond a named limit asks for, beside what the month's highest costs
   */
  at(
    k: number,
    worthOf: (component: number) => Worths | undefined,
    peakOf: (component: number) => number | undefined,
    isPlanned: (component: number) => boolean,
    missed_money?: Float64Array,
  ): PlanWorth;
}

export function followedWorth(run: Run, zoneOfBus: Int32Array, zones: number): FollowedWorth {
  const { length } = run.components;
  const dt_h = hoursOf(run.grid);
  const worth = {
    give: new Float64Array(length),
    take: new Float64Array(length),
    peak: new Float64Array(zones),
    isPlanned: new Uint8Array(length),
  };
  return {
    at(k, worthOf, peakOf, isPlanned, missed_money) {
      if (missed_money === undefined) worth.peak.fill(0);
      else worth.peak.set(missed_money);
      for (let c = 0; c < length; c++) {
        const one = worthOf(c);
        worth.give[c] = one?.give[k] ?? Number.NaN;
        worth.take[c] = one?.take[k] ?? Number.NaN;
        worth.isPlanned[c] = isPlanned(c) ? 1 : 0;
        const peak = peakOf(c);
        const bus = run.components[c]!.ports[0]?.bus ?? -1;
        if (peak !== undefined && bus >= 0) worth.peak[zoneOfBus[bus]!]! += peak / dt_h;
      }
      return worth;
    },
  };
}
