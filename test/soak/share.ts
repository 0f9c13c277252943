import { streamOf, uniform } from '../../src/core/chance.ts';

const given = Number(process.env.SOAK_SHARE ?? '1');
if (!(given > 0 && given <= 1))
  throw new Error(`SOAK_SHARE is "${process.env.SOAK_SHARE}", expected a number in (0, 1]`);
/** The share of the long trials to run: 1 unless SOAK_SHARE says less. */
export const SOAK_SHARE = given;

/** That many of `whole` trials, at least one. */
export const trials = (whole: number): number => Math.max(1, Math.round(whole * SOAK_SHARE));

/** The same seeded choice among `items` each time, in their order. */
export function chosen<T>(items: readonly T[], seed = 1): readonly T[] {
  const drawn = items.map((_, k) => uniform(seed, streamOf('soak'), k));
  const limit = drawn.toSorted((a, b) => a - b)[trials(items.length) - 1]!;
  return items.filter((_, k) => drawn[k]! <= limit);
}
