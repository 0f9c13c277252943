/**
 * Performance curves of water-cooled chillers as data, in the form of EnergyPlus' Chiller:Electric:EIR: `capFT` and
 * `eirFT` are biquadratic in the chilled water leaving and the cooling water entering, `eirPlr` is quadratic in the
 * part-load ratio. Published in the EnergyPlus data set (BSD-3) and the Modelica Buildings library.
 */
export interface ChillerCurve {
  readonly cop: number;
  /** c1 + c2 te + c3 te^2 + c4 tc + c5 tc^2 + c6 te tc: capacity over rated capacity. */
  readonly capFT: readonly number[];
  /** The same form: electricity over cooling at full load, over that at rating. */
  readonly eirFT: readonly number[];
  /** c1 + c2 r + c3 r^2: electricity over that at full load. */
  readonly eirPlr: readonly number[];
  /** Where the curves hold; temperatures beyond are held at the end. ASSUMED: span of the check points, rounded outward. */
  readonly chilled_degC: readonly number[];
  readonly condenser_degC: readonly number[];
}

export const CHILLER_CURVES = {
  doe2Centrifugal: {
    cop: 5.5,
    capFT: [0.257896, 0.0389016, -0.00021708, 0.0468684, -0.00094284, -0.00034344],
    eirFT: [0.933884, -0.058212, 0.00450036, 0.00243, 0.000486, -0.001215],
    eirPlr: [0.222903, 0.313387, 0.46371],
    chilled_degC: [5, 10],
    condenser_degC: [24, 35],
  },
  mcQuayPfh2124: {
    cop: 6.03,
    capFT: [1.040134, -0.0174565, 0.001084856, 0.006629328, -0.0008008991, 0.001567769],
    eirFT: [1.157799, -0.03621524, -0.003684818, -0.01202959, -7.378548e-5, 0.003787365],
    eirPlr: [0.1051419, 0.2033679, 0.6902026],
    chilled_degC: [5, 9],
    condenser_degC: [16, 25],
  },
  mcQuayPeh1635: {
    cop: 7.47,
    capFT: [0.9894188, 0.002983148, -0.002484601, 0.005974984, -0.001063988, 0.002601503],
    eirFT: [1.040733, -0.07118888, 0.002262395, 0.01221901, 0.0002152693, 0.0007409943],
    eirPlr: [0.1836695, 0.5781685, 0.2385719],
    chilled_degC: [4.4, 9],
    condenser_degC: [12.7, 28],
  },
  mcQuayPfh3165: {
    cop: 6.48,
    capFT: [1.342558, 0.07520735, -0.008988936, -0.03340001, -0.0006065934, 0.004684791],
    eirFT: [0.9347904, 0.06551597, -0.01242676, -0.02799974, 0.0003323287, 0.004803491],
    eirPlr: [0.105411, 0.4090646, 0.4838839],
    chilled_degC: [5.5, 8.5],
    condenser_degC: [17.5, 24],
  },
} as const satisfies Record<string, ChillerCurve>;

export type ChillerCurveName = keyof typeof CHILLER_CURVES;
export const CHILLER_CURVE_NAMES = Object.keys(CHILLER_CURVES) as [ChillerCurveName, ...ChillerCurveName[]];

export const biquadratic = (c: readonly number[], a: number, b: number): number =>
  c[0]! + a * (c[1]! + c[2]! * a) + b * (c[3]! + c[4]! * b) + c[5]! * a * b;
