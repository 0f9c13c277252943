import type { Run } from '../../core/run.ts';
import type { Problem } from '../../core/solver.ts';
import { assemble } from './assemble.ts';
import type { Assembled, AssembleOptions } from './assembled.ts';
import { type Linking, typicalProblem } from './typicalProblem.ts';
import { typicalRun } from './typicalRun.ts';

export interface TypicalWish {
  readonly count: number;
  /** Steps of a period. */
  readonly length: number;
  readonly method: Linking;
}

/** A run to be planned, and how a problem of it is brought to a smaller one that stands for it. */
export interface YearProblem {
  readonly assembled: Assembled;
  readonly reduce: (problem: Problem) => Problem;
  /** Periods that stand for all, those of them that are extremes, and all; undefined where every step is planned. */
  readonly typical?: { readonly periods: number; readonly kept: number; readonly all: number; readonly rms: number };
}

/**
 * The operation of a run by some of its periods, through which what stores hold goes on; by every step where none is wished for or where they
 * would be all.
 * @throws TypicalError where no period can stand for another
 */
export function yearProblem(run: Run, options: AssembleOptions, wish: TypicalWish | undefined): YearProblem {
  const assembled = assemble(run, options);
  const whole = { assembled, reduce: (problem: Problem) => problem };
  if (wish === undefined || wish.count === 0 || assembled.steps <= wish.count * wish.length) return whole;
  const { run: laid, typical, kept } = typicalRun(run, assembled, wish);
  const all = typical.of.length;
  if (typical.periods.length === all) return whole;
  const alike = assemble(laid, options);
  const reduced = typicalProblem(alike, typical, wish.method);
  return {
    assembled: alike,
    reduce: (problem) => reduced.reduce(problem),
    typical: { periods: typical.periods.length, kept: kept.length, all, rms: typical.rms },
  };
}
