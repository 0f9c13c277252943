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

/** What a start costs, and how long a machine stays on or off. */
export interface Starts {
  readonly startCost_money: number;
  readonly minUp_h: number;
  readonly minDown_h: number;
}
/** How it stands at the start of the window, and for how long. */
export interface Standing {
  readonly isOn: boolean;
  readonly held_h: number;
}

/**
 * Starts and stops of a machine with a status: on[t] - on[t-1] = start[t] - stop[t]. Within the least time up (down) of a
 * start (stop) it stays on (off): the starts of the last `minUp` steps are at most on[t], the stops of the last `minDown`
 * at most 1 - on[t], which leaves no better relaxation.
 * @see Rajan, Takriti, "Minimum up/down polytopes of the unit commitment problem", IBM RC23628 (2005)
 */
export function commit(model: LinearModel, window: Window, { status }: Led, starts: Starts, standing: Standing): void {
  const { steps, dt_h } = window;
  const { startCost_money, minUp_h, minDown_h } = starts;
  if (status === undefined || (startCost_money === 0 && minUp_h <= dt_h && minDown_h <= dt_h)) return;
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
  const stepsOf = (h: number): number => Math.ceil(h / dt_h - 1e-9);
  // What began before the window lasts its least time.
  const owed = (h: number): number =>
    Math.max(0, Math.min(steps, stepsOf(h) - Math.floor(standing.held_h / dt_h + 1e-9)));
  const up = model.rows(
    'up',
    Float64Array.from({ length: steps }, (_, t) => (before === 1 && t < owed(minUp_h) ? 1 : 0)),
    Number.POSITIVE_INFINITY,
  );
  model.count(up, status, 1);
  for (let back = 0; back < Math.min(steps, stepsOf(minUp_h)); back++) model.count(up + back, start, -1, steps - back);
  const down = model.rows(
    'down',
    Number.NEGATIVE_INFINITY,
    Float64Array.from({ length: steps }, (_, t) => (before === 0 && t < owed(minDown_h) ? 0 : 1)),
  );
  model.count(down, status, 1);
  for (let back = 0; back < Math.min(steps, stepsOf(minDown_h)); back++)
    model.count(down + back, stop, 1, steps - back);
}

/** Load changes by at most `ramp` a step while it runs; starts and stops are free. */
export function ramp(model: LinearModel, window: Window, { load, status, most }: Led, ramp_per_step: number): void {
  const { steps } = window;
  if (steps < 2) return;
  const full = typeof most === 'number' ? most : Math.max(...most);
  const free = status === undefined ? 0 : full;
  const up = model.rows('ramp up', Number.NEGATIVE_INFINITY, ramp_per_step + free, steps - 1);
  model.count(up, load + 1, 1, steps - 1);
  model.count(up, load, -1, steps - 1);
  // Free where it was off before: the bound is slack there by its whole size.
  if (status !== undefined) model.count(up, status, full, steps - 1);
  const down = model.rows('ramp down', Number.NEGATIVE_INFINITY, ramp_per_step + free, steps - 1);
  model.count(down, load, 1, steps - 1);
  model.count(down, load + 1, -1, steps - 1);
  if (status !== undefined) model.count(down, status + 1, full, steps - 1);
}
