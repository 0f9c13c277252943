import { expect, it } from 'vitest';
import { ProfileMapping } from '../../src/series/profileSpec.ts';
import { WeatherSpec } from '../../src/series/weather.ts';
import { messageOf, profile, weather } from './importing.ts';

const rows = (n: number): string =>
  Array.from({ length: n }, (_, i) => `2023-01-01 ${String(i).padStart(2, '0')}:00,${i}`).join('\n');

const FAULTS: readonly (readonly [string, string, object])[] = [
  ['an empty file', '', {}],
  ['a file of blanks', ' \n\n ', {}],
  ['a workbook', 'PK\u0003\u0004abc', {}],
  ['a binary file', 'time,a_kW\n\0\0\ufffd\ufffd\ufffd', {}],
  ['a header alone', 'time,a_kW\n', {}],
  ['one row', `time,a_kW\n${rows(1)}`, {}],
  ['no time column', `when,a_kW\n${rows(3)}`, {}],
  ['a time column misspelt', `Datum,a_kW\n${rows(3)}`, { time: { column: 'datum' } }],
  ['nothing beside the time', 'time\n2023-01-01\n2023-01-02\n', {}],
  ['a header that is no house name', `time,Usage kWh\n${rows(3)}`, {}],
  ['a unit misspelt in the header', `time,demand_kw\n${rows(3)}`, {}],
  ['an unknown unit in the header', `time,demand_parsec\n${rows(3)}`, {}],
  ['a column that is not there', `time,Usage_kWh\n${rows(3)}`, { columns: { demand_kW: 'Usage_kwh' } }],
  ['a column number too high', `time,x\n${rows(3)}`, { columns: { demand_kW: { from: 7 } } }],
  ['a column met twice', `time,x,x\n2023-01-01,1,2\n2023-01-02,1,2`, { columns: { demand_kW: 'x' } }],
  ['another time format', 'time,a_kW\n01/02/2018 00:15,3\n01/02/2018 00:30,3', {}],
  ['offsets here and there', 'time,a_kW\n2018-01-01T00:00Z,3\n2018-01-01T01:00,3', {}],
  ['a bad start', 'a_kW\n1\n2', { time: { start: 'yesterday', step_s: 60 } }],
  ['an unknown zone', `time,a_kW\n${rows(3)}`, { zone: 'Asia/Seol' }],
  ['times that go back', `time,a_kW\n2023-01-05,1\n2023-01-06,1\n2023-01-07,1\n2023-01-02,1`, {}],
  ['one time throughout', 'time,a_kW\n2023-01-05,1\n2023-01-05,1\n', {}],
  ['mixed steps', `time,a_kW\n${rows(4)}\n2023-01-01 03:15,1\n2023-01-01 03:30,1`, {}],
  ['steps of a week', 'time,a_kW\n2023-01-01,1\n2023-01-08,1\n2023-01-15,1', {}],
  ['a time far off', `time,a_kW\n${rows(5)}\n2099-01-01 00:00,1`, {}],
  ['too many cells', 'time,a_kW\n2023-01-01 00:00,1,5\n2023-01-01 01:00,1,5\n', {}],
  ['an open quote', 'time,a_kW\n2023-01-01 00:00,"1\n2023-01-01 01:00,1\n', {}],
  ['text in numbers', `time,a_kW\n${rows(5)}\n2023-01-01 05:00,12 kW`, {}],
  ['infinity', `time,a_kW\n${rows(5)}\n2023-01-01 05:00,Infinity`, {}],
  ['not a number', `time,a_kW\n${rows(5)}\n2023-01-01 05:00,NaN`, {}],
  ['a typical year of odd steps', 'time,a_kW\n2023-01-01 00:00,1\n2023-01-01 07:00,1\n', { year: 'calendar' }],
];

it('refuses each faulty profile with place, what was met, what is expected and what to do', () => {
  expect(FAULTS).toHaveLength(30);
  const texts = FAULTS.map(([name, text, mapping]) => `${name}: ${messageOf(() => profile(text, mapping))}`);
  expect(texts.join('\n')).toMatchInlineSnapshot(`
    "an empty file: ConfigError: profiles/a.csv: is empty; expected a header and rows of numbers
    a file of blanks: ConfigError: profiles/a.csv: is empty; expected a header and rows of numbers
    a workbook: ConfigError: profiles/a.csv: is an Excel workbook or a ZIP archive; expected text; export the table as CSV (UTF-8) and name that file
    a binary file: ConfigError: profiles/a.csv: is no UTF-8 text (2 NUL bytes and 3 undecodable bytes in 15 characters); expected CSV, EPW, TMY3, PVGIS, SURFRAD or CRN text; save it as UTF-8
    a header alone: ConfigError: profiles/a.csv:1: has a header and no rows; expected rows of numbers
    one row: ConfigError: profiles/a.csv: holds 1 row of data; expected at least two, to tell the step
    no time column: ConfigError: profiles/a.csv:1: no time column: expected one of time, datetime, timestamp, date in the header, which has "when", "a_kW"; name it, time: { column: ... }, or say when the file begins, time: { start: 2023-01-01, step_s: 3600 }
    a time column misspelt: ConfigError: profiles/a.csv:1: no column "datum" for the time, did you mean "Datum"?; the header has "Datum", "a_kW"
    nothing beside the time: ConfigError: profiles/a.csv:1: has no column beside the time; expected at least one, such as demand_kW
    a header that is no house name: ConfigError: profiles/a.csv:1: column 2, "Usage kWh", is no house name: expected camelCase words, then _ and the unit, such as demand_kW; map it under columns
    a unit misspelt in the header: ConfigError: profiles/a.csv:1: column 2, "demand_kw", has the unknown unit "kw", did you mean "kW"?
    an unknown unit in the header: ConfigError: profiles/a.csv:1: column 2, "demand_parsec", has the unknown unit "parsec"; expected one of core/units, such as kW, degC, W_per_m2
    a column that is not there: ConfigError: profiles/a.csv:1: no column "Usage_kwh" for demand_kW, did you mean "Usage_kWh"?; the header has "time", "Usage_kWh"
    a column number too high: ConfigError: profiles/a.csv:1: has 2 columns, expected column 7 for demand_kW
    a column met twice: ConfigError: profiles/a.csv:1: column "x" for demand_kW occurs twice; name it by number, from: 2
    another time format: ConfigError: profiles/a.csv:2: "01/02/2018 00:15" is no time of the format iso (2023-01-31 13:45); mend the row or name the file's format, such as time: { column: ..., format: dd/MM/yyyy HH:mm }
    offsets here and there: ConfigError: profiles/a.csv:3: "2018-01-01T01:00": some times name their offset from UTC and some do not; expected all or none
    a bad start: ConfigError: profiles/a.csv: time.start is "yesterday"; expected ISO, such as 2023-01-01T00:00
    an unknown zone: ConfigError: profiles/a.csv: unknown zone "Asia/Seol"; expected an IANA name such as Asia/Shanghai or a fixed offset such as +08:00
    times that go back: ConfigError: profiles/a.csv:5: time goes back from 2023-01-07 00:00 to 2023-01-02 00:00; expected ascending times; sort the file, or check time.format (day and month exchanged?)
    one time throughout: ConfigError: profiles/a.csv:3: every row has the time 2023-01-05 00:00; expected ascending times
    mixed steps: ConfigError: profiles/a.csv:6: 2023-01-01 03:15 is 900 s off the step of 3600 s that the file keeps; expected one step throughout; resample the file, or split it where the step changes
    steps of a week: ConfigError: profiles/a.csv:3: its usual step is 604800 s; expected whole seconds up to a day (86400 s)
    a time far off: ConfigError: profiles/a.csv:7: 2099-01-01 00:00 lies 666216 steps of 3600 s after the start, in a file of 6 rows; mend the time
    too many cells: ConfigError: profiles/a.csv:2: has 3 cells where the header has 2; expected the same number; check separator (",") and decimal sign
    an open quote: ConfigError: profiles/a.csv:2: a quote (") is opened and not closed before the next separator; close it or remove it
    text in numbers: ConfigError: profiles/a.csv:7: a_kW has 1 value missing in 1 gap (1 text ("12 kW")), first at 2023-01-01T05:00Z (line 7); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
    infinity: ConfigError: profiles/a.csv:7: a_kW has 1 value missing in 1 gap (1 text ("Infinity")), first at 2023-01-01T05:00Z (line 7); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
    not a number: ConfigError: profiles/a.csv:7: a_kW has 1 value missing in 1 gap (1 blank), first at 2023-01-01T05:00Z (line 7); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
    a typical year of odd steps: ConfigError: profiles/a.csv: step of 25200 s does not divide a day, as year: calendar needs; choose year: exact"
  `);
});

const EPW = [
  'LOCATION,Suzhou,-,CHN,x,1,31.3,120.7,8.0,5',
  'DATA PERIODS,1,1,Data,Sunday,1/1,12/31',
  ...Array.from({ length: 30 }, (_, i) => {
    const row = Array.from({ length: 35 }, () => '0');
    return [2005, 1, 1 + Math.floor(i / 24), (i % 24) + 1, 0, '?', 5, 1, 50, 101_000, ...row.slice(10)].join(',');
  }),
];
const TMY3 = [
  '723170,"GREENSBORO",NC,-5.0,36.100,-79.950,273',
  'Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),RHum (%),Pressure (mbar),Wspd (m/s),Wdir (degrees)',
  ...Array.from({ length: 24 }, (_, i) => `01/01/1988,${String(i + 1).padStart(2, '0')}:00,0,0,0,5,50,1010,2,90`),
];
const PVGIS = [
  'Latitude (decimal degrees): 45.000',
  'Longitude (decimal degrees): 8.000',
  'Elevation (m): 250.0',
  'time(UTC),T2m,RH,G(h),Gb(n),Gd(h),WS10m,WD10m,SP',
  ...Array.from({ length: 24 }, (_, i) => `20180101:${String(i).padStart(2, '0')}00,2,90,0,0,0,1,90,100000`),
];
const edit = (lines: readonly string[], line: number, from: string | RegExp, to: string): string =>
  lines.map((text, k) => (k === line - 1 ? text.replace(from, to) : text)).join('\n');

const WEATHER_FAULTS: readonly (readonly [string, string, object])[] = [
  ['JSON', '{"outputs":{}}', {}],
  ['CSV without weather', `time,demand_kW\n${rows(3)}`, {}],
  ['EPW named, CSV given', `time,demand_kW\n${rows(3)}`, { format: 'epw' }],
  ['EPW latitude', edit(EPW, 1, '31.3', '131.3'), {}],
  ['EPW elevation missing', edit(EPW, 1, ',5', ','), {}],
  ['EPW without DATA PERIODS', edit(EPW, 2, 'DATA PERIODS', 'DATA'), {}],
  ['EPW records an hour', edit(EPW, 2, '1,1,', '1,7,'), {}],
  ['EPW without rows', EPW.slice(0, 2).join('\n'), {}],
  ['EPW cut short', edit(EPW, 6, /,50,.*/, ''), {}],
  ['EPW hour 25', edit(EPW, 6, '2005,1,1,4', '2005,1,1,25'), {}],
  ['EPW row twice', edit(EPW, 6, '2005,1,1,4', '2005,1,1,3'), {}],
  ['EPW text', edit(EPW, 6, ',5,1,50', ',warm,1,50'), {}],
  ['TMY3 without a column', edit(TMY3, 2, 'Dry-bulb (C)', 'Dry bulb (C)'), {}],
  ['TMY3 time', edit(TMY3, 5, '03:00', '03:30'), {}],
  ['TMY3 latitude', edit(TMY3, 1, '36.100', 'north'), {}],
  ['PVGIS without header', PVGIS.slice(0, 3).join('\n'), {}],
  ['PVGIS without place', edit(PVGIS, 1, 'Latitude (decimal degrees): 45', 'Lat: 45'), { format: 'pvgis' }],
  ['PVGIS tilted', edit(PVGIS, 3, /^.*$/, 'Elevation (m): 250\nSlope: 35 deg.'), {}],
  ['PVGIS time', edit(PVGIS, 7, '0200', '02:00'), {}],
  ['PVGIS without known columns', edit(PVGIS, 4, /T2m.*/, 'P,q,r,s,t,u,v,w'), {}],
  ['a typical year taken as real', edit(TMY3, 26, '1988', '1980'), { year: 'exact' }],
];

it('refuses each faulty weather file likewise', () => {
  expect(WEATHER_FAULTS).toHaveLength(21);
  const texts = WEATHER_FAULTS.map(([name, text, spec]) => `${name}: ${messageOf(() => weather(text, spec, 'w.epw'))}`);
  expect(texts.join('\n')).toMatchInlineSnapshot(`
    "JSON: ConfigError: w.epw:1: is JSON; expected EPW, TMY3, PVGIS CSV, SURFRAD, CRN or any CSV; ask the source for CSV
    CSV without weather: ConfigError: w.epw: gives none of ghi_W_per_m2, dni_W_per_m2, dhi_W_per_m2, ambient_degC, relativeHumidity, pressure_kPa, wind_m_per_s, windDirection_deg, only demand_kW; expected weather; map its columns under csv: { columns: ... }
    EPW named, CSV given: ConfigError: w.epw:1: begins with "time"; expected an EPW header: LOCATION, DESIGN CONDITIONS, ..., DATA PERIODS
    EPW latitude: ConfigError: w.epw:1: LOCATION's latitude is "131.3"; expected a number from -90 to 90; mend the header
    EPW elevation missing: ConfigError: w.epw:1: LOCATION's elevation is ""; expected a number from -1000 to 9999.9; mend the header
    EPW without DATA PERIODS: ConfigError: w.epw:1: has no line DATA PERIODS; expected an EPW header: LOCATION, DESIGN CONDITIONS, ..., DATA PERIODS
    EPW records an hour: ConfigError: w.epw:2: DATA PERIODS gives "7" records an hour; expected 1 to 60 that divide the hour
    EPW without rows: ConfigError: w.epw:2: has a header and no rows; expected 8760 rows
    EPW cut short: ConfigError: w.epw:6: has 8 fields; expected the 35 of an EPW row; is the file cut short?
    EPW hour 25: ConfigError: w.epw:6: the time is "2005,1,1,25"; expected year, month, day and hour 1 to 24
    EPW row twice: ConfigError: w.epw:6: is record 2 of hour 3 on 1/1; DATA PERIODS says 1 an hour; mend the header or the row
    EPW text: ConfigError: w.epw:6: ambient_degC has 1 value missing in 1 gap (1 text ("warm")), first at 2004-12-31T19:00Z (line 6); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
    TMY3 without a column: ConfigError: w.epw:2: no column "Dry-bulb (C)", did you mean "Dry bulb (C)"?; expected a TMY3 header
    TMY3 time: ConfigError: w.epw:5: the time is "01/01/1988 03:30"; expected MM/DD/YYYY and 01:00 to 24:00
    TMY3 latitude: ConfigError: w.epw:1: latitude (field 5) is "north"; expected a number from -90 to 90; mend the header
    PVGIS without header: ConfigError: w.epw: has no header line that begins with time; expected a CSV of PVGIS (TMY or hourly data)
    PVGIS without place: ConfigError: w.epw:1: Latitude (decimal degrees) is ""; expected a number from -90 to 90; mend the header
    PVGIS tilted: ConfigError: w.epw:4: gives irradiance on a plane of 35 deg; expected the horizontal; ask PVGIS for slope 0 or for a TMY
    PVGIS time: ConfigError: w.epw:7: "20180101:02:00,2,90,0,0,0,1,90,100000": expected a row that begins with a time such as 20180101:0000
    PVGIS without known columns: ConfigError: w.epw:4: no known column in "time(UTC),P,q,r,s,t,u,v,w"; expected some of G(h), Gb(n), Gd(h), T2m, RH, SP, WS10m, WD10m, G(i), Gd(i)
    a typical year taken as real: ConfigError: w.epw: holds months of different years (1980, 1988), a typical year; expected a record of real time for year: exact; choose year: calendar"
  `);
});

it('says which field of the mapping is wrong', () => {
  const bad = ProfileMapping.safeParse({
    columns: {
      demand_kw: 'x',
      'Demand kW': 'x',
      heat_kW: { from: 'x', unit: 'degF' },
      gas_kW: { from: 'x', unit: 'kwh' },
      cold_kW: { from: 'x', unit: 'MW', factor: 2 },
    },
    time: { column: 'date', format: 'dd/mm/yyyy HH:MM' },
    gaps: 'zero',
  });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('\n')).toMatchInlineSnapshot(`
    "time.format: time format "dd/mm/yyyy HH:MM": mm are minutes and come after the hour, MM are months: write for instance dd/MM/yyyy HH:mm
    columns.demand_kw: "demand_kw" has the unknown unit "kw", did you mean "kW"?
    columns.Demand kW: "Demand kW" is no house name: expected camelCase words, then _ and the unit, such as demand_kW
    columns.heat_kW: cannot turn "degF" into "heat_kW"; units that fit: kW, W, MW, GW, MJ_per_h, GJ_per_h, tonRefrigeration, Btu_per_h, Wh, kWh, MWh, GWh, MJ, GJ, MMBtu; or give factor and offset
    columns.gas_kW: cannot turn "kwh" into "gas_kW", did you mean "kWh"?; units that fit: kW, W, MW, GW, MJ_per_h, GJ_per_h, tonRefrigeration, Btu_per_h, Wh, kWh, MWh, GWh, MJ, GJ, MMBtu; or give factor and offset
    columns.cold_kW: expected either unit, or factor and offset, not both
    gaps: Invalid option: expected one of "error"|"hold"|"interpolate"|"sameHourYesterday"|"leave""
  `);
  expect(WeatherSpec.safeParse({ file: 'w.epw', clock: 'guess' }).error?.issues[0]?.message).toMatchInlineSnapshot(
    `"Invalid option: expected one of "evidence"|"trust""`,
  );
});

it('knows a Parquet file under another name', () => {
  expect(() => profile('PAR1x')).toThrow(/is a Parquet file, and here text is read/);
});
