import type { RunState } from '../core/loop.ts';
import type { Run } from '../core/run.ts';
import { amountOf, type Meter } from './meters.ts';
import type { SessionEvent } from './sessionEvents.ts';

export interface Rebased {
  readonly state: RunState;
  readonly events: readonly SessionEvent[];
}

/** Share of a reading below which a difference is let be. ASSUMED 1 % */
const DEADBAND = 0.01;

/**
 * Puts what was measured of states in their place, as they stood at the end of the step before `state.index`; each change is
 * an event. Readings that do not count, are not of states, or differ by less than `deadband` of their size are let be. What
 * the model held before and the meter does not show (or the other way round) enters no balance: nothing made it, and the
 * event is all that tells of it.
 */
export function rebase(run: Run, state: RunState, meters: readonly Meter[], deadband = DEADBAND): Rebased {
  const i = state.index - 1;
  const states = Float64Array.from(state.states);
  const events: SessionEvent[] = [];
  for (const { component, signal, values, quality, counts } of meters) {
    const c = run.components[component]!;
    const s = c.states.indexOf(signal);
    if (i < 0 || s < 0 || !counts[quality[i]!]) continue;
    const at = run.stateAt[component]! + s;
    const was = states[at]!;
    const read = values[i]!;
    if (!(Math.abs(read - was) > deadband * Math.abs(read))) continue;
    states[at] = read;
    const text = `"${signal}" set from ${amountOf(was)} to ${amountOf(read)}, as measured`;
    events.push({ step: i, severity: 'info', component: c.id, code: 'rebased', text });
  }
  return { state: events.length === 0 ? state : { ...state, states }, events };
}
