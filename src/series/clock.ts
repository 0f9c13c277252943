import { formatUtc } from '../core/timeGrid.ts';
import { instantsOf, localOf, type ZoneRules } from '../core/zone.ts';
import { counted, type Findings } from './table.ts';
import { refuse } from './text.ts';

const DAY_ms = 86_400_000;

/** The rules of a zone over a span alone; a lookup over a century of spans would be slow. */
export function narrow(rules: ZoneRules, from_ms: number, to_ms: number): ZoneRules {
  const { spans } = rules;
  let first = spans.length - 1;
  while (first > 0 && spans[first]!.from_ms > from_ms) first--;
  const inside = spans.filter((span, k) => k === first || (k > first && span.from_ms <= to_ms));
  return { zone: rules.zone, spans: inside };
}

export interface Stamps {
  /** The clock's readings as if they were UTC, one per row. */
  readonly wall_ms: Float64Array;
  /** Local minus UTC that each stamp named itself, in minutes; undefined where they name none. */
  readonly offset_min?: Float64Array | undefined;
  readonly lines: Int32Array;
  readonly label: 'left' | 'right';
  readonly duplicates: 'error' | 'first' | 'last';
  /** Whether two rows hold the same. */
  same(a: number, b: number): boolean;
}

export interface Raster {
  readonly start_ms: number;
  readonly step_s: number;
  readonly length: number;
  /** Interval of each row, -1 for a row left out. */
  readonly slot: Int32Array;
}

const wallText = (wall_ms: number): string => formatUtc(wall_ms).replace('T', ' ').replace('Z', '');

/** The most frequent forward difference; 0 where there is none. */
function usualStep(wall_ms: Float64Array): number {
  const counts = new Map<number, number>();
  let best = 0;
  let most = 0;
  for (let i = 1; i < wall_ms.length; i++) {
    const d = wall_ms[i]! - wall_ms[i - 1]!;
    if (d <= 0) continue;
    const n = (counts.get(d) ?? 0) + 1;
    counts.set(d, n);
    if (n > most || (n === most && d < best)) {
      most = n;
      best = d;
    }
  }
  return best;
}

/** Turns a file that runs from new to old, in place. */
function mirror(stamps: Stamps): Int32Array {
  const { wall_ms, offset_min, lines } = stamps;
  wall_ms.reverse();
  offset_min?.reverse();
  return lines.slice().reverse();
}

/**
 * Midnight that carries the date of the day it ends: 23:45 is followed by 00:00 of the same date. Where time thus falls
 * back by a day less a step, or the next row is a day and a step on, the row is moved to the next date.
 */
function mendMidnights(wall_ms: Float64Array, step_ms: number, lines: Int32Array, findings: Findings): void {
  const n = wall_ms.length;
  for (let i = 0; i < n; i++) {
    const t = wall_ms[i]!;
    if (t % DAY_ms !== 0) continue;
    const after = i > 0 ? wall_ms[i - 1]! + step_ms === t + DAY_ms : wall_ms[1]! === t + DAY_ms + step_ms;
    if (!after) continue;
    wall_ms[i] = t + DAY_ms;
    findings.count('midnight', '', lines[i]!, t + DAY_ms);
  }
  findings.say(
    'midnight',
    '',
    (c) => `${counted(c, 'midnight')} carrying the date of the day that ends moved to the next`,
  );
}

/** Makes instants of wall-clock readings, telling doubled hours apart by their order. */
function toInstants(
  stamps: Stamps,
  lines: Int32Array,
  zone: ZoneRules,
  step_ms: number,
  file: string,
  findings: Findings,
): Float64Array {
  const { wall_ms, offset_min, label } = stamps;
  const n = wall_ms.length;
  const back_ms = label === 'right' ? step_ms : 0;
  const out = new Float64Array(n);
  if (offset_min !== undefined) {
    for (let i = 0; i < n; i++) out[i] = wall_ms[i]! - offset_min[i]! * 60_000 - back_ms;
    return out;
  }
  if (zone.spans.length === 1) {
    const shift_ms = zone.spans[0]!.offset_min * 60_000 + back_ms;
    for (let i = 0; i < n; i++) out[i] = wall_ms[i]! - shift_ms;
    return out;
  }
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const wall = wall_ms[i]!;
    // A stamp at the end of an interval may be read before or after a change of the clock at that very instant.
    const may = instantsOf(zone, wall).map((t) => t - back_ms);
    if (back_ms > 0) may.push(...instantsOf(zone, wall - back_ms));
    if (may.length === 0)
      refuse(
        file,
        lines[i],
        `${wallText(wall)} does not exist in ${zone.zone}, where the clock is put forward over it: the file's clock ` +
          "seems not to follow daylight saving; give its fixed offset, such as zone: '+01:00'",
      );
    may.sort((a, b) => a - b);
    const next = may.find((t) => t > before) ?? may[may.length - 1]!;
    out[i] = next;
    before = next;
  }
  for (let k = 1; k < zone.spans.length; k++) {
    const { from_ms, offset_min: to } = zone.spans[k]!;
    if (from_ms <= out[0]! || from_ms > out[n - 1]!) continue;
    findings.count(to > zone.spans[k - 1]!.offset_min ? 'clockForward' : 'clockBack', '', 0, from_ms);
  }
  findings.say('clockForward', '', (c) => `${counted(c, 'hour')} skipped where ${zone.zone} puts the clock forward`);
  findings.say('clockBack', '', (c) => `${counted(c, 'hour')} doubled where ${zone.zone} puts the clock back`);
  return out;
}

/**
 * Finds the even raster behind a file's stamps: the step, the interval of each row, the rows to leave out.
 * @throws ConfigError on times that go back, doubled times with different values, and mixed steps
 */
export function rasterOf(stamps: Stamps, rules: ZoneRules, file: string, findings: Findings): Raster {
  const { wall_ms } = stamps;
  const n = wall_ms.length;
  let { lines } = stamps;
  if (n < 2) refuse(file, undefined, `holds ${counted(n, 'row')} of data; expected at least two, to tell the step`);
  let falls = 0;
  for (let i = 1; i < n; i++) if (wall_ms[i]! < wall_ms[i - 1]!) falls++;
  const reversed = falls > (n - 1) / 2;
  if (reversed) {
    lines = mirror(stamps);
    findings.add({
      kind: 'reversed',
      column: '',
      count: n,
      places: [],
      text: `${n} rows from new to old put in order`,
    });
  }
  const zone = narrow(rules, wall_ms[0]! - 2 * DAY_ms, wall_ms[n - 1]! + 2 * DAY_ms);
  const step_ms = usualStep(wall_ms);
  if (step_ms === 0)
    refuse(file, lines[1], `every row has the time ${wallText(wall_ms[0]!)}; expected ascending times`);
  if (step_ms % 1000 !== 0 || step_ms > DAY_ms)
    refuse(file, lines[1], `its usual step is ${step_ms / 1000} s; expected whole seconds up to a day (86400 s)`);
  if (stamps.offset_min === undefined) mendMidnights(wall_ms, step_ms, lines, findings);
  const start = toInstants(stamps, lines, zone, step_ms, file, findings);
  const slot = new Int32Array(n);
  const start_ms = start[0]!;
  let last = 0;
  for (let i = 1; i < n; i++) {
    const since_ms = start[i]! - start_ms;
    const k = since_ms / step_ms;
    if (k === last) {
      const kept = stamps.duplicates === 'last' ? i - 1 : i;
      const [a, b] = reversed ? [n - i, n - 1 - i] : [i - 1, i];
      if (stamps.duplicates === 'error' && !stamps.same(a, b)) doubled(file, lines, i, wall_ms[i]!);
      slot[i] = k;
      slot[kept] = -1;
      findings.count('duplicate', '', lines[i]!, start[i]!);
      continue;
    }
    if (k < last) backward(file, lines, i, wall_ms);
    if (!Number.isInteger(k))
      refuse(
        file,
        lines[i],
        `${wallText(wall_ms[i]!)} is ${(since_ms % step_ms) / 1000} s off the step of ${step_ms / 1000} s that the ` +
          'file keeps; expected one step throughout; resample the file, or split it where the step changes',
      );
    if (k > 10 * n + 100_000)
      refuse(
        file,
        lines[i],
        `${wallText(wall_ms[i]!)} lies ${k} steps of ${step_ms / 1000} s after the start, in a file of ` +
          `${counted(n, 'row')}; mend the time`,
      );
    slot[i] = k;
    last = k;
  }
  findings.say('duplicate', '', (c) => `${counted(c, 'row')} of a time met twice left out`);
  if (reversed) slot.reverse();
  return { start_ms, step_s: step_ms / 1000, length: last + 1, slot };
}

function doubled(file: string, lines: Int32Array, i: number, wall_ms: number): never {
  refuse(
    file,
    lines[i],
    `${wallText(wall_ms)} again, with other values than line ${lines[i - 1]}; expected one row a time; name the one ` +
      'that counts (duplicates: first | last), or an IANA zone if the clock was put back here',
  );
}

function backward(file: string, lines: Int32Array, i: number, wall_ms: Float64Array): never {
  const back_s = (wall_ms[i - 1]! - wall_ms[i]!) / 1000;
  const hint =
    back_s > 0 && back_s <= 3600
      ? 'if the clock was put back here, name its IANA zone, such as zone: Europe/Berlin'
      : 'sort the file, or check time.format (day and month exchanged?)';
  refuse(
    file,
    lines[i],
    `time goes back from ${wallText(wall_ms[i - 1]!)} to ${wallText(wall_ms[i]!)}; expected ascending times; ${hint}`,
  );
}

/** Local calendar date of an instant, `01-31`. */
export function monthDay(zone: ZoneRules, time_ms: number): string {
  const { month, day } = localOf(zone, time_ms);
  return `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** `+08:00`. */
export function offsetText(offset_min: number): string {
  const m = Math.abs(offset_min);
  const two = (x: number): string => String(x).padStart(2, '0');
  return `${offset_min < 0 ? '-' : '+'}${two(Math.floor(m / 60))}:${two(m % 60)}`;
}
