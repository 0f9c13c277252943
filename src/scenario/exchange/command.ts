import type { Targets } from '../../control/targets.ts';
import type { Standing } from './standing.ts';

/**
 * What has the rules run machines, stores and cars as they were sold, and demands that an event cuts or moves as it asks; those
 * that somebody else holds are left alone.
 * @param closing by zone: what its closers were to give, as traded
 */
export function makeCommand(
  standings: readonly Standing[],
  closing: Float64Array,
): (targets: Targets, isHeld?: (component: number) => boolean) => void {
  return (targets, isHeld = () => false) => {
    for (const { component, part, lead, leads, target_kW } of standings) {
      if (isHeld(component)) continue;
      if (part === 'machine' || part === 'store' || part === 'cars')
        targets.command(component, (lead ?? leads[0]!).index, lead === null ? 0 : target_kW);
      else if (part !== 'given' || leads.length === 0) continue;
      else if (lead === null) targets.release(component);
      else targets.command(component, lead.index, target_kW);
    }
    targets.follow(closing);
  };
}
