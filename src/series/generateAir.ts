import { streamOf } from '../core/chance.ts';
import { clamp, cos, exp, ln, pow, RAD_PER_DEG } from '../core/math.ts';
import { pressureAtAltitude_kPa } from '../core/physics/airDensity.ts';
import { normalCdf, persistent } from './generateChance.ts';
import type { Place } from './generateClearSky.ts';
import { type ClimateSpec, twelve } from './generateClimate.ts';
import { HOUR_MS, type LocalYear } from './generateHours.ts';
import { alongLine, lineOf, type MonthLine, monthLine, monthlyMeans, nodesOf } from './generateMonths.ts';
import { type SkyYear, solarHour } from './generateSky.ts';

/** Mean solar hours of the coldest and the warmest moment of a day. */
const COLDEST_h = 6;
const WARMEST_h = 15;
/** Part of the daily swing that stays on a day without sun. ASSUMED. */
const CLOUDY_SWING = 0.45;
/** Day-to-day persistence of temperature, dew point and pressure: 0.6 to 0.8 in mid-latitude records. ASSUMED. */
const AIR_PHI = 0.7;
const PRESSURE_PHI = 0.6;
const PRESSURE_kPa = 0.4;
const TIDE_h = 9.75;
/** Spread of the dew point beyond what temperature does to it, and how much moister than usual a sunless day is. ASSUMED. */
const DEW_K = 1.6;
const CLOUD_DEW_K = 2;
const DRIEST = 0.1;
/** Hour-to-hour persistence of wind (ASSUMED; records have 0.9 to 0.95), and its daily course with the most at 14 h. */
const WIND_PHI = 0.92;
const WIND_DAY = 0.2;
const WINDIEST_h = 14;

/** What the columns of a year are made from. */
interface Making {
  readonly climate: ClimateSpec;
  readonly sky: SkyYear;
  readonly round: MonthLine;
  readonly pinned: MonthLine;
  readonly longitude_deg: number;
  readonly seed: number;
}

/** Daily values, given at solar noon from `firstDay`, as a line along the hours of the year. */
function alongDays(
  year: LocalYear,
  longitude_deg: number,
  firstDay: number,
  daily: Float64Array,
  hour = 12,
): Float64Array {
  const out = new Float64Array(year.length);
  for (let k = 0; k < year.length; k++) {
    const at = (solarHour(year, k, longitude_deg) - hour) / 24 - firstDay;
    const d = clamp(Math.floor(at), 0, daily.length - 2);
    const share = clamp(at - d, 0, 1);
    out[k] = daily[d]! + share * (daily[d + 1]! - daily[d]!);
  }
  return out;
}

/** Persistent noise by day as a line along the hours: a day more on both sides, so that years join. */
function dailyNoise(seed: number, stream: string, phi: number, sky: SkyYear, longitude_deg: number): Float64Array {
  const daily = persistent(seed, streamOf(stream), sky.firstDay - 1, sky.clearness.length + 2, phi);
  return alongDays(sky.year, longitude_deg, sky.firstDay - 1, daily);
}

/** -1 at the coldest hour, 1 at the warmest, by half cosines, so that its mean is 0. */
function dailyCourse(hour: number): number {
  const since = (hour - COLDEST_h + 24) % 24;
  const rise = WARMEST_h - COLDEST_h;
  return since < rise ? -cos((Math.PI * since) / rise) : cos((Math.PI * (since - rise)) / (24 - rise));
}

/**
 * Air temperature: monthly line + persistent daily departures + a daily course whose swing grows with the day's sun,
 * held within the extremes; the line is set so that the months have the climate's means.
 */
function temperature({ climate, sky, round, pinned, longitude_deg, seed }: Making) {
  const { year, firstDay, clearness } = sky;
  const departure = dailyNoise(seed, 'weather/temperature', AIR_PHI, sky, longitude_deg);
  const spread_K = alongLine(round, twelve(climate.dayToDay_K));
  const swing_K = alongLine(round, twelve(climate.swing_K));
  const sunny = alongDays(
    year,
    longitude_deg,
    firstDay,
    clearness.map((c) => CLOUDY_SWING + (1 - CLOUDY_SWING) * c),
    WARMEST_h,
  );
  const slow_K = departure.map((v, k) => spread_K[k]! * v);
  const daily_K = sunny.map((v, k) => v * swing_K[k]! * dailyCourse(solarHour(year, k, longitude_deg) % 24));
  const wanted = twelve(climate.ambient_degC);
  const usual_degC = lineOf(round, wanted);
  const moved = usual_degC.map((v, k) => v + slow_K[k]! + daily_K[k]!);
  let correction_K = new Float64Array(12);
  let ambient_degC = moved;
  // What the extremes cut off comes back through the correction.
  for (let pass = 0; pass < 5; pass++) {
    const met = monthlyMeans(year, ambient_degC);
    const missing = nodesOf(
      pinned,
      wanted.map((v, m) => v - met[m]!),
    );
    correction_K = correction_K.map((v, m) => v + missing[m]!);
    const line = alongLine(pinned, correction_K);
    ambient_degC = moved.map((v, k) => clamp(v + line[k]!, climate.lowest_degC, climate.highest_degC));
  }
  const line = alongLine(pinned, correction_K);
  return { ambient_degC, slow_degC: usual_degC.map((v, k) => v + slow_K[k]! + line[k]!) };
}

/** Magnus's formula for vapour pressure over water, relative to 0 degC. @see Alduchov and Eskridge, J. Appl. Meteor. 35 (1996) 601 */
const magnus = (t_degC: number): number => (17.625 * t_degC) / (t_degC + 243.04);

/**
 * Relative humidity from a dew point that lies below the day's temperature by a monthly line and persistent noise,
 * less on dull days; it hardly moves within a day, so the air is driest in the afternoon.
 */
function humidity(
  { climate, sky, round, pinned, longitude_deg, seed }: Making,
  ambient_degC: Float64Array,
  slow_degC: Float64Array,
): Float64Array {
  const { year, firstDay, clearness } = sky;
  const noise = dailyNoise(seed, 'weather/dewPoint', AIR_PHI, sky, longitude_deg);
  const dull = alongDays(
    year,
    longitude_deg,
    firstDay,
    clearness.map((c) => clamp(1 - c, -1, 1)),
  );
  const base_degC = slow_degC.map((v, k) => v + DEW_K * noise[k]! + CLOUD_DEW_K * dull[k]!);
  const air = ambient_degC.map(magnus);
  const wanted = twelve(climate.relativeHumidity);
  // A dew point lies about 20 K below per unit of humidity missing.
  const usual_K = alongLine(
    round,
    wanted.map((v) => 20 * (1 - v)),
  );
  const correction_K = new Float64Array(12);
  const out = new Float64Array(year.length);
  for (let pass = 0; pass < 15; pass++) {
    const line = alongLine(pinned, correction_K);
    for (let k = 0; k < out.length; k++)
      out[k] = clamp(exp(magnus(base_degC[k]! - usual_K[k]! - line[k]!) - air[k]!), DRIEST, 1);
    const met = monthlyMeans(year, out);
    // A kelvin of dew point is worth about 6 % of the humidity.
    for (let m = 0; m < 12; m++) correction_K[m]! += (met[m]! - wanted[m]!) / (0.06 * wanted[m]!);
  }
  return out;
}

/**
 * Wind: a persistent normal sequence taken to the Weibull distribution (Gaussian copula), with a daily course; a
 * factor along the year brings the monthly means.
 */
function wind({ climate, sky: { year }, round, pinned, longitude_deg, seed }: Making): Float64Array {
  const sequence = persistent(
    seed,
    streamOf('weather/wind'),
    Math.floor(year.start_ms / HOUR_MS),
    year.length,
    WIND_PHI,
  );
  const speed = (above: number): number => pow(-ln(above), 1 / climate.weibullK);
  let usual = 0;
  for (let k = 0; k < 1000; k++) usual += speed((k + 0.5) / 1000) / 1000;
  const base = sequence.map((g, k) => {
    const hour = solarHour(year, k, longitude_deg) % 24;
    const course = 1 + WIND_DAY * cos((2 * Math.PI * (hour - WINDIEST_h)) / 24);
    return (course * speed(normalCdf(-g))) / usual;
  });
  const wanted = twelve(climate.wind_m_per_s);
  const mean_m_per_s = lineOf(round, wanted);
  const correction = new Float64Array(12);
  let out = base;
  for (let pass = 0; pass < 25; pass++) {
    const line = alongLine(pinned, correction);
    out = base.map((v, k) => v * mean_m_per_s[k]! * Math.max(0.1, 1 + line[k]!));
    const met = monthlyMeans(year, out);
    for (let m = 0; m < 12; m++) correction[m]! += wanted[m]! / met[m]! - 1;
  }
  return out;
}

export type AirColumn =
  | 'ambient_degC'
  | 'relativeHumidity'
  | 'pressure_kPa'
  | 'wind_m_per_s'
  | 'ground_degC'
  | 'water_degC';

/** Hourly columns of a local year beside the irradiance. */
export function airOfYear(
  climate: ClimateSpec,
  sky: SkyYear,
  site: Place,
  seed: number,
): Readonly<Record<AirColumn, Float64Array>> {
  const { year } = sky;
  const round = monthLine(year, 'round');
  const pinned = monthLine(year, 'pinned');
  const making: Making = { climate, sky, round, pinned, longitude_deg: site.longitude_deg, seed };
  const { ambient_degC, slow_degC } = temperature(making);
  return {
    ambient_degC,
    relativeHumidity: humidity(making, ambient_degC, slow_degC),
    pressure_kPa: pressure(making, pressureAtAltitude_kPa(site.altitude_m), site.latitude_deg),
    wind_m_per_s: wind(making),
    ground_degC: lineOf(round, twelve(climate.ground_degC)),
    water_degC: lineOf(round, twelve(climate.water_degC)).map((v) => Math.max(0, v)),
  };
}

/**
 * Air pressure: monthly line, persistent highs and lows, and the sun's half-daily tide, highest before 10 and 22 h.
 * @see Chapman and Lindzen, Atmospheric Tides (1970): 0.116 kPa cos(latitude)^3
 */
function pressure(
  { climate, sky, round, pinned, longitude_deg, seed }: Making,
  standard_kPa: number,
  latitude_deg: number,
): Float64Array {
  const { year } = sky;
  const tide_kPa = 0.116 * pow(cos(latitude_deg * RAD_PER_DEG), 3);
  const heavy = dailyNoise(seed, 'weather/pressure', PRESSURE_PHI, sky, longitude_deg).map(
    (v, k) => PRESSURE_kPa * v + tide_kPa * cos((2 * Math.PI * (solarHour(year, k, longitude_deg) - TIDE_h)) / 12),
  );
  const usual = lineOf(round, twelve(climate.pressure_kPa ?? standard_kPa));
  const correction = lineOf(
    pinned,
    monthlyMeans(year, heavy).map((v) => -v),
  );
  return usual.map((v, k) => v + heavy[k]! + correction[k]!);
}
