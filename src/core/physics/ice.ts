import { expm1, ln } from '../math.ts';

/**
 * Share of an ice store's capacity that melts, or freezes, an hour:
 *   q = c1 + c2 y + c3 y^2 + (c4 + c5 y + c6 y^2) LMTD / 10 K
 * where y is the share melted so far while it melts, the share frozen so far while it freezes: the way that heat takes
 * through water or ice grows with it. Never less than nothing.
 * @see EnergyPlus Engineering Reference, "Detailed Ice Storage Model"; Li et al., "An Ice Storage Tank Modelica Model",
 *   Modelica Conference 2021, doi:10.3384/ecp21181177
 */
export type IceRate = readonly [number, number, number, number, number, number];
export interface IceCurve {
  readonly melt: IceRate;
  readonly freeze: IceRate;
}

export const iceRate_per_h = (c: IceRate, y: number, lmtd_K: number): number =>
  Math.max(0, c[0] + y * (c[1] + y * c[2]) + (c[3] + y * (c[4] + y * c[5])) * (lmtd_K / 10));

const perHour = (c: readonly number[], by: number): IceRate => c.map((v) => v * by) as unknown as IceRate;

export const ICE_CURVE_NAMES = ['nist', 'energyPlus'] as const;
/**
 * `nist`: a tank of 274 kWh with coils inside (internal melt), 30 % glycol. Melting as published (Pradhan et al., ASHRAE
 * Transactions 126 (2020) 458, samples of 10 s); freezing fitted here to the conductance of the same experiments.
 * `energyPlus`: the example 5ZoneDetailedIceStorage of EnergyPlus, melting and freezing alike.
 */
export const ICE_CURVES: Readonly<Record<(typeof ICE_CURVE_NAMES)[number], IceCurve>> = {
  nist: {
    melt: perHour([5.54e-5, -1.45679e-4, 9.28e-5, 1.126122e-3, -1.1012e-3, 3.00544e-4], 360),
    freeze: [0, 0, 0, 0.453, -0.082, -0.158],
  },
  energyPlus: {
    melt: [0, 0.09, -0.15, 0.612, -0.324, -0.216],
    freeze: [0, 0.09, -0.15, 0.612, -0.324, -0.216],
  },
};

/** Logarithmic mean difference to ice at 0 degC of a fluid on its way between two temperatures on the same side of it. */
export function iceLmtd_K(in_degC: number, out_degC: number): number {
  const [a, b] = [Math.abs(in_degC), Math.abs(out_degC)];
  return Math.abs(a - b) < 1e-9 * a ? a : (a - b) / ln(a / b);
}

/** How far something goes whose rate depends on how far it is: knots of the rate, and the time at which each is passed. */
export interface Progress {
  readonly rate_per_h: Float64Array;
  readonly passed_h: Float64Array;
}

/** Slower than this a rate counts as this: a share of 1 in 10,000 an hour is as good as none. */
const LEAST_per_h = 1e-4;

/** The rate sampled at so many knots from 0 to 1, straight between them. */
export function progressOf(rate_per_h: (y: number) => number, knots: number): Progress {
  const rates = Float64Array.from({ length: knots }, (_, k) => Math.max(LEAST_per_h, rate_per_h(k / (knots - 1))));
  const passed_h = new Float64Array(knots);
  for (let k = 1; k < knots; k++) passed_h[k] = passed_h[k - 1]! + within_h(rates, k - 1, 1 / (knots - 1));
  return { rate_per_h: rates, passed_h };
}

/** Hours from knot `k` to `dy` behind it, at a rate that changes linearly on the way. */
function within_h(rates: Float64Array, k: number, dy: number): number {
  const from = rates[k]!;
  const slope = (rates[k + 1]! - from) * (rates.length - 1);
  const ratio = (slope * dy) / from;
  return Math.abs(ratio) < 1e-9 ? dy / from : ln(1 + ratio) / slope;
}

/** Where it stands `dt_h` after it stood at `y`: exact for the knots, so that two half steps make one. At most 1. */
export function progressAfter({ rate_per_h, passed_h }: Progress, y: number, dt_h: number): number {
  const last = rate_per_h.length - 1;
  if (y >= 1) return 1;
  let k = Math.min(Math.max(0, Math.floor(y * last)), last - 1);
  const until_h = passed_h[k]! + within_h(rate_per_h, k, y - k / last) + dt_h;
  while (k < last && passed_h[k + 1]! <= until_h) k++;
  if (k === last) return 1;
  const from = rate_per_h[k]!;
  const slope = (rate_per_h[k + 1]! - from) * last;
  const left_h = until_h - passed_h[k]!;
  const dy = Math.abs(slope * left_h) < 1e-9 ? from * left_h : (from * expm1(slope * left_h)) / slope;
  return Math.min(1, k / last + dy);
}
