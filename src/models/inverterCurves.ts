/**
 * Converters between direct and alternating current by the Sandia model at the voltage they are rated for, as shares of
 * the rated output: `in` input at rated output, `start` input at which output begins, `curvature` of output over input.
 * @see King, Gonzalez, Galbraith and Boyson, Performance Model for Grid-Connected Photovoltaic Inverters, SAND2007-5036
 */
export interface InverterCurve {
  readonly in: number;
  readonly start: number;
  /** Not positive: losses grow with the square of the current. */
  readonly curvature: number;
}

export const INVERTER_CURVES = {
  /** FOUND: ABB PVI-12.0-I-OUTD-x-US-480-y (with transformer), CEC 2011 list as in NREL's SAM; CEC efficiency 97.0 %. */
  abbPvi12: { in: 12363.86131 / 12000, start: 69.19901719 / 12000, curvature: -1.23e-6 * 12000 },
  /** FOUND: SMA SB11000TL-US-12 (without transformer), CEC 2012 list as in NREL's SAM; CEC efficiency 97.8 %. */
  smaSb11000: { in: 11466.44209 / 11100, start: 20.44827511 / 11100, curvature: -2.69e-6 * 11100 },
} as const satisfies Record<string, InverterCurve>;

export type InverterCurveName = keyof typeof INVERTER_CURVES;
export const INVERTER_CURVE_NAMES = Object.keys(INVERTER_CURVES) as [InverterCurveName, ...InverterCurveName[]];

/** Output and efficiency weights: of the European efficiency, and of that of the California Energy Commission. */
export const EUROPEAN_WEIGHTS = [
  [0.05, 0.03],
  [0.1, 0.06],
  [0.2, 0.13],
  [0.3, 0.1],
  [0.5, 0.48],
  [1, 0.2],
] as const;
export const CEC_WEIGHTS = [
  [0.1, 0.04],
  [0.2, 0.05],
  [0.3, 0.12],
  [0.5, 0.21],
  [0.75, 0.53],
  [1, 0.05],
] as const;

/** Output over input beyond `start`, near it. */
export const gainOf = (c: InverterCurve): number => 1 / (c.in - c.start) - c.curvature * (c.in - c.start);

/** Input beyond `start` that gives an output; both over the rated output. The stable root of the parabola. */
export const inputBeyond = (gain: number, curvature: number, output: number): number =>
  (2 * output) / (gain + Math.sqrt(gain * gain + 4 * curvature * output));

/** Efficiency at several outputs, weighted. */
export const weightedEfficiency = (c: InverterCurve, weights: readonly (readonly [number, number])[]): number =>
  weights.reduce((sum, [r, weight]) => sum + (weight * r) / (c.start + inputBeyond(gainOf(c), c.curvature, r)), 0);
