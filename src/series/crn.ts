import { stampReader } from './stamp.ts';
import { type StationFormat, stationColumns, stationRows } from './stationRows.ts';
import { Findings } from './table.ts';
import { cleanText, refuse, shown } from './text.ts';
import { headerNumber, type WeatherDraft, type WeatherRules, type WeatherTable, weatherTable } from './weatherTable.ts';

const ALIKE = {
  time: [1, 2],
  missing: [-99, -999, -9999, -99_999],
  // 1: the field overflowed, 3: erroneous.
  bad: ['1', '3'],
} as const;

/** Fields by the readme of the product subhourly01 of NOAA's National Centers for Environmental Information. */
const SUBHOURLY: StationFormat = {
  ...ALIKE,
  row: 'a CRN row of 5 minutes',
  width: 23,
  fields: [
    { name: 'ghi_W_per_m2', at: 10, flag: 11, factor: 1 },
    { name: 'ambient_degC', at: 8, factor: 1 },
    { name: 'relativeHumidity', at: 15, flag: 16, factor: 0.01 },
    { name: 'wind_m_per_s', at: 21, flag: 22, factor: 1 },
  ],
};
/** Height of the anemometers, by the same. */
const WIND_m = 1.5;

/** Fields by the readme of the product hourly02: means over the hour; it has no wind. */
const HOURLY: StationFormat = {
  ...ALIKE,
  row: 'a CRN row of an hour',
  width: 38,
  fields: [
    { name: 'ghi_W_per_m2', at: 13, flag: 14, factor: 1 },
    { name: 'ambient_degC', at: 9, factor: 1 },
    { name: 'relativeHumidity', at: 26, flag: 27, factor: 0.01 },
  ],
};

const HEADER = /^\s*WBANNO\s/;
export const isCrn = (start: string): boolean =>
  HEADER.test(start) || /^[\s\0]*\d{5}\s+\d{8}\s+\d{4}\s+\d{8}\s+\d{4}\s/.test(start);

/**
 * The Climate Reference Network of NOAA (USCRN and the regional USRCRN), products subhourly01 (5 minutes) and hourly02.
 * UTC times end the interval. Only the global irradiance is measured, by a photodiode. A gap of transmission may stand
 * in a file as a run of NUL bytes.
 * @throws ConfigError
 */
export function importCrn(text: string, rules: WeatherRules, file: string): WeatherTable {
  const findings = new Findings();
  const bare = text.replaceAll('\0', '');
  const nuls = text.length - bare.length;
  if (nuls > 0)
    findings.add({ kind: 'nul', column: '', count: nuls, places: [], text: 'NUL bytes of lost transmissions ignored' });
  const lines = cleanText(bare, file, findings).split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !HEADER.test(line));
  const width = (lines[first] ?? '').trim().split(/\s+/).length;
  const format = [SUBHOURLY, HOURLY].find((known) => known.width === width);
  if (first < 0) refuse(file, 1, 'has a header and no rows; expected rows of CRN');
  if (format === undefined)
    refuse(
      file,
      first + 1,
      `has ${width} fields, ${shown(lines[first]!.trim())}; expected the 23 of subhourly01 or the 38 of hourly02`,
    );
  const table = stationRows(lines, format, file, (line) => HEADER.test(line));
  const place = lines[first]!.trim().split(/\s+/);
  const n = table.rows.length;
  const draft: WeatherDraft = {
    file,
    format: 'crn',
    location: {
      name: `CRN station ${place[0]}`,
      longitude_deg: headerNumber(file, first + 1, 'longitude (field 7)', place[6], -180, 180),
      latitude_deg: headerNumber(file, first + 1, 'latitude (field 8)', place[7], -90, 90),
      // Not in the file. It bears on nothing but the refraction of the sun's rays, by seconds of arc.
      altitude_m: 0,
      offset_min: 0,
    },
    table,
    year: new Int32Array(n),
    month: new Uint8Array(n),
    day: new Uint8Array(n),
    ofDay_ms: new Float64Array(n),
    columns: stationColumns(format),
    stated_h: Number.NaN,
    station: format === SUBHOURLY ? { windHeight_m: WIND_m } : {},
    findings,
  };
  readTimes(draft);
  return weatherTable(draft, rules);
}

function readTimes({ file, table, year, month, day, ofDay_ms }: WeatherDraft): void {
  const reader = stampReader('yyyyMMdd HHmm');
  for (let r = 0; r < table.rows.length; r++) {
    const met = `${table.rows[r]![0]} ${table.rows[r]![1]}`;
    if (!/^\d{8} \d{4}$/.test(met) || Number.isNaN(reader.read(met)))
      refuse(file, table.lines[r], `the UTC time is ${shown(met)}; expected YYYYMMDD HHmm`);
    year[r] = Number(met.slice(0, 4));
    month[r] = Number(met.slice(4, 6));
    day[r] = Number(met.slice(6, 8));
    ofDay_ms[r] = (Number(met.slice(9, 11)) * 60 + Number(met.slice(11))) * 60_000;
  }
}
