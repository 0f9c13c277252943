import type { ColumnRule } from './cells.ts';
import { wallOf } from './stamp.ts';
import { Findings } from './table.ts';
import { cleanText, type Rows, refuse, shown, splitRows } from './text.ts';
import { headerNumber, type WeatherDraft, type WeatherRules, type WeatherTable, weatherTable } from './weatherTable.ts';

/** Fields of a row by EnergyPlus, Auxiliary Programs, "EPW data dictionary", with the value from which each is missing. */
const FIELDS: readonly (ColumnRule & { readonly label: string })[] = (
  [
    ['ghi_W_per_m2', 13, 1, 9999, 'global horizontal radiation'],
    ['dni_W_per_m2', 14, 1, 9999, 'direct normal radiation'],
    ['dhi_W_per_m2', 15, 1, 9999, 'diffuse horizontal radiation'],
    ['ambient_degC', 6, 1, 99.9, 'dry bulb temperature'],
    ['relativeHumidity', 8, 0.01, 999, 'relative humidity'],
    ['pressure_kPa', 9, 0.001, 999_999, 'atmospheric station pressure'],
    ['wind_m_per_s', 21, 1, 999, 'wind speed'],
    ['windDirection_deg', 20, 1, 999, 'wind direction'],
  ] as const
).map(([name, index, factor, missingFrom, label]) => ({
  name,
  index,
  label,
  missing: [],
  missingFrom,
  conversion: { factor, offset: 0, perInterval: name.endsWith('W_per_m2') },
}));

const HEADER = 'LOCATION, DESIGN CONDITIONS, ..., DATA PERIODS';

/** A whole number in a cell, NaN where it is none. */
const whole = (cell: string | undefined): number => (/^\s*\d{1,4}\s*$/.test(cell ?? '') ? Number(cell) : Number.NaN);

/**
 * EnergyPlus weather (EPW). Irradiance is the energy of the hour before the stamp (hour 1 is 00:00 to 01:00), so that
 * every row becomes the interval that its stamp ends; temperature, humidity, pressure and wind, which are readings
 * near the stamp, stand for the same interval. A file whose irradiance keeps to another rule is told by the sun.
 * @throws ConfigError
 */
export function importEpw(text: string, rules: WeatherRules, file: string): WeatherTable {
  const findings = new Findings();
  const clean = cleanText(text, file, findings);
  const all = splitRows(clean, file, { separator: ',' });
  const head = all.rows[0]!;
  if (head[0]!.trim().toUpperCase() !== 'LOCATION')
    refuse(file, all.lines[0], `begins with ${shown(head[0]!)}; expected an EPW header: ${HEADER}`);
  const at = all.rows.findIndex((row) => row[0]!.trim().toUpperCase() === 'DATA PERIODS');
  if (at < 0) refuse(file, all.lines[0], `has no line DATA PERIODS; expected an EPW header: ${HEADER}`);
  const number = (what: string, k: number, low: number, high: number): number =>
    headerNumber(file, all.lines[0]!, `LOCATION's ${what}`, head[k], low, high);
  const location = {
    name: (head[1] ?? '').trim(),
    latitude_deg: number('latitude', 6, -90, 90),
    longitude_deg: number('longitude', 7, -180, 180),
    offset_min: Math.round(number('time zone', 8, -12, 14) * 60),
    altitude_m: number('elevation', 9, -1000, 9999.9),
  };
  const perHour = whole(all.rows[at]![2]);
  if (!(perHour >= 1 && perHour <= 60 && 3600 % perHour === 0))
    refuse(
      file,
      all.lines[at],
      `DATA PERIODS gives ${shown(all.rows[at]![2] ?? '')} records an hour; expected 1 to 60 that divide the hour`,
    );
  const table: Rows = { ...all, rows: all.rows.slice(at + 1), lines: all.lines.slice(at + 1) };
  if (table.rows.length === 0) refuse(file, all.lines[at], 'has a header and no rows; expected 8760 rows');
  const n = table.rows.length;
  const draft: WeatherDraft = {
    file,
    format: 'epw',
    location,
    table,
    year: new Int32Array(n),
    month: new Uint8Array(n),
    day: new Uint8Array(n),
    ofDay_ms: new Float64Array(n),
    columns: FIELDS,
    stated_h: statedOffset_h(all.rows.slice(0, at)),
    findings,
  };
  readTimes(draft, perHour);
  return weatherTable(draft, rules);
}

/** PVGIS notes in a comment when its satellite looked, against the stamp that ends the hour; see `pvgis.ts`. */
function statedOffset_h(header: readonly (readonly string[])[]): number {
  for (const row of header) {
    const m = /Irradiance Time Offset \(h\):\s*(-?\d+(?:\.\d+)?)/.exec(row.join(','));
    if (m !== null) return -0.5 - Number(m[1]);
  }
  return Number.NaN;
}

/** Year, month, day and hour 1 to 24 of each row; the minute field is not trusted, for programs disagree on it. */
function readTimes(draft: WeatherDraft, perHour: number): void {
  const { file, table, year, month, day, ofDay_ms } = draft;
  let nth = 0;
  for (let r = 0; r < table.rows.length; r++) {
    const row = table.rows[r]!;
    const [y, m, d, h] = [whole(row[0]), whole(row[1]), whole(row[2]), whole(row[3])];
    if (row.length < 22)
      refuse(file, table.lines[r], `has ${row.length} fields; expected the 35 of an EPW row; is the file cut short?`);
    if (Number.isNaN(wallOf(y, m, d, 0, 0, 0, 0)) || !(h >= 1 && h <= 24))
      refuse(
        file,
        table.lines[r],
        `the time is ${shown(row.slice(0, 4).join(','))}; expected year, month, day and hour 1 to 24`,
      );
    const before = r > 0 ? table.rows[r - 1]! : undefined;
    const sameHour = before !== undefined && whole(before[3]) === h && whole(before[2]) === d;
    nth = sameHour ? nth + 1 : 0;
    if (nth >= perHour)
      refuse(
        file,
        table.lines[r],
        `is record ${nth + 1} of hour ${h} on ${m}/${d}; DATA PERIODS says ${perHour} an hour; mend the header or the row`,
      );
    year[r] = y;
    month[r] = m;
    day[r] = d;
    ofDay_ms[r] = (h - 1) * 3_600_000 + (nth * 3_600_000) / perHour;
  }
}
