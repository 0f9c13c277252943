import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg } from '../carriers.ts';
import { exp, ln, log10 } from '../math.ts';
import { H2_MOLAR_MASS_kg_per_mol } from './hydrogen.ts';

const FARADAY_C_per_mol = 96485.33;
const R_J_per_molK = 8.314462;
const KELVIN = 273.15;

/** kg of hydrogen that a cell makes or uses per kAh (Faraday's law, two electrons a molecule). */
export const H2_PER_CHARGE_kg_per_kAh = ((H2_MOLAR_MASS_kg_per_mol * 3600) / (2 * FARADAY_C_per_mol)) * 1000;
/** Cell voltages that stand for the heating values: 1.481 V, at which electrolysis neither heats nor cools, and 1.253 V. */
export const THERMONEUTRAL_V = H2_HHV_kWh_per_kg * H2_PER_CHARGE_kg_per_kAh;
export const LOWER_HEATING_V = H2_LHV_kWh_per_kg * H2_PER_CHARGE_kg_per_kAh;

/** Least voltage of water electrolysis at 1 bar. @see LeRoy, Bowen and LeRoy, J. Electrochem. Soc. 127 (1980) 1954, eq. 58 */
export function reversibleVoltage_V(T_degC: number): number {
  const T_K = T_degC + KELVIN;
  return 1.5184 - 1.5421e-3 * T_K + 9.523e-5 * T_K * ln(T_K) + 9.84e-8 * T_K * T_K;
}

/** What a change of pressure does to a cell's reversible voltage (Nernst): RT/2F ln(ratio_H2 sqrt(ratio_O2)). */
export const pressureVoltage_V = (T_degC: number, hydrogenRatio: number, oxygenRatio: number): number =>
  ((R_J_per_molK * (T_degC + KELVIN)) / (2 * FARADAY_C_per_mol)) * ln(hydrogenRatio * Math.sqrt(oxygenRatio));

/** What pressure adds to the voltage at 1 bar over liquid water, whose vapour takes its share of it. */
export function nernstVoltage_V(T_degC: number, hydrogen_bar: number, oxygen_bar: number): number {
  const vapour_bar = vapourPressure_bar(T_degC);
  return pressureVoltage_V(T_degC, hydrogen_bar - vapour_bar, oxygen_bar - vapour_bar);
}

/**
 * What is lost where transport to the electrode nears its limit: -RT/2F ln(1 - j/j_limit); Infinity at the limit.
 * @see Larminie and Dicks, Fuel Cell Systems Explained (2003), eq. 3.8
 */
export const concentrationVoltage_V = (T_degC: number, density: number, limit: number): number =>
  density < limit
    ? 0 - ((R_J_per_molK * (T_degC + KELVIN)) / (2 * FARADAY_C_per_mol)) * ln(1 - density / limit)
    : Number.POSITIVE_INFINITY;

/** asinh, without the cancellation that small arguments do not need here (j >> i0). */
const asinh = (x: number): number => ln(x + Math.sqrt(x * x + 1));

/** Coefficients of an alkaline cell; temperatures in degC, area in m2. */
export interface AlkalineCell {
  readonly r1: number;
  readonly r2: number;
  readonly s: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly area_m2: number;
  /** Of the Faraday efficiency, j in mA/cm2. */
  readonly f1: number;
  readonly f2: number;
}

/** PHOEBUS stack of 26 kW at 7 bar (Ulleberg 2003, table 1; t1 is negative). */
export const PHOEBUS: AlkalineCell = {
  r1: 8.05e-5,
  r2: -2.5e-7,
  s: 0.185,
  t1: -0.1002,
  t2: 8.424,
  t3: 247.3,
  area_m2: 0.25,
  f1: 250,
  f2: 0.96,
};

/**
 * Voltage of an alkaline cell at a current:
 *   U = U_rev + (r1 + r2 T) I/A + s log10((t1 + t2/T + t3/T^2) I/A + 1)
 * @see Ulleberg, "Modeling of advanced alkaline electrolyzers: a system simulation approach", Int. J. Hydrogen Energy 28
 *   (2003) 21-33, doi:10.1016/S0360-3199(02)00033-2
 */
export function alkalineVoltage_V(
  c: AlkalineCell,
  T_degC: number,
  current_A: number,
  reversible_V: number = reversibleVoltage_V(T_degC),
): number {
  const j = current_A / c.area_m2;
  const t = c.t1 + c.t2 / T_degC + c.t3 / (T_degC * T_degC);
  return reversible_V + (c.r1 + c.r2 * T_degC) * j + c.s * log10(t * j + 1);
}

/** Share of the current that makes hydrogen which leaves the cell (Ulleberg 2003); j in mA/cm2. */
export const faradayEfficiency = (j_mA_per_cm2: number, f1: number, f2: number): number =>
  ((j_mA_per_cm2 * j_mA_per_cm2) / (f1 + j_mA_per_cm2 * j_mA_per_cm2)) * f2;

/** Vapour pressure of water over a liquid, bar. @see Buck, J. Appl. Meteorol. 20 (1981) 1527 (coefficients of 1996) */
export const vapourPressure_bar = (T_degC: number): number =>
  0.0061121 * exp((18.678 - T_degC / 234.5) * (T_degC / (257.14 + T_degC)));

/** A cell with a proton-exchange membrane; current densities in A/cm2. */
export interface PemCell {
  readonly membrane_cm: number;
  /** Contacts and plates, ohm cm2. */
  readonly contact_ohmcm2: number;
  readonly anodeExchange: number;
  readonly cathodeExchange: number;
  readonly anodeTransfer: number;
  readonly cathodeTransfer: number;
  readonly f1: number;
  readonly f2: number;
}

/** Cell of NREL's open electrolyser model. */
export const NREL_PEM: PemCell = {
  membrane_cm: 0.02,
  contact_ohmcm2: 0.05,
  anodeExchange: 4e-7,
  cathodeExchange: 4e-3,
  anodeTransfer: 2,
  cathodeTransfer: 0.5,
  f1: 250,
  f2: 0.996,
};

/** Gibbs energy of water's formation, 237.24 kJ/mol at 25 degC, as a voltage. */
const STANDARD_V = 237_240 / (2 * FARADAY_C_per_mol);

/**
 * Open-circuit voltage of a PEM cell from the Nernst equation with saturated vapour: the activity of water is taken as
 * its vapour pressure, which lies up to 0.04 V above the value for liquid water at 25 degC; it serves curves whose other
 * parameters were fitted with it.
 */
export function pemOpenVoltage_V(T_degC: number, cathode_bar: number, anode_bar: number): number {
  const water_bar = vapourPressure_bar(T_degC);
  const nernst = ((cathode_bar - water_bar) * Math.sqrt(anode_bar - water_bar)) / water_bar;
  return STANDARD_V + ((R_J_per_molK * (T_degC + KELVIN)) / (2 * FARADAY_C_per_mol)) * ln(nernst);
}

/**
 * Voltage of a PEM electrolysis cell: open circuit, activation on both sides (Butler-Volmer as an asinh) and ohmic, the
 * membrane by Springer's conductivity at a water content that rises with temperature.
 * @see Springer, Zawodzinski and Gottesfeld, J. Electrochem. Soc. 138 (1991) 2334
 */
export function pemVoltage_V(c: PemCell, T_degC: number, j_A_per_cm2: number, cathode_bar = 1, anode_bar = 1): number {
  const T_K = T_degC + KELVIN;
  const thermal_V = (R_J_per_molK * T_K) / FARADAY_C_per_mol;
  const activation_V =
    (thermal_V / c.anodeTransfer) * asinh(j_A_per_cm2 / c.anodeExchange) +
    (thermal_V / c.cathodeTransfer) * asinh(j_A_per_cm2 / c.cathodeExchange);
  const content = (-2.89556 + 0.016 * T_K + 1.625) / 0.1875;
  const conductivity_S_per_cm = (0.005139 * content - 0.00326) * exp(1268 * (1 / 303 - 1 / T_K));
  return (
    pemOpenVoltage_V(T_degC, cathode_bar, anode_bar) +
    activation_V +
    j_A_per_cm2 * (c.membrane_cm / conductivity_S_per_cm + c.contact_ohmcm2)
  );
}

/** Polarisation of a PEM fuel-cell stack: open circuit, Tafel slope above 1 A, resistance. */
export interface FuelCellStack {
  readonly cells: number;
  readonly open_V: number;
  readonly oneAmpere_V: number;
  readonly tafel_V: number;
  readonly resistance_ohm: number;
  readonly rated_A: number;
  readonly max_A: number;
}

/**
 * NedStack PS6, 6 kW class at 65 degC: through its data-sheet points 65 V open, 63 V at 1 A, 45 V at 133.3 A and 37 V at
 * 225 A. Nominal efficiency 55 % of the lower heating value.
 */
export const NEDSTACK_PS6: FuelCellStack = stackThrough(65, 65, 63, [133.3, 45], [225, 37]);

/** Through open circuit, 1 A and two further points of a data sheet. */
export function stackThrough(
  cells: number,
  open_V: number,
  oneAmpere_V: number,
  rated: readonly [A: number, V: number],
  end: readonly [A: number, V: number],
): FuelCellStack {
  const ratio = ln(end[0]) / ln(rated[0]);
  const resistance_ohm = (oneAmpere_V - end[1] - ratio * (oneAmpere_V - rated[1])) / (end[0] - ratio * rated[0]);
  const tafel_V = (oneAmpere_V - rated[1] - resistance_ohm * rated[0]) / ln(rated[0]);
  return { cells, open_V, oneAmpere_V, tafel_V, resistance_ohm, rated_A: rated[0], max_A: end[0] };
}

/** Stack voltage at a current; a straight line between rest and 1 A. */
export const fuelCellVoltage_V = (s: FuelCellStack, current_A: number): number =>
  current_A < 1
    ? s.open_V + (s.oneAmpere_V - s.resistance_ohm - s.open_V) * current_A
    : s.oneAmpere_V - s.tafel_V * ln(current_A) - s.resistance_ohm * current_A;
