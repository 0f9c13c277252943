import { exp } from '../core/math.ts';

/** What is left of an amount that falls by `rate` an hour, and below `taper` at a rate in proportion to itself. */
export function fallen(amount: number, taper: number, rate: number, dt_h: number): number {
  const straight_h = amount > taper ? (rate > 0 ? (amount - taper) / rate : Number.POSITIVE_INFINITY) : 0;
  if (straight_h >= dt_h) return amount - rate * dt_h;
  return Math.min(amount, taper) * exp((-(dt_h - straight_h) * rate) / taper);
}
