import type { BranchSpec } from './powerNetwork.ts';

/** A line or cable by its length and what its type says per kilometre. */
export interface LinePlate {
  readonly length_km: number;
  readonly r_ohm_per_km: number;
  readonly x_ohm_per_km: number;
  readonly c_nF_per_km: number;
}

/** A transformer by its name plate; voltages between phases. */
export interface TransformerPlate {
  readonly rated_kVA: number;
  readonly high_kV: number;
  readonly low_kV: number;
  /** Short-circuit voltage and its resistive part, as shares of the rated voltage. */
  readonly shortCircuit: number;
  readonly shortCircuitResistive: number;
  readonly iron_kW: number;
  /** No-load current as a share of the rated one. */
  readonly noLoadCurrent: number;
  /** Ratio above the rated one (a tap of +2.5 % lowers the low side's voltage), and shift of its vector group. */
  readonly tap?: number;
  readonly shift_rad?: number;
}

/** What stands beside a branch's ends. */
export interface Ends {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Ohms that are 1 per unit. */
export const baseImpedance_ohm = (base_kV: number, base_kVA: number): number => (1000 * base_kV * base_kV) / base_kVA;

/** Current that is 1 per unit, ampere: of a three-phase system. */
export const baseCurrent_A = (base_kV: number, base_kVA: number): number => base_kVA / (Math.sqrt(3) * base_kV);

/** A line as a pi: series impedance and charging 2 pi f C, by length. Validity: up to some 100 km at 50 Hz. */
export function lineBranch(
  ends: Ends,
  plate: LinePlate,
  base_kV: number,
  base_kVA: number,
  frequency_Hz = 50,
): BranchSpec {
  const ohm = baseImpedance_ohm(base_kV, base_kVA);
  return {
    ...ends,
    r: (plate.length_km * plate.r_ohm_per_km) / ohm,
    x: (plate.length_km * plate.x_ohm_per_km) / ohm,
    b: plate.length_km * 2 * Math.PI * frequency_Hz * plate.c_nF_per_km * 1e-9 * ohm,
  };
}

/**
 * A transformer as a pi behind its ratio, `from` being its high side:
 *   z = u_k V_low^2 / S, r = u_kr V_low^2 / S, x^2 = z^2 - r^2;  g = P_fe / V^2, |y| = i_0 S / V^2, b = -sqrt(y^2 - g^2)
 * Half of the magnetising branch stands at each end. `highBase_kV` and `lowBase_kV` are the nominal voltages of the buses.
 * @see IEC 60909-0 (2016), 6.3; pandapower's documentation of its pi model
 */
export function transformerBranch(
  ends: Ends,
  plate: TransformerPlate,
  highBase_kV: number,
  lowBase_kV: number,
  base_kVA: number,
): BranchSpec {
  const low = plate.low_kV / lowBase_kV;
  const perUnit = (low * low * base_kVA) / plate.rated_kVA;
  const r = plate.shortCircuitResistive * perUnit;
  const z = plate.shortCircuit * perUnit;
  const g = plate.iron_kW / base_kVA / (low * low);
  const y = (plate.noLoadCurrent * plate.rated_kVA) / base_kVA / (low * low);
  return {
    ...ends,
    r,
    x: Math.sqrt(Math.max(0, z * z - r * r)),
    g,
    b: -Math.sqrt(Math.max(0, y * y - g * g)),
    ratio: (plate.high_kV / highBase_kV / low) * (1 + (plate.tap ?? 0)),
    shift_rad: plate.shift_rad ?? 0,
  };
}
