import { didYouMean } from '../core/nearest.ts';
import { fixedZone, type ZoneRules } from '../core/zone.ts';
import { type ColumnRule, layCells } from './cells.ts';
import { rasterOf, type Stamps } from './clock.ts';
import type { Position } from './clockEvidence.ts';
import { conversionTo, IDENTITY } from './convert.ts';
import { houseNameFault, type ProfileMapping } from './profileSpec.ts';
import { fixedOffset, stampReader } from './stamp.ts';
import { counted, Findings, type SeriesTable } from './table.ts';
import { cleanText, type Rows, refuse, shown, splitRows } from './text.ts';

/** What an importer needs from outside. */
export interface ImportContext {
  /** File name as the user gave it, for messages. */
  readonly file: string;
  /** Rules of an IANA zone for at least the span given; undefined where there is no such zone. */
  zone(name: string, from_ms: number, to_ms: number): ZoneRules | undefined;
  /** Clock of a file that names none. */
  readonly siteZone: ZoneRules;
  /** The site: weather that names no place is held against its sun, weather of another place is laid by its own. */
  readonly place?: Position | undefined;
  /** Span of the run, so that a typical year finds the zone's rules there too. */
  readonly run?: { readonly start_ms: number; readonly end_ms: number } | undefined;
}

const TIME_NAMES = ['time', 'datetime', 'timestamp', 'date'];

/** Finds columns by header or number. */
class Header {
  readonly names: readonly string[];
  constructor(
    names: readonly string[],
    private readonly file: string,
    private readonly line: number,
  ) {
    this.names = names.map((name) => name.trim());
  }

  find(ref: string | number, what: string): number {
    if (typeof ref === 'number') {
      if (ref <= this.names.length) return ref - 1;
      return refuse(
        this.file,
        this.line,
        `has ${counted(this.names.length, 'column')}, expected column ${ref} for ${what}`,
      );
    }
    const at = this.names.indexOf(ref.trim());
    if (at < 0)
      refuse(
        this.file,
        this.line,
        `no column "${ref}" for ${what}${didYouMean(ref, this.names)}; the header has ` +
          `${this.names.slice(0, 20).map(shown).join(', ')}${this.names.length > 20 ? ', ...' : ''}`,
      );
    if (this.names.indexOf(ref.trim(), at + 1) >= 0)
      refuse(this.file, this.line, `column "${ref}" for ${what} occurs twice; name it by number, from: ${at + 1}`);
    return at;
  }
}

/** The columns that hold the time; none for a file without times. */
function timeColumns(spec: ProfileMapping, header: Header, file: string, line: number): readonly number[] {
  const { time } = spec;
  if (time === undefined) {
    const at = header.names.findIndex((name) => TIME_NAMES.includes(name.toLowerCase()));
    if (at < 0)
      refuse(
        file,
        line,
        `no time column: expected one of ${TIME_NAMES.join(', ')} in the header, which has ` +
          `${header.names.slice(0, 20).map(shown).join(', ')}; name it, time: { column: ... }, or say when the file ` +
          'begins, time: { start: 2023-01-01, step_s: 3600 }',
      );
    return [at];
  }
  if ('column' in time) return [header.find(time.column, 'the time')];
  if ('columns' in time) return time.columns.map((ref) => header.find(ref, 'the time'));
  return [];
}

/** How each house column is read. */
function columnRules(
  spec: ProfileMapping,
  header: Header,
  time: readonly number[],
  file: string,
  line: number,
): ColumnRule[] {
  if (spec.columns === undefined) {
    const rules: ColumnRule[] = [];
    header.names.forEach((name, index) => {
      if (time.includes(index)) return;
      const fault = houseNameFault(name);
      if (fault !== undefined) refuse(file, line, `column ${index + 1}, ${shown(name)}, ${fault}`);
      header.find(name, 'itself');
      rules.push({ name, index, conversion: IDENTITY, missing: spec.missing });
    });
    if (rules.length === 0)
      refuse(file, line, 'has no column beside the time; expected at least one, such as demand_kW');
    return rules;
  }
  return Object.entries(spec.columns).map(([name, column]) => {
    if (typeof column === 'string')
      return { name, index: header.find(column, name), conversion: IDENTITY, missing: spec.missing };
    const { from, unit, factor = 1, offset = 0, missing = [], min, max } = column;
    const named = unit === undefined ? { factor, offset, perInterval: false } : conversionTo(name, unit);
    return {
      name,
      index: header.find(from, name),
      conversion: named ?? IDENTITY,
      missing: [...spec.missing, ...missing],
      min,
      max,
    };
  });
}

/** Reads the clock of every row. */
function readStamps(spec: ProfileMapping, table: Rows, columns: readonly number[], file: string): Stamps {
  const { rows, lines } = table;
  const n = rows.length;
  const wall_ms = new Float64Array(n);
  const offset_min = new Float64Array(n);
  const format = spec.time === undefined || !('format' in spec.time) ? 'iso' : spec.time.format;
  if (spec.time !== undefined && 'start' in spec.time) {
    const reader = stampReader('iso');
    const start_ms = reader.read(spec.time.start);
    if (Number.isNaN(start_ms))
      refuse(file, undefined, `time.start is ${shown(spec.time.start)}; expected ISO, such as 2023-01-01T00:00`);
    const { step_s } = spec.time;
    const own = Number.isNaN(reader.offset_min) ? undefined : offset_min.fill(reader.offset_min);
    for (let r = 0; r < n; r++) wall_ms[r] = start_ms + r * step_s * 1000;
    return { wall_ms, offset_min: own, lines, label: 'left', duplicates: 'error', same: () => false };
  }
  const reader = stampReader(format);
  let withOffset = 0;
  for (let r = 0; r < n; r++) {
    const row = rows[r]!;
    let text = row[columns[0]!] ?? '';
    for (let c = 1; c < columns.length; c++) text += ` ${(row[columns[c]!] ?? '').trim()}`;
    wall_ms[r] = reader.read(text);
    offset_min[r] = reader.offset_min;
    if (Number.isNaN(wall_ms[r]!))
      refuse(
        file,
        lines[r],
        `${shown(text)} is no time of the format ${format === 'iso' ? 'iso (2023-01-31 13:45)' : format}; mend the row ` +
          "or name the file's format, such as time: { column: ..., format: dd/MM/yyyy HH:mm }",
      );
    if (!Number.isNaN(reader.offset_min)) withOffset++;
    if (withOffset > 0 && withOffset <= r)
      refuse(
        file,
        lines[r],
        `${shown(text)}: some times name their offset from UTC and some do not; expected all or none`,
      );
  }
  const same = (a: number, b: number): boolean => rows[a]!.every((cell, c) => cell === rows[b]![c]);
  const { label, duplicates } = spec;
  return { wall_ms, offset_min: withOffset > 0 ? offset_min : undefined, lines, label, duplicates, same };
}

/** The clock of the file. */
function zoneOf(spec: ProfileMapping, stamps: Stamps, context: ImportContext): ZoneRules {
  const { wall_ms } = stamps;
  if (spec.zone === undefined) return context.siteZone;
  const fixed = fixedOffset(spec.zone);
  if (fixed !== undefined) return fixedZone(spec.zone, fixed);
  const day_ms = 86_400_000;
  const from_ms = Math.min(
    wall_ms[0]!,
    wall_ms[wall_ms.length - 1]!,
    context.run?.start_ms ?? Number.POSITIVE_INFINITY,
  );
  const to_ms = Math.max(wall_ms[0]!, wall_ms[wall_ms.length - 1]!, context.run?.end_ms ?? Number.NEGATIVE_INFINITY);
  const rules = context.zone(spec.zone, from_ms - 2 * day_ms, to_ms + 2 * day_ms);
  if (rules !== undefined) return rules;
  return refuse(
    context.file,
    undefined,
    `unknown zone "${spec.zone}"; expected an IANA name such as Asia/Shanghai or a fixed offset such as +08:00`,
  );
}

/** A row longer than the header shifts its values: most often a decimal comma between commas. */
function checkWidth({ rows, lines, separator }: Rows, width: number, file: string): void {
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r]!;
    if (row.length <= width) continue;
    if (row.slice(width).every((cell) => cell.trim() === '')) continue;
    refuse(
      file,
      lines[r],
      `has ${row.length} cells where the header has ${width}; expected the same number; check separator ` +
        `(${shown(separator)}) and decimal sign`,
    );
  }
}

/**
 * Reads any table of numbers in a text file through the scenario's mapping.
 * @throws ConfigError with file and line of the first fault of the file, or all columns that have gaps
 */
export function importProfile(text: string, spec: ProfileMapping, context: ImportContext): SeriesTable {
  const { file } = context;
  if (text.startsWith('PAR1'))
    refuse(
      file,
      undefined,
      'is a Parquet file, and here text is read; expected a name that ends in .parquet, or write it as CSV',
    );
  const findings = new Findings();
  const clean = cleanText(text, file, findings);
  const whole = splitRows(clean, file, spec);
  const headerLine = whole.lines[0]!;
  const names = spec.header ? whole.rows[0]! : whole.rows[0]!.map((_, k) => `${k + 1}`);
  const table: Rows = spec.header ? { ...whole, rows: whole.rows.slice(1), lines: whole.lines.slice(1) } : whole;
  if (table.rows.length === 0) refuse(file, headerLine, 'has a header and no rows; expected rows of numbers');
  const header = new Header(names, file, headerLine);
  const time = timeColumns(spec, header, file, headerLine);
  const rules = columnRules(spec, header, time, file, headerLine);
  checkWidth(table, names.length, file);
  const stamps = readStamps(spec, table, time, file);
  const zone = zoneOf(spec, stamps, context);
  const raster = rasterOf(stamps, zone, file, findings);
  const { columns, quality } = layCells(table, raster, rules, spec, file, findings);
  const { start_ms, step_s, length } = raster;
  if (spec.year === 'calendar' && 86_400 % step_s !== 0)
    refuse(file, undefined, `step of ${step_s} s does not divide a day, as year: calendar needs; choose year: exact`);
  return {
    start_ms,
    step_s,
    length,
    columns,
    shift_s: {},
    quality,
    year: spec.year,
    zone,
    report: { file, format: 'csv', rows: table.rows.length, findings: findings.list() },
  };
}
