import type { Loop } from '../core/loop.ts';
import { amountOf, type Meter } from './meters.ts';
import type { SessionEvent } from './sessionEvents.ts';

const DUE = 0;
const READING = 1;
/** Numbers that it keeps between steps. */
export const REBASE_MEMORY = 2;

/** Lets the readings of a state take its place in the model, no further apart and no more often than the meter's policy says. */
export interface Rebasing {
  /** Notes the reading at the end of a step; NaN where none counts. */
  note(reading: number): void;
  /**
   * Sets the state before step `i` where it is due.
   * @returns what that added to the state; 0 where it was let be
   */
  correct(i: number): number;
}

type Correctable = Pick<Loop, 'run' | 'correct'>;

export function rebasing(
  { run, correct }: Correctable,
  { component, signal, policy }: Meter,
  memory: Float64Array,
  tell: (event: SessionEvent) => void,
): Rebasing {
  const c = run.components[component]!;
  const { state, beyond, every } = policy.rebase!;
  return {
    note(reading) {
      memory[READING] = reading;
    },
    correct(i) {
      const was = c.next[state]!;
      const now = memory[READING]!;
      if (i === 0 || i < memory[DUE]! || !(Math.abs(now - was) > beyond)) return 0;
      correct(component, state, now);
      memory[DUE] = i + every;
      const apart = `${amountOf(Math.abs(now - was))} apart, more than ${beyond}`;
      const text = `"${signal}" set from ${amountOf(was)} to ${amountOf(now)}, as measured: ${apart}`;
      tell({ step: i, severity: 'info', component: c.id, code: 'rebased', text });
      return now - was;
    },
  };
}
