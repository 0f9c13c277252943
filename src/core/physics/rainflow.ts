/** A cycle of a load history. Half cycles are those that nothing closed. */
export interface Cycle {
  readonly range: number;
  readonly mean: number;
  readonly count: 1 | 0.5;
}

/**
 * Rainflow counting by the procedure of the standard, in its order of counting. The first and the last point of the
 * history count as reversals; repeated values count once.
 * @see ASTM E1049-85 (2017), 5.4.4
 */
export function rainflow(history: ArrayLike<number>): Cycle[] {
  const cycles: Cycle[] = [];
  const open: number[] = [];
  const count = (a: number, b: number, share: 1 | 0.5): void => {
    cycles.push({ range: Math.abs(a - b), mean: (a + b) / 2, count: share });
  };
  for (const point of reversalsOf(history)) {
    open.push(point);
    while (open.length >= 3) {
      const [a, b, c] = open.slice(-3) as [number, number, number];
      if (Math.abs(c - b) < Math.abs(b - a)) break;
      if (open.length === 3) {
        count(a, b, 0.5);
        open.shift();
      } else {
        count(a, b, 1);
        open.splice(-3, 2);
      }
    }
  }
  for (let k = 1; k < open.length; k++) count(open[k - 1]!, open[k]!, 0.5);
  return cycles;
}

function reversalsOf(history: ArrayLike<number>): number[] {
  const found: number[] = [];
  for (let i = 0; i < history.length; i++) {
    const v = history[i]!;
    const n = found.length;
    if (n > 0 && v === found[n - 1]) continue;
    if (n > 1 && v > found[n - 1]! === found[n - 1]! > found[n - 2]!) found[n - 1] = v;
    else found.push(v);
  }
  return found;
}

/**
 * What a movement adds to the half cycles counted so far: each grew from a range to a range. Over any history the sum of
 * (D(to) - D(from)) / 2 is the sum of count * D(range) over its cycles, for any D with D(0) = 0.
 */
export interface Growth {
  count: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
}
export const makeGrowth = (size: number): Growth => ({
  count: 0,
  from: new Float64Array(size + 1),
  to: new Float64Array(size + 1),
});

/**
 * Rainflow counting as the history happens: moves the tip of the open reversals to `value` and writes to `grown` which
 * half cycles that lets grow. The reversals are plain numbers: their count at `open[at]`, then room for `size` of them,
 * 0 where unused. Ranges on it fall strictly from the first to the last, so that `size` of them are passed only by a long
 * row of ever smaller swings; then the first is let go as the half cycle that it was counted as. The sum of all ranges
 * stays exact; a few later cycles count as two halves of other ranges.
 */
export function rainflowStep(open: Float64Array, at: number, size: number, value: number, grown: Growth): void {
  grown.count = 0;
  const first = at + 1;
  let n = open[at]!;
  const tip = n > 0 ? open[first + n - 1]! : Number.NaN;
  if (value === tip) return;
  let from = 0;
  if (n > 1 && value > tip === tip > open[first + n - 2]!) from = Math.abs(tip - open[first + n - 2]!);
  else {
    if (n === size) n = letGo(open, first, n);
    n++;
  }
  open[first + n - 1] = value;
  while (n > 1) {
    const last = first + n - 1;
    const range = Math.abs(value - open[last - 1]!);
    const closing = n > 2 ? Math.abs(open[last - 1]! - open[last - 2]!) : Number.POSITIVE_INFINITY;
    grown.from[grown.count] = from;
    grown.to[grown.count++] = range < closing ? range : closing;
    if (range < closing) break;
    if (n === 3) {
      from = closing;
      n = letGo(open, first, n);
    } else {
      from = Math.abs(open[last - 2]! - open[last - 3]!);
      open[last - 2] = value;
      open[last - 1] = 0;
      open[last] = 0;
      n -= 2;
    }
  }
  open[at] = n;
}

/** Lets the first of `n` reversals go; returns how many are left. */
function letGo(open: Float64Array, first: number, n: number): number {
  for (let k = 1; k < n; k++) open[first + k - 1] = open[first + k]!;
  open[first + n - 1] = 0;
  return n - 1;
}
