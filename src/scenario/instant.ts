import { civilOf, formatUtc, utcMs } from '../core/timeGrid.ts';
import { instantsOf, type ZoneRules } from '../core/zone.ts';

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Epoch milliseconds of an ISO 8601 date or time. Without offset it is read in the zone; a reading that the zone skips
 * or has twice is refused.
 * @returns the instant, or a sentence that says what is wrong with it
 */
export function parseInstant(text: string, zone: ZoneRules): number | string {
  const found = FORM.exec(text.trim());
  if (!found) return `expected a date and time such as 2023-01-01T00:00, met "${text}"`;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const wall_ms = utcMs(year, month, day, hour, minute, second);
  const back = civilOf(wall_ms);
  if (back.month !== month || back.day !== day || hour > 23 || minute > 59 || second > 59)
    return `there is no such time as "${text}"`;
  const suffix = found[7];
  if (suffix === 'Z') return wall_ms;
  if (suffix !== undefined) {
    const digits = suffix.slice(1).replace(':', '');
    const offset_min = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
    return wall_ms - (suffix.startsWith('-') ? -offset_min : offset_min) * 60_000;
  }
  const instants = instantsOf(zone, wall_ms);
  if (instants.length === 0) return `"${text}" is skipped in ${zone.zone} (clocks go forward); give it an offset`;
  if (instants.length > 1)
    return `"${text}" happens twice in ${zone.zone} (${instants.map(formatUtc).join(' and ')}); give it an offset`;
  return instants[0]!;
}
