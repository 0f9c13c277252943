import { exp, ln } from '../math.ts';

/**
 * Moist air after the ASHRAE Handbook of Fundamentals (2017), chapter 1, equation numbers in brackets. Humidity ratios
 * are kg of vapour per kg of dry air, enthalpies kJ per kg of dry air with 0 at 0 degC for dry air and liquid water.
 */

const ZERO_K = 273.15;
/** Molar mass of water over that of dry air. */
const VAPOUR_RATIO = 0.621945;
const CP_AIR_kJ_per_kgK = 1.006;
const CP_VAPOUR_kJ_per_kgK = 1.86;
const CP_WATER_kJ_per_kgK = 4.186;
const EVAPORATION_kJ_per_kg = 2501;

/**
 * Pressure of saturated vapour over ice (below 0 degC) or water, -100 to 200 degC [5, 6].
 * @see Hyland and Wexler, ASHRAE Transactions 89 (1983) 500-519; within 300 ppm of the Handbook's table 3
 */
export function saturationPressure_kPa(air_degC: number): number {
  const t = air_degC + ZERO_K;
  return air_degC < 0
    ? 0.001 *
        exp(
          -5674.5359 / t +
            6.3925247 +
            t * (-9.677843e-3 + t * (6.2215701e-7 + t * (2.0747825e-9 - t * 9.484024e-13))) +
            4.1635019 * ln(t),
        )
    : 0.001 *
        exp(
          -5800.2206 / t + 1.3914993 + t * (-4.8640239e-2 + t * (4.1764768e-5 - t * 1.4452093e-8)) + 6.5459673 * ln(t),
        );
}

const ZERO_degC_kPa = saturationPressure_kPa(0);

/** Derivative of the logarithm of the saturation pressure by temperature, 1/K. */
function saturationSlope_per_K(air_degC: number): number {
  const t = air_degC + ZERO_K;
  return air_degC < 0
    ? 5674.5359 / (t * t) -
        9.677843e-3 +
        t * (2 * 6.2215701e-7 + t * (3 * 2.0747825e-9 - t * 4 * 9.484024e-13)) +
        4.1635019 / t
    : 5800.2206 / (t * t) - 4.8640239e-2 + t * (2 * 4.1764768e-5 - t * 3 * 1.4452093e-8) + 6.5459673 / t;
}

/** Humidity ratio of air whose vapour has the partial pressure `vapour_kPa` [20]. */
export const humidityRatioOfVapour = (vapour_kPa: number, pressure_kPa: number): number =>
  (VAPOUR_RATIO * vapour_kPa) / (pressure_kPa - vapour_kPa);

/** Humidity ratio from relative humidity (fraction of 1). */
export const humidityRatio = (air_degC: number, relativeHumidity: number, pressure_kPa: number): number =>
  humidityRatioOfVapour(relativeHumidity * saturationPressure_kPa(air_degC), pressure_kPa);

/** Enthalpy of moist air [30]. */
export const enthalpy_kJ_per_kg = (air_degC: number, humidity: number): number =>
  CP_AIR_kJ_per_kgK * air_degC + humidity * (EVAPORATION_kJ_per_kg + CP_VAPOUR_kJ_per_kgK * air_degC);

/** Enthalpy of saturated air. */
export const saturatedEnthalpy_kJ_per_kg = (air_degC: number, pressure_kPa: number): number =>
  enthalpy_kJ_per_kg(air_degC, humidityRatio(air_degC, 1, pressure_kPa));

/** Latent heat that a kg of vapour carries beyond the liquid at `water_degC`. */
export const evaporationHeat_kJ_per_kg = (water_degC: number): number =>
  EVAPORATION_kJ_per_kg - CP_WATER_kJ_per_kgK * water_degC;

/** Humidity ratio from the thermodynamic wet bulb: over water [33], over ice [35]. */
export function humidityRatioOfWetBulb(air_degC: number, wetBulb_degC: number, pressure_kPa: number): number {
  const saturated = humidityRatio(wetBulb_degC, 1, pressure_kPa);
  return wetBulb_degC >= 0
    ? ((2501 - 2.326 * wetBulb_degC) * saturated - CP_AIR_kJ_per_kgK * (air_degC - wetBulb_degC)) /
        (2501 + CP_VAPOUR_kJ_per_kgK * air_degC - CP_WATER_kJ_per_kgK * wetBulb_degC)
    : ((2830 - 0.24 * wetBulb_degC) * saturated - CP_AIR_kJ_per_kgK * (air_degC - wetBulb_degC)) /
        (2830 + CP_VAPOUR_kJ_per_kgK * air_degC - 2.1 * wetBulb_degC);
}

/**
 * Thermodynamic wet bulb: the root of `humidityRatioOfWetBulb` by Newton's method. The relation over water and that over
 * ice overlap near 0 degC; where both have a root the wick is taken as wet.
 * Valid from -50 to 100 degC below boiling; the temperature solves the Handbook's equations to 1e-9 K.
 */
export function wetBulb_degC(air_degC: number, relativeHumidity: number, pressure_kPa: number): number {
  if (relativeHumidity >= 1) return air_degC;
  const humidity = humidityRatio(air_degC, relativeHumidity, pressure_kPa);
  // The humidity of air whose wet bulb is 0 degC over water.
  const atZero =
    (2501 * humidityRatioOfVapour(ZERO_degC_kPa, pressure_kPa) - CP_AIR_kJ_per_kgK * air_degC) /
    (2501 + CP_VAPOUR_kJ_per_kgK * air_degC);
  const frozen = air_degC < 0 || atZero > humidity;
  const latent = frozen ? 2830 : 2501;
  const ofLatent = frozen ? 0.24 : 2.326;
  const ofLiquid = frozen ? 2.1 : CP_WATER_kJ_per_kgK;
  // A guess within about 1 K, as the psychrometric chart has it.
  const guess_degC = air_degC - (1 - relativeHumidity) * (5.8 + 0.34 * air_degC);
  let t = frozen ? Math.min(guess_degC, -1e-12) : Math.max(guess_degC, 0);
  for (let k = 0; k < 30; k++) {
    const vapour_kPa = saturationPressure_kPa(t);
    const saturated = humidityRatioOfVapour(vapour_kPa, pressure_kPa);
    const slope = (saturationSlope_per_K(t) * saturated * pressure_kPa) / (pressure_kPa - vapour_kPa);
    // Both sides times the denominator: (L - a t) W_s(t) - c (T - t) - W (L + c_v T - b t) = 0
    const rest =
      (latent - ofLatent * t) * saturated -
      CP_AIR_kJ_per_kgK * (air_degC - t) -
      humidity * (latent + CP_VAPOUR_kJ_per_kgK * air_degC - ofLiquid * t);
    const steepness = (latent - ofLatent * t) * slope - ofLatent * saturated + CP_AIR_kJ_per_kgK + humidity * ofLiquid;
    const change = rest / steepness;
    t -= change;
    if (!frozen && t < 0) t = 0;
    if (frozen && t >= 0) t = -1e-12;
    if (Math.abs(change) < 1e-6) break;
  }
  return t;
}

/** Wet bulb of every interval; NaN where an input is missing. */
export function wetBulbColumn(
  ambient_degC: Float64Array,
  relativeHumidity: Float64Array,
  pressure_kPa: Float64Array,
): Float64Array {
  const out = new Float64Array(ambient_degC.length);
  for (let i = 0; i < out.length; i++) out[i] = wetBulb_degC(ambient_degC[i]!, relativeHumidity[i]!, pressure_kPa[i]!);
  return out;
}

/**
 * Temperature at which saturated air holds `target` kJ/kg beyond the enthalpy of its own vapour as liquid at
 * `water_degC`, by Newton's method from `guess_degC`: the state in which air leaves a wet exchanger fed with such water.
 * With `water_degC` 0 it is the temperature of saturated air of that enthalpy.
 */
export function saturatedAt_degC(
  target_kJ_per_kg: number,
  pressure_kPa: number,
  guess_degC: number,
  water_degC = 0,
): number {
  let t = guess_degC;
  for (let k = 0; k < 50; k++) {
    const vapour_kPa = saturationPressure_kPa(t);
    const humidity = humidityRatioOfVapour(vapour_kPa, pressure_kPa);
    const ofHumidity = EVAPORATION_kJ_per_kg + CP_VAPOUR_kJ_per_kgK * t - CP_WATER_kJ_per_kgK * water_degC;
    const slope = (saturationSlope_per_K(t) * humidity * pressure_kPa) / (pressure_kPa - vapour_kPa);
    const change =
      (CP_AIR_kJ_per_kgK * t + humidity * ofHumidity - target_kJ_per_kg) /
      (CP_AIR_kJ_per_kgK + CP_VAPOUR_kJ_per_kgK * humidity + slope * ofHumidity);
    // From the cold side Newton's method on this convex curve would leap past the boiling point.
    t -= change < -10 ? -10 : change;
    // The error left is of the order of its square.
    if (Math.abs(change) < 1e-7) break;
  }
  return t;
}
