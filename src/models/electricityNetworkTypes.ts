import type { TransformerPlate } from '../core/physics/powerFlow/elements.ts';

/** A line or cable by its type; three conductors in parallel phases, per phase. */
export interface LineType {
  readonly r_ohm_per_km: number;
  readonly x_ohm_per_km: number;
  readonly c_nF_per_km: number;
  readonly rated_A: number;
  /** Highest voltage between phases that its insulation is made for. */
  readonly most_kV: number;
}

const line = (
  r_ohm_per_km: number,
  x_ohm_per_km: number,
  c_nF_per_km: number,
  rated_A: number,
  most_kV: number,
): LineType => ({ r_ohm_per_km, x_ohm_per_km, c_nF_per_km, rated_A, most_kV });

/**
 * Cables (aluminium) and overhead lines at 50 Hz and 20 degC. FOUND: basic standard types of pandapower 2.14
 * (BSD-3-Clause), after Heuck, Dettmann and Schulz, Elektrische Energieversorgung (2013), p. 742 to 744, and Werth,
 * Netzberechnung mit Erzeugungsprofilen (2016). Highest voltages FOUND: Um of IEC 60502 and IEC 60038 for the voltage in the name;
 * NAYY is 0.6/1 kV.
 */
export const LINE_TYPES = {
  'NAYY 4x50 SE': line(0.642, 0.083, 210, 142, 1.2),
  'NAYY 4x120 SE': line(0.225, 0.08, 264, 242, 1.2),
  'NAYY 4x150 SE': line(0.208, 0.08, 261, 270, 1.2),
  'NA2XS2Y 1x95 RM/25 6/10 kV': line(0.313, 0.123, 315, 249, 12),
  'NA2XS2Y 1x150 RM/25 6/10 kV': line(0.206, 0.11, 360, 315, 12),
  'NA2XS2Y 1x185 RM/25 6/10 kV': line(0.161, 0.11, 406, 358, 12),
  'NA2XS2Y 1x240 RM/25 6/10 kV': line(0.122, 0.105, 456, 416, 12),
  'NA2XS2Y 1x95 RM/25 12/20 kV': line(0.313, 0.132, 216, 252, 24),
  'NA2XS2Y 1x150 RM/25 12/20 kV': line(0.206, 0.116, 250, 319, 24),
  'NA2XS2Y 1x185 RM/25 12/20 kV': line(0.161, 0.117, 273, 362, 24),
  'NA2XS2Y 1x240 RM/25 12/20 kV': line(0.122, 0.112, 304, 421, 24),
  '94-AL1/15-ST1A 0.4': line(0.306, 0.29, 13.2, 350, 1.2),
  '94-AL1/15-ST1A 10.0': line(0.306, 0.33, 10.75, 350, 12),
  '149-AL1/24-ST1A 10.0': line(0.194, 0.315, 11.25, 470, 12),
  '149-AL1/24-ST1A 20.0': line(0.194, 0.337, 10.5, 470, 24),
  '149-AL1/24-ST1A 110.0': line(0.194, 0.41, 8.75, 470, 123),
} as const satisfies Record<string, LineType>;

/** A transformer by its name plate. */
export type TransformerType = Omit<TransformerPlate, 'tap' | 'shift_rad'>;

const transformer = (
  rated_kVA: number,
  [high_kV, low_kV]: readonly [number, number],
  shortCircuit: number,
  shortCircuitResistive: number,
  iron_kW: number,
  noLoadCurrent: number,
): TransformerType => ({
  rated_kVA,
  high_kV,
  low_kV,
  shortCircuit,
  shortCircuitResistive,
  iron_kW,
  noLoadCurrent,
});

/**
 * Three-phase transformers. FOUND: basic standard types of pandapower 2.14 (BSD-3-Clause), after Oswald, Transformatoren
 * (lecture notes, Hannover), Schlabbach and maker's data. The two of 1 and 1.6 MVA are ASSUMED: losses as recollected
 * of class S13 (GB 20052), whose resistive part is the load loss over the rating.
 */
export const TRANSFORMER_TYPES = {
  '0.25 MVA 10/0.4 kV': transformer(250, [10, 0.4], 0.04, 0.012, 0.6, 0.0024),
  '0.4 MVA 10/0.4 kV': transformer(400, [10, 0.4], 0.04, 0.01325, 0.95, 0.002375),
  '0.63 MVA 10/0.4 kV': transformer(630, [10, 0.4], 0.04, 0.010794, 1.18, 0.001873),
  '1 MVA 10/0.4 kV': transformer(1000, [10, 0.4], 0.045, 0.0103, 0.83, 0.002),
  '1.6 MVA 10/0.4 kV': transformer(1600, [10, 0.4], 0.045, 0.0090625, 1.17, 0.002),
  '0.25 MVA 20/0.4 kV': transformer(250, [20, 0.4], 0.06, 0.0144, 0.8, 0.0032),
  '0.4 MVA 20/0.4 kV': transformer(400, [20, 0.4], 0.06, 0.01425, 1.35, 0.003375),
  '0.63 MVA 20/0.4 kV': transformer(630, [20, 0.4], 0.06, 0.01206, 1.65, 0.002619),
  '25 MVA 110/10 kV': transformer(25000, [110, 10], 0.12, 0.0041, 14, 0.0007),
  '40 MVA 110/10 kV': transformer(40000, [110, 10], 0.162, 0.0034, 18, 0.0005),
  '25 MVA 110/20 kV': transformer(25000, [110, 20], 0.12, 0.0041, 14, 0.0007),
  '40 MVA 110/20 kV': transformer(40000, [110, 20], 0.162, 0.0034, 18, 0.0005),
} as const satisfies Record<string, TransformerType>;
