import { streamOf } from '../core/chance.ts';
import { ConfigError } from '../core/errors.ts';
import { exp, expm1, ln } from '../core/math.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';
import { calendarOf, localDays } from './calendar.ts';
import { persistent, solve } from './generateChance.ts';
import { hourlyMeans, type LocalYear, layOnto, localYearsOf } from './generateHours.ts';
import { alongLine, monthLine } from './generateMonths.ts';
import { SHAPES } from './shapeCatalog.ts';
import type { DegreeHoursSpec, LoadShapeSpec } from './shapeSpec.ts';

export interface ShapeSetting {
  readonly grid: TimeGrid;
  readonly zone: ZoneRules;
  readonly seed: number;
  /** Tells this load's chance from others of the seed. */
  readonly stream: string;
  /** Outdoor temperature on a grid that covers the local years of `grid`; needed by degree hours. */
  readonly ambient?: { readonly grid: TimeGrid; readonly ambient_degC: ArrayLike<number> };
}

/**
 * The load of a shape, kW on the grid. Made for whole local years of hours,
 *   load = c s^gamma,   s = course of use x persistent noise, or degree hours of the smoothed outdoor temperature
 * with `c` for the year's energy, exactly, and `gamma` for the peak where one is given (1 without): a power keeps zeros
 * zero and the order of the hours. A window of a year is that year's window, at any step.
 * @throws ConfigError where the peak cannot be reached or the outdoor temperature does not cover the year
 */
export function shapeLoad(spec: LoadShapeSpec, setting: ShapeSetting): Float64Array {
  const out = new Float64Array(setting.grid.length);
  for (const year of localYearsOf(setting.grid, setting.zone))
    layOnto(year, yearOfLoad(spec, year, setting), setting.grid, out);
  return out;
}

/** Hourly values of a whole local year. */
function yearOfLoad(spec: LoadShapeSpec, year: LocalYear, setting: ShapeSetting): Float64Array {
  const use = courseOfUse(spec, year, setting.zone);
  const { degreeHours } = spec;
  const raw = degreeHours === undefined ? use : byDegrees(degreeHours, use, outdoor(year, setting));
  const noisy = withNoise(raw, spec.noise, year, setting);
  return fitted(noisy, spec);
}

/** The shape's course with weekends, holidays and season, 1 at its busiest. */
function courseOfUse(spec: Pick<LoadShapeSpec, 'shape' | 'calendar'>, year: LocalYear, zone: ZoneRules): Float64Array {
  const shape = SHAPES[spec.shape];
  const grid = { start_ms: year.start_ms, step_s: 3600, length: year.length };
  const calendar = calendarOf(spec.calendar);
  const { days } = localDays(calendar, zone, grid);
  const season = alongLine(monthLine(year, 'round'), shape.months);
  const courses = days.map(({ type, weekday }) => {
    if (type === 'workday') return shape.workday;
    // The last rest day of the week is a Sunday, wherever the week ends.
    return type === 'weekend' && calendar.weekend[(weekday + 1) % 7] ? shape.saturday : shape.sunday;
  });
  return season.map((factor, k) => factor * courses[year.day[k]! - year.day[0]!]![year.hour[k]!]!);
}

function outdoor(year: LocalYear, { ambient }: ShapeSetting): Float64Array {
  const hours = ambient && hourlyMeans(year, ambient.grid, ambient.ambient_degC);
  if (hours === undefined || hours.some((v) => Number.isNaN(v)))
    throw new ConfigError(
      `a load by degree hours needs the outdoor temperature of the whole local year ${year.year}, which the weather ${
        hours === undefined ? 'lacks' : 'covers in part'
      }; give weather of the whole year or a profile of the load`,
    );
  return hours;
}

/**
 * Degree hours of the outdoor temperature as a first-order building sees it (time constant `inertia_h`), thinned by the
 * setback when the shape is at rest, beside the share that follows the shape alone.
 */
function byDegrees(spec: DegreeHoursSpec, use: Float64Array, ambient_degC: Float64Array): Float64Array {
  const follow = spec.inertia_h > 0 ? -expm1(-1 / spec.inertia_h) : 1;
  const sign = spec.side === 'heating' ? 1 : -1;
  const busiest = use.reduce((a, b) => Math.max(a, b), 0);
  let felt_degC = ambient_degC[0]!;
  const degrees = ambient_degC.map((t, k) => {
    felt_degC += follow * (t - felt_degC);
    return Math.max(0, sign * (spec.base_degC - felt_degC)) * (spec.setback + (1 - spec.setback) * (use[k]! / busiest));
  });
  const weather = sum(degrees);
  const shape = sum(use);
  if (weather === 0 && spec.baseShare < 1)
    throw new ConfigError(
      `no ${spec.side} degree hours at base_degC ${spec.base_degC}: the outdoor temperature never passes it; choose another base`,
    );
  const perDegree = weather > 0 ? (1 - spec.baseShare) / weather : 0;
  return degrees.map((d, k) => perDegree * d + (spec.baseShare / shape) * use[k]!);
}

/** Shares of the noise's variance from day to day and within the day, and their persistence. ASSUMED. */
const DAILY = { weight: 0.6, phi: 0.6 };
const HOURLY = { weight: 0.8, phi: 0.7 };

function withNoise(raw: Float64Array, noise: number, year: LocalYear, { seed, stream }: ShapeSetting): Float64Array {
  if (noise === 0) return raw;
  const firstDay = year.day[0]!;
  const firstHour = Math.floor(year.start_ms / 3_600_000);
  const days = persistent(
    seed,
    streamOf(`${stream}/day`),
    firstDay,
    year.day[year.length - 1]! - firstDay + 1,
    DAILY.phi,
  );
  const hours = persistent(seed, streamOf(`${stream}/hour`), firstHour, year.length, HOURLY.phi);
  return raw.map(
    (v, k) => v * exp(noise * (DAILY.weight * days[year.day[k]! - firstDay]! + HOURLY.weight * hours[k]!)),
  );
}

/** Scaled to the energy, bent to the peak. */
function fitted(raw: Float64Array, spec: LoadShapeSpec): Float64Array {
  const highest = raw.reduce((a, b) => Math.max(a, b), 0);
  if (spec.peak_kW === undefined) return scaled(raw, spec.energy_kWh);
  const logs = raw.map((v) => (v > 0 ? ln(v / highest) : Number.NEGATIVE_INFINITY));
  const bent = (gamma: number): Float64Array => logs.map((v) => (v === Number.NEGATIVE_INFINITY ? 0 : exp(gamma * v)));
  const peak = (gamma: number): number => {
    const load = bent(gamma);
    return (highestMean(load) * spec.energy_kWh) / sum(load);
  };
  const gamma = solve(peak, spec.peak_kW, FLATTEST, STEEPEST, 1e-9 * spec.peak_kW);
  if (Number.isNaN(gamma))
    throw new ConfigError(
      `peak_kW ${spec.peak_kW} is out of reach for ${spec.energy_kWh} kWh a year in the shape "${spec.shape}": expected about ${rough(peak(FLATTEST))} to ${rough(peak(STEEPEST))}; change peak_kW, energy_kWh or the shape`,
    );
  return scaled(bent(gamma), spec.energy_kWh);
}

/** Three digits are enough to tell a reader the way. */
const rough = (v: number): number => (v >= 100 ? Math.round(v) : Number(v.toPrecision(3)));

const FLATTEST = 0.1;
const STEEPEST = 6;

/** The highest hourly mean once the hours are joined by a line (see `layOnto`). */
function highestMean(load: Float64Array): number {
  let highest = 0;
  const last = load.length - 1;
  for (let k = 0; k <= last; k++) {
    const mean = 0.75 * load[k]! + 0.125 * (load[k > 0 ? k - 1 : 0]! + load[k < last ? k + 1 : last]!);
    if (mean > highest) highest = mean;
  }
  return highest;
}

function scaled(raw: Float64Array, energy_kWh: number): Float64Array {
  const factor = energy_kWh / sum(raw);
  return raw.map((v) => v * factor);
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
