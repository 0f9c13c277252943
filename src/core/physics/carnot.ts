export const KELVIN = 273.15;

/**
 * Heat delivered per unit of work of a machine between two temperatures: quality * T_high / (T_high - T_low) in kelvin,
 * `quality` being its share of Carnot's. Infinite where it need not lift.
 */
export const heatPumpCop = (low_degC: number, high_degC: number, quality: number): number =>
  high_degC > low_degC ? (quality * (high_degC + KELVIN)) / (high_degC - low_degC) : Number.POSITIVE_INFINITY;

/** Cooling delivered per unit of work: quality * T_low / (T_high - T_low). */
export const chillerCop = (low_degC: number, high_degC: number, quality: number): number =>
  high_degC > low_degC ? (quality * (low_degC + KELVIN)) / (high_degC - low_degC) : Number.POSITIVE_INFINITY;

/** Frost on the coils of an air source and the thawing of it: `factor` on heat and COP below the threshold. */
export const icingFactor = (source_degC: number, below_degC: number, factor: number): number =>
  source_degC < below_degC ? factor : 1;
