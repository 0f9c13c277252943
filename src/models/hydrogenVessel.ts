import { z } from 'zod';
import { clamp, log1p } from '../core/math.ts';
import { h2Density_kg_per_m3, h2Pressure_MPa } from '../core/physics/hydrogen.ts';
import { decay } from '../core/physics/pipe.ts';
import { sumAt } from './sumCurve.ts';
import { sampled, type UniformCurve } from './uniformCurve.ts';

export const CavernParams = z.strictObject({
  depth_m: z.number().min(100).max(3000).describe('of the last cemented casing shoe, below the ground'),
  rock_kg_per_m3: z.number().positive().default(2300).describe('mean density of the rock above. ASSUMED 2,300'),
  least: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.24)
    .describe('least pressure as a share of the overburden: creep. ASSUMED 0.24, after Caglayan et al. 2020'),
  most: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('highest pressure as a share of the overburden: tightness. ASSUMED 0.8, after Caglayan et al. 2020'),
  rate_bar_per_h: z
    .number()
    .positive()
    .default(0.42)
    .describe('fastest change of pressure. ASSUMED 0.42: 10 bar a day, as is usual for caverns'),
});
export type CavernParams = z.infer<typeof CavernParams>;

/** Pressure of the rock above the casing shoe. */
export const overburden_bar = (c: CavernParams): number => (c.depth_m * c.rock_kg_per_m3 * 9.81) / 1e5;

export const ThermalParams = z.strictObject({
  wallTime_h: z
    .number()
    .positive()
    .describe('time constant at which a full vessel at rest takes on the temperature of its walls'),
  inlet_degC: z.number().min(-40).max(80).default(30).describe('of the gas that enters, behind its cooler. ASSUMED 30'),
});

/** Gas whose pressure hangs on its temperature, and may change so fast only. */
export interface VesselGas {
  /** Pressure at the walls' temperature, and what a kelvin adds to it, by mass. */
  readonly pressure_bar: UniformCurve;
  readonly perKelvin_bar: UniformCurve;
  readonly wall_degC: number;
  readonly inlet_degC: number;
  /** kg/h that would carry off as much heat for each kelvin as the walls; Infinity where the gas has their temperature. */
  readonly wall_kg_per_h: number;
  readonly least_bar: number;
  readonly most_bar: number;
  readonly rate_bar_per_h: number;
}

export interface VesselShape {
  readonly volume_m3: number;
  readonly wall_degC: number;
  readonly least_bar: number;
  readonly most_bar: number;
  readonly rate_bar_per_h: number;
  readonly thermal: z.infer<typeof ThermalParams> | undefined;
}

const POINTS = 129;
const MPa_per_bar = 0.1;
const KELVIN = 273.15;
/** Gas may be so much colder than its walls and still fit. */
const COLDER_K = 40;
/** Ratio of heat capacities of hydrogen near 20 degC. */
const GAMMA = 1.405;

/** Lays out pressure over mass at the walls' temperature, and its slope with temperature over 20 K around it. */
export function vesselGas(v: VesselShape): VesselGas {
  const T_K = v.wall_degC + KELVIN;
  const top_kg = v.volume_m3 * h2Density_kg_per_m3(v.most_bar * MPa_per_bar, T_K - COLDER_K);
  const at_bar = (mass_kg: number, K: number): number => h2Pressure_MPa(mass_kg / v.volume_m3, K) / MPa_per_bar;
  const full_kg = v.volume_m3 * h2Density_kg_per_m3(v.most_bar * MPa_per_bar, T_K);
  return {
    pressure_bar: sampled(0, top_kg, POINTS, (m) => at_bar(m, T_K)),
    perKelvin_bar: sampled(0, top_kg, POINTS, (m) => (at_bar(m, T_K + 10) - at_bar(m, T_K - 10)) / 20),
    wall_degC: v.wall_degC,
    inlet_degC: v.thermal?.inlet_degC ?? v.wall_degC,
    wall_kg_per_h: v.thermal === undefined ? Number.POSITIVE_INFINITY : full_kg / v.thermal.wallTime_h,
    least_bar: v.least_bar,
    most_bar: v.most_bar,
    rate_bar_per_h: v.rate_bar_per_h,
  };
}

export const pressureAt_bar = (g: VesselGas, mass_kg: number, gas_degC: number): number =>
  sumAt(g.pressure_bar, g.perKelvin_bar, gas_degC - g.wall_degC, mass_kg);

/**
 * Temperature at the end of a step of constant flow (kg/h, out of the vessel positive) of an ideal gas:
 *   m dT/dt = c (gamma T_in - T) - d (gamma - 1) T - U (T - T_wall)
 * with c what enters, d what leaves, U the walls as a flow. With dm/dt = c - d - lambda m the integral of dt/m is
 * ln(1 + (c - d) gain / (keep m)) / (c - d), so that any part of a step solves it exactly.
 */
export function endTemperature_degC(
  g: VesselGas,
  { keep, gain_h }: Leaking,
  mass_kg: number,
  gas_degC: number,
  flow: number,
): number {
  if (g.wall_kg_per_h === Number.POSITIVE_INFINITY) return g.wall_degC;
  const enters = flow < 0 ? -flow : 0;
  const leaves = flow > 0 ? flow : 0;
  const sum = enters + leaves * (GAMMA - 1) + g.wall_kg_per_h;
  const towards_K = (enters * GAMMA * (g.inlet_degC + KELVIN) + g.wall_kg_per_h * (g.wall_degC + KELVIN)) / sum;
  const kept_kg = keep * mass_kg;
  const growth = (-flow * gain_h) / kept_kg;
  const perMass = flow === 0 ? gain_h / kept_kg : log1p(growth > -1 ? growth : -1) / -flow;
  return towards_K + (gas_degC + KELVIN - towards_K) * decay(sum * perMass) - KELVIN;
}

/** How mass follows from flow over a step: what is kept of it, and hours for which a flow counts. */
export interface Leaking {
  readonly keep: number;
  readonly gain_h: number;
}

/** Pressure at the end of a step of constant flow. */
export function endPressure_bar(g: VesselGas, k: Leaking, mass_kg: number, gas_degC: number, flow: number): number {
  const end_kg = mass_kg * k.keep - flow * k.gain_h;
  return pressureAt_bar(g, end_kg, endTemperature_degC(g, k, mass_kg, gas_degC, flow));
}

/**
 * Highest flow out of the vessel (sign 1) or into it (-1) with which the step ends within the limits of pressure and of
 * its change, up to `most` kg/h and without taking more than there is.
 */
export function flowLimit(
  g: VesselGas,
  k: Leaking,
  mass_kg: number,
  gas_degC: number,
  sign: 1 | -1,
  most: number,
  dt_h: number,
): number {
  const { values, step } = g.pressure_bar;
  const kept_kg = mass_kg * k.keep;
  const stock_kg = sign > 0 ? kept_kg : (values.length - 1) * step - kept_kg;
  const bound = clamp(stock_kg / k.gain_h, 0, most);
  const start_bar = pressureAt_bar(g, mass_kg, gas_degC);
  const room_bar = g.rate_bar_per_h * dt_h;
  const end_bar = sign > 0 ? Math.max(g.least_bar, start_bar - room_bar) : Math.min(g.most_bar, start_bar + room_bar);
  // Positive while the pressure stays within.
  let atLow = sign * (endPressure_bar(g, k, mass_kg, gas_degC, 0) - end_bar);
  let atHigh = sign * (endPressure_bar(g, k, mass_kg, gas_degC, sign * bound) - end_bar);
  if (atHigh >= 0) return bound;
  if (atLow <= 0) return 0;
  // False position, halving the weight of an end that stays twice (Illinois).
  let low = 0;
  let high = bound;
  let moved = 0;
  for (let n = 0; n < 60; n++) {
    const flow = high - (atHigh * (high - low)) / (atHigh - atLow);
    const at = sign * (endPressure_bar(g, k, mass_kg, gas_degC, sign * flow) - end_bar);
    if (Math.abs(at) <= 1e-11 * end_bar) return flow;
    if (at > 0) {
      low = flow;
      atLow = at;
      if (moved === 1) atHigh /= 2;
      moved = 1;
    } else {
      high = flow;
      atHigh = at;
      if (moved === -1) atLow /= 2;
      moved = -1;
    }
  }
  return low;
}
