import { type SizingOptions, sizesOfTypical } from '../../control/optimal/sizing.ts';
import { yearsOf } from '../../core/annuity.ts';
import { ConfigError } from '../../core/errors.ts';
import type { SolverSession } from '../../core/solver.ts';
import { unitOf } from '../../core/units.ts';
import type { Sensitivity, SensitivityEnd, SensitivityRow } from '../../report/sensitivity.ts';
import type { Compiled } from '../../scenario/compile.ts';
import type { Layer, SensitiveInput } from '../../scenario/sensitivity.ts';
import { type Candidate, candidatesOf, rangesOf, type SizingWish, sizingOptionsOf } from '../../scenario/sizing.ts';
import type { Terminal } from './terminal.ts';

/** What sizes were found with, and are found anew. */
export interface Sizes {
  readonly compiled: Compiled;
  readonly candidates: readonly Candidate[];
  readonly wish: SizingWish;
  /** Where the search begins: the sizes found, as multiples. */
  readonly multiples: Float64Array;
}

/**
 * Finds sizes anew with one input less and more, on typical periods of the run (on all of it where none can be had), and tells how the
 * least cost of a year and the sizes move.
 * @returns undefined where it was stopped
 * @throws SizingError, ConfigError
 */
export async function sensitivityOfSizes(
  { compiled, candidates, wish, multiples }: Sizes,
  inputs: readonly SensitiveInput[],
  layer: Layer,
  sessions: { readonly operation: SolverSession; readonly master: SolverSession },
  terminal: Terminal,
  stopped: () => boolean,
): Promise<Sensitivity | undefined> {
  const find = async (at: Compiled, from: Float64Array) => {
    const options: SizingOptions = sizingOptionsOf(at, wish);
    const found = await sizesOfTypical(at.run, rangesOf(candidatesOf(at), at), options, sessions, from);
    return { ...found, cost_money_per_a: found.cost_money / yearsOf(at.run) };
  };
  const progress = terminal.progress('moving one input at a time');
  try {
    const base = await find(compiled, multiples);
    const rows: SensitivityRow[] = [];
    for (const [n, input] of inputs.entries()) {
      const end = async (factor: number): Promise<SensitivityEnd> => {
        const value = input.value === undefined ? {} : { value: input.value * factor };
        try {
          const found = await find(layer(input, factor), base.multiples);
          return { ...value, figures: [found.cost_money_per_a], sizes: sizesOf(candidates, found.multiples) };
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          return { ...value, figures: [null], error: error.message };
        }
      };
      const less = await end(1 - input.by);
      if (stopped()) return undefined;
      progress.show((n + 0.5) / inputs.length);
      const more = await end(1 + input.by);
      if (stopped()) return undefined;
      progress.show((n + 1) / inputs.length);
      rows.push({ input: input.name, label: input.label, by: input.by, less, more });
    }
    const unit = `${compiled.run.currency}/a`;
    return {
      figures: [{ name: 'cost_money_per_a', label: 'Least cost a year', unit, value: base.cost_money_per_a }],
      sizes: candidates.map((c, k) => ({
        name: `${c.id}.${c.name}`,
        label: c.id,
        unit: unitOf(c.name),
        value: base.multiples[k]! * c.as,
      })),
      rows,
      notes: [
        base.isTypical
          ? 'Sizes are found anew with each, on typical periods of the run; the base is what these take for the least cost.'
          : 'Sizes are found anew with each, on the whole run.',
      ],
    };
  } finally {
    progress.end();
  }
}

const sizesOf = (candidates: readonly Candidate[], multiples: Float64Array): number[] =>
  candidates.map((c, k) => multiples[k]! * c.as);
