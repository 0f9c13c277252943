import { indexAt, type TimeGrid, timeAt, utcMs } from '../core/timeGrid.ts';
import { instantsOf, localOf, offsetAt, type ZoneRules } from '../core/zone.ts';

export const HOUR_MS = 3_600_000;

/**
 * The hours of a local calendar year. Generated weather and loads are always made for whole years of hours and then
 * laid onto the run's grid, so that a window of a run equals the same window of a longer one, at any step.
 */
export interface LocalYear {
  readonly year: number;
  readonly start_ms: number;
  readonly length: number;
  /** Local fields at each hour's middle: hour 0 to 23, month 0 to 11, days since 1970. */
  readonly hour: Uint8Array;
  readonly month: Uint8Array;
  readonly day: Int32Array;
}

/** The first instant of a local year; where the zone skips that midnight, the instant after the hole. */
function newYear(zone: ZoneRules, year: number): number {
  const wall_ms = utcMs(year, 1, 1);
  return instantsOf(zone, wall_ms)[0] ?? wall_ms - offsetAt(zone, wall_ms) * 60_000;
}

export function localYear(zone: ZoneRules, year: number): LocalYear {
  const start_ms = newYear(zone, year);
  const length = Math.ceil((newYear(zone, year + 1) - start_ms) / HOUR_MS);
  const hour = new Uint8Array(length);
  const month = new Uint8Array(length);
  const day = new Int32Array(length);
  for (let k = 0; k < length; k++) {
    const local = localOf(zone, start_ms + (k + 0.5) * HOUR_MS);
    hour[k] = local.hour;
    month[k] = local.month - 1;
    day[k] = local.dayNumber;
  }
  return { year, start_ms, length, hour, month, day };
}

/** The local years that a grid touches, in order. */
export function localYearsOf(grid: TimeGrid, zone: ZoneRules): LocalYear[] {
  const first = localOf(zone, grid.start_ms).year;
  const last = localOf(zone, timeAt(grid, grid.length) - 1).year;
  return Array.from({ length: last - first + 1 }, (_, k) => localYear(zone, first + k));
}

/** Integral from `a` to `b` (in hours from the first value's start) of the line through the hours' middles, held at both ends. */
function integral(v: ArrayLike<number>, a: number, b: number): number {
  let sum = 0;
  let from = a;
  while (from < b) {
    const k = Math.floor(from - 0.5);
    const to = b < k + 1.5 ? b : k + 1.5;
    const low = v[k < 0 ? 0 : k]!;
    const high = v[k + 1 < v.length ? k + 1 : v.length - 1]!;
    sum += (to - from) * (low + (high - low) * ((from + to) / 2 - k - 0.5));
    from = to;
  }
  return sum;
}

/**
 * Adds to `out` the mean over each interval of the grid of the line through the year's hourly values. The line keeps
 * the year's sum exactly, and means over coarser steps are the means of those over finer ones.
 */
export function layOnto(year: LocalYear, hourly: ArrayLike<number>, grid: TimeGrid, out: Float64Array): void {
  const end_ms = year.start_ms + year.length * HOUR_MS;
  const from = Math.max(0, indexAt(grid, year.start_ms));
  const to = Math.min(grid.length, indexAt(grid, end_ms - 1) + 1);
  const step_h = grid.step_s / 3600;
  for (let i = from; i < to; i++) {
    const a = (timeAt(grid, i) - year.start_ms) / HOUR_MS;
    const b = (timeAt(grid, i + 1) - year.start_ms) / HOUR_MS;
    out[i]! += integral(hourly, a < 0 ? 0 : a, b > year.length ? year.length : b) / step_h;
  }
}

/** Means over the year's hours of a column on a grid, taken as even within its steps; NaN where the grid does not cover the hour. */
export function hourlyMeans(year: LocalYear, grid: TimeGrid, values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(year.length);
  const step_ms = grid.step_s * 1000;
  for (let k = 0; k < year.length; k++) {
    const start_ms = year.start_ms + k * HOUR_MS;
    const end_ms = start_ms + HOUR_MS;
    if (start_ms < grid.start_ms || end_ms > timeAt(grid, grid.length)) {
      out[k] = Number.NaN;
      continue;
    }
    for (let i = indexAt(grid, start_ms); timeAt(grid, i) < end_ms; i++) {
      const overlap_ms = Math.min(end_ms, timeAt(grid, i) + step_ms) - Math.max(start_ms, timeAt(grid, i));
      out[k]! += (values[i]! * overlap_ms) / HOUR_MS;
    }
  }
  return out;
}
