import { ConfigError } from '../core/errors.ts';
import { quantileOf, type Sampling, sharesOf } from './sampling.ts';
import type { SweepAxis, SweepValue } from './sweepAxis.ts';
import type { Uncertain } from './uncertaintySpec.ts';

/** A parameter that is drawn. */
export interface SweepDraw {
  readonly name: string;
  readonly path: string;
  readonly uncertain: Uncertain;
  /** What is drawn is multiplied by this: the number of the scenario where draws are relative to it, else 1. */
  readonly scale: number;
}

/**
 * All runs of a sweep as plain data: every combination of the axes, the last of them fastest, and each of these with every
 * draw. The same plan gives the same runs everywhere.
 */
export interface SweepPlan extends Sampling {
  readonly axes: readonly SweepAxis[];
  readonly draws: readonly SweepDraw[];
}

/** Paths of what is set in a run, in the order of its values. */
export const sweepPaths = ({ axes, draws }: SweepPlan): string[] => [...axes, ...draws].map(({ path }) => path);

const drawsEach = ({ draws, samples }: SweepPlan): number => (draws.length > 0 ? samples : 1);

/** How many runs there are. */
export const sweepLength = (plan: SweepPlan): number =>
  plan.axes.reduce((product, { values }) => product * values.length, drawsEach(plan));

/** What each run sets, by its number. */
export function sweepValues(plan: SweepPlan): (run: number) => SweepValue[] {
  const { axes, draws } = plan;
  const each = drawsEach(plan);
  const drawn = draws.map(({ name, uncertain, scale }) =>
    sharesOf(name, plan).map((share) => scale * quantileOf(uncertain, share)),
  );
  return (run) => {
    const values: SweepValue[] = drawn.map((column) => column[run % each]!);
    let rest = Math.floor(run / each);
    for (let a = axes.length - 1; a >= 0; a--) {
      const { values: own } = axes[a]!;
      values.unshift(own[rest % own.length]!);
      rest = Math.floor(rest / own.length);
    }
    return values;
  };
}

/** @throws ConfigError where two would set the same */
export function checkSweep(plan: SweepPlan): void {
  const paths = sweepPaths(plan);
  for (const [k, path] of paths.entries()) {
    const before = paths.slice(0, k).find((p) => p === path || path.startsWith(`${p}.`) || p.startsWith(`${path}.`));
    if (before !== undefined)
      throw new ConfigError(
        `${path} is varied twice${before === path ? '' : ` (${before} holds it or lies in it)`}; vary it once, by --vary or by the scenario's uncertainty`,
      );
  }
}
