import { humidityRatio } from './moistAir.ts';

/** Factors on the heat that an air-source machine gives in an hour and on the power that it draws. */
export interface FrostFactors {
  heat: number;
  power: number;
}

/**
 * Share of the time that thawing takes when it is done on demand: it grows with the vapour that the coil takes out of the
 * air, which stands at 0.82 T - 8.589 degC.
 */
export function thawingShare(air_degC: number, relativeHumidity: number, pressure_kPa: number): number {
  const coil_degC = 0.82 * air_degC - 8.589;
  const dried = humidityRatio(air_degC, relativeHumidity, pressure_kPa) - humidityRatio(coil_degC, 1, pressure_kPa);
  return 1 / (1 + 0.01446 / Math.max(1e-6, dried));
}

/**
 * Frost and thawing by running the cycle backwards on demand. With the share f of the time that thawing takes:
 *   heat  0.875 (1 - f) - 0.01 f (7.222 - T) / 1.01667,   power  0.954 (1 - f) + 0.1528 f COP / 1.01667
 * of those without frost; heat for thawing and its power are counted against the capacity of the hour (EnergyPlus: the
 * rated one).
 * @see EnergyPlus Engineering Reference, "Defrost operation" of single-speed DX heating coils, after Miller and
 *   Jaster, EPRI EM-4371 (1985); 0.1528 kW per kW of capacity as in NREL's OpenStudio residential models
 */
export function frostFactors(
  air_degC: number,
  relativeHumidity: number,
  pressure_kPa: number,
  cop: number,
  out: FrostFactors,
): FrostFactors {
  const f = thawingShare(air_degC, relativeHumidity, pressure_kPa);
  out.heat = Math.max(0, 0.875 * (1 - f) - (0.01 * f * (7.222 - air_degC)) / 1.01667);
  out.power = 0.954 * (1 - f) + (0.1528 * f * cop) / 1.01667;
  return out;
}
