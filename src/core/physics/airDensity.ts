import { pow } from '../math.ts';

/** Density at which wind power curves are given: dry air of 15 degC at sea level. @see IEC 61400-12-1 */
export const STANDARD_DENSITY_kg_per_m3 = 1.225;
/** Zero of the Celsius scale in kelvin. */
const KELVIN = 273.15;
/** Gas constant of dry air, kJ/(kg K). */
const R_AIR = 0.287058;
/** Fall of temperature with height in the standard atmosphere, K/m. */
const LAPSE = 0.0065;
/** Fall of pressure with height near the ground, kPa/m (1 hPa in 8 m). */
const PRESSURE_LAPSE = 0.1 / 8;

/** Air pressure of the standard atmosphere at an altitude up to 11 km. @see ISO 2533:1975 */
export const pressureAtAltitude_kPa = (altitude_m: number): number =>
  0.1 * pow((44331.514 - altitude_m) / 11880.516, 1 / 0.1902632);

/** Temperature higher up, from a reading at `readingHeight_m`, in a standard atmosphere. */
export const temperatureAloft_degC = (reading_degC: number, readingHeight_m: number, height_m: number): number =>
  reading_degC - LAPSE * (height_m - readingHeight_m);

/**
 * Density of air at a height above the ground where pressure was read, kg/m3: ideal gas, dry (saturated air of 30 degC
 * is 1.6 % lighter), pressure falling 1 hPa in 8 m; good to 0.1 % up to 200 m.
 */
export const airDensity = (pressure_kPa: number, aloft_degC: number, height_m: number): number =>
  (pressure_kPa - height_m * PRESSURE_LAPSE) / (R_AIR * (aloft_degC + KELVIN));
