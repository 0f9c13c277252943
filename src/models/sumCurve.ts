import { type UniformCurve, valueAt } from './uniformCurve.ts';

/** Value of `a + share * b` at `x`; both curves stand on the same grid. */
export const sumAt = (a: UniformCurve, b: UniformCurve, share: number, x: number): number =>
  valueAt(a, x) + share * valueAt(b, x);

/** Where a rising `a + share * b` takes the value `v`, held at its ends. Exact against `sumAt` to rounding. */
export function positionOfSum(a: UniformCurve, b: UniformCurve, share: number, v: number): number {
  const p = a.values;
  const q = b.values;
  let lo = 0;
  let hi = p.length - 1;
  let below = p[0]! + share * q[0]!;
  let above = p[hi]! + share * q[hi]!;
  if (v <= below) return a.from;
  if (v >= above) return a.from + hi * a.step;
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1;
    const at = p[mid]! + share * q[mid]!;
    if (at <= v) {
      lo = mid;
      below = at;
    } else {
      hi = mid;
      above = at;
    }
  }
  return a.from + (lo + (v - below) / (above - below)) * a.step;
}
