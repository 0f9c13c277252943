import type { Totals } from '../../src/core/component.ts';

/** Totals of a run of 100 h by hand: `signal` its integral, `max signal` and `last state`; what is not given is 0. */
export const totals = (of: Record<string, number>): Totals => ({
  hours_h: 100,
  sum: (signal) => of[signal] ?? 0,
  max: (signal) => of[`max ${signal}`] ?? 0,
  min: () => 0,
  running_h: (signal) => of[`running ${signal}`] ?? 0,
  first: () => 0,
  last: (state) => of[`last ${state}`] ?? 0,
  months: [],
});
