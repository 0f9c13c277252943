import { isCount } from '../quanta.ts';

/** A sum of whole numbers that is exact. @throws RangeError where it is not */
export function plus(a: number, b: number): number {
  const sum = a + b;
  if (!isCount(sum)) throw new RangeError(`${a} + ${b} is no whole number within 2^53, where sums are exact`);
  // Never minus zero, which texts would tell from zero.
  return sum === 0 ? 0 : sum;
}

/** The exact sum of whole numbers. @throws RangeError where it is not */
export function total(numbers: Iterable<number>): number {
  let sum = 0;
  for (const n of numbers) sum = plus(sum, n);
  return sum;
}

/** The other way round, never minus zero. */
export const minus = (n: number): number => (n === 0 ? 0 : -n);

/** Orders texts by their code units, the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Texts in the order of their code units; the list itself where they are. */
export function sorted(texts: readonly string[]): readonly string[] {
  for (let k = 1; k < texts.length; k++) if (texts[k]! < texts[k - 1]!) return [...texts].sort(byText);
  return texts;
}
