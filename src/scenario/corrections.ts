import type { Loop } from '../core/loop.ts';
import type { Compiled } from './compile.ts';
import type { Meter } from './meters.ts';
import { REBASE_MEMORY, type Rebasing, rebasing } from './rebase.ts';

/** How often a meter's readings took the place of a state in a run, and what that added to it. */
export interface CorrectionFigures {
  readonly count: number;
  readonly sum: number;
}

/** Lets the readings of a run over recorded history take the place of states, by the policies of their meters. */
export interface Corrections {
  /** Before step `i`. */
  correct(i: number): void;
  /** After it. */
  note(i: number): void;
  /** By meter: what was added to its state before each step; empty where its meter corrects nothing. */
  readonly columns: readonly Float64Array[];
  /** By meter. */
  figures(): readonly (CorrectionFigures | undefined)[];
}

const NOTHING = new Float64Array(0);

export function correctStates(loop: Pick<Loop, 'run' | 'correct'>, meters: readonly Meter[]): Corrections {
  const { length } = loop.run.grid;
  const parts = meters.map((meter) => {
    if (meter.policy.rebase === undefined) return undefined;
    const rebase: Rebasing = rebasing(loop, meter, new Float64Array(REBASE_MEMORY), () => undefined);
    return { meter, rebase, column: new Float64Array(length) };
  });
  return {
    columns: parts.map((part) => part?.column ?? NOTHING),
    correct(i) {
      for (const part of parts) if (part !== undefined) part.column[i] = part.rebase.correct(i);
    },
    note(i) {
      for (const part of parts) {
        if (part === undefined) continue;
        const { values, quality, counts } = part.meter;
        part.rebase.note(counts[quality[i]!] === true ? values[i]! : Number.NaN);
      }
    },
    figures: () =>
      parts.map((part) => {
        if (part === undefined) return undefined;
        let count = 0;
        let sum = 0;
        for (const v of part.column) {
          if (v === 0) continue;
          count++;
          sum += v;
        }
        return { count, sum };
      }),
  };
}

/** A cluster whose meters are looked at and correct nothing: its states are its own, as where another control is tried. */
export const withoutCorrections = (compiled: Compiled): Compiled => ({
  ...compiled,
  meters: compiled.meters.map((meter) => ({ ...meter, policy: { ...meter.policy, rebase: undefined } })),
});
