import { dayNumberOf } from '../core/timeGrid.ts';

/** Reads one kind of time stamp. */
export interface StampReader {
  /** The clock's reading as if it were UTC, in ms; NaN where the text is none. */
  read(text: string): number;
  /** Local minus UTC of the stamp read last, in minutes; NaN where it named none. */
  offset_min: number;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Milliseconds of fields read as UTC, NaN where they are no date; 24:00 is the end of the day. */
export function wallOf(y: number, month: number, day: number, h: number, min: number, s: number, ms: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && h <= 24 && min < 60 && s < 60)) return Number.NaN;
  if (day > DAYS[month - 1]! && !(month === 2 && day === 29 && isLeap(y))) return Number.NaN;
  if (h === 24 && (min > 0 || s > 0 || ms > 0)) return Number.NaN;
  return dayNumberOf(y, month, day) * 86_400_000 + ((h * 60 + min) * 60 + s) * 1000 + ms;
}

/** The number in `n` digits from `at`, NaN where one is none. */
function digits(text: string, at: number, n: number): number {
  let value = 0;
  for (let k = at; k < at + n; k++) {
    const digit = text.charCodeAt(k) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Minutes of `Z`, `+09`, `+0900` or `+09:00` at the end of a text, from `at` on. */
function offsetIn(text: string, at: number): number {
  const rest = text.slice(at).trim();
  if (rest === 'Z' || rest === 'z') return 0;
  const m = /^([+-])(\d{2}):?(\d{2})?$/.exec(rest);
  if (m === null) return Number.NaN;
  const minutes = Number(m[2]) * 60 + Number(m[3] ?? 0);
  return minutes > 900 ? Number.NaN : m[1] === '-' ? -minutes : minutes;
}

/** A fixed offset by name, in minutes: `UTC`, `Z`, `+09:00`, `UTC+9`; undefined for anything else. */
export function fixedOffset(name: string): number | undefined {
  const m = /^(?:UTC|GMT|Z)?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?$/.exec(name.trim());
  if (m === null || name.trim() === '') return undefined;
  const minutes = Number(m[2] ?? 0) * 60 + Number(m[3] ?? 0);
  return minutes > 900 ? undefined : m[1] === '-' ? -minutes : minutes;
}

/** ISO 8601: `2018-03-25`, `2018-03-25 01:15`, `2018-03-25T01:15:30.5+01:00`. */
function isoReader(): StampReader {
  return {
    offset_min: Number.NaN,
    read(raw) {
      const text = raw.trim();
      this.offset_min = Number.NaN;
      if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
      const y = digits(text, 0, 4);
      const month = digits(text, 5, 2);
      const day = digits(text, 8, 2);
      if (text.length === 10) return wallOf(y, month, day, 0, 0, 0, 0);
      const between = text.charCodeAt(10);
      if ((between !== 32 && between !== 84) || text.charCodeAt(13) !== 58) return Number.NaN;
      const h = digits(text, 11, 2);
      const min = digits(text, 14, 2);
      let at = 16;
      let s = 0;
      let ms = 0;
      if (text.charCodeAt(16) === 58) {
        s = digits(text, 17, 2);
        at = 19;
        if (text.charCodeAt(19) === 46) {
          at = 20;
          for (let unit = 100; text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57; at++, unit /= 10)
            ms += (text.charCodeAt(at) - 48) * unit;
          ms = Math.round(ms);
        }
      }
      if (at < text.length) {
        this.offset_min = offsetIn(text, at);
        if (Number.isNaN(this.offset_min)) return Number.NaN;
      }
      return wallOf(y, month, day, h, min, s, ms);
    },
  };
}

const TOKEN = /yyyy|yy|MM?|dd?|HH?|hh?|mm?|ss?|SSS|XXX|a|'[^']*'|[^A-Za-z]|[A-Za-z]/g;
const FIELD: Readonly<Record<string, readonly [field: number, width: number]>> = {
  yyyy: [0, 4],
  yy: [0, 2],
  MM: [1, 2],
  M: [1, 2],
  dd: [2, 2],
  d: [2, 2],
  HH: [3, 2],
  H: [3, 2],
  hh: [3, 2],
  h: [3, 2],
  mm: [4, 2],
  m: [4, 2],
  ss: [5, 2],
  s: [5, 2],
  SSS: [6, 3],
};

/** What is wrong with a format, undefined where nothing is. */
export function formatFault(format: string): string | undefined {
  if (format === 'iso' || format === 'epoch_s' || format === 'epoch_ms') return undefined;
  const tokens = format.match(TOKEN) ?? [];
  const stranger = tokens.find((t) => /^[A-Za-z]/.test(t) && FIELD[t] === undefined && t !== 'XXX' && t !== 'a');
  if (stranger !== undefined)
    return `unknown "${stranger}"; expected iso, epoch_s, epoch_ms, or a pattern of yyyy MM dd HH mm ss SSS a XXX`;
  const place = (field: number): number => tokens.findIndex((t) => FIELD[t]?.[0] === field);
  if (place(4) >= 0 && (place(3) < 0 || place(3) > place(4)))
    return 'mm are minutes and come after the hour, MM are months: write for instance dd/MM/yyyy HH:mm';
  if (place(0) < 0 || place(1) < 0 || place(2) < 0) return 'expected at least year, month and day: yyyy, MM, dd';
  return undefined;
}

/** Reads by a pattern of `yyyy MM dd HH mm ss SSS a XXX`; one or two digits both do where no digit follows. */
function patternReader(format: string): StampReader {
  const tokens = format.match(TOKEN) ?? [];
  const field = new Float64Array(7);
  const pm = { hour: 0 };
  return {
    offset_min: Number.NaN,
    read(raw) {
      const text = raw.trim();
      field.fill(0);
      pm.hour = -1;
      this.offset_min = Number.NaN;
      let at = 0;
      for (const token of tokens) {
        const known = FIELD[token];
        if (known !== undefined) {
          let n = 0;
          while (n < known[1] && text.charCodeAt(at + n) >= 48 && text.charCodeAt(at + n) <= 57) n++;
          if (n === 0 || (token === 'yyyy' && n < 4)) return Number.NaN;
          field[known[0]] = digits(text, at, n) + (token === 'yy' ? 2000 : 0);
          at += n;
        } else if (token === 'a') {
          const half = text.slice(at, at + 2).toLowerCase();
          if (half !== 'am' && half !== 'pm') return Number.NaN;
          pm.hour = half === 'pm' ? 12 : 0;
          at += 2;
        } else if (token === 'XXX') {
          this.offset_min = offsetIn(text, at);
          if (Number.isNaN(this.offset_min)) return Number.NaN;
          at = text.length;
        } else {
          const word = token.length > 1 ? token.slice(1, -1) : token;
          if (!text.startsWith(word, at)) return Number.NaN;
          at += word.length;
        }
      }
      if (at !== text.length) return Number.NaN;
      if (pm.hour >= 0 && (field[3]! < 1 || field[3]! > 12)) return Number.NaN;
      const hour = pm.hour < 0 ? field[3]! : (field[3]! % 12) + pm.hour;
      return wallOf(field[0]!, field[1]!, field[2]!, hour, field[4]!, field[5]!, field[6]!);
    },
  };
}

/** Instants of any year from 1 to 9999 in ms stay below this. */
const FAR_ms = 253_402_300_800_000;

const epochReader = (unit_ms: number): StampReader => ({
  offset_min: 0,
  read(text) {
    const time_ms = text.trim() === '' ? Number.NaN : Math.round(+text * unit_ms);
    return Math.abs(time_ms) < FAR_ms ? time_ms : Number.NaN;
  },
});

/** The reader of a format that has no fault. */
export function stampReader(format: string): StampReader {
  if (format === 'iso') return isoReader();
  if (format === 'epoch_s') return epochReader(1000);
  if (format === 'epoch_ms') return epochReader(1);
  return patternReader(format);
}
