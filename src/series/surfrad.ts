import { wallOf } from './stamp.ts';
import { type StationFormat, stationColumns, stationRows } from './stationRows.ts';
import { Findings } from './table.ts';
import { cleanText, refuse, shown } from './text.ts';
import { headerNumber, type WeatherDraft, type WeatherRules, type WeatherTable, weatherTable } from './weatherTable.ts';

/** Fields by "Description of SURFRAD daily data files", NOAA Global Monitoring Laboratory. */
const FORMAT: StationFormat = {
  row: 'a SURFRAD row',
  width: 48,
  time: [0, 2, 3, 4, 5],
  fields: [
    { name: 'ghi_W_per_m2', at: 8, flag: 9, factor: 1 },
    { name: 'dni_W_per_m2', at: 12, flag: 13, factor: 1 },
    { name: 'dhi_W_per_m2', at: 14, flag: 15, factor: 1 },
    { name: 'ambient_degC', at: 38, flag: 39, factor: 1 },
    { name: 'relativeHumidity', at: 40, flag: 41, factor: 0.01 },
    { name: 'wind_m_per_s', at: 42, flag: 43, factor: 1 },
    { name: 'windDirection_deg', at: 44, flag: 45, factor: 1 },
    { name: 'pressure_kPa', at: 46, flag: 47, factor: 0.1 },
  ],
  missing: [-9999.9],
  // 1: beyond what is possible, or known to be bad. 2 asks for scrutiny only.
  bad: ['1'],
};

/** Line 2, such as `   37.70  105.92 2317 m version 1`. */
const PLACE = /^\s*(\S+)\s+(\S+)\s+(\S+)\s+m\s+version\s+\d+\s*$/;

export const isSurfrad = (start: string): boolean => PLACE.test(start.split(/\r?\n|\r/)[1] ?? '');

/**
 * SURFRAD of NOAA: a day of minutes (three of them before 2009) measured at one of seven stations of the United States,
 * or several days of one station put one after another, headers and all. Times are UTC and end the interval over which
 * samples of a second are averaged. The header counts longitude towards the west, in some files with a minus sign; all
 * stations lie west of Greenwich.
 * @throws ConfigError
 */
export function importSurfrad(text: string, rules: WeatherRules, file: string): WeatherTable {
  const findings = new Findings();
  const lines = cleanText(text, file, findings).split('\n');
  const place = PLACE.exec(lines[1] ?? '');
  if (place === null)
    refuse(
      file,
      2,
      `is ${shown((lines[1] ?? '').trim())}; expected a SURFRAD header: the station, then latitude, longitude and ` +
        'elevation, such as 37.70 105.92 2317 m version 1',
    );
  const name = lines[0]!.trim();
  const table = stationRows(lines, FORMAT, file, (line) => line.trim() === name || line.trim() === lines[1]!.trim());
  if (table.rows.length === 0) refuse(file, 2, 'has a header and no rows; expected a row a minute');
  const n = table.rows.length;
  const draft: WeatherDraft = {
    file,
    format: 'surfrad',
    location: {
      name,
      latitude_deg: headerNumber(file, 2, 'latitude', place[1], -90, 90),
      longitude_deg: -Math.abs(headerNumber(file, 2, 'longitude', place[2], -180, 180)),
      altitude_m: headerNumber(file, 2, 'elevation', place[3], -1000, 9999),
      offset_min: 0,
    },
    table,
    year: new Int32Array(n),
    month: new Uint8Array(n),
    day: new Uint8Array(n),
    ofDay_ms: new Float64Array(n),
    columns: stationColumns(FORMAT),
    stated_h: Number.NaN,
    station: {},
    findings,
  };
  readTimes(draft);
  return weatherTable(draft, rules);
}

function readTimes({ file, table, year, month, day, ofDay_ms }: WeatherDraft): void {
  for (let r = 0; r < table.rows.length; r++) {
    const time = table.rows[r]!.slice(0, FORMAT.time.length);
    const [y, m, d, h, min] = time.map((cell) => (/^\d{1,4}$/.test(cell) ? Number(cell) : Number.NaN));
    if (Number.isNaN(wallOf(y!, m!, d!, h!, min!, 0, 0)))
      refuse(
        file,
        table.lines[r],
        `the time is ${shown(time.join(' '))}; expected year, day of the year, month, day, hour and minute`,
      );
    year[r] = y!;
    month[r] = m!;
    day[r] = d!;
    ofDay_ms[r] = (h! * 60 + min!) * 60_000;
  }
}
