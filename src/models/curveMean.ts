import { ln } from '../core/math.ts';
import { type UniformCurve, valueAt } from './uniformCurve.ts';

/** A curve with the area under it from its first point to each: for means without a walk. */
export interface SummedCurve extends UniformCurve {
  readonly areas: Float64Array;
}

export function summed(c: UniformCurve): SummedCurve {
  const areas = new Float64Array(c.values.length);
  for (let k = 1; k < areas.length; k++) areas[k] = areas[k - 1]! + (c.step * (c.values[k - 1]! + c.values[k]!)) / 2;
  return { ...c, areas };
}

/** The piece of the curve in which `x` lies: -1 before its first point, the last point's beyond its end. */
const pieceOf = (c: UniformCurve, x: number): number => {
  const k = Math.floor((x - c.from) / c.step);
  return k < 0 ? -1 : k > c.values.length - 1 ? c.values.length - 1 : k;
};

/** Area under it from its first point to `x`, negative before. */
function areaTo(c: SummedCurve, x: number): number {
  const k = pieceOf(c, x);
  if (k < 0) return c.values[0]! * (x - c.from);
  return c.areas[k]! + ((x - c.from - k * c.step) * (c.values[k]! + valueAt(c, x))) / 2;
}

/** Mean of the curve from `a` to `b`, exactly. */
export const meanBetween = (c: SummedCurve, a: number, b: number): number =>
  // Within a piece it is a straight line, and no small difference of large areas.
  pieceOf(c, a) === pieceOf(c, b) ? valueAt(c, (a + b) / 2) : (areaTo(c, b) - areaTo(c, a)) / (b - a);

/** Shorter than this share of its time constant, a decay is a straight line to a ten-millionth. */
const STRAIGHT = 1e-6;

/**
 * Mean over the time of a step of a curve of what is held, which goes from `start` to `end` by
 *   dx/dt = net - lambda x
 * piece by piece: in each the curve is a straight line, and the integral of x over its time t is (net t - dx) / lambda.
 */
export function meanOverTime(
  c: SummedCurve,
  start: number,
  end: number,
  net: number,
  lambda_per_h: number,
  dt_h: number,
): number {
  if (!(lambda_per_h * dt_h > STRAIGHT) || start === end) return meanBetween(c, start, end);
  const isRising = end > start;
  let sum = 0;
  let from = start;
  for (let k = pieceOf(c, start); ; k += isRising ? 1 : -1) {
    const edge = c.from + (isRising ? k + 1 : k) * c.step;
    const to = isRising ? (k >= c.values.length - 1 || edge >= end ? end : edge) : k < 0 || edge <= end ? end : edge;
    const time_h = ln((net - lambda_per_h * from) / (net - lambda_per_h * to)) / lambda_per_h;
    if (time_h > 0) sum += time_h * valueAt(c, (net * time_h - (to - from)) / (lambda_per_h * time_h));
    if (to === end) return sum / dt_h;
    from = to;
  }
}
