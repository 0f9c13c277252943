import { pow } from '../math.ts';

/** Air pressure of the standard atmosphere at an altitude up to 11 km. @see ISO 2533:1975 */
export const pressureAtAltitude_kPa = (altitude_m: number): number =>
  0.1 * pow((44331.514 - altitude_m) / 11880.516, 1 / 0.1902632);
