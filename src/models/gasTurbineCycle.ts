import type { OnOff } from './onOff.ts';
import { type UniformCurve, valueAt } from './uniformCurve.ts';

/**
 * A gas turbine and the heat-recovery steam generator in its exhaust, as numbers. The turbine at an output of `level_kW`
 * in air of `air_degC`:
 * - its size falls with warm and thin air, and so does its efficiency;
 * - what it burns less shaft and casing is the heat of its exhaust above the air;
 * - the exhaust's capacity flow (kW/K) follows the density of the air, and the guide vanes where it has them; its
 *   temperature follows from both.
 * The steam generator cools the exhaust in an evaporator down to boiling plus the pinch; the economiser adds its share
 * (`gain`), as far as the stack may cool. Beneath it a coil may warm water.
 */
export interface Cycle extends OnOff {
  /** Shares of the rating that it gives and of the efficiency that it has, lost per kelvin above 15 degC. */
  readonly outputSlope_per_K: number;
  readonly etaSlope_per_K: number;
  /** Output and capacity flow in the thin air of the site. */
  readonly density: number;
  readonly generatorLimit: number;
  /** At 15 degC, sea level and full load. */
  readonly ratedFuel_kW: number;
  readonly ratedFlow_kW_per_K: number;
  /** By load (output over size): fuel and capacity flow over those at full load. */
  readonly fuel: UniformCurve;
  readonly vanes: UniformCurve;
  readonly etaGenerator: number;
  readonly casingLoss: number;
  /** Of the steam generator: its evaporator's end, the economiser's share, the coldest stack behind it. */
  readonly recovers: boolean;
  readonly pinch_degC: number;
  readonly gain: number;
  readonly stack_degC: number;
  /** Stack behind the water coil, and gas from which on it can heat its bus; Infinity without one. */
  readonly coil_degC: number;
  readonly coilFrom_degC: number;
  readonly kept: number;
  /** Duct burner: fuel at most, and gas at most. */
  readonly duct_kW: number;
  readonly fired_degC: number;
}

export const ISO_degC = 15;
const ZERO_K = 273.15;

/** Air that counts for size and efficiency: slopes end at -30 and 50 degC. */
const counted = (air_degC: number): number => (air_degC < -30 ? -30 : air_degC > 50 ? 50 : air_degC) - ISO_degC;

/** Share of the rating that it gives in this air. */
export function sizeOf(q: Cycle, air_degC: number): number {
  const size = q.density * (1 - q.outputSlope_per_K * counted(air_degC));
  return size < q.generatorLimit ? size : q.generatorLimit;
}

/** `size` is that of `sizeOf` here and below. */
export function fuelOf(q: Cycle, air_degC: number, size: number, level_kW: number): number {
  return (
    ((q.ratedFuel_kW * size) / (1 - q.etaSlope_per_K * counted(air_degC))) *
    valueAt(q.fuel, level_kW / (size * q.rated))
  );
}

/** Heat of the exhaust above the air. */
export const exhaustOf = (q: Cycle, air_degC: number, size: number, level_kW: number): number =>
  fuelOf(q, air_degC, size, level_kW) * (1 - q.casingLoss) - level_kW / q.etaGenerator;

export const flowOf = (q: Cycle, air_degC: number, size: number, level_kW: number): number =>
  ((q.ratedFlow_kW_per_K * q.density * (ISO_degC + ZERO_K)) / (air_degC + ZERO_K)) *
  valueAt(q.vanes, level_kW / (size * q.rated));

/** Heat that the gas gives from `gas_degC` to steam (or to water where there is no steam). */
export function recoveredOf(q: Cycle, flow_kW_per_K: number, gas_degC: number): number {
  if (!q.recovers) return 0;
  const byPinch = q.gain * (gas_degC - q.pinch_degC);
  const byStack = gas_degC - q.stack_degC;
  const drop_K = byPinch < byStack ? byPinch : byStack;
  return drop_K > 0 ? flow_kW_per_K * drop_K : 0;
}

/** Most that the duct burner adds: its size, and what the gas may be heated to. */
export function ductLimit(q: Cycle, flow_kW_per_K: number, gas_degC: number): number {
  const room_kW = flow_kW_per_K * (q.fired_degC - gas_degC);
  return room_kW > q.duct_kW ? q.duct_kW : room_kW > 0 ? room_kW : 0;
}

/** What is delivered of heat recovered at an output, by the exhaust alone. */
export function deliveredAt(q: Cycle, air_degC: number, size: number, level_kW: number): number {
  const flow = flowOf(q, air_degC, size, level_kW);
  return q.kept * recoveredOf(q, flow, air_degC + exhaustOf(q, air_degC, size, level_kW) / flow);
}

/** The same with the duct burner at its most. */
export function deliveredFired(q: Cycle, air_degC: number, size: number, level_kW: number): number {
  const flow = flowOf(q, air_degC, size, level_kW);
  const gas_degC = air_degC + exhaustOf(q, air_degC, size, level_kW) / flow;
  return q.kept * recoveredOf(q, flow, gas_degC + ductLimit(q, flow, gas_degC) / flow);
}

/** Output between `low_kW` and `high_kW` at which the exhaust alone delivers `target_kW`: by false position, halved where it sticks. */
export function levelFor(
  q: Cycle,
  air_degC: number,
  size: number,
  target_kW: number,
  low_kW: number,
  high_kW: number,
): number {
  let a = low_kW;
  let b = high_kW;
  let fa = deliveredAt(q, air_degC, size, a) - target_kW;
  let fb = deliveredAt(q, air_degC, size, b) - target_kW;
  if (fa >= 0) return a;
  if (fb <= 0) return b;
  for (let k = 0; k < 80; k++) {
    const c = a + ((b - a) * -fa) / (fb - fa);
    const fc = deliveredAt(q, air_degC, size, c) - target_kW;
    if (Math.abs(fc) <= 1e-13 * target_kW || b - a <= 1e-14 * b) return c;
    if (fc < 0) {
      a = c;
      fa = fc;
      fb *= 0.5;
    } else {
      b = c;
      fb = fc;
      fa *= 0.5;
    }
  }
  return b;
}

/** Duct fuel with which an output delivers `target_kW`: each of the two bounds of `recoveredOf` turned round. */
export function ductFor(q: Cycle, air_degC: number, size: number, target_kW: number, level_kW: number): number {
  const flow = flowOf(q, air_degC, size, level_kW);
  const gas_degC = air_degC + exhaustOf(q, air_degC, size, level_kW) / flow;
  const drop_K = target_kW / (q.kept * flow);
  const byPinch = q.pinch_degC + drop_K / q.gain;
  const byStack = q.stack_degC + drop_K;
  const asked_kW = flow * ((byPinch > byStack ? byPinch : byStack) - gas_degC);
  const most_kW = ductLimit(q, flow, gas_degC);
  return asked_kW > most_kW ? most_kW : asked_kW > 0 ? asked_kW : 0;
}
