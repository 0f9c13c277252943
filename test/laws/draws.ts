import { streamOf, uniform } from '../../src/core/chance.ts';
import { pow } from '../../src/core/math.ts';

/** Numbers drawn one after the other from a seed. */
export interface Draws {
  between(low: number, high: number): number;
  /** Evenly spread in its logarithm. */
  scale(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  int(low: number, high: number): number;
}
export function drawsOf(seed: number): Draws {
  let n = 0;
  const stream = streamOf('laws');
  const next = (): number => uniform(seed, stream, n++);
  const between = (low: number, high: number): number => low + (high - low) * next();
  const draws: Draws = {
    between,
    scale: (low, high) => low * pow(high / low, next()),
    chance: (share) => next() < share,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    int: (low, high) => Math.floor(between(low, high + 1)),
  };
  return draws;
}
