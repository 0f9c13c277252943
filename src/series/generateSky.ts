import { streamOf } from '../core/chance.ts';
import { ConfigError } from '../core/errors.ts';
import { exp, expm1, log1p } from '../core/math.ts';
import { clearnessIndex, erbsDiffuseShare } from '../core/physics/irradiance.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import { normalCdf, persistent, solve } from './generateChance.ts';
import { type ClearSamples, clearSamples, type Place } from './generateClearSky.ts';
import { type ClimateSpec, twelve } from './generateClimate.ts';
import { HOUR_MS, type LocalYear } from './generateHours.ts';

/** Global over clear-sky irradiance never exceeds this: a bright cloud beside the sun adds a little to a clear sky. */
export const BRIGHTEST = 1.05;
/** Least and greatest clear-sky index of a whole day. ASSUMED: thick rain cloud lets 6 % through. */
const DARK_DAY = 0.06;
const CLEAR_DAY = 1;
/** No month of any climate is duller. */
const LEAST_INDEX = 0.01;
/** Persistence of cloud: Graham, Hollands and Huget, Solar Energy 40 (1988) 83 find 0.29 from day to day. */
const DAY_PHI = 0.29;
/** Within the day: Graham and Hollands, Solar Energy 44 (1990) 333 find 0.54 between hours. */
const HOUR_PHI = 0.54;
/** Spread of the hours about their day, on the logit scale: 0.2 of the index at half cloud, little at clear or dark. ASSUMED. */
const HOUR_SPREAD = 0.9;
/** The clouds of a local year, hour by hour. */
export interface SkyYear {
  readonly year: LocalYear;
  /** Global over clear-sky irradiance, and diffuse over global, at each hour's middle. */
  readonly index: Float64Array;
  readonly diffuse: Float64Array;
  /** The day's clear-sky index over its month's mean, by solar day from `firstDay`; 1 without sun. */
  readonly clearness: Float64Array;
  readonly firstDay: number;
  /** The clear sky by quarter-hours. */
  readonly clear: ClearSamples;
}

/** Hours since 1970 in mean solar time, at the middle of hour k of the year. */
export const solarHour = (year: LocalYear, k: number, longitude_deg: number): number =>
  (year.start_ms + (k + 0.5) * HOUR_MS) / HOUR_MS + longitude_deg / 15;

/**
 * Clouds of a year whose months have the climate's irradiation: the day's clear-sky index follows the truncated
 * exponential distribution of Bendt, with persistence from day to day; hours scatter about it on the logit scale, with
 * persistence of their own; a shift on that scale, one a month, brings the month's sum without leaving 0 to `BRIGHTEST`.
 * @see Bendt, Collares-Pereira and Rabl, "The frequency distribution of daily insolation values", Solar Energy 27 (1981) 1
 * @throws ConfigError where a month asks for more than a clear sky gives
 */
export function skyOfYear(climate: ClimateSpec, year: LocalYear, site: Place, seed: number): SkyYear {
  const quarters: TimeGrid = { start_ms: year.start_ms, step_s: 900, length: 4 * year.length };
  const clear = clearSamples(quarters, site, climate.turbidity);
  const weight = hourWeights(year, clear.ghi);
  const day = Int32Array.from({ length: year.length }, (_, k) =>
    Math.floor(solarHour(year, k, site.longitude_deg) / 24),
  );
  const firstDay = day[0]!;
  const days = day[year.length - 1]! - firstDay + 1;
  const cloud = persistent(seed, streamOf('weather/cloud/day'), firstDay, days, DAY_PHI);
  const scatter = persistent(
    seed,
    streamOf('weather/cloud/hour'),
    Math.floor(year.start_ms / HOUR_MS),
    year.length,
    HOUR_PHI,
  );
  const index = new Float64Array(year.length);
  const targets = twelve(climate.ghi_kWh_per_m2);
  const clouds = { day: Float64Array.from(day, (d) => normalCdf(cloud[d - firstDay]!)), hour: scatter };
  for (let m = 0; m < 12; m++) fillMonth(m, targets[m]!, year, weight, clouds, index, climate.turbidity);
  const diffuse = diffuseShare(clear, index);
  return { year, index, diffuse, clearness: clearnessOfDays(year, weight, index, day), firstDay, clear };
}

/** What a unit of an hour's index adds to the year's irradiation, as the index runs straight between the hours' middles. */
function hourWeights(year: LocalYear, clear: Float64Array): Float64Array {
  const weight = new Float64Array(year.length);
  const last = year.length - 1;
  for (let q = 0; q < clear.length; q++) {
    const at = (q + 0.5) / 4 - 0.5;
    const k = Math.floor(at);
    const share = at - k;
    weight[k < 0 ? 0 : k]! += 0.25 * clear[q]! * (1 - share);
    weight[k < last ? k + 1 : last]! += 0.25 * clear[q]! * share;
  }
  return weight;
}

/** Sets the month's index: `clouds.day` is the day's place in the distribution, `clouds.hour` the hour's scatter about it. */
function fillMonth(
  month: number,
  target_kWh: number,
  year: LocalYear,
  weight: Float64Array,
  clouds: { readonly day: Float64Array; readonly hour: Float64Array },
  index: Float64Array,
  turbidity: number,
): void {
  const hours: number[] = [];
  let clear = 0;
  let count = 0;
  for (let k = 0; k < year.length; k++) {
    if (year.month[k] !== month) continue;
    count++;
    if (weight[k]! === 0) continue;
    hours.push(k);
    clear += weight[k]!;
  }
  const wanted = (target_kWh * 1000 * count) / 24;
  if (wanted === 0) return;
  if (wanted > 0.97 * BRIGHTEST * clear || wanted < LEAST_INDEX * clear)
    throw new ConfigError([
      {
        file: '',
        path: 'weather.generate.climate',
        message: `ghi_kWh_per_m2 of ${target_kWh} a day is ${wanted > clear ? 'more' : 'less'} than the sky gives at this latitude in month ${
          month + 1
        }: a clear sky of turbidity ${turbidity} brings ${((clear * 24) / count / 1000).toFixed(2)}; correct it, the latitude or the turbidity`,
      },
    ]);
  const bend = bendOf((wanted / clear - DARK_DAY) / (CLEAR_DAY - DARK_DAY));
  const odds = hours.map((k) => {
    const whole = DARK_DAY + (CLEAR_DAY - DARK_DAY) * bendt(clouds.day[k]!, bend);
    return (whole / (BRIGHTEST - whole)) * exp(HOUR_SPREAD * clouds.hour[k]!);
  });
  const place = (shift: number): number => {
    const factor = exp(shift);
    let sum = 0;
    hours.forEach((k, n) => {
      const o = odds[n]! * factor;
      index[k] = (BRIGHTEST * o) / (1 + o);
      sum += weight[k]! * index[k]!;
    });
    return sum;
  };
  place(solve(place, wanted, -12, 12, 1e-10 * wanted));
}

/** Quantile of the exponential distribution cut to 0..1, density proportional to exp(g x). */
const bendt = (u: number, g: number): number => (Math.abs(g) < 1e-6 ? u : log1p(u * expm1(g)) / g);

/** The g at which that distribution has the wanted mean. */
function bendOf(mean: number): number {
  const of = (g: number): number => (Math.abs(g) < 1e-3 ? 0.5 + g / 12 : 1 / -expm1(-g) - 1 / g);
  const held = Math.min(0.97, Math.max(0.03, mean));
  return solve(of, held, -40, 40, 1e-9);
}

/** Erbs's correlation by hour; a clear sky's beam bounds it from below. */
function diffuseShare(clear: ClearSamples, index: Float64Array): Float64Array {
  return index.map((v, k) => {
    const mean = (samples: Float64Array): number =>
      0.25 * (samples[4 * k]! + samples[4 * k + 1]! + samples[4 * k + 2]! + samples[4 * k + 3]!);
    const ghi = v * mean(clear.ghi);
    if (!(ghi > 0)) return 1;
    const outside = mean(clear.outside);
    return Math.max(erbsDiffuseShare(clearnessIndex(ghi, outside, 1)), 1 - (BRIGHTEST * mean(clear.beam)) / ghi);
  });
}

function clearnessOfDays(year: LocalYear, weight: Float64Array, index: Float64Array, day: Int32Array): Float64Array {
  const days = day[year.length - 1]! - day[0]! + 1;
  const got = new Float64Array(days);
  const clear = new Float64Array(days);
  const monthGot = new Float64Array(12);
  const monthClear = new Float64Array(12);
  const monthOf = new Uint8Array(days);
  for (let k = 0; k < year.length; k++) {
    const d = day[k]! - day[0]!;
    const m = year.month[k]!;
    got[d]! += weight[k]! * index[k]!;
    clear[d]! += weight[k]!;
    monthGot[m]! += weight[k]! * index[k]!;
    monthClear[m]! += weight[k]!;
    monthOf[d] = m;
  }
  return got.map((v, d) => {
    const m = monthOf[d]!;
    return clear[d]! > 0 && monthGot[m]! > 0 ? ((v / clear[d]!) * monthClear[m]!) / monthGot[m]! : 1;
  });
}
