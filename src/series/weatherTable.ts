import { ConfigError } from '../core/errors.ts';
import { dayNumberOf } from '../core/timeGrid.ts';
import { fixedZone } from '../core/zone.ts';
import { type ColumnRule, layCells } from './cells.ts';
import { offsetText, type Raster, rasterOf } from './clock.ts';
import { type ClockEvidence, judgeClock, measureClock, type Position } from './clockEvidence.ts';
import type { GapRules } from './gaps.ts';
import { isLeap } from './stamp.ts';
import type { Finding, Findings, SeriesTable, YearRule } from './table.ts';
import { type Rows, refuse, shown } from './text.ts';

/** Columns that a weather file may give; the rest of the run's weather is derived from them. */
export const WEATHER_FILE_COLUMNS = [
  'ghi_W_per_m2',
  'dni_W_per_m2',
  'dhi_W_per_m2',
  'ambient_degC',
  'relativeHumidity',
  'pressure_kPa',
  'wind_m_per_s',
  'windDirection_deg',
] as const;
export type WeatherFileColumn = (typeof WEATHER_FILE_COLUMNS)[number];
export const IRRADIANCE_COLUMNS = ['ghi_W_per_m2', 'dni_W_per_m2', 'dhi_W_per_m2'] as const;

export interface WeatherLocation extends Position {
  readonly name: string;
  /** Clock of the rows, local minus UTC, after any correction. */
  readonly offset_min: number;
}

export interface WeatherTable extends SeriesTable {
  /** What the file's header says of its place; undefined where it says nothing. */
  readonly location: WeatherLocation | undefined;
  /** Columns that the file does not give; those it gives have no NaN. */
  readonly absent: readonly WeatherFileColumn[];
  /** How the clock stood against the sun; undefined where it was not measured. */
  readonly clock: ClockEvidence | undefined;
  /** Height of the wind above ground where the format fixes it. */
  readonly windHeight_m?: number;
}

export interface WeatherRules extends GapRules {
  /** `auto`: calendar for a typical year, exact for a record of real time. */
  readonly year: YearRule | 'auto';
  /** `evidence` mends the clock by the sun, `trust` leaves it and reports. */
  readonly clock: 'evidence' | 'trust';
  readonly stuck: 'report' | 'missing';
  readonly stuckAfter_h: number;
}

/**
 * A parsed weather file before its clock is judged. Rows carry the start of their interval on the file's clock, those of
 * a station its end.
 */
export interface WeatherDraft {
  readonly file: string;
  readonly format: 'epw' | 'tmy3' | 'pvgis' | 'surfrad' | 'crn';
  readonly location: WeatherLocation;
  readonly table: Rows;
  /** Of each row. */
  readonly year: Int32Array;
  /** From the start of the row's year, in ms; its February has 29 days if the year has. */
  readonly month: Uint8Array;
  readonly day: Uint8Array;
  /** Start of the interval from the day's start, of a station its end. */
  readonly ofDay_ms: Float64Array;
  readonly columns: readonly ColumnRule[];
  /** How late the irradiance lies by the header's own word, in hours; NaN where it says nothing. */
  readonly stated_h: number;
  /** A station's record of real time, whatever years it holds: no typical year, and each stamp ends its interval. */
  readonly station?: { readonly windHeight_m?: number };
  readonly findings: Findings;
}

/** A latitude, longitude or the like out of a header. */
export function headerNumber(
  file: string,
  line: number,
  what: string,
  cell: string | undefined,
  low: number,
  high: number,
): number {
  const text = (cell ?? '').trim();
  const value = text === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high))
    refuse(file, line, `${what} is ${shown(text)}; expected a number from ${low} to ${high}; mend the header`);
  return value;
}

/** The year on which rows of a typical year are laid: their own where they share one, a plain one where they do not. */
const NOMINAL_YEAR = 2001;

/** Whether the rows come from different years: a record of real time changes its year at New Year only, and by one. */
function typical({ year, month }: WeatherDraft): boolean {
  for (let r = 1; r < year.length; r++) {
    const leap = year[r]! - year[r - 1]!;
    if (leap !== 0 && (leap !== 1 || month[r] !== 1 || month[r - 1] !== 12)) return true;
  }
  return false;
}

/** Each row's reading of the clock, the years of a typical year made one. */
function wallsOf(draft: WeatherDraft, oneYear: boolean): Float64Array {
  const { table, year, month, day, ofDay_ms } = draft;
  const out = new Float64Array(table.rows.length);
  const shared = year.every((y) => y === year[0]) ? year[0]! : NOMINAL_YEAR;
  for (let r = 0; r < out.length; r++) {
    const y = oneYear ? shared : year[r]!;
    if (oneYear && month[r] === 2 && day[r] === 29 && !isLeap(y))
      refuse(draft.file, table.lines[r], 'has 29 February in a typical year of several years; expected 365 days');
    out[r] = dayNumberOf(y, month[r]!, day[r]!) * 86_400_000 + ofDay_ms[r]!;
  }
  return out;
}

/** `+0.53 h`. */
export const hours = (h: number): string => `${h > 0 ? '+' : ''}${Math.round(h * 100) / 100} h`;

export const clockFinding = (text: string): Finding => ({ kind: 'clock', column: '', count: 1, places: [], text });

/**
 * Makes a table of a parsed weather file: raster, cells, gaps, and its clock held against the sun.
 * @throws ConfigError as the importers do
 */
export function weatherTable(draft: WeatherDraft, rules: WeatherRules): WeatherTable {
  const { file, table, findings, location } = draft;
  const mixed = draft.station === undefined && typical(draft);
  const years = [...new Set(draft.year)].sort((a, b) => a - b);
  const longest = (years.length <= 1 && draft.station === undefined) || mixed;
  const rule: YearRule = rules.year === 'auto' ? (longest ? 'calendar' : 'exact') : rules.year;
  if (rule === 'exact' && mixed)
    refuse(
      file,
      undefined,
      `holds months of different years (${years.join(', ')}), a typical year; expected a record of real time for ` +
        'year: exact; choose year: calendar',
    );
  const raster = rasterOf(
    {
      wall_ms: wallsOf(draft, mixed),
      lines: table.lines,
      label: draft.station === undefined ? 'left' : 'right',
      duplicates: 'error',
      same: (a, b) => table.rows[a]!.every((cell, c) => cell === table.rows[b]![c]),
    },
    fixedZone(offsetText(location.offset_min), location.offset_min),
    file,
    findings,
  );
  const { columns } = layCells(table, raster, draft.columns, { ...rules, decimal: '.' }, file, findings);
  if (mixed)
    findings.add({
      kind: 'typicalYear',
      column: '',
      count: years.length,
      places: [],
      text: `a typical year of months from ${years.join(', ')}`,
    });
  return judged(draft, raster, columns, rule, rules.clock);
}

/** Holds the clock against the sun and mends it where that is asked for. */
function judged(
  draft: WeatherDraft,
  raster: Raster,
  columns: Record<string, Float64Array>,
  year: YearRule,
  clock: 'evidence' | 'trust',
): WeatherTable {
  const { file, location, findings, stated_h } = draft;
  const ghi = columns.ghi_W_per_m2;
  const grid = { start_ms: raster.start_ms, step_s: raster.step_s, length: raster.length };
  const evidence = ghi === undefined || grid.step_s > 3600 ? undefined : measureClock(grid, ghi, location);
  const verdict = evidence === undefined ? { zone_h: 0, irradiance_h: 0 } : judgeClock(evidence, stated_h);
  const { zone_h, irradiance_h } = verdict;
  const lies =
    evidence === undefined
      ? ''
      : `irradiance lies ${hours(evidence.late_h)} off the sun on its ${evidence.days} clearest days`;
  const mend = clock === 'evidence';
  if (mend && Math.abs(zone_h) > 2)
    throw new ConfigError([
      {
        file,
        line: 1,
        path: '',
        message:
          `${lies}, with latitude ${location.latitude_deg}, longitude ${location.longitude_deg} and UTC` +
          `${offsetText(location.offset_min)}; expected less than 2 h; mend the header (sign of the longitude?) or say ` +
          'clock: trust',
      },
    ]);
  if (zone_h !== 0)
    findings.add(
      clockFinding(
        `${lies}: the header says UTC${offsetText(location.offset_min)}, the rows run in ` +
          `UTC${offsetText(location.offset_min + zone_h * 60)}, ${mend ? 'which is used' : 'and the header is trusted'}`,
      ),
    );
  if (irradiance_h !== 0)
    findings.add(
      clockFinding(
        `${lies}: ${mend ? `moved by ${hours(-irradiance_h)}` : `should move by ${hours(-irradiance_h)}, left as it is`}` +
          `${zone_h === 0 ? '' : ' beside the zone'}`,
      ),
    );
  const zone_min = location.offset_min + (mend ? zone_h * 60 : 0);
  const shift_s: Record<string, number> = {};
  if (mend && irradiance_h !== 0)
    for (const name of IRRADIANCE_COLUMNS) if (columns[name] !== undefined) shift_s[name] = -irradiance_h * 3600;
  return {
    ...grid,
    start_ms: grid.start_ms - (mend ? zone_h * 3_600_000 : 0),
    columns,
    shift_s,
    year,
    zone: fixedZone(`UTC${offsetText(zone_min)}`, zone_min),
    report: { file, format: draft.format, rows: draft.table.rows.length, findings: findings.list() },
    location: { ...location, offset_min: zone_min },
    absent: WEATHER_FILE_COLUMNS.filter((name) => columns[name] === undefined),
    clock: evidence,
    ...draft.station,
  };
}
