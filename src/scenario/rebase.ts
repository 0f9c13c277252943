import type { Instance } from '../core/instance.ts';
import type { Loop } from '../core/loop.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { suffixOf } from '../core/units.ts';
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
  const dt_h = hoursOf(run.grid);
  return {
    note(reading) {
      memory[READING] = reading;
    },
    correct(i) {
      const was = c.next[state]!;
      const now = memory[READING]!;
      if (i === 0 || i < memory[DUE]! || !(Math.abs(now - was) > beyond)) return 0;
      memory[DUE] = i + every;
      const about = { step: i, component: c.id } as const;
      if (!canHold(c, state, now, dt_h)) {
        const text = `"${signal}" stays at ${amountOf(was)}: the model cannot hold ${amountOf(now)}, as the meter shows`;
        tell({ ...about, severity: 'warning', code: 'rebase-refused', text });
        return 0;
      }
      correct(component, state, now);
      const apart = `${amountOf(Math.abs(now - was))} apart, more than ${beyond}`;
      const text = `"${signal}" set from ${amountOf(was)} to ${amountOf(now)}, as measured: ${apart}`;
      tell({ ...about, severity: 'info', code: 'rebased', text });
      return now - was;
    },
  };
}

/** Units of which there cannot be less than nothing. */
const AMOUNTS: ReadonlySet<string> = new Set(['kWh', 'kg', 'm3']);
/** kW by which a loss may be negative through rounding. */
const ROUNDING = 1e-9;

/** Whether a component at rest would keep its laws with this value of a state: a reading must not stop the run. */
function canHold(c: Instance, state: number, value: number, dt_h: number): boolean {
  if (value < 0 && AMOUNTS.has(suffixOf(c.states[state]!))) return false;
  const x = Float64Array.from(c.next);
  x[state] = value;
  const limits = new Float64Array(3 * Math.max(1, c.leads.length));
  c.limits(c.q, x, c.w, dt_h, limits);
  const next = new Float64Array(x.length);
  const y = new Float64Array(c.y.length);
  c.step(c.q, x, c.w, new Float64Array(c.u.length), dt_h, next, y);
  const isSound = (v: number): boolean => Number.isFinite(v);
  return (
    limits.every((v) => !Number.isNaN(v)) &&
    y.every(isSound) &&
    next.every(isSound) &&
    c.laws.every(
      ({ quantity, lossAt, lossBy }) =>
        quantity !== 'energy' ||
        lossAt.every((at, n) => lossBy[n]! * y[at]! >= -ROUNDING * Math.max(1, Math.abs(value))),
    )
  );
}
