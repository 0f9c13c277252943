/** One run beside another over the steps that the first has of its own. Pure. */
import { type Rows, rowsFrom, type SeriesAnswer } from '../plant/liveRows.ts';

export interface Beside extends Rows {
  /** Steps that both have. */
  readonly common: number;
  /** Sums over the steps that both have, in the unit times hours; undefined for what is no flow. */
  readonly sums: readonly [number, number] | undefined;
  readonly means: readonly [number, number];
  /** Root of the mean square of the difference. */
  readonly rms: number;
}

/** @param base the run as it went; @param other what is held against it, which says the times; @returns base, other, difference */
export function besideOf(
  base: SeriesAnswer,
  other: SeriesAnswer,
  name: string,
  step_s: number,
  isFlow: boolean,
): Beside {
  const [theirs = []] = rowsFrom(other, [name]).values;
  const [known = []] = rowsFrom(base, [name]).values;
  const at = new Map(base.time_ms.map((time_ms, k) => [time_ms, known[k] ?? Number.NaN]));
  const ours = other.time_ms.map((time_ms) => at.get(time_ms) ?? Number.NaN);
  const difference = ours.map((v, k) => theirs[k]! - v);
  let common = 0;
  let [a, b, square] = [0, 0, 0];
  difference.forEach((d, k) => {
    if (!Number.isFinite(d)) return;
    common++;
    a += ours[k]!;
    b += theirs[k]!;
    square += d * d;
  });
  const hours_h = step_s / 3600;
  return {
    times_ms: other.time_ms,
    values: [ours, theirs, difference],
    common,
    sums: isFlow ? [a * hours_h, b * hours_h] : undefined,
    means: [a / common, b / common],
    rms: Math.sqrt(square / common),
  };
}

/** The unit of a flow times hours: kW gives kWh, kg/h gives kg; undefined for what is no flow. */
export function amountUnit(unit: string): string | undefined {
  if (/^k(W|var|VA)$/.test(unit)) return `${unit}h`;
  const [of, per] = unit.split(/_per_|\//);
  return per === 'h' ? of : undefined;
}
