import type { Totals } from '../core/component.ts';
import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import { heldBy } from '../core/stock.ts';

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
