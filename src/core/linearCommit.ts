import type { Led, LinearModel, Standing, Starts, Values, Window } from './linearModel.ts';

export type { Standing, Starts } from './linearModel.ts';

const minus = (v: Values): Values => (typeof v === 'number' ? -v : v.map((a) => -a));

/** Bounds of a load that is at rest or between its least and its most, where it is decided which, and within reach of where it was. */
export function heldLoad(window: Window, lead: number, least: Values, most: Values): readonly [Values, Values] {
  const near = window.near?.[lead];
  if (near?.on === undefined) return [0, most];
  const { isFirm, on, load } = near;
  const at = (v: Values, k: number): number => (typeof v === 'number' ? v : v[k]!);
  const low = new Float64Array(window.steps);
  const high = new Float64Array(window.steps);
  const { reach = Number.POSITIVE_INFINITY } = window;
  for (let k = 0; k < window.steps; k++) {
    const [from, to] = [isFirm ? at(least, k) : 0, at(most, k)];
    if (on[k] === 0) {
      if (!isFirm) high[k] = to;
      continue;
    }
    const was = Math.min(Math.max(load[k]!, from), to);
    low[k] = Math.max(from, was - reach * to);
    high[k] = Math.min(to, was + reach * to);
  }
  return [low, high];
}

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
  if (window.commitment === 'relaxed' || window.near !== undefined) return undefined;
  const status = model.columns('on', 0, 1, true);
  const low = model.rows('least', 0, Number.POSITIVE_INFINITY);
  model.count(low, column, 1);
  model.count(low, status, minus(least));
  const high = model.rows('most', Number.NEGATIVE_INFINITY, 0);
  model.count(high, column, 1);
  model.count(high, status, minus(most));
  return status;
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
  { lead, status }: Led,
  starts: Starts,
  standing: Standing,
): Switching | undefined {
  const { steps, dt_h } = window;
  const { startCost_money, minUp_h, minDown_h, stopCost_money = 0, standBy_money_per_h = 0 } = starts;
  model.starts(lead, starts, standing);
  const on = window.near?.[lead]?.on;
  if (on !== undefined) model.fixedStepCost(switchingCost(on, starts, standing, dt_h));
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

/** What starts, stops and running cost in an hour of each step, where it is decided when it runs. */
function switchingCost(on: Uint8Array, starts: Starts, standing: Standing, dt_h: number): Float64Array {
  const { startCost_money, stopCost_money = 0, standBy_money_per_h = 0 } = starts;
  let was = standing.isOn ? 1 : 0;
  return Float64Array.from(on, (is) => {
    const switched = is === was ? 0 : is === 1 ? startCost_money : stopCost_money;
    was = is;
    return switched / dt_h + is * standBy_money_per_h;
  });
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
  { lead, load, status }: Led,
  switching: Switching | undefined,
  ramps: Ramps,
): void {
  const n = window.steps - 1;
  const on = window.near?.[lead]?.on;
  const isBound = status !== undefined && switching !== undefined;
  if (ramps.before !== undefined) {
    const was = ramps.before;
    const up = model.rows(
      'first ramp up',
      Number.NEGATIVE_INFINITY,
      was.load + (isBound ? (was.isOn ? ramps.up : 0) : on !== undefined && !was.isOn ? ramps.start : ramps.up),
      1,
    );
    model.count(up, load, 1, 1);
    const falls = on !== undefined && on[0] === 0 ? ramps.stop : ramps.down;
    const down = model.rows('first ramp down', Number.NEGATIVE_INFINITY, (isBound ? 0 : falls) - was.load, 1);
    model.count(down, load, -1, 1);
    if (isBound) {
      model.count(up, switching.start, -ramps.start, 1);
      model.count(down, status, -ramps.down, 1);
      model.count(down, switching.stop, -ramps.stop, 1);
    }
  }
  if (n < 1) return;
  // Where it is decided when it runs, a start and a stop have bounds of their own.
  const bound = (most: number, switches: number, at: 0 | 1): Values =>
    on === undefined
      ? status === undefined
        ? most
        : 0
      : Float64Array.from({ length: n }, (_, k) => (on[k + at] === 1 ? most : switches));
  const up = model.rows('ramp up', Number.NEGATIVE_INFINITY, bound(ramps.up, ramps.start, 0), n);
  model.count(up, load + 1, 1, n);
  model.count(up, load, -1, n);
  const down = model.rows('ramp down', Number.NEGATIVE_INFINITY, bound(ramps.down, ramps.stop, 1), n);
  model.count(down, load, 1, n);
  model.count(down, load + 1, -1, n);
  if (!isBound) return;
  model.count(up, status, -ramps.up, n);
  model.count(up, switching.start + 1, -ramps.start, n);
  model.count(down, status + 1, -ramps.down, n);
  model.count(down, switching.stop + 1, -ramps.stop, n);
}
