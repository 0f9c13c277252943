import { exp, ln, log1p, pow } from '../math.ts';
import { root } from './root.ts';

/**
 * Normal hydrogen as a real gas. Density from the compressibility equation of Lemmon, Huber and Leachman, "Revised
 * Standardized Equation for Hydrogen Gas Densities for Fuel Consumption Applications", J. Res. NIST 113 (2008) 341-350:
 *   Z(p, T) = 1 + sum a_i (100 K / T)^b_i (p / 1 MPa)^c_i,   220 to 1000 K, to 70 MPa (0.3 % holds to 95 MPa)
 * Enthalpy and entropy follow from Z by integration along the isotherm, and from the ideal-gas heat capacity of Leachman
 * et al., "Fundamental Equations of State for Parahydrogen, Normal Hydrogen, and Orthohydrogen", J. Phys. Chem. Ref.
 * Data 38 (2009) 721-748. Only their differences have a meaning.
 */
const A = [
  0.0588846, -0.06136111, -0.002650473, 0.002731125, 0.001802374, -0.001150707, 0.9588528e-4, -0.110904e-6,
  0.1264403e-9,
];
const B = [1.325, 1.87, 2.5, 2.8, 2.938, 3.14, 3.37, 3.75, 4];
const C = [1, 1, 2, 2, 2.42, 2.63, 3, 4, 5];
/** Vibration and rotation of the ideal gas: weights, and temperatures in K. */
const U = [1.616, -0.4117, -0.792, 0.758, 1.217];
const V = [531, 751, 1989, 2484, 6859];

export const H2_MOLAR_MASS_kg_per_mol = 2.01588e-3;
/** Specific gas constant, kJ/(kg K). */
const R = 8.314472e-3 / H2_MOLAR_MASS_kg_per_mol;
const KELVIN = 273.15;

/** sum a_i weight_i (100 K / T)^b_i (p / 1 MPa)^c_i. */
function series(p_MPa: number, T_K: number, weights: readonly number[]): number {
  const t = ln(100 / T_K);
  const p = ln(p_MPa);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * exp(B[i]! * t + C[i]! * p);
  return sum;
}
const OF_ENTHALPY = A.map((a, i) => (a * B[i]!) / C[i]!);
const OF_ENTROPY = A.map((a, i) => (a * (B[i]! - 1)) / C[i]!);

/** Compressibility factor pV/(mRT). */
export const h2Compressibility = (p_MPa: number, T_K: number): number => 1 + series(p_MPa, T_K, A);

/** kg/m3. */
export const h2Density_kg_per_m3 = (p_MPa: number, T_K: number): number =>
  (1000 * p_MPa) / (h2Compressibility(p_MPa, T_K) * R * T_K);

/** Pressure at which hydrogen of this temperature has this density. */
export const h2Pressure_MPa = (density_kg_per_m3: number, T_K: number): number => {
  if (density_kg_per_m3 <= 0) return 0;
  const ideal_MPa = (density_kg_per_m3 * R * T_K) / 1000;
  return root((p_MPa) => h2Density_kg_per_m3(p_MPa, T_K) - density_kg_per_m3, ideal_MPa, ideal_MPa * 1.1);
};

/** kJ/kg above an arbitrary zero. */
export function h2Enthalpy_kJ_per_kg(p_MPa: number, T_K: number): number {
  let ideal = 2.5 * T_K;
  for (let k = 0; k < U.length; k++) ideal += (U[k]! * V[k]!) / (exp(V[k]! / T_K) - 1);
  return R * (ideal + T_K * series(p_MPa, T_K, OF_ENTHALPY));
}

/** kJ/(kg K) above an arbitrary zero. */
export function h2Entropy_kJ_per_kgK(p_MPa: number, T_K: number): number {
  let ideal = 2.5 * ln(T_K) - ln(p_MPa);
  for (let k = 0; k < U.length; k++) {
    const x = V[k]! / T_K;
    ideal += U[k]! * (x / (exp(x) - 1) - log1p(-exp(-x)));
  }
  return R * (ideal + series(p_MPa, T_K, OF_ENTROPY));
}

/** Temperature at which hydrogen of this pressure holds this entropy, or this enthalpy; both rise with it. */
const temperatureFor = (
  of: (p_MPa: number, T_K: number) => number,
  p_MPa: number,
  value: number,
  guess_K: number,
): number => root((T_K) => of(p_MPa, T_K) - value, guess_K, guess_K * 1.01);

/** One adiabatic stage: shaft work and discharge temperature. */
export function h2StageWork(
  from_MPa: number,
  to_MPa: number,
  T_K: number,
  isentropicEfficiency: number,
): { readonly work_kWh_per_kg: number; readonly discharge_K: number } {
  const inlet = h2Enthalpy_kJ_per_kg(from_MPa, T_K);
  const isentropic_K = temperatureFor(
    h2Entropy_kJ_per_kgK,
    to_MPa,
    h2Entropy_kJ_per_kgK(from_MPa, T_K),
    // Ideal gas: (k - 1) / k = R / cp = 0.29.
    T_K * pow(to_MPa / from_MPa, 0.29),
  );
  const work = (h2Enthalpy_kJ_per_kg(to_MPa, isentropic_K) - inlet) / isentropicEfficiency;
  return {
    work_kWh_per_kg: work / 3600,
    discharge_K: temperatureFor(h2Enthalpy_kJ_per_kg, to_MPa, inlet + work, isentropic_K),
  };
}

/**
 * Shaft work of a compressor of equal pressure ratios, cooled back to the inlet temperature between its stages; 0 where
 * the pressure does not rise.
 */
export function h2CompressorWork_kWh_per_kg(
  from_MPa: number,
  to_MPa: number,
  inlet_degC: number,
  stages: number,
  isentropicEfficiency: number,
): number {
  if (to_MPa <= from_MPa) return 0;
  const ratio = pow(to_MPa / from_MPa, 1 / stages);
  let total = 0;
  let p_MPa = from_MPa;
  for (let k = 0; k < stages; k++) {
    const next_MPa = k === stages - 1 ? to_MPa : p_MPa * ratio;
    total += h2StageWork(p_MPa, next_MPa, inlet_degC + KELVIN, isentropicEfficiency).work_kWh_per_kg;
    p_MPa = next_MPa;
  }
  return total;
}
