import { watchStanding } from '../control/optimal/standing.ts';
import { watchLimits } from '../control/optimal/usedLimits.ts';
import type { Before } from '../core/linearModel.ts';
import type { Compiled } from './compile.ts';
import { joined } from './joined.ts';
import { planOptionsOf } from './planned.ts';

/** What a plan starts from beside the states of stores. */
export interface PlanStart {
  /** By component: how long it has run or stood, at which load, and the month's peak; undefined before the first step. */
  readonly before: readonly Before[] | undefined;
  /** By named limit, what is used of it in the present period, kWh (or kg). */
  readonly used: Float64Array;
}

/** Follows a running twin for its next plan. It is saved with its state: a plan after a restart starts from the same. */
export interface PlanMemory {
  observe(i: number, frame: Float64Array): void;
  startOf(next: number): PlanStart;
  save(): Float64Array;
  /** Goes on from what was saved, or from the begin of a run where that is empty or of another shape, as an earlier version saved it. */
  restore(memory: Float64Array): void;
}

export function planMemory(compiled: Compiled): PlanMemory {
  const { run } = compiled;
  const standing = watchStanding(run);
  const limits = watchLimits(run, planOptionsOf(compiled).limits ?? []);
  const standingSize = standing.save().length;
  const begin = new Float64Array(standingSize + limits.save().length);
  return {
    observe(i, frame) {
      standing.observe(i, frame);
      limits.observe(i, frame);
    },
    startOf: (next) => ({ before: standing.before(), used: limits.used(next) }),
    save: () => joined(standing.save(), limits.save()),
    restore(memory) {
      const from = memory.length === begin.length ? memory : begin;
      standing.restore(from.subarray(0, standingSize));
      limits.restore(from.subarray(standingSize));
    },
  };
}
