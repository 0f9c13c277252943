import { utcMs } from '../../../src/core/timeGrid.ts';
import type { ZoneRules } from '../../../src/core/zone.ts';
import { localDay } from '../../../src/market/ledger/slots.ts';

const DAY_MS = 86_400_000;

/** Starts of the slots, counted from 1970-01-01T00:00Z, that `localDay` groups under a local date. */
export function slotsOfDay(
  zone: ZoneRules,
  [year, month, day]: readonly [year: number, month: number, day: number],
  length_ms: number,
): number[] {
  const begin_ms = utcMs(year, month, day);
  const found: number[] = [];
  const first = Math.ceil((begin_ms - DAY_MS) / length_ms) * length_ms;
  for (let slot_ms = first; slot_ms < begin_ms + 2 * DAY_MS; slot_ms += length_ms)
    if (localDay(zone, slot_ms) === begin_ms / DAY_MS) found.push(slot_ms);
  return found;
}
