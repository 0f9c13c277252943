import { ln, pow } from '../math.ts';
import { h2Density_kg_per_m3 } from './hydrogen.ts';
import { frictionFactor, pipeArea_m2 } from './pipe.ts';

/** A pipeline for hydrogen at one temperature. */
export interface GasPipe {
  readonly length_m: number;
  /** Inside. */
  readonly diameter_m: number;
  readonly roughness_m: number;
  readonly T_K: number;
}

/**
 * Viscosity of dilute hydrogen, Pa s: 8.40e-6 at 0 degC, by the power 0.688 of the temperature. Within 0.4 % of Muzny et
 * al. (2013) from 233 to 353 K up to 30 bar and within 2 % up to 100 bar; friction feels less than a tenth of it.
 */
export const h2Viscosity = (T_K: number): number => 8.4e-6 * pow(T_K / 273.15, 0.688);

/** Below this Reynolds number friction is taken as at it: gas pipes idle there, and the law has a jump. */
const LEAST_REYNOLDS = 4000;

/** Darcy friction factor at a mass flow in kg/s, by Colebrook and White. It hangs on no pressure: Re = 4 m / (pi d mu). */
export function gasFriction(pipe: GasPipe, flow: number): number {
  const reynolds = (4 * flow) / (Math.PI * pipe.diameter_m * h2Viscosity(pipe.T_K));
  return frictionFactor(reynolds > LEAST_REYNOLDS ? reynolds : LEAST_REYNOLDS, pipe.roughness_m / pipe.diameter_m);
}

/** Mean over the length of a pipe of the pressure, which falls as the root of a straight line. */
export const meanPressure_MPa = (from_MPa: number, to_MPa: number): number =>
  (2 / 3) * (from_MPa + to_MPa - (from_MPa * to_MPa) / (from_MPa + to_MPa));

/** What gas of changing density adds to friction, and Z R T in MPa m3/kg at the mean pressure, of a pipe between two pressures. */
interface Losses {
  readonly kinetic: number;
  readonly zrt: number;
}
function lossesBetween(pipe: GasPipe, from_MPa: number, drop_MPa2: number): Losses {
  const rest = from_MPa * from_MPa - drop_MPa2;
  const to_MPa = rest > 0 ? Math.sqrt(rest) : 0;
  const mean_MPa = meanPressure_MPa(from_MPa, to_MPa);
  return {
    kinetic: to_MPa > 0.01 * from_MPa ? 2 * ln(from_MPa / to_MPa) : 0,
    zrt: mean_MPa / h2Density_kg_per_m3(mean_MPa, pipe.T_K),
  };
}
const frictionOf = (pipe: GasPipe, flow: number): number => (gasFriction(pipe, flow) * pipe.length_m) / pipe.diameter_m;

/**
 * What the square of the pressure loses along the pipe at a mass flow in kg/s (the general flow equation):
 *   p1^2 - p2^2 = (f L / d + 2 ln(p1/p2)) Z R T (m / A)^2,   Z at the mean pressure
 * More than p1^2 where the pipe cannot carry the flow; the mean pressure is then that of a pipe open at its end.
 * @see Menon, Gas Pipeline Hydraulics (2005), ch. 2
 */
export function squareDrop_MPa2(pipe: GasPipe, flow: number, from_MPa: number): number {
  if (flow === 0) return 0;
  const flux = flow / pipeArea_m2(pipe.diameter_m);
  const friction = frictionOf(pipe, flow);
  let drop = 0;
  for (let k = 0; k < 30; k++) {
    const { kinetic, zrt } = lossesBetween(pipe, from_MPa, drop);
    // flux^2 Z R T is in Pa MPa.
    const next = (friction + kinetic) * zrt * flux * flux * 1e-6;
    if (Math.abs(next - drop) <= 1e-13 * next) return next;
    drop = next;
  }
  return drop;
}

/** The mass flow in kg/s at which the square of the pressure loses so much. */
export function flowOfSquareDrop(pipe: GasPipe, drop_MPa2: number, from_MPa: number): number {
  if (!(drop_MPa2 > 0)) return 0;
  const { kinetic, zrt } = lossesBetween(pipe, from_MPa, drop_MPa2);
  const area_m2 = pipeArea_m2(pipe.diameter_m);
  let flow = 1;
  for (let k = 0; k < 30; k++) {
    const next = area_m2 * Math.sqrt((1e6 * drop_MPa2) / ((frictionOf(pipe, flow) + kinetic) * zrt));
    if (Math.abs(next - flow) <= 1e-13 * next) return next;
    flow = next;
  }
  return flow;
}
