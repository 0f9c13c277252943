import { log10 } from '../math.ts';

const SIXTH = 1 / 6;

/** Above this Reynolds number the flow in a pipe is turbulent. */
const TURBULENT = 2300;

/**
 * Darcy friction factor of a full pipe: 64 / Re below Re 2,300, else Colebrook and White's
 * 1 / sqrt(f) = -2 log10(roughness / 3.71 d + 2.51 / (Re sqrt(f))), by fixed-point iteration.
 * @see Colebrook, "Turbulent flow in pipes", J. Inst. Civ. Eng. 11 (1939) 133-156
 */
export function frictionFactor(reynolds: number, relativeRoughness: number): number {
  if (reynolds < TURBULENT) return 64 / reynolds;
  let inverseRoot = 7;
  for (let k = 0; k < 12; k++) inverseRoot = -2 * log10(relativeRoughness / 3.71 + (2.51 * inverseRoot) / reynolds);
  return 1 / (inverseRoot * inverseRoot);
}

export interface Pipe {
  readonly length_m: number;
  /** Inside. */
  readonly diameter_m: number;
  readonly roughness_m: number;
  /** Of the water, kg/m3 and Pa s. */
  readonly density_kg_per_m3: number;
  readonly viscosity: number;
}

export const pipeArea_m2 = (diameter_m: number): number => (Math.PI * diameter_m * diameter_m) / 4;

/** Loss of pressure along a pipe at a mass flow in kg/s, Darcy-Weisbach. */
export function pressureDrop_kPa(pipe: Pipe, flow: number): number {
  const { diameter_m, density_kg_per_m3 } = pipe;
  const velocity_m_per_s = flow / density_kg_per_m3 / pipeArea_m2(diameter_m);
  if (velocity_m_per_s === 0) return 0;
  const reynolds = (density_kg_per_m3 * velocity_m_per_s * diameter_m) / pipe.viscosity;
  const factor = frictionFactor(reynolds, pipe.roughness_m / diameter_m);
  return (((factor * pipe.length_m) / diameter_m) * density_kg_per_m3 * velocity_m_per_s * velocity_m_per_s) / 2000;
}

/**
 * e^-x for x >= 0 in a few multiplications, for the step loop: (1 / sixth-order series of e^(x/16))^16. Off by less than
 * 1e-10 up to x = 1 and by less than 1e-7 anywhere; falls strictly until it underflows to 0.
 */
export function decay(x: number): number {
  const a = x / 16;
  const root = 1 / (1 + a * (1 + a * (0.5 + a * (SIXTH + a * (SIXTH / 4 + a * (SIXTH / 20 + a * (SIXTH / 120)))))));
  const square = root * root;
  const fourth = square * square;
  const eighth = fourth * fourth;
  return eighth * eighth;
}

/** Temperature of water that has spent `transferUnits` = UA / (flow cp) in surroundings of another. */
export const cooled_degC = (inlet_degC: number, around_degC: number, transferUnits: number): number =>
  around_degC + (inlet_degC - around_degC) * decay(transferUnits);
