import { civilOf } from '../core/timeGrid.ts';
import type { ColumnRule } from './cells.ts';
import { stampReader } from './stamp.ts';
import { Findings } from './table.ts';
import { cleanText, type Rows, refuse, shown, splitRows } from './text.ts';
import { headerNumber, type WeatherDraft, type WeatherRules, type WeatherTable, weatherTable } from './weatherTable.ts';

/** PVGIS column, by the house column it becomes and the factor. */
const COLUMNS: Readonly<Record<string, readonly [name: string, factor: number]>> = {
  'G(h)': ['ghi_W_per_m2', 1],
  'Gb(n)': ['dni_W_per_m2', 1],
  'Gd(h)': ['dhi_W_per_m2', 1],
  T2m: ['ambient_degC', 1],
  RH: ['relativeHumidity', 0.01],
  SP: ['pressure_kPa', 0.001],
  WS10m: ['wind_m_per_s', 1],
  WD10m: ['windDirection_deg', 1],
  // The hourly tool gives a plane; a level one is the horizontal.
  'G(i)': ['ghi_W_per_m2', 1],
  'Gd(i)': ['dhi_W_per_m2', 1],
};

/** The value of a header line such as `Latitude (decimal degrees): 45.000`. */
function field(lines: readonly string[], label: string): { text: string; line: number } | undefined {
  const at = lines.findIndex((line) => line.startsWith(label));
  if (at < 0) return undefined;
  const text = lines[at]!.slice(lines[at]!.indexOf(':') + 1).trim();
  return { text, line: at + 1 };
}

/** Adds a column G(i) where the plane's irradiance comes as beam, diffuse and reflected. */
function withSum(table: Rows, names: string[]): Rows {
  const parts = ['Gb(i)', 'Gd(i)', 'Gr(i)'].map((name) => names.indexOf(name));
  if (names.includes('G(i)') || names.includes('G(h)') || parts.some((at) => at < 0)) return table;
  names.push('G(i)');
  const sum = (row: readonly string[]): string => String(parts.reduce((s, at) => s + Number(row[at]), 0));
  return { ...table, rows: table.rows.map((row) => [...row, sum(row)]) };
}

/**
 * PVGIS of the European Commission's Joint Research Centre, CSV of the tools "Typical meteorological year" and "Hourly
 * data" (for a level plane). Times are UTC. A row's irradiance is what the satellite saw at one instant, "Irradiance Time
 * Offset" after the stamp; the row becomes the hour that begins at its stamp, and the sun tells how far the irradiance
 * lies off its middle.
 * @throws ConfigError
 */
export function importPvgis(text: string, rules: WeatherRules, file: string): WeatherTable {
  const findings = new Findings();
  const clean = cleanText(text, file, findings);
  const lines = clean.split('\n');
  const start = lines.findIndex((line) => /^"?time\b/.test(line));
  if (start < 0)
    refuse(file, undefined, 'has no header line that begins with time; expected a CSV of PVGIS (TMY or hourly data)');
  const head = lines.slice(0, start);
  const number = (label: string, low: number, high: number): number => {
    const met = field(head, label);
    return headerNumber(file, met?.line ?? 1, label, met?.text, low, high);
  };
  const slope = /Slope: *(-?\d+(?:\.\d+)?)/.exec(head.join('\n'));
  if (slope !== null && Number(slope[1]) !== 0)
    refuse(
      file,
      head.findIndex((line) => line.startsWith('Slope')) + 1,
      `gives irradiance on a plane of ${slope[1]} deg; expected the horizontal; ask PVGIS for slope 0 or for a TMY`,
    );
  let end = start + 1;
  while (end < lines.length && /^\s*\d{8}:\d{4}/.test(lines[end]!)) end++;
  const tail = lines.slice(end).findIndex((line) => /^\s*\d/.test(line));
  if (tail >= 0)
    refuse(
      file,
      end + tail + 1,
      `${shown(lines[end + tail]!)}: expected a row that begins with a time such as 20180101:0000`,
    );
  const names = lines[start]!.split(',').map((name) => name.trim());
  if (end === start + 1)
    refuse(file, start + 1, 'has a header and no rows; expected rows such as 20180101:0000,2.04,...');
  const split = splitRows(lines.slice(start + 1, end).join('\n'), file, { separator: ',' });
  const table = withSum({ ...split, lines: split.lines.map((line) => line + start + 1) }, names);
  const columns: ColumnRule[] = names.flatMap((header, index) => {
    const known = COLUMNS[header];
    return known === undefined
      ? []
      : [{ name: known[0], index, conversion: { factor: known[1], offset: 0, perInterval: false }, missing: [-9999] }];
  });
  if (columns.length === 0)
    refuse(
      file,
      start + 1,
      `no known column in ${shown(lines[start]!)}; expected some of ${Object.keys(COLUMNS).join(', ')}`,
    );
  const n = table.rows.length;
  const draft: WeatherDraft = {
    file,
    format: 'pvgis',
    location: {
      name: 'PVGIS',
      latitude_deg: number('Latitude (decimal degrees)', -90, 90),
      longitude_deg: number('Longitude (decimal degrees)', -180, 180),
      altitude_m: number('Elevation (m)', -1000, 9999),
      offset_min: 0,
    },
    table,
    year: new Int32Array(n),
    month: new Uint8Array(n),
    day: new Uint8Array(n),
    ofDay_ms: new Float64Array(n),
    columns,
    stated_h: 0.5 - statedOffset_h(head, table),
    findings,
  };
  readTimes(draft);
  return weatherTable(draft, rules);
}

/** Hours from the stamp's full hour to the satellite's look: by the header, else by the minute of the stamps. */
function statedOffset_h(head: readonly string[], table: Rows): number {
  const stated = field(head, 'Irradiance Time Offset (h)');
  const minute = Number(table.rows[0]![0]!.trim().slice(11, 13));
  return stated === undefined ? minute / 60 : Number(stated.text);
}

function readTimes({ file, table, year, month, day, ofDay_ms }: WeatherDraft): void {
  const reader = stampReader('yyyyMMdd:HHmm');
  const minute_ms = (reader.read(table.rows[0]![0]!) / 60_000) % 60;
  for (let r = 0; r < table.rows.length; r++) {
    const wall_ms = reader.read(table.rows[r]![0]!);
    if (Number.isNaN(wall_ms) || (wall_ms / 60_000) % 60 !== minute_ms)
      refuse(
        file,
        table.lines[r],
        `the time is ${shown(table.rows[r]![0]!)}; expected YYYYMMDD:HHMM at minute ${minute_ms} of the hour`,
      );
    const civil = civilOf(wall_ms);
    year[r] = civil.year;
    month[r] = civil.month;
    day[r] = civil.day;
    ofDay_ms[r] = civil.hour * 3_600_000;
  }
}
