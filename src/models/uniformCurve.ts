/**
 * A curve laid out on an even grid before the loop, for models to read in it without a search: values at `from`,
 * `from + step`, ... joined by straight lines and held beyond its ends.
 */
export interface UniformCurve {
  readonly from: number;
  readonly step: number;
  readonly values: Float64Array;
}

/** Samples `f` at `count` points from `from` to `to`, both included. */
export function sampled(from: number, to: number, count: number, f: (x: number) => number): UniformCurve {
  const step = (to - from) / (count - 1);
  return { from, step, values: Float64Array.from({ length: count }, (_, k) => f(from + k * step)) };
}

export function valueAt(c: UniformCurve, x: number): number {
  const { values } = c;
  const at = c.step > 0 ? (x - c.from) / c.step : 0;
  if (!(at > 0)) return values[0]!;
  const k = Math.floor(at);
  if (k >= values.length - 1) return values[values.length - 1]!;
  return values[k]! + (at - k) * (values[k + 1]! - values[k]!);
}

/** Where a rising curve takes the value `v`, held at its ends. Exact against `valueAt` to rounding. */
export function positionOf(c: UniformCurve, v: number): number {
  const { values } = c;
  let lo = 0;
  let hi = values.length - 1;
  if (v <= values[0]!) return c.from;
  if (v >= values[hi]!) return c.from + hi * c.step;
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1;
    if (values[mid]! <= v) lo = mid;
    else hi = mid;
  }
  return c.from + (lo + (v - values[lo]!) / (values[lo + 1]! - values[lo]!)) * c.step;
}
