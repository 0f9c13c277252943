import { timeAt } from '../core/timeGrid.ts';
import type { Raster } from './clock.ts';
import type { Conversion } from './convert.ts';
import { type GapRules, type Holed, mendGaps, stuckRuns } from './gaps.ts';
import { limitsOf, suspects } from './limits.ts';
import { FILLED, MISSING, OUT_OF_RANGE, STUCK, SUSPECT } from './quality.ts';
import { counted, type Findings, type Place } from './table.ts';
import { isBlank, numberIn, type Rows, shown } from './text.ts';

/** Columns that may well stay the same for months. */
const MAY_REST: readonly string[] = ['ground_degC'];

/** How a column of a file becomes a column of the house. */
export interface ColumnRule {
  readonly name: string;
  /** Where it stands in a row, from 0. */
  readonly index: number;
  readonly conversion: Conversion;
  /** Sentinels: numbers in the file's unit, and texts. */
  readonly missing: readonly (string | number)[];
  /** From this value on, in the file's unit, it is missing: the way of EPW. */
  readonly missingFrom?: number | undefined;
  /** A lower or higher value is missing, in the house's unit. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface CellRules extends GapRules {
  readonly decimal: '.' | ',';
  readonly stuck: 'report' | 'missing';
  readonly stuckAfter_h: number;
}

const CAUSES: readonly (readonly [one: string, many: string])[] = [
  ['', ''],
  ['row absent', 'rows absent'],
  ['blank', 'blanks'],
  ['text', 'texts'],
  ['sentinel', 'sentinels'],
  ['value out of range', 'values out of range'],
  ['stuck value', 'stuck values'],
];
const WITHOUT_ROW = 1;
const BLANK = 2;
const TEXT = 3;
const SENTINEL = 4;
const OUT = 5;
const STANDING = 6;

interface Column extends Holed {
  readonly rule: ColumnRule;
  /** As in the file, before conversion. */
  readonly raw: Float64Array;
  /** Index into CAUSES where a value is missing. */
  readonly cause: Uint8Array;
  /** What was met first, by cause: a text in place of a number, a value out of range. */
  readonly met: string[];
}

/** The columns of a table, and what is known of the values of those that are not all as read. */
export interface Laid {
  readonly columns: Record<string, Float64Array>;
  readonly quality: Record<string, Uint8Array>;
}

/** Reads one column's cells into `raw`. */
function readColumn(column: Column, { rows }: Rows, raster: Raster, decimal: '.' | ','): void {
  const { rule, raw, cause } = column;
  const numbers = new Set(rule.missing.map((m) => (typeof m === 'number' ? m : numberIn(m, decimal))));
  numbers.delete(Number.NaN);
  const texts = new Set(rule.missing.map((m) => String(m).trim()));
  const declared = rule.missing.length > 0;
  const from = rule.missingFrom ?? Number.POSITIVE_INFINITY;
  for (let r = 0; r < rows.length; r++) {
    const i = raster.slot[r]!;
    if (i < 0) continue;
    const cell = rows[r]![rule.index];
    if (cell === undefined) {
      cause[i] = BLANK;
      continue;
    }
    const value = numberIn(cell, decimal);
    if (Number.isNaN(value)) {
      const sentinel = declared && texts.has(cell.trim());
      cause[i] = sentinel ? SENTINEL : isBlank(cell) ? BLANK : TEXT;
      if (cause[i] === TEXT) column.met[TEXT] ??= ` (${shown(cell.trim())})`;
    } else if (value >= from || (declared && numbers.has(value))) {
      cause[i] = SENTINEL;
    } else {
      raw[i] = value;
      cause[i] = 0;
    }
  }
}

/** ` (6553.4 in the file is 65.534 here; expected -0.1 to 1.1)`. */
function outText(raw: number, value: number, min: number, max: number): string {
  const here = raw === value ? '' : ` is ${Number(value.toPrecision(6))} here`;
  const range = min === -Infinity ? `at most ${max}` : max === Infinity ? `at least ${min}` : `${min} to ${max}`;
  return ` (${raw} in the file${here}; expected ${range})`;
}

/** Converts to the house's unit and holds the result against what nature and the mapping allow. */
function convertColumn(column: Column, hours_h: number, place: (i: number) => Place, findings: Findings): void {
  const { rule, raw, cause, values, name } = column;
  const factor = rule.conversion.perInterval ? rule.conversion.factor / hours_h : rule.conversion.factor;
  const { offset } = rule.conversion;
  const nature = limitsOf(name);
  const min = rule.min ?? nature.min - nature.slack;
  const max = rule.max ?? nature.max + nature.slack;
  for (let i = 0; i < raw.length; i++) {
    const value = raw[i]! * factor + offset;
    if (Number.isNaN(value)) continue;
    if (!(value >= min && value <= max)) {
      cause[i] = OUT;
      column.met[OUT] ??= outText(raw[i]!, value, min, max);
      continue;
    }
    values[i] = value < nature.min ? nature.min : value > nature.max ? nature.max : value;
    if (values[i] === value) continue;
    const { line, time_ms } = place(i);
    findings.count('clipped', name, line, time_ms);
  }
  findings.say('clipped', name, (c) => `${counted(c, 'value')} clipped to ${nature.min}..${nature.max}`);
}

function findStuck(
  column: Column,
  rules: CellRules,
  step_s: number,
  place: (i: number) => Place,
  findings: Findings,
  stuck: number[],
): void {
  const { values, cause, name } = column;
  const least = Math.max(3, Math.ceil((rules.stuckAfter_h * 3600) / step_s));
  const runs = stuckRuns(values, least);
  if (runs.length === 0 || MAY_REST.includes(name)) return;
  const longest = runs.reduce((most, run) => Math.max(most, run.to - run.from), 0);
  const count = runs.reduce((sum, run) => sum + run.to - run.from, 0);
  findings.add({
    kind: 'stuck',
    column: name,
    count,
    places: runs.slice(0, 3).map((run) => place(run.from)),
    text:
      `${counted(count, 'value')} in ${counted(runs.length, 'run')} that stay the same for ${rules.stuckAfter_h} h or ` +
      `more, the longest ${(longest * step_s) / 3600} h, ${rules.stuck === 'missing' ? 'taken as missing' : 'kept'}`,
  });
  if (rules.stuck === 'report') {
    for (const { from, to } of runs) for (let i = from; i < to; i++) stuck.push(i);
    return;
  }
  for (const run of runs) {
    values.fill(Number.NaN, run.from, run.to);
    cause.fill(STANDING, run.from, run.to);
  }
}

/** Reports what is missing, by cause, and gives it in words. */
function reportCauses({ cause, name, met }: Column, place: (i: number) => Place, findings: Findings): string {
  const KINDS = ['blank', 'absent', 'blank', 'text', 'sentinel', 'outOfRange', 'stuck'] as const;
  const words: string[] = [];
  for (let c = WITHOUT_ROW; c <= STANDING; c++) {
    let count = 0;
    const places: Place[] = [];
    for (let i = 0; i < cause.length; i++) {
      if (cause[i] !== c) continue;
      count++;
      if (places.length < 3) places.push(place(i));
    }
    if (count === 0) continue;
    const [one, many] = CAUSES[c]!;
    const text = `${counted(count, one, many)}${met[c] ?? ''}`;
    words.push(text);
    if (c !== STANDING) findings.add({ kind: KINDS[c]!, column: name, count, places, text: `${text}, missing` });
  }
  return words.join(', ');
}

/**
 * Lays the rows' cells on the raster: converts, looks for sentinels, texts, impossible and stuck values, and fills what
 * is missing by the policy.
 * @throws ConfigError as `mendGaps`
 */
export function layCells(
  table: Rows,
  raster: Raster,
  columnRules: readonly ColumnRule[],
  rules: CellRules,
  file: string,
  findings: Findings,
): Laid {
  const { length, step_s } = raster;
  const lineOf = new Int32Array(length);
  for (let r = 0; r < table.rows.length; r++) if (raster.slot[r]! >= 0) lineOf[raster.slot[r]!] = table.lines[r]!;
  const place = (i: number): Place => ({ line: lineOf[i]!, time_ms: timeAt(raster, i) });
  const done: Record<string, Float64Array> = {};
  const holed: Holed[] = [];
  const marks: Marks[] = [];
  for (const rule of columnRules) {
    const column: Column = {
      name: rule.name,
      rule,
      raw: new Float64Array(length).fill(Number.NaN),
      values: new Float64Array(length).fill(Number.NaN),
      cause: new Uint8Array(length).fill(WITHOUT_ROW),
      causes: '',
      met: [],
    };
    const doubtful: number[] = [];
    const stuck: number[] = [];
    readColumn(column, table, raster, rules.decimal);
    convertColumn(column, step_s / 3600, place, findings);
    for (const { value, at } of suspects(column.raw)) {
      if (Number.isNaN(column.values[at[0]!]!)) continue;
      doubtful.push(...at);
      findings.add({
        kind: 'suspect',
        column: rule.name,
        count: at.length,
        places: at.slice(0, 3).map(place),
        text: `${value} met ${counted(at.length, 'time')}, far from the rest: a sentinel? if so, declare missing: [${value}]`,
      });
    }
    findStuck(column, rules, step_s, place, findings, stuck);
    marks.push({ name: rule.name, cause: column.cause, doubtful, stuck });
    holed.push({ name: rule.name, values: column.values, causes: reportCauses(column, place, findings) });
    done[rule.name] = column.values;
  }
  mendGaps(holed, rules, step_s, place, file, findings);
  return { columns: done, quality: qualityOf(marks, done) };
}

interface Marks {
  readonly name: string;
  readonly cause: Uint8Array;
  readonly doubtful: readonly number[];
  readonly stuck: readonly number[];
}

/** Marks what was filled, what stays missing and what is in doubt; a column without any of it has no marks. */
function qualityOf(
  marks: readonly Marks[],
  columns: Readonly<Record<string, Float64Array>>,
): Record<string, Uint8Array> {
  const out: Record<string, Uint8Array> = {};
  for (const { name, cause, doubtful, stuck } of marks) {
    if (doubtful.length + stuck.length === 0 && cause.every((c) => c === 0)) continue;
    const values = columns[name]!;
    const quality = cause.map((c, i) =>
      c === 0 ? 0 : !Number.isNaN(values[i]!) ? FILLED : c === OUT ? OUT_OF_RANGE : MISSING,
    );
    for (const i of stuck) quality[i] = STUCK;
    for (const i of doubtful) quality[i] = SUSPECT;
    out[name] = quality;
  }
  return out;
}
