import { civilOf } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Rows of a chart: evenly spaced, labelled left. A row may be longer than a step of the run. */
export interface Rows {
  readonly start_ms: number;
  readonly step_s: number;
  readonly length: number;
}

/** The local clock at the start of every row, read as if it were UTC. */
export function wallClock(rows: Rows, zone: ZoneRules): Float64Array {
  const wall = new Float64Array(rows.length);
  const { spans } = zone;
  let k = 0;
  for (let i = 0; i < rows.length; i++) {
    const time_ms = rows.start_ms + i * rows.step_s * 1000;
    while (k + 1 < spans.length && spans[k + 1]!.from_ms <= time_ms) k++;
    wall[i] = time_ms + spans[k]!.offset_min * 60_000;
  }
  return wall;
}

export const dayOf = (wall_ms: number): number => Math.floor(wall_ms / DAY_MS);
export const hourOf = (wall_ms: number): number => Math.floor((wall_ms - dayOf(wall_ms) * DAY_MS) / HOUR_MS);
/** Hours since Monday 0:00 (1970-01-05 was one). */
export const hourOfWeek = (wall_ms: number): number => ((dayOf(wall_ms) + 3) % 7) * 24 + hourOf(wall_ms);
/** Days since 1970-01-01 of the Monday on or before. */
export const mondayOf = (wall_ms: number): number => {
  const day = dayOf(wall_ms);
  return day - ((day + 3) % 7);
};

const two = (n: number): string => String(n).padStart(2, '0');

/** `2023-07-15`. */
export const dateText = (dayNumber: number): string => {
  const { year, month, day } = civilOf(dayNumber * DAY_MS);
  return `${year}-${two(month)}-${two(day)}`;
};

/** `2023-07-15 14:00`. */
export const timeText = (wall_ms: number): string => {
  const { hour, minute } = civilOf(wall_ms);
  return `${dateText(dayOf(wall_ms))} ${two(hour)}:${two(minute)}`;
};

/** The spans of a zone that rows meet, so that a page holds no more. */
export function zoneWithin(zone: ZoneRules, from_ms: number, to_ms: number): ZoneRules {
  const { spans } = zone;
  let first = 0;
  while (first + 1 < spans.length && spans[first + 1]!.from_ms <= from_ms) first++;
  const kept = spans.slice(first).filter((span, k) => k === 0 || span.from_ms < to_ms);
  // Minus infinity is no JSON; the first span holds from the beginning of time anyway.
  return { zone: zone.zone, spans: kept.map((span, k) => (k === 0 ? { ...span, from_ms: from_ms } : span)) };
}
