import { ln, pow } from '../../math.ts';

/**
 * Darcy friction factor of a full round pipe. `colebrook`: 64 / Re (Hagen-Poiseuille) up to Re 2,000; from 4,000
 * Colebrook and White by Serghides' explicit approximation, within 0.004 % of the root; between the two a straight line
 * over Re, so that the loss of pressure has no jump. `swameeJain`: the same with Swamee and Jain's approximation, within
 * 3 %. `nikuradse`: fully rough, with the laminar term added everywhere.
 * @see Serghides, "Estimate friction factor accurately", Chemical Engineering 91 (1984) 63-64
 * @see Swamee and Jain, "Explicit equations for pipe-flow problems", J. Hydraulics Div. ASCE 102 (1976) 657-664
 */
export type FrictionLaw = 'colebrook' | 'swameeJain' | 'nikuradse';

const LAMINAR = 2000;
const TURBULENT = 4000;
const PER_LN = 2 / ln(10);

/** 1 / sqrt(factor) of turbulent flow. */
export function inverseRoot(reynolds: number, roughness: number): number {
  const rough = roughness / 3.7;
  const a = -PER_LN * ln(rough + 12 / reynolds);
  const b = -PER_LN * ln(rough + (2.51 * a) / reynolds);
  const c = -PER_LN * ln(rough + (2.51 * b) / reynolds);
  const bend = c - 2 * b + a;
  return bend === 0 ? c : a - ((b - a) * (b - a)) / bend;
}

const swameeJain = (reynolds: number, roughness: number): number =>
  -PER_LN * ln(roughness / 3.7 + 5.74 / pow(reynolds, 0.9));

/** A pipe made ready for one law and one fluid. */
export interface Resistance {
  readonly law: FrictionLaw;
  /** Re per kg/s. */
  readonly reynolds: number;
  /** kPa per (kg/s)^2 and unit of friction. */
  readonly scale: number;
  readonly lengths: number;
  readonly fittings: number;
  readonly roughness: number;
  /** Factors at the ends of the transition, or the fully rough one. */
  readonly atTurbulent: number;
}

export interface FlowPipe {
  readonly length_m: number;
  readonly diameter_m: number;
  readonly roughness_m: number;
  /** Sum of the loss coefficients of fittings, in velocity heads. */
  readonly fittings?: number;
}
export interface Fluid {
  readonly density_kg_per_m3: number;
  /** Pa s. */
  readonly viscosity: number;
}

export function resistanceOf(pipe: FlowPipe, fluid: Fluid, law: FrictionLaw = 'colebrook'): Resistance {
  const { length_m, diameter_m, roughness_m, fittings = 0 } = pipe;
  const area_m2 = (Math.PI * diameter_m * diameter_m) / 4;
  const roughness = roughness_m / diameter_m;
  const root =
    law === 'colebrook'
      ? inverseRoot(TURBULENT, roughness)
      : law === 'swameeJain'
        ? swameeJain(TURBULENT, roughness)
        : -PER_LN * ln(roughness / 3.71);
  return {
    law,
    reynolds: diameter_m / (area_m2 * fluid.viscosity),
    scale: 1 / (2000 * fluid.density_kg_per_m3 * area_m2 * area_m2),
    lengths: length_m / diameter_m,
    fittings,
    roughness,
    atTurbulent: 1 / (root * root),
  };
}

/**
 * Writes to out[0] the loss of pressure in kPa at a flow in kg/s (of its sign) and to out[1] its slope:
 * Darcy-Weisbach, drop = (factor length / diameter + fittings) density velocity^2 / 2.
 */
export function drop(r: Resistance, flow: number, out: Float64Array): void {
  const size = flow < 0 ? -flow : flow;
  const reynolds = r.reynolds * size;
  const laminar = (64 / r.reynolds) * r.scale * r.lengths;
  if (r.law === 'nikuradse' || reynolds <= LAMINAR) {
    const rest = r.scale * (r.fittings + (r.law === 'nikuradse' ? r.atTurbulent * r.lengths : 0));
    out[0] = flow * (laminar + rest * size);
    out[1] = laminar + 2 * rest * size;
    return;
  }
  let factor = 0;
  let slope = 0;
  if (reynolds < TURBULENT) {
    slope = (r.atTurbulent - 64 / LAMINAR) / (TURBULENT - LAMINAR);
    factor = 64 / LAMINAR + slope * (reynolds - LAMINAR);
  } else if (r.law === 'swameeJain') {
    const root = swameeJain(reynolds, r.roughness);
    factor = 1 / (root * root);
    const term = 5.74 / pow(reynolds, 0.9);
    slope = (-2 * factor * PER_LN * 0.9 * term) / (root * reynolds * (r.roughness / 3.7 + term));
  } else {
    const root = inverseRoot(reynolds, r.roughness);
    factor = 1 / (root * root);
    // From Colebrook's equation, differentiated as it stands.
    const within = PER_LN / ((r.roughness / 3.7) * reynolds + 2.51 * root);
    slope = (-2 * factor * 2.51 * within) / (reynolds * (1 + 2.51 * within));
  }
  out[0] = r.scale * (factor * r.lengths + r.fittings) * size * flow;
  out[1] = r.scale * size * (2 * (factor * r.lengths + r.fittings) + slope * reynolds * r.lengths);
}
