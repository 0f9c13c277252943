import { civilOf } from '../core/timeGrid.ts';
import { dayOf, hourOf, hourOfWeek, mondayOf } from './chartTime.ts';

const DAY_MS = 86_400_000;
const WEEK_H = 168;

export interface TypicalWeek {
  /** `winter`, `spring`, `summer`, `autumn`, or `run` where the run holds no whole week. */
  readonly season: string;
  /** Days since 1970-01-01 of its first day. */
  readonly day: number;
  /** First row, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Whole weeks of the season that it was chosen from. */
  readonly outOf: number;
}

const SEASONS = ['winter', 'spring', 'summer', 'autumn'];

interface Week {
  readonly monday: number;
  readonly season: number;
  readonly from: number;
  readonly to: number;
  /** Means by series and hour of the week; NaN in the hour that a change of clocks leaves out. */
  readonly hours: readonly Float64Array[];
}

/**
 * One whole week (Monday to Sunday, local time) for each season: the one whose hourly means lie nearest to the mean week
 * of its season, by the sum of squared differences over all series and hours. Seasons are those of the meteorologists:
 * December to February is winter in the north; a week belongs to the month of its Thursday.
 */
export function typicalWeeks(
  wall: Float64Array,
  step_s: number,
  series: readonly Float64Array[],
  isSouth: boolean,
): TypicalWeek[] {
  const hourAt = Uint8Array.from(wall, hourOfWeek);
  const weeks = wholeWeeks(wall, step_s, isSouth).map((week) => ({
    ...week,
    hours: series.map((s) => hourly(s, hourAt, week)),
  }));
  const found = SEASONS.flatMap((season, k): TypicalWeek[] => {
    const own = weeks.filter((week) => week.season === k);
    if (own.length === 0) return [];
    const mean = series.map((_, s) => meanOf(own.map((week) => week.hours[s]!)));
    let best = own[0]!;
    let least = Number.POSITIVE_INFINITY;
    for (const week of own) {
      const away = distance(week, mean);
      if (away < least) {
        least = away;
        best = week;
      }
    }
    return [{ season, day: best.monday, from: best.from, to: best.to, outOf: own.length }];
  });
  if (found.length > 0 || wall.length === 0) return found;
  const most = Math.min(wall.length, Math.round((7 * 86_400) / step_s));
  return [{ season: 'run', day: dayOf(wall[0]!), from: 0, to: most, outOf: 0 }];
}

function wholeWeeks(wall: Float64Array, step_s: number, isSouth: boolean): Omit<Week, 'hours'>[] {
  const weeks: Omit<Week, 'hours'>[] = [];
  for (let i = 0; i < wall.length; ) {
    const monday = mondayOf(wall[i]!);
    let to = i + 1;
    while (to < wall.length && mondayOf(wall[to]!) === monday) to++;
    const begins = wall[i]! < monday * DAY_MS + step_s * 1000;
    const ends = wall[to - 1]! + step_s * 1000 >= (monday + 7) * DAY_MS;
    const { month } = civilOf((monday + 3) * DAY_MS);
    if (begins && ends)
      weeks.push({ monday, season: (Math.floor((month % 12) / 3) + (isSouth ? 2 : 0)) % 4, from: i, to });
    i = to;
  }
  return weeks;
}

function hourly(values: Float64Array, hourAt: Uint8Array, week: { from: number; to: number }): Float64Array {
  const sums = new Float64Array(WEEK_H);
  const counts = new Float64Array(WEEK_H);
  for (let i = week.from; i < week.to; i++) {
    const h = hourAt[i]!;
    sums[h]! += values[i]!;
    counts[h]!++;
  }
  return sums.map((sum, h) => sum / counts[h]!);
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(WEEK_H);
  for (let h = 0; h < WEEK_H; h++) {
    let sum = 0;
    let known = 0;
    for (const row of rows) {
      const v = row[h]!;
      if (Number.isNaN(v)) continue;
      sum += v;
      known++;
    }
    mean[h] = sum / known;
  }
  return mean;
}

function distance(week: Week, mean: readonly Float64Array[]): number {
  let sum = 0;
  for (let s = 0; s < mean.length; s++)
    for (let h = 0; h < WEEK_H; h++) {
      const d = week.hours[s]![h]! - mean[s]![h]!;
      if (!Number.isNaN(d)) sum += d * d;
    }
  return sum;
}

export interface HeatMap {
  readonly firstDay: number;
  readonly days: number;
  /** Day by day, 24 local hours each; NaN where the run has no value. */
  readonly cells: Float64Array;
  readonly lo: number;
  readonly hi: number;
}

/** Means by local day and hour. */
export function heatMap(values: Float64Array, wall: Float64Array, step_s: number): HeatMap {
  const firstDay = dayOf(wall[0] ?? 0);
  const days = wall.length === 0 ? 0 : dayOf(wall[wall.length - 1]!) - firstDay + 1;
  const sums = new Float64Array(days * 24);
  const counts = new Float64Array(days * 24);
  // A row longer than an hour stands in every hour that it covers.
  const spread = Math.max(1, Math.round(step_s / 3600));
  for (let i = 0; i < wall.length; i++)
    for (let k = 0; k < spread; k++) {
      const at_ms = wall[i]! + k * 3_600_000;
      const cell = (dayOf(at_ms) - firstDay) * 24 + hourOf(at_ms);
      if (cell >= sums.length) continue;
      sums[cell]! += values[i]!;
      counts[cell]!++;
    }
  const cells = sums.map((sum, k) => sum / counts[k]!);
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  for (const v of cells) {
    if (v < lo) lo = v;
    if (v > hi) hi = v;
  }
  return { firstDay, days, cells, lo, hi };
}

/** Points of a duration curve: `hours_h` in which the value is at least `value`, at most `most` points, both ends kept. */
export function durationCurve(values: Float64Array, step_s: number, most = 600): { hours_h: number; value: number }[] {
  const sorted = Float64Array.from(values).sort().reverse();
  const n = sorted.length;
  const dt_h = step_s / 3600;
  const count = Math.min(n, most);
  return Array.from({ length: count }, (_, k) => {
    const i = count === 1 ? 0 : Math.round((k * (n - 1)) / (count - 1));
    return { hours_h: (i === n - 1 ? n : i) * dt_h, value: sorted[i]! };
  });
}

/** The value reached or exceeded in `share` of the time. */
export function exceeded(descending: Float64Array, share: number): number {
  return descending[Math.min(descending.length - 1, Math.floor(share * descending.length))] ?? 0;
}
