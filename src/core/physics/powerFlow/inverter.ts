import { interpolate } from '../../math.ts';

/**
 * A characteristic of points: over voltage (p.u.) the reactive power as a share of the rated apparent power, given
 * positive (Q(V)); or over active power as a share of the rated one the power factor (cos phi(P)).
 */
export interface Characteristic {
  readonly at: readonly number[];
  readonly value: readonly number[];
}

/**
 * Q(V) with a dead band: gives reactive power below it, takes it above. FOUND: shape and dead band of 3 % of
 * VDE-AR-N 4105 (2018), 5.7.2.4, there with 0.436 (cos phi 0.9) at 0.93 and 1.07.
 */
export const STANDARD_QV: Characteristic = { at: [0.93, 0.97, 1.03, 1.07], value: [0.436, 0, 0, -0.436] };

/**
 * Q(V) of IEEE 1547-2018, table 8, as shares of the nameplate kVA. FOUND: category B (inverters) gives 0.44 at 0.92 and
 * takes as much at 1.08, with nothing from 0.98 to 1.02; category A (machines) has no dead band and half the reach.
 */
export const IEEE_1547_QV = {
  a: { at: [0.9, 1, 1.1], value: [0.25, 0, -0.25] },
  b: { at: [0.92, 0.98, 1.02, 1.08], value: [0.44, 0, 0, -0.44] },
} as const satisfies Record<string, Characteristic>;

/**
 * Q(V) of a synchronous machine whose regulator holds its terminals with a droop of 5 % of voltage for all that it can
 * give at its rated power factor of 0.8, and half as much taken, where its field weakens. ASSUMED
 */
export const MACHINE_QV: Characteristic = { at: [0.95, 1, 1.05], value: [0.6, 0, -0.3] };

/** cos phi(P): takes reactive power above half output, to 0.9 at full. FOUND: VDE-AR-N 4105 (2018), 5.7.2.4, above 4.6 kVA. */
export const STANDARD_COS_PHI: Characteristic = { at: [0.5, 1], value: [1, 0.9] };

/** Reactive power (p.u. of rated) at a voltage. */
export const reactiveAt = (curve: Characteristic, vm: number): number => interpolate(curve.at, curve.value, vm);

/** Its slope; that of the piece which `vm` lies in, 0 outside. */
export function slopeAt({ at, value }: Characteristic, vm: number): number {
  for (let k = 1; k < at.length; k++)
    if (vm > at[k - 1]! && vm <= at[k]!) return (value[k]! - value[k - 1]!) / (at[k]! - at[k - 1]!);
  return 0;
}

/** The steepest of its slopes, without sign. */
export function steepest({ at, value }: Characteristic): number {
  let most = 0;
  for (let k = 1; k < at.length; k++)
    most = Math.max(most, Math.abs((value[k]! - value[k - 1]!) / (at[k]! - at[k - 1]!)));
  return most;
}

/** Voltage below which an inverter stops feeding in: there is no network, or it fails. FOUND: 0.45 (VDE-AR-N 4105, 6.5.2). */
const CUT_OUT = 0.45;

/**
 * Reactive power (kvar, given positive) of an inverter that follows Q(V), within what its current leaves beside
 * `active_kW`; none where there is no voltage.
 */
export const reactiveByVoltage_kvar = (
  curve: Characteristic,
  rated_kVA: number,
  vm: number,
  active_kW: number,
): number => (vm < CUT_OUT ? 0 : within(rated_kVA * reactiveAt(curve, vm), rated_kVA, active_kW));

/** Reactive power (kvar, never given) of an inverter of `rated_kW` that follows cos phi(P) as it feeds in. */
export function reactiveByPower_kvar(
  curve: Characteristic,
  rated_kW: number,
  rated_kVA: number,
  active_kW: number,
): number {
  if (!(active_kW > 0)) return 0;
  const cosPhi = interpolate(curve.at, curve.value, active_kW / rated_kW);
  return within((-active_kW * Math.sqrt(1 - cosPhi * cosPhi)) / cosPhi, rated_kVA, active_kW);
}

/**
 * Active power (kW) that the current leaves beside the reactive power of Q(V) at a voltage, where that goes first; all of
 * it where there is no voltage.
 */
export function activeBesideVoltage_kW(curve: Characteristic, rated_kVA: number, vm: number): number {
  if (vm < CUT_OUT) return rated_kVA;
  const share = reactiveAt(curve, vm);
  return rated_kVA * Math.sqrt(Math.max(0, 1 - share * share));
}

/** Active power goes first: reactive power is cut to what the rated apparent power leaves. */
export function within(asked_kvar: number, rated_kVA: number, active_kW: number): number {
  const room_kvar = Math.sqrt(Math.max(0, rated_kVA * rated_kVA - active_kW * active_kW));
  return asked_kvar > room_kvar ? room_kvar : asked_kvar < -room_kvar ? -room_kvar : asked_kvar;
}

/** A device at a bus that gives reactive power by the voltage there; `rated` in per unit of the network's base. */
export interface VoltageControl {
  readonly bus: number;
  readonly rated: number;
  readonly curve: Characteristic;
}
