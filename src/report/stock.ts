import type { Totals } from '../core/component.ts';
import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';

/**
 * Change of what a component holds, in the unit of one of its ports: the states that the port's own law counts, over
 * what that law counts a unit of the port's flow.
 */
export const storedChange = (c: Instance, signal: string, totals: Totals): number =>
  heldBy(c, signal, (state) => totals.last(state) - totals.first(state));

/** The part of that change that no flow made: what corrections by meters added. */
export const correctedIn = (run: Run, component: number, signal: string, corrected: Float64Array): number => {
  const c = run.components[component]!;
  return heldBy(c, signal, (state) => corrected[run.stateAt[component]! + c.states.indexOf(state)]!);
};

function heldBy(c: Instance, signal: string, amount: (state: string) => number): number {
  for (const { terms } of c.laws) {
    const port = terms.find((t) => t.role === 'port' && t.name === signal);
    const states = terms.filter((t) => t.role === 'store');
    if (!port || states.length === 0) continue;
    let sum = 0;
    for (const { name, coefficient } of states) sum += coefficient * amount(name);
    return sum / port.coefficient;
  }
  return 0;
}
