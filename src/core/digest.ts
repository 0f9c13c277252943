/** What one look over the rows of a block found, by column. */
export interface Digest {
  /** 1 where all rows are 0; the rest then stands at 0. */
  readonly isZero: Uint8Array;
  readonly sum: Float64Array;
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
  /** Rows in which it is not 0 but for rounding. */
  readonly running: Float64Array;
}

/** What is no more than this, without sign, counts as at rest. */
const NOTHING = 1e-9;

export const digestOf = (width: number): Digest => ({
  isZero: new Uint8Array(width),
  sum: new Float64Array(width),
  highest: new Float64Array(width),
  lowest: new Float64Array(width),
  running: new Float64Array(width),
});

/** Looks at rows [from, to) of a column, and writes what it found at place `k`; a sum that is not finite tells of a number that is not. */
export function digest(found: Digest, k: number, values: Float64Array, from: number, to: number): void {
  let r = from;
  while (r < to && values[r] === 0) r++;
  const isZero = r === to;
  let sum = 0;
  let highest = isZero ? 0 : Number.NEGATIVE_INFINITY;
  let lowest = isZero ? 0 : Number.POSITIVE_INFINITY;
  let running = 0;
  if (!isZero)
    for (r = from; r < to; r++) {
      const v = values[r]!;
      sum += v;
      if (v > highest) highest = v;
      if (v < lowest) lowest = v;
      if (v > NOTHING || v < -NOTHING) running++;
    }
  found.isZero[k] = isZero ? 1 : 0;
  found.sum[k] = sum;
  found.highest[k] = highest;
  found.lowest[k] = lowest;
  found.running[k] = running;
}
