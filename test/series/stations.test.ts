import { describe, expect, it } from 'vitest';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { resample } from '../../src/series/resample.ts';
import { describeReport } from '../../src/series/table.ts';
import { weatherFormat } from '../../src/series/weather.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';
import { messageOf, sumOf, weather } from './importing.ts';

const two = (n: number): string => String(n).padStart(2, '0');

const SURFRAD_HEAD = [' Bondville', '   40.05   88.37  213 m version 1'];
/** A row with its irradiances, temperature and flag of it; what is not read is odd on purpose. */
const minute = (day: number, h: number, min: number, ghi: number, air_degC = 20.5, flag = 0): string =>
  ` 2019 ${150 + day}  6 ${day} ${h} ${min}  ${(h + min / 60).toFixed(3)}  60.00 ${ghi}.0 0 77.0 0 500.0 0 100.0 0 ` +
  `${'-9999.9 1 '.repeat(11)} ${air_degC} ${flag} 45.0 0 3.5 0 270.0 2 991.0 0`;
const surfradDay = (day: number): string[] =>
  Array.from({ length: 1440 }, (_, k) => minute(day, Math.floor(k / 60), k % 60, k % 60));

describe('SURFRAD', () => {
  it('is known by its second line', () => {
    expect(weatherFormat([...SURFRAD_HEAD, minute(1, 0, 0, 3)].join('\r\n'))).toBe('surfrad');
  });

  it('takes stamps for the ends of minutes, west for negative, and its units for ours', () => {
    const table = weather([...SURFRAD_HEAD, ...surfradDay(1)].join('\n'));
    expect(table).toMatchObject({
      start_ms: utcMs(2019, 5, 31, 23, 59), // the first stamp is 00:00
      step_s: 60,
      length: 1440,
      year: 'exact',
      location: { name: 'Bondville', latitude_deg: 40.05, longitude_deg: -88.37, altitude_m: 213, offset_min: 0 },
      absent: [],
      shift_s: {},
    });
    const first = Object.fromEntries(Object.entries(table.columns).map(([name, values]) => [name, values[1]]));
    expect(first).toEqual({
      ghi_W_per_m2: 1,
      dni_W_per_m2: 500,
      dhi_W_per_m2: 100,
      ambient_degC: 20.5,
      relativeHumidity: 0.45,
      wind_m_per_s: 3.5,
      windDirection_deg: 270, // flagged 2, which is a doubt and no more
      pressure_kPa: expect.closeTo(99.1, 9),
    });
    // Stamps 01:00 to 02:00 less the first: minutes 1 to 59 and the 0 of the next hour. By hand: 1770 / 60
    const hour = resample(table, { start_ms: utcMs(2019, 6, 1, 1), step_s: 3600, length: 1 });
    expect(hour.columns.ghi_W_per_m2![0]).toBeCloseTo(29.5, 12);
  });

  it('reads days put one after another', () => {
    const days = [1, 2, 3].flatMap((day) => [...SURFRAD_HEAD, ...surfradDay(day)]);
    expect(weather(days.join('\n'))).toMatchObject({ length: 3 * 1440, report: { rows: 3 * 1440 } });
  });

  it('takes for missing what is -9999.9 or flagged as bad', () => {
    const rows = surfradDay(1);
    rows[100] = minute(1, 1, 40, 40, -9999.9, 1);
    rows[200] = minute(1, 3, 20, 20, 55.5, 1);
    rows[300] = minute(1, 5, 0, 0, 21.5, 2);
    const table = weather([...SURFRAD_HEAD, ...rows].join('\n'), { gaps: 'interpolate', stuckAfter_h: 48 });
    expect([100, 200, 300].map((k) => table.columns.ambient_degC![k])).toEqual([20.5, 20.5, 21.5]);
    expect(describeReport(table.report).filter((line) => line.includes('ambient'))).toMatchInlineSnapshot(`
      [
        "profiles/w.epw: ambient_degC: 1 text ("55.5 flagged 1"), missing, met at 2019-06-01T03:19Z (line 203)",
        "profiles/w.epw: ambient_degC: 1 sentinel, missing, met at 2019-06-01T01:39Z (line 103)",
        "profiles/w.epw: ambient_degC: 2 values in 2 gaps filled by interpolate (1 text ("55.5 flagged 1"), 1 sentinel), first at 2019-06-01T01:39Z (line 103)",
      ]
    `);
  });
});

const crn5 = (k: number, ghi: string, rest = '93 0 -99.000 -9999.0 990 0 1.50 0'): string =>
  `92821 20200706 ${two(Math.floor(k / 12))}${two((k % 12) * 5)} 20200705 1900 2.623 -80.69 28.62 24.9 0.0 ${ghi} 25.5 C 0 ${rest}`;
const crnHour = (h: number, ghi: string): string =>
  `53104 201907${two(1 + Math.floor(h / 24))} ${two(h % 24)}00 20190701 0000 2.622 -120.60 36.48 -9999.0 ${(h / 2).toFixed(1)} 30.0 ` +
  `20.0 0.0 ${ghi} 900 0 0 0 C 30.1 0 31.0 0 29.0 0 ${40 + (h % 24)} 0 ${'-99.000 '.repeat(5)}${'-9999.0 '.repeat(5)}`;

describe('CRN', () => {
  it('of 5 minutes: ends of intervals, wind at 1.5 m, flags and sentinels', () => {
    const rows = Array.from({ length: 48 }, (_, k) => crn5(k, `${k * 10} 0`));
    rows[10] = crn5(10, '-99999 0');
    rows[11] = crn5(11, '9000 3');
    rows[12] = crn5(12, '120 0', '-9999 0 -99.000 -9999.0 990 0 -99.00 0');
    const text = rows.join('\n');
    expect(weatherFormat(text)).toBe('crn');
    const table = weather(text, { gaps: 'interpolate' });
    expect(table).toMatchObject({
      start_ms: utcMs(2020, 7, 5, 23, 55),
      step_s: 300,
      length: 48,
      year: 'exact',
      windHeight_m: 1.5,
      location: { name: 'CRN station 92821', latitude_deg: 28.62, longitude_deg: -80.69, offset_min: 0 },
      absent: ['dni_W_per_m2', 'dhi_W_per_m2', 'pressure_kPa', 'windDirection_deg'],
    });
    expect(Array.from(table.columns.ghi_W_per_m2!.slice(8, 14), Math.round)).toEqual([80, 90, 100, 110, 120, 130]);
    expect(table.columns.relativeHumidity!.every((v) => v === 0.93)).toBe(true);
    expect(describeReport(table.report)).toMatchInlineSnapshot(`
      [
        "profiles/w.epw: ghi_W_per_m2: 1 text ("9000 flagged 3"), missing, met at 2020-07-06T00:50Z (line 12)",
        "profiles/w.epw: ghi_W_per_m2: 1 sentinel, missing, met at 2020-07-06T00:45Z (line 11)",
        "profiles/w.epw: relativeHumidity: 1 sentinel, missing, met at 2020-07-06T00:55Z (line 13)",
        "profiles/w.epw: wind_m_per_s: 1 sentinel, missing, met at 2020-07-06T00:55Z (line 13)",
        "profiles/w.epw: ghi_W_per_m2: 2 values in 1 gap filled by interpolate (1 text ("9000 flagged 3"), 1 sentinel), first at 2020-07-06T00:45Z (line 11)",
        "profiles/w.epw: relativeHumidity: 1 value in 1 gap filled by interpolate (1 sentinel), met at 2020-07-06T00:55Z (line 13)",
        "profiles/w.epw: wind_m_per_s: 1 value in 1 gap filled by interpolate (1 sentinel), met at 2020-07-06T00:55Z (line 13)",
      ]
    `);
  });

  it('of hours: the mean of the hour, and no wind', () => {
    const header = 'WBANNO UTC_DATE UTC_TIME LST_DATE';
    const table = weather([header, ...Array.from({ length: 48 }, (_, h) => crnHour(h, `${h} 0`))].join('\n'));
    expect(table).toMatchObject({ start_ms: utcMs(2019, 6, 30, 23), step_s: 3600, length: 48 });
    expect(table.windHeight_m).toBeUndefined();
    expect(table.absent).toContain('wind_m_per_s');
    expect([table.columns.ghi_W_per_m2![30], table.columns.ambient_degC![30]]).toEqual([30, 15]);
    expect(table.columns.relativeHumidity![1]).toBeCloseTo(0.41, 12);
  });

  it('passes over NUL bytes, on lines of their own and before a row', () => {
    const rows = Array.from({ length: 5 }, (_, k) => crn5(k, `${k} 0`));
    const text = [rows[0], '\0'.repeat(500), `${'\0'.repeat(900)}${rows[1]}`, ...rows.slice(2)].join('\n');
    const table = weather(text);
    expect([...table.columns.ghi_W_per_m2!]).toEqual([0, 1, 2, 3, 4]);
    expect(describeReport(table.report)[0]).toBe('profiles/w.epw: NUL bytes of lost transmissions ignored');
  });
});

const SURFRAD = [...SURFRAD_HEAD, ...surfradDay(1).slice(0, 4)];
const CRN = Array.from({ length: 4 }, (_, k) => crn5(k, `${k} 0`));
const edit = (lines: readonly string[], line: number, from: string | RegExp, to: string): string =>
  lines.map((text, k) => (k === line - 1 ? text.replace(from, to) : text)).join('\n');

it('refuses each faulty file', () => {
  const faults: readonly (readonly [string, string, object])[] = [
    ['SURFRAD named, CRN given', CRN.join('\n'), { format: 'surfrad' }],
    ['SURFRAD latitude', edit(SURFRAD, 2, '40.05', '140.05'), {}],
    ['SURFRAD without rows', SURFRAD_HEAD.join('\n'), {}],
    ['SURFRAD cut short', edit(SURFRAD, 5, /45\.0 .*/, ''), {}],
    ['SURFRAD of another station', `${SURFRAD.join('\n')}\n Boulder\n`, {}],
    ['SURFRAD minute 61', edit(SURFRAD, 5, ' 0 2  0.033', ' 0 61  0.033'), {}],
    ['SURFRAD missing', edit(SURFRAD, 5, '20.5 0', '-9999.9 0'), {}],
    ['CRN named, SURFRAD given', SURFRAD.join('\n'), { format: 'crn' }],
    ['CRN header alone', 'WBANNO UTC_DATE', {}],
    ['CRN daily', '92821 20200706 1200 20200706 0700 3', { format: 'crn' }],
    ['CRN time', edit(CRN, 3, ' 0010 ', ' 0070 '), {}],
    ['CRN row of another product', `${CRN.join('\n')}\n${crnHour(1, '1 0')}`, {}],
    ['CRN latitude', edit(CRN, 1, '28.62', '-'), {}],
  ];
  const texts = faults.map(([name, text, spec]) => `${name}: ${messageOf(() => weather(text, spec, 'w.dat'))}`);
  expect(texts.join('\n')).toMatchInlineSnapshot(`
    "SURFRAD named, CRN given: ConfigError: w.dat:2: is "92821 20200706 0005 20200705 1900 2.623 ..."; expected a SURFRAD header: the station, then latitude, longitude and elevation, such as 37.70 105.92 2317 m version 1
    SURFRAD latitude: ConfigError: w.dat:2: latitude is "140.05"; expected a number from -90 to 90; mend the header
    SURFRAD without rows: ConfigError: w.dat:2: has a header and no rows; expected a row a minute
    SURFRAD cut short: ConfigError: w.dat:5: has 40 fields, "2019 151  6 1 0 2  0.033  60.00 2.0 0 77..."; expected the 48 of a SURFRAD row; cut short, or a file of several stations?
    SURFRAD of another station: ConfigError: w.dat:7: has 1 fields, "Boulder"; expected the 48 of a SURFRAD row; cut short, or a file of several stations?
    SURFRAD minute 61: ConfigError: w.dat:5: the time is "2019 6 1 0 61"; expected year, day of the year, month, day, hour and minute
    SURFRAD missing: ConfigError: w.dat:5: ambient_degC has 1 value missing in 1 gap (1 sentinel), first at 2019-06-01T00:01Z (line 5); expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday
    CRN named, SURFRAD given: ConfigError: w.dat:1: has 1 fields, "Bondville"; expected the 23 of subhourly01 or the 38 of hourly02
    CRN header alone: ConfigError: w.dat:1: has a header and no rows; expected rows of CRN
    CRN daily: ConfigError: w.dat:1: has 6 fields, "92821 20200706 1200 20200706 0700 3"; expected the 23 of subhourly01 or the 38 of hourly02
    CRN time: ConfigError: w.dat:3: the UTC time is "20200706 0070"; expected YYYYMMDD HHmm
    CRN row of another product: ConfigError: w.dat:5: has 38 fields, "53104 20190701 0100 20190701 0000 2.622 ..."; expected the 23 of a CRN row of 5 minutes; cut short, or a file of several stations?
    CRN latitude: ConfigError: w.dat:1: latitude (field 8) is "-"; expected a number from -90 to 90; mend the header"
  `);
});

describe.skipIf(!hasShared)(`the samples of NOAA${whyNoShared}`, () => {
  it('Alamosa: a measured day whose beam, sky and global close', () => {
    const table = weather(readShared('data/weather-format-samples/surfrad-slv16001.dat'));
    expect(table).toMatchObject({
      start_ms: utcMs(2015, 12, 31, 23, 59),
      step_s: 60,
      length: 1440,
      location: { name: 'Alamosa', latitude_deg: 37.7, longitude_deg: -105.92, altitude_m: 2317 },
    });
    const { ghi_W_per_m2, dni_W_per_m2, dhi_W_per_m2, ambient_degC, pressure_kPa, wind_m_per_s } = table.columns;
    expect([ambient_degC![0], pressure_kPa![0], wind_m_per_s![0]]).toEqual([-7.6, expect.closeTo(77.35, 9), 3.1]);
    expect(ghi_W_per_m2![0]).toBe(0); // -1.8 in the file, at night
    expect(sumOf(ghi_W_per_m2!) / 60).toBeGreaterThan(2500); // a clear winter's day, Wh/m2
    expect(Math.max(...dni_W_per_m2!)).toBeGreaterThan(900);
    const sun = sunColumns(table, table.location!);
    const day = [...sun.up.keys()].filter((i) => sun.up[i]! > 0.2);
    const total = (of: (i: number) => number): number => day.reduce((sum, i) => sum + of(i), 0);
    const closing = total((i) => dni_W_per_m2![i]! * sun.up[i]! + dhi_W_per_m2![i]!);
    expect(Math.abs(closing / total((i) => ghi_W_per_m2![i]!) - 1)).toBeLessThan(0.02);
    expect(describeReport(table.report)).toMatchInlineSnapshot(`
      [
        "profiles/w.epw: ghi_W_per_m2: 822 values clipped to 0..2000, first at 2015-12-31T23:59Z (line 3)",
        "profiles/w.epw: dni_W_per_m2: 5 values clipped to 0..2000, first at 2016-01-01T09:27Z (line 571)",
        "profiles/w.epw: dhi_W_per_m2: 292 values clipped to 0..2000, first at 2016-01-01T00:14Z (line 18)",
      ]
    `);
  });

  it('Titusville: the lost hour between rows is absent, the wind at 1.5 m', () => {
    const text = readShared('data/weather-format-samples/CRN_with_problems.txt');
    const table = weather(text, { gaps: 'interpolate' });
    expect(table).toMatchObject({ start_ms: utcMs(2020, 7, 6, 11, 55), step_s: 300, length: 15, windHeight_m: 1.5 });
    expect(Array.from(table.columns.ghi_W_per_m2!.slice(-2))).toEqual([409, 430]);
    expect(table.columns.wind_m_per_s![0]).toBe(1.57);
    expect(describeReport(table.report)).toMatchInlineSnapshot(`
      [
        "profiles/w.epw: ghi_W_per_m2: 12 rows absent, missing, first at 2020-07-06T12:00Z (no such row)",
        "profiles/w.epw: ghi_W_per_m2: 1 sentinel, missing, met at 2020-07-06T11:55Z (line 1)",
        "profiles/w.epw: ambient_degC: 12 rows absent, missing, first at 2020-07-06T12:00Z (no such row)",
        "profiles/w.epw: relativeHumidity: 12 rows absent, missing, first at 2020-07-06T12:00Z (no such row)",
        "profiles/w.epw: wind_m_per_s: 12 rows absent, missing, first at 2020-07-06T12:00Z (no such row)",
        "profiles/w.epw: ghi_W_per_m2: 13 values in 1 gap filled by interpolate (12 rows absent, 1 sentinel), first at 2020-07-06T11:55Z (line 1)",
        "profiles/w.epw: ambient_degC: 12 values in 1 gap filled by interpolate (12 rows absent), first at 2020-07-06T12:00Z (no such row)",
        "profiles/w.epw: relativeHumidity: 12 values in 1 gap filled by interpolate (12 rows absent), first at 2020-07-06T12:00Z (no such row)",
        "profiles/w.epw: wind_m_per_s: 12 values in 1 gap filled by interpolate (12 rows absent), first at 2020-07-06T12:00Z (no such row)",
      ]
    `);
    expect(messageOf(() => weather(text))).toMatch(
      /^ConfigError: profiles\/w.epw:1: ghi_W_per_m2 has 13 values missing/,
    );
  });
});
