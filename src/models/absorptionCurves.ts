/**
 * Characteristic equation of absorption chillers: cooling and driving heat are linear in one temperature difference of
 * the external mean temperatures of generator, absorber with condenser, and evaporator:
 *   ddt = t_hot - a t_cool + e t_chill,   Q_evaporator = sE ddt + rE,   Q_generator = sG ddt + rG   (kW)
 * @see Kuehn and Ziegler, "Operational results of a 10 kW absorption chiller and adaptation of the characteristic
 *   equation", Proc. Int. Conf. Solar Air-Conditioning (2005); Puig-Arnavat et al., Int. J. Refrig. 33 (2010) 70-83
 */
export interface Characteristic {
  readonly nominal_kW: number;
  readonly a: number;
  readonly e: number;
  readonly sE: number;
  readonly rE: number;
  readonly sG: number;
  readonly rG: number;
}

/**
 * Machines as fitted by Puig-Arnavat et al. and carried by oemof-thermal (MIT). Its Broad_01 is left out: the generator
 * line there repeats the evaporator line, a COP of 1 that no single-effect machine has.
 */
export const ABSORPTION_CURVES = {
  rotartica: { nominal_kW: 4.5, a: 2.704, e: 1.883, sE: 0.196, rE: 2.476, sG: 0.232, rG: 4.271 },
  kuehn: { nominal_kW: 10, a: 2.5, e: 1.8, sE: 0.42, rE: 0.9, sG: 0.51, rG: 2 },
  safarik: { nominal_kW: 15, a: 2.138, e: 2.252, sE: 0.452, rE: -8.037, sG: 0.489, rG: -4.913 },
  /** Double effect. */
  broad02: { nominal_kW: 1163, a: 2.162, e: 4.499, sE: 15.459, rE: -911.572, sG: 10.807, rG: -603.85 },
} as const satisfies Record<string, Characteristic>;

export type AbsorptionCurveName = keyof typeof ABSORPTION_CURVES;
export const ABSORPTION_CURVE_NAMES = Object.keys(ABSORPTION_CURVES) as [AbsorptionCurveName, ...AbsorptionCurveName[]];

/** External mean temperatures at which a machine has its nominal cooling and COP. */
export interface DesignPoint {
  readonly hot_degC: number;
  readonly cool_degC: number;
  readonly chill_degC: number;
}

/** How a class of machines answers to temperature, per K of ddt over nominal cooling and heat. */
interface Shape {
  readonly a: number;
  readonly e: number;
  readonly cooling_per_K: number;
  readonly heat_per_K: number;
}

/**
 * Single effect: cooling FOUND of Broad_01 (24.121 / 768), heat ASSUMED at 0.87 of it as the mean of kuehn and safarik.
 * Double effect: FOUND of broad02 at its nominal point.
 */
const EFFECT_SHAPES = {
  single: { a: 1.707, e: 1.844, cooling_per_K: 0.0314, heat_per_K: 0.0273 },
  double: { a: 2.162, e: 4.499, cooling_per_K: 0.01329, heat_per_K: 0.01277 },
} as const satisfies Record<string, Shape>;

export const characteristicTemperature_K = (
  c: Pick<Characteristic, 'a' | 'e'>,
  hot_degC: number,
  cool_degC: number,
  chill_degC: number,
): number => hot_degC - c.a * cool_degC + c.e * chill_degC;

export const coolingAt_kW = (c: Pick<Characteristic, 'sE' | 'rE'>, ddt_K: number): number => c.sE * ddt_K + c.rE;
export const driveAt_kW = (c: Pick<Characteristic, 'sG' | 'rG'>, ddt_K: number): number => c.sG * ddt_K + c.rG;

/** The characteristic equation of 1 kW of a class with the given COP at its design point. */
export function characteristicOf(effect: keyof typeof EFFECT_SHAPES, cop: number, design: DesignPoint): Characteristic {
  const shape = EFFECT_SHAPES[effect];
  const at_K = characteristicTemperature_K(shape, design.hot_degC, design.cool_degC, design.chill_degC);
  return {
    nominal_kW: 1,
    a: shape.a,
    e: shape.e,
    sE: shape.cooling_per_K,
    rE: 1 - shape.cooling_per_K * at_K,
    sG: shape.heat_per_K / cop,
    rG: (1 - shape.heat_per_K * at_K) / cop,
  };
}
