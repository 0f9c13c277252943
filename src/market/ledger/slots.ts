import { dayNumberOf } from '../../core/timeGrid.ts';
import { localOf, offsetAt, type ZoneRules } from '../../core/zone.ts';

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of the local date on which a slot starts. Slots are cut on UTC; a local date only groups them. */
export const localDay = (zone: ZoneRules, slot_ms: number): number => localOf(zone, slot_ms).dayNumber;

/**
 * Starts of the slots whose start lies on a local date: of quarter hours 96, 92 where clocks go forward by an hour, 100
 * where they go back. Slots are counted from 1970-01-01T00:00Z.
 */
export function slotsOfDay(
  zone: ZoneRules,
  date: readonly [year: number, month: number, day: number],
  length_ms: number,
): number[] {
  const day = dayNumberOf(...date);
  const found: number[] = [];
  // No offset is larger than a day.
  const first = Math.ceil((day * DAY_MS - DAY_MS) / length_ms) * length_ms;
  for (let slot_ms = first; slot_ms < (day + 2) * DAY_MS; slot_ms += length_ms)
    if (Math.floor((slot_ms + offsetAt(zone, slot_ms) * 60_000) / DAY_MS) === day) found.push(slot_ms);
  return found;
}
