import { ConfigError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import type { ZoneRules } from '../core/zone.ts';

const DAY_MS = 86_400_000;

/**
 * The offsets of an IANA zone between two instants, read from the engine's zone table. The span should reach over whole
 * local days and months where calendars look beyond the run. A zone that goes and comes back within a day is not seen.
 * @throws ConfigError where the engine knows no such zone
 * @example zoneRules('Europe/Berlin', utcMs(2023, 1, 1), utcMs(2024, 1, 1)).spans.length //=> 3
 */
export function zoneRules(zone: string, from_ms: number, to_ms: number): ZoneRules {
  const format = formatOf(zone);
  const offset = (time_ms: number): number => offset_min(format, time_ms);
  const spans = [{ from_ms: Number.NEGATIVE_INFINITY, offset_min: offset(from_ms) }];
  for (let at_ms = from_ms; at_ms < to_ms; at_ms += DAY_MS) {
    const next_ms = Math.min(at_ms + DAY_MS, to_ms);
    let cursor_ms = at_ms;
    while (offset(cursor_ms) !== offset(next_ms)) {
      cursor_ms = firstChange(offset, cursor_ms, next_ms);
      spans.push({ from_ms: cursor_ms, offset_min: offset(cursor_ms) });
    }
  }
  return { zone: spelling(zone, format), spans };
}

/** The first millisecond after `low` with another offset than `low`; `high` has another. */
function firstChange(offset: (time_ms: number) => number, low: number, high: number): number {
  const before = offset(low);
  let same = low;
  let other = high;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offset(middle) === before) same = middle;
    else other = middle;
  }
  return other;
}

/** By zone, for as long as the process lives: to make one takes the engine several milliseconds. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = newFormat(zone);
  formats.set(zone, made);
  return made;
}

function newFormat(zone: string): Intl.DateTimeFormat {
  // Engines differ on whether "+08:00" is a zone, and a bare offset has no daylight saving to look up.
  if (/^[A-Za-z]/.test(zone)) {
    try {
      return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const known = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const hint = didYouMean(zone, known);
  throw new ConfigError(
    `unknown time zone "${zone}"${hint === '' ? ',' : hint} expected an IANA name such as "Asia/Shanghai" or "UTC"`,
  );
}

/** As the table spells it ("asia/shanghai" is accepted), but an alias stays what the user wrote. */
function spelling(zone: string, format: Intl.DateTimeFormat): string {
  const resolved = format.resolvedOptions().timeZone;
  return resolved.toLowerCase() === zone.toLowerCase() ? resolved : zone;
}

/** Local minus UTC from `GMT`, `GMT+08:00` or, before the world agreed on whole minutes, `GMT-00:44:30`. */
function offset_min(format: Intl.DateTimeFormat, time_ms: number): number {
  const name = format.formatToParts(time_ms).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name) ?? [];
  if (sign === undefined) return 0;
  const size = Number(hours) * 60 + Number(minutes) + Number(seconds ?? 0) / 60;
  return sign === '-' ? -size : size;
}
