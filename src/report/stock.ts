import type { Totals } from '../core/component.ts';
import type { Instance } from '../core/instance.ts';

/**
 * Change of what a component holds, in the unit of one of its ports: the states that the port's own law counts, over
 * what that law counts a unit of the port's flow.
 */
export function storedChange(c: Instance, signal: string, totals: Totals): number {
  for (const { terms } of c.laws) {
    const port = terms.find((t) => t.role === 'port' && t.name === signal);
    const states = terms.filter((t) => t.role === 'store');
    if (!port || states.length === 0) continue;
    let change = 0;
    for (const { name, coefficient } of states) change += coefficient * (totals.last(name) - totals.first(name));
    return change / port.coefficient;
  }
  return 0;
}
