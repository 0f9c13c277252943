import type { Led, LinearModel, Values, Window } from './linearModel.ts';

const minus = (v: Values): Values => (typeof v === 'number' ? -v : v.map((a) => -a));

/**
 * Holds a column to 0 or at least its least load, by a status of 0 or 1, where the scenario asks for one.
 * @returns the first column of the status; undefined where none is asked for: any load from 0 on
 */
export function atLeastOn(
  model: LinearModel,
  window: Window,
  column: number,
  least: Values,
  most: Values,
): number | undefined {
  if (window.commitment === 'relaxed') return undefined;
  const status = model.columns('on', 0, 1, true);
  const low = model.rows('least', 0, Number.POSITIVE_INFINITY);
  model.count(low, column, 1);
  model.count(low, status, minus(least));
  const high = model.rows('most', Number.NEGATIVE_INFINITY, 0);
  model.count(high, column, 1);
  model.count(high, status, minus(most));
  return status;
}

/** What starts, stops and running cost, and how long a machine stays on or off. */
export interface Starts {
  readonly startCost_money: number;
  readonly minUp_h: number;
  readonly minDown_h: number;
  readonly stopCost_money?: number;
  /** Paid while it runs, whatever it gives. */
  readonly standBy_money_per_h?: number;
}
/** How it stands at the start of the window, and for how long. */
export interface Standing {
  readonly isOn: boolean;
  readonly held_h: number;
}
/** Columns of starts and stops. */
export interface Switching {
  readonly start: number;
  readonly stop: number;
}

/**
 * Starts and stops of a machine with a status: on[t] - on[t-1] = start[t] - stop[t]. Within the least time up (down) of a
 * start (stop) it stays on (off): the starts of the last `minUp` steps are at most on[t], the stops of the last `minDown`
 * at most 1 - on[t], which leaves no better relaxation.
 * @see Rajan, Takriti, "Minimum up/down polytopes of the unit commitment problem", IBM RC23628 (2005)
 */
export function commit(
  model: LinearModel,
  window: Window,
  { status }: Led,
  starts: Starts,
  standing: Standing,
): Switching | undefined {
  const { steps, dt_h } = window;
  const { startCost_money, minUp_h, minDown_h, stopCost_money = 0, standBy_money_per_h = 0 } = starts;
  if (status === undefined) return undefined;
  const before = standing.isOn ? 1 : 0;
  const start = model.columns('start', 0, 1);
  const stop = model.columns('stop', 0, 1);
  const first = new Float64Array(steps);
  first[0] = before;
  const change = model.rows('change', first, first);
  model.count(change, status, 1);
  model.count(change + 1, status, -1, steps - 1);
  model.count(change, start, -1);
  model.count(change, stop, 1);
  model.cost(start, startCost_money / dt_h);
  model.cost(stop, stopCost_money / dt_h);
  model.cost(status, standBy_money_per_h);
  const stepsOf = (h: number): number => Math.ceil(h / dt_h - 1e-9);
  // What began before the window lasts its least time.
  const owed = (h: number): number => stepsOf(h) - Math.floor(standing.held_h / dt_h + 1e-9);
  const bound = (wasOn: boolean, h: number, forced: number, free: number): Float64Array =>
    Float64Array.from({ length: steps }, (_, t) => (standing.isOn === wasOn && t < owed(h) ? forced : free));
  const up = model.rows('least time up', bound(true, minUp_h, 1, 0), Number.POSITIVE_INFINITY);
  model.count(up, status, 1);
  for (let back = 0; back < Math.min(steps, Math.max(1, stepsOf(minUp_h))); back++)
    model.count(up + back, start, -1, steps - back);
  const down = model.rows('least time down', Number.NEGATIVE_INFINITY, bound(false, minDown_h, 0, 1));
  model.count(down, status, 1);
  for (let back = 0; back < Math.min(steps, Math.max(1, stepsOf(minDown_h))); back++)
    model.count(down + back, stop, 1, steps - back);
  return { start, stop };
}

/** Largest changes of load in a step. */
export interface Ramps {
  readonly up: number;
  readonly down: number;
  /** Load that a start may reach at once, and from which a stop may fall. */
  readonly start: number;
  readonly stop: number;
  /** Load in the step before the window, where it is known: then the first step is bound as well. */
  readonly before?: { readonly load: number; readonly isOn: boolean };
}

/** Load changes by at most its ramps: load[t] - load[t-1] <= up on[t-1] + start start[t], and the same downwards. */
export function ramp(
  model: LinearModel,
  window: Window,
  { load, status }: Led,
  switching: Switching | undefined,
  ramps: Ramps,
): void {
  const n = window.steps - 1;
  const isBound = status !== undefined && switching !== undefined;
  if (ramps.before !== undefined) {
    const was = ramps.before;
    const up = model.rows(
      'first ramp up',
      Number.NEGATIVE_INFINITY,
      was.load + (isBound ? (was.isOn ? ramps.up : 0) : ramps.up),
      1,
    );
    model.count(up, load, 1, 1);
    const down = model.rows('first ramp down', Number.NEGATIVE_INFINITY, (isBound ? 0 : ramps.down) - was.load, 1);
    model.count(down, load, -1, 1);
    if (isBound) {
      model.count(up, switching.start, -ramps.start, 1);
      model.count(down, status, -ramps.down, 1);
      model.count(down, switching.stop, -ramps.stop, 1);
    }
  }
  if (n < 1) return;
  const bound = (most: number): number => (status === undefined ? most : 0);
  const up = model.rows('ramp up', Number.NEGATIVE_INFINITY, bound(ramps.up), n);
  model.count(up, load + 1, 1, n);
  model.count(up, load, -1, n);
  const down = model.rows('ramp down', Number.NEGATIVE_INFINITY, bound(ramps.down), n);
  model.count(down, load, 1, n);
  model.count(down, load + 1, -1, n);
  if (!isBound) return;
  model.count(up, status, -ramps.up, n);
  model.count(up, switching.start + 1, -ramps.start, n);
  model.count(down, status + 1, -ramps.down, n);
  model.count(down, switching.stop + 1, -ramps.stop, n);
}
