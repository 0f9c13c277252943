import { expect, it } from 'vitest';
import { sunColumns, sunPosition } from '../../src/core/physics/sun.ts';
import { timeAt, utcMs } from '../../src/core/timeGrid.ts';
import { judgeClock, measureClock } from '../../src/series/clockEvidence.ts';
import { resample } from '../../src/series/resample.ts';
import { describeReport } from '../../src/series/table.ts';
import { importWeather, WeatherSpec, weatherFormat } from '../../src/series/weather.ts';
import { context, messageOf, sumOf, weather } from './importing.ts';

const SUZHOU = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 };

/** Mean of Haurwitz's clear-sky irradiance over the hour from `start_ms` on. */
function clearHour(start_ms: number, place = SUZHOU): number {
  let sum = 0;
  for (let k = 0; k < 12; k++) {
    const { up } = sunPosition(start_ms + (k + 0.5) * 300_000, place.latitude_deg, place.longitude_deg);
    if (up > 0.01) sum += 1098 * up * Math.exp(-0.057 / up);
  }
  return sum / 12;
}

/** An EPW of 60 clear days whose irradiance lies `late_h` late and whose header claims a zone. */
function epw(late_h: number, zone_h = 8, header: readonly string[] = []): string {
  const lines = [
    `LOCATION,Suzhou,-,CHN,test,0,31.3,120.7,${zone_h},5`,
    ...header,
    'DATA PERIODS,1,1,Data,Sunday,1/1,3/1',
  ];
  for (let i = 0; i < 60 * 24; i++) {
    const day = Math.floor(i / 24);
    const [month, date] = day < 31 ? [1, day + 1] : day < 59 ? [2, day - 30] : [3, day - 58];
    const start_ms = utcMs(2005, month, date, i % 24) - 8 * 3_600_000;
    const ghi = clearHour(start_ms - late_h * 3_600_000);
    const row: (string | number)[] = Array.from({ length: 35 }, () => 0);
    row.splice(0, 10, 2005, month, date, (i % 24) + 1, 60, '?', 10 + (i % 24) / 10, 1, 101, 101_325);
    row.splice(13, 3, ghi.toFixed(3), ghi.toFixed(3), (ghi / 10).toFixed(3));
    row.splice(20, 2, 90, 2.5);
    lines.push(row.join(','));
  }
  return lines.join('\n');
}

it.each([
  // true lateness, h -> shift of the irradiance, s
  [0, undefined],
  [0.08, undefined],
  [0.25, -900],
  [0.48, -1800],
  [-0.5, 1800],
])('tells irradiance that lies %d h late by the sun', (late_h, shift_s) => {
  const table = weather(epw(late_h));
  expect(table.clock!.late_h).toBeCloseTo(late_h, 1);
  expect(table.clock!.days).toBe(8);
  expect(table.shift_s.ghi_W_per_m2).toBe(shift_s);
  expect(table.shift_s.dhi_W_per_m2).toBe(shift_s);
  expect(table.shift_s.ambient_degC).toBeUndefined();
  expect(table.start_ms).toBe(utcMs(2004, 12, 31, 16));
});

it('brings the irradiance to its place on the run, its energy kept', () => {
  const grid = { start_ms: utcMs(2023, 1, 9, 16), step_s: 3600, length: 24 * 20 };
  const late = weather(epw(0.5));
  const mended = resample(late, grid, late.location).columns.ghi_W_per_m2!;
  const trusted = weather(epw(0.5), { clock: 'trust' });
  const left = resample(trusted, grid, trusted.location).columns.ghi_W_per_m2!;
  const truth = Float64Array.from({ length: grid.length }, (_, i) => clearHour(timeAt(grid, i)));
  const error = (a: Float64Array): number => Math.sqrt(sumOf(a.map((v, i) => (v - truth[i]!) ** 2)) / a.length);
  expect(error(mended)).toBeLessThan(6);
  expect(error(left)).toBeGreaterThan(40);
  expect(sumOf(mended) / sumOf(left)).toBeCloseTo(1, 3);
  const sun = sunColumns(grid, SUZHOU);
  expect(mended.filter((v, i) => v > 0.5 && sun.upShare[i] === 0).length).toBe(0);
});

it('reads the fields of EPW, labels shifted to the start of the hour', () => {
  const table = weather(epw(0));
  expect(table).toMatchObject({ step_s: 3600, length: 1440, year: 'calendar', absent: [] });
  expect(table.location).toEqual({ ...SUZHOU, name: 'Suzhou', offset_min: 480 });
  expect(Object.fromEntries(Object.entries(table.columns).map(([k, v]) => [k, v[36]]))).toEqual({
    ghi_W_per_m2: expect.closeTo(clearHour(utcMs(2005, 1, 2, 12) - 8 * 3_600_000), 2),
    dni_W_per_m2: expect.closeTo(clearHour(utcMs(2005, 1, 2, 12) - 8 * 3_600_000), 2),
    dhi_W_per_m2: expect.closeTo(clearHour(utcMs(2005, 1, 2, 12) - 8 * 3_600_000) / 10, 2),
    ambient_degC: 11.2,
    relativeHumidity: 1,
    pressure_kPa: 101.325,
    wind_m_per_s: 2.5,
    windDirection_deg: 90,
  });
  expect(describeReport(table.report).slice(0, 1)).toEqual([
    'profiles/w.epw: relativeHumidity: 1,440 values clipped to 0..1, first at 2004-12-31T16:00Z (line 3)',
  ]);
});

it('finds the zone of the rows where the header names another', () => {
  // Two hours off cannot be the irradiance's own sampling.
  const east = weather(epw(0, 10));
  expect(east.location!.offset_min).toBe(480);
  expect(east.zone.zone).toBe('UTC+08:00');
  expect(east.start_ms).toBe(utcMs(2004, 12, 31, 16));
  expect(describeReport(east.report).at(-1)).toMatchInlineSnapshot(
    `"profiles/w.epw: irradiance lies -2 h off the sun on its 8 clearest days: the header says UTC+10:00, the rows run in UTC+08:00, which is used"`,
  );
  // One hour and the satellite's third of one: the header's own word parts the two.
  const noted = ['COMMENTS 2,Irradiance Time Offset (h):-0.8239'];
  const pvgis = weather(epw(0.3239, 9, noted));
  expect(pvgis.location!.offset_min).toBe(480);
  expect(pvgis.shift_s.ghi_W_per_m2).toBe(-900);
  expect(describeReport(pvgis.report).slice(-2)).toMatchInlineSnapshot(`
    [
      "profiles/w.epw: irradiance lies -0.67 h off the sun on its 8 clearest days: the header says UTC+09:00, the rows run in UTC+08:00, which is used",
      "profiles/w.epw: irradiance lies -0.67 h off the sun on its 8 clearest days: moved by -0.25 h beside the zone",
    ]
  `);
});

it('refuses a header that puts the sun hours off, unless told to trust it', () => {
  const far = epw(0).replace(',120.7,', ',-120.7,');
  expect(messageOf(() => weather(far))).toMatchInlineSnapshot(
    `"ConfigError: profiles/w.epw:1: irradiance lies +7.91 h off the sun on its 8 clearest days, with latitude 31.3, longitude -120.7 and UTC+08:00; expected less than 2 h; mend the header (sign of the longitude?) or say clock: trust"`,
  );
  const trusted = weather(far, { clock: 'trust' });
  expect(trusted.start_ms).toBe(utcMs(2004, 12, 31, 16));
  expect(describeReport(trusted.report).at(-1)).toMatchInlineSnapshot(
    `"profiles/w.epw: irradiance lies +7.91 h off the sun on its 8 clearest days: the header says UTC+08:00, the rows run in UTC+16:00, and the header is trusted"`,
  );
});

it('proves nothing by few or cloudy days', () => {
  const grid = { start_ms: utcMs(2023, 1, 1), step_s: 3600, length: 24 * 5 };
  const few = measureClock(grid, new Float64Array(120).fill(100), SUZHOU);
  expect(few.days).toBe(0);
  expect(judgeClock(few, Number.NaN)).toEqual({ zone_h: 0, irradiance_h: 0 });
  expect(judgeClock({ late_h: 0.5, error_h: 0.2, days: 20 }, Number.NaN)).toEqual({ zone_h: 0, irradiance_h: 0 });
});

it.each([
  // measured, stated by the header -> zone, irradiance; hours
  [0.53, Number.NaN, 0, 0.5],
  [-0.68, 0.3239, -1, 0.25],
  [-0.68, Number.NaN, 0, -0.75],
  [0.32, 0.3239, 0, 0.25],
  [1.02, Number.NaN, 1, 0],
  [-7.6, Number.NaN, -8, 0.5],
  [0.01, 0.5, 0, 0],
])('measured %d, stated %d', (late_h, stated_h, zone_h, irradiance_h) => {
  expect(judgeClock({ late_h, error_h: 0.03, days: 36 }, stated_h)).toEqual({ zone_h, irradiance_h });
});

const day = (row: (i: number) => string): string[] => Array.from({ length: 24 }, (_, i) => row(i));
const two = (n: number): string => String(n).padStart(2, '0');

it('reads TMY3 and its -9900', () => {
  const text = [
    '723170,"GREENSBORO PIEDMONT",NC,-5.0,36.100,-79.950,273',
    'Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),RHum (%),Pressure (mbar),Wspd (m/s),Wdir (degrees)',
    ...day((i) => `01/31/1988,${two(i + 1)}:00,${i},0,0,${i === 3 ? -9900 : i},50,1010,2,90`),
    ...day((i) => `02/01/1980,${two(i + 1)}:00,${i},0,0,${i},50,1010,2,90`),
  ].join('\r\n');
  const table = weather(text, { gaps: 'interpolate' });
  expect(table).toMatchObject({ start_ms: utcMs(2001, 1, 31, 5), step_s: 3600, length: 48, year: 'calendar' });
  expect(table.columns.ambient_degC![3]).toBe(3);
  expect(table.columns.pressure_kPa![0]).toBe(101);
  expect(describeReport(table.report)).toMatchInlineSnapshot(`
    [
      "profiles/w.epw: ambient_degC: 1 sentinel, missing, met at 2001-01-31T08:00Z (line 6)",
      "profiles/w.epw: relativeHumidity: 48 values in 1 run that stay the same for 24 h or more, the longest 48 h, kept, first at 2001-01-31T05:00Z (line 3)",
      "profiles/w.epw: pressure_kPa: 48 values in 1 run that stay the same for 24 h or more, the longest 48 h, kept, first at 2001-01-31T05:00Z (line 3)",
      "profiles/w.epw: wind_m_per_s: 48 values in 1 run that stay the same for 24 h or more, the longest 48 h, kept, first at 2001-01-31T05:00Z (line 3)",
      "profiles/w.epw: windDirection_deg: 48 values in 1 run that stay the same for 24 h or more, the longest 48 h, kept, first at 2001-01-31T05:00Z (line 3)",
      "profiles/w.epw: ambient_degC: 1 value in 1 gap filled by interpolate (1 sentinel), met at 2001-01-31T08:00Z (line 6)",
      "profiles/w.epw: a typical year of months from 1980, 1988",
    ]
  `);
});

it('reads PVGIS hourly data of a level plane, sums its parts, and says what it lacks', () => {
  const text = [
    'Latitude (decimal degrees):\t45.000',
    'Longitude (decimal degrees):\t8.000',
    'Elevation (m):\t250',
    'Radiation database:\tPVGIS-SARAH2',
    '',
    'Slope: 0 deg.',
    'time,Gb(i),Gd(i),Gr(i),H_sun,T2m,WS10m,Int',
    ...day((i) => `20160101:${two(i)}10,${i},2.0,0.0,0.0,5.5,1.2,0.0`),
    '',
    'PVGIS (c) European Union, 2001-2025',
  ].join('\n');
  const table = weather(text, { year: 'exact' });
  expect(table).toMatchObject({ start_ms: utcMs(2016, 1, 1), step_s: 3600, length: 24, year: 'exact' });
  expect(table.columns.ghi_W_per_m2![12]).toBe(14);
  expect(table.absent).toEqual(['dni_W_per_m2', 'relativeHumidity', 'pressure_kPa', 'windDirection_deg']);
});

it('reads EPW of several records an hour as mean power', () => {
  const rows = Array.from({ length: 48 * 2 }, (_, i) => {
    const row: (string | number)[] = Array.from({ length: 35 }, () => 0);
    row.splice(
      0,
      10,
      2005,
      1,
      1 + Math.floor(i / 48),
      (Math.floor(i / 2) % 24) + 1,
      30 * (1 + (i % 2)),
      '?',
      5,
      1,
      50,
      101_000,
    );
    row[13] = 100;
    return row.join(',');
  });
  const table = weather(
    ['LOCATION,a,-,b,c,0,31.3,120.7,8,5', 'DATA PERIODS,1,2,Data,Sunday,1/1,1/2', ...rows].join('\n'),
  );
  expect(table).toMatchObject({ step_s: 1800, length: 96 });
  expect(table.columns.ghi_W_per_m2![7]).toBe(200); // 100 Wh/m2 in half an hour
});

it('reads weather from any CSV, by house names or a mapping', () => {
  const named = weather('time,ghi_W_per_m2,ambient_degC\n2023-01-01 00:00,0,1\n2023-01-01 01:00,0,2\n');
  expect(named.absent).toContain('dni_W_per_m2');
  expect(named.year).toBe('exact');
  const mapped = weather('t;G\n2023-01-01 01:00;36\n2023-01-01 02:00;72\n', {
    csv: { time: { column: 't' }, label: 'right', columns: { ghi_W_per_m2: { from: 'G', unit: 'kJ_per_m2' } } },
  });
  expect([...mapped.columns.ghi_W_per_m2!]).toEqual([10, 20]);
  expect(mapped.start_ms).toBe(utcMs(2023, 1, 1));
});

it('reports a CSV whose clock the sun contradicts, and leaves it as the scenario said', () => {
  const start_ms = utcMs(2023, 1, 1);
  const rows = Array.from({ length: 240 }, (_, i) => {
    const stamp = new Date(start_ms + i * 3_600_000).toISOString().slice(0, 16);
    return `${stamp},${clearHour(start_ms + (i - 8) * 3_600_000).toFixed(2)}`;
  });
  const text = `time,ghi_W_per_m2\n${rows.join('\n')}`;
  const read = (zone: string) =>
    importWeather(text, WeatherSpec.parse({ file: 'w.csv', csv: { zone } }), { ...context('w.csv'), place: SUZHOU });
  expect(describeReport(read('+08:00').report)).toEqual([]);
  expect(describeReport(read('+09:00').report)).toEqual([
    'w.csv: irradiance lies -1 h off the sun on its 8 clearest days: are zone and label right? kept as they are',
  ]);
  expect(read('+09:00').start_ms).toBe(utcMs(2022, 12, 31, 15));
});

it.each([
  ['epw', '\ufeffLOCATION,Suzhou,-'],
  ['pvgis', 'Latitude (decimal degrees): 45.000'],
  ['tmy3', '723170,"GREENSBORO"\r\nDate (MM/DD/YYYY),Time (HH:MM)'],
  ['csv', 'time,ghi_W_per_m2'],
  ['csv', ''],
] as const)('knows %s by its first lines', (format, text) => {
  expect(weatherFormat(text)).toBe(format);
});
