import { formatUtc, type TimeGrid } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';

/** What an importer may meet in a file. */
export type FindingKind =
  | 'nul'
  | 'duplicate'
  | 'midnight'
  | 'reversed'
  | 'clockBack'
  | 'clockForward'
  | 'absent'
  | 'blank'
  | 'text'
  | 'sentinel'
  | 'outOfRange'
  | 'suspect'
  | 'clipped'
  | 'stuck'
  | 'filled'
  | 'left'
  | 'typicalYear'
  | 'clock'
  | 'place';

export interface Place {
  /** Line in the file from 1; 0 where the file has no row for the time. */
  readonly line: number;
  readonly time_ms: number;
}

export interface Finding {
  readonly kind: FindingKind;
  /** House name of the column; empty where whole rows or the file are meant. */
  readonly column: string;
  readonly count: number;
  /** The first places. */
  readonly places: readonly Place[];
  /** A sentence that says what was met and what was done. */
  readonly text: string;
}

export interface ImportReport {
  readonly file: string;
  /** `csv`, `epw`, `tmy3`, `pvgis`, `surfrad`, `crn`. */
  readonly format: string;
  /** Rows with a time. */
  readonly rows: number;
  readonly findings: readonly Finding[];
}

/**
 * How a table meets the years of a run. `exact`: its rows are instants. `calendar`: it is a typical year, laid on any
 * run year by month, day and hour.
 */
export type YearRule = 'exact' | 'calendar';

/** Columns of evenly spaced intervals, labelled left, each value the mean over its interval; NaN is missing. */
export interface SeriesTable extends TimeGrid {
  /** Seconds; unlike a run's step up to a day. */
  readonly step_s: number;
  /** By house name, such as `demand_kW`. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Seconds by which a column's intervals begin after the table's own; columns not named here begin with it. */
  readonly shift_s: Readonly<Record<string, number>>;
  /** Of columns with values that are not as read: the place of each in `QUALITIES`. */
  readonly quality?: Readonly<Record<string, Uint8Array>>;
  readonly year: YearRule;
  /** The clock of the file, by which a typical year is laid. */
  readonly zone: ZoneRules;
  readonly report: ImportReport;
}

/** ` at 2019-01-01T03:00Z (line 14)`. */
export const placeText = ({ line, time_ms }: Place): string =>
  Number.isNaN(time_ms)
    ? ` in line ${line}`
    : ` at ${formatUtc(time_ms)}${line > 0 ? ` (line ${line})` : ' (no such row)'}`;

/** One line per finding, for a summary. */
export const describeReport = ({ file, findings }: ImportReport): readonly string[] =>
  findings.map((f) => {
    const first = f.places[0];
    const where = first === undefined ? '' : `, ${f.count > 1 ? 'first' : 'met'}${placeText(first)}`;
    return `${file}: ${f.column === '' ? '' : `${f.column}: `}${f.text}${where}`;
  });

/** A whole number for people, thousands set apart: `8,760`. */
const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** How many of the met, in words: `1 value`, `8,760 values`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;

const KEPT_PLACES = 3;

/** Gathers places one by one; the sentence is written at the end, when the count is known. */
export class Findings {
  private readonly found = new Map<string, { count: number; places: Place[] }>();
  private readonly done: Finding[] = [];

  /** Counts one more of a kind in a column. */
  count(kind: FindingKind, column: string, line: number, time_ms: number): void {
    const key = `${kind} ${column}`;
    let entry = this.found.get(key);
    if (entry === undefined) {
      entry = { count: 0, places: [] };
      this.found.set(key, entry);
    }
    entry.count++;
    if (entry.places.length < KEPT_PLACES) entry.places.push({ line, time_ms });
  }

  counted(kind: FindingKind, column: string): number {
    return this.found.get(`${kind} ${column}`)?.count ?? 0;
  }

  /** Closes what was counted of a kind with its sentence; nothing where none was counted. */
  say(kind: FindingKind, column: string, text: (count: number) => string): void {
    const entry = this.found.get(`${kind} ${column}`);
    if (entry !== undefined)
      this.done.push({ kind, column, count: entry.count, places: entry.places, text: text(entry.count) });
  }

  /** Adds a finding whole. */
  add(finding: Finding): void {
    this.done.push(finding);
  }

  list(): readonly Finding[] {
    return this.done;
  }
}
