import { didYouMean } from '../core/nearest.ts';
import type { ColumnRule } from './cells.ts';
import { stampReader } from './stamp.ts';
import { Findings } from './table.ts';
import { cleanText, type Rows, refuse, shown, splitRows } from './text.ts';
import { headerNumber, type WeatherDraft, type WeatherRules, type WeatherTable, weatherTable } from './weatherTable.ts';

/** Columns by Wilcox and Marion, "Users Manual for TMY3 Data Sets", NREL/TP-581-43156 (2008), table 1-2. */
const COLUMNS = [
  ['ghi_W_per_m2', 'GHI (W/m^2)', 1],
  ['dni_W_per_m2', 'DNI (W/m^2)', 1],
  ['dhi_W_per_m2', 'DHI (W/m^2)', 1],
  ['ambient_degC', 'Dry-bulb (C)', 1],
  ['relativeHumidity', 'RHum (%)', 0.01],
  ['pressure_kPa', 'Pressure (mbar)', 0.1],
  ['wind_m_per_s', 'Wspd (m/s)', 1],
  ['windDirection_deg', 'Wdir (degrees)', 1],
] as const;
const DATE = 'Date (MM/DD/YYYY)';
const TIME = 'Time (HH:MM)';
const MISSING = [-9900, -999, 9999];

/**
 * TMY3 of NREL: a typical year of months from different years. The stamp, 01:00 to 24:00 standard time, ends the hour
 * over which irradiance is summed; the other readings, taken near the stamp, stand for the same hour.
 * @throws ConfigError
 */
export function importTmy3(text: string, rules: WeatherRules, file: string): WeatherTable {
  const findings = new Findings();
  const clean = cleanText(text, file, findings);
  const all = splitRows(clean, file, { separator: ',' });
  const site = all.rows[0]!;
  const line = all.lines[0]!;
  const location = {
    name: `${(site[1] ?? '').trim()} ${(site[2] ?? '').trim()}`.trim(),
    offset_min: Math.round(headerNumber(file, line, 'time zone (field 4)', site[3], -12, 14) * 60),
    latitude_deg: headerNumber(file, line, 'latitude (field 5)', site[4], -90, 90),
    longitude_deg: headerNumber(file, line, 'longitude (field 6)', site[5], -180, 180),
    altitude_m: headerNumber(file, line, 'elevation (field 7)', site[6], -1000, 9999),
  };
  if (all.rows.length < 3) refuse(file, line, 'has no rows of data; expected site, header and 8760 rows');
  const names = all.rows[1]!.map((name) => name.trim());
  const find = (name: string): number => {
    const at = names.indexOf(name);
    if (at < 0) refuse(file, all.lines[1], `no column "${name}"${didYouMean(name, names)}; expected a TMY3 header`);
    return at;
  };
  const columns: readonly ColumnRule[] = COLUMNS.map(([name, header, factor]) => ({
    name,
    index: find(header),
    conversion: { factor, offset: 0, perInterval: false },
    missing: MISSING,
  }));
  const table: Rows = { ...all, rows: all.rows.slice(2), lines: all.lines.slice(2) };
  const n = table.rows.length;
  const draft: WeatherDraft = {
    file,
    format: 'tmy3',
    location,
    table,
    year: new Int32Array(n),
    month: new Uint8Array(n),
    day: new Uint8Array(n),
    ofDay_ms: new Float64Array(n),
    columns,
    stated_h: Number.NaN,
    findings,
  };
  readTimes(draft, find(DATE), find(TIME));
  return weatherTable(draft, rules);
}

function readTimes({ file, table, year, month, day, ofDay_ms }: WeatherDraft, date: number, time: number): void {
  const reader = stampReader('MM/dd/yyyy');
  for (let r = 0; r < table.rows.length; r++) {
    const row = table.rows[r]!;
    const met = `${row[date] ?? ''} ${row[time] ?? ''}`;
    const m = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):00$/.exec(met);
    const hour = Number(m?.[4]);
    if (m === null || Number.isNaN(reader.read(row[date]!)) || !(hour >= 1 && hour <= 24))
      refuse(file, table.lines[r], `the time is ${shown(met)}; expected MM/DD/YYYY and 01:00 to 24:00`);
    year[r] = Number(m[3]);
    month[r] = Number(m[1]);
    day[r] = Number(m[2]);
    ofDay_ms[r] = (hour - 1) * 3_600_000;
  }
}
