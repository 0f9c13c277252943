import { describe, expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import { describeReport } from '../../src/series/table.ts';
import { messageOf, profile } from './importing.ts';

const values = (table: { columns: Readonly<Record<string, Float64Array>> }, name: string): number[] => [
  ...table.columns[name]!,
];

it('reads a file whose header carries house names, without a mapping', () => {
  const table = profile('time,demand_kW,soc\n2023-01-01T00:00Z,1.5,0.5\n2023-01-01T00:15Z,2,0.25\n');
  expect(table).toMatchObject({ start_ms: utcMs(2023, 1, 1), step_s: 900, length: 2, year: 'exact', shift_s: {} });
  expect(values(table, 'demand_kW')).toEqual([1.5, 2]);
  expect(values(table, 'soc')).toEqual([0.5, 0.25]);
  expect(table.report).toEqual({ file: 'profiles/a.csv', format: 'csv', rows: 2, findings: [] });
});

it('reads BOM, CRLF, quotes, comments, skipped lines, decimal comma and a right label, and converts', () => {
  const text = [
    '\ufeffMeter 7;exported',
    'Tag;Zeit;"Bezug; [kWh]";Temp',
    '# calibrated',
    '"01.01.2023";00:15;"1.000,5";50',
    '01.01.2023;00:30;2;"59"',
    '',
  ].join('\r\n');
  const table = profile(text, {
    time: { columns: ['Tag', 'Zeit'], format: 'dd.MM.yyyy HH:mm' },
    zone: '+01:00',
    label: 'right',
    decimal: ',',
    skipLines: 1,
    comment: '#',
    columns: {
      demand_kW: { from: 'Bezug; [kWh]', unit: 'kWh' },
      ambient_degC: { from: 4, unit: 'degF' },
      x: { from: 4, factor: 2, offset: 1 },
    },
  });
  expect(table.start_ms).toBe(utcMs(2022, 12, 31, 23));
  expect(values(table, 'demand_kW')).toEqual([4002, 8]); // 1000.5 kWh and 2 kWh in a quarter of an hour
  expect(values(table, 'ambient_degC')).toEqual([expect.closeTo(10, 12), expect.closeTo(15, 12)]);
  expect(values(table, 'x')).toEqual([101, 119]);
});

it('reads a file without times or header', () => {
  const table = profile('1\n2\n3\n', {
    header: false,
    time: { start: '2019-07-01T00:00+02:00', step_s: 600 },
    columns: { demand_kW: { from: 1, unit: 'W' } },
  });
  expect(table).toMatchObject({ start_ms: utcMs(2019, 6, 30, 22), step_s: 600, length: 3 });
  expect(values(table, 'demand_kW')).toEqual([0.001, 0.002, 0.003]);
});

it('ignores NUL bytes and says so', () => {
  const rows = Array.from({ length: 20 }, (_, i) => `2023-01-01 ${String(i).padStart(2, '0')}:00,${i}`);
  const table = profile(`time,a_kW\n${rows.join('\n')}\n\0\0\0`);
  expect(table.length).toBe(20);
  expect(describeReport(table.report)).toEqual(['profiles/a.csv: 3 NUL bytes ignored, first in line 22']);
});

it('puts a file from new to old in order', () => {
  const table = profile('time,a_kW\n2023-01-01 02:00,3\n2023-01-01 01:00,2\n2023-01-01 00:00,1\n');
  expect(values(table, 'a_kW')).toEqual([1, 2, 3]);
  expect(describeReport(table.report)).toEqual(['profiles/a.csv: 3 rows from new to old put in order']);
});

it('tells midnights that carry the date of the day that ends', () => {
  const rows = [
    '01/01/2018 23:30,1',
    '01/01/2018 23:45,2',
    '01/01/2018 00:00,3',
    '02/01/2018 00:15,4',
    '02/01/2018 00:30,5',
  ];
  const table = profile(`date,a_kW\n${rows.join('\n')}`, {
    time: { column: 'date', format: 'dd/MM/yyyy HH:mm' },
    label: 'right',
  });
  expect(table.start_ms).toBe(utcMs(2018, 1, 1, 23, 15));
  expect(values(table, 'a_kW')).toEqual([1, 2, 3, 4, 5]);
  expect(describeReport(table.report)).toEqual([
    'profiles/a.csv: 1 midnight carrying the date of the day that ends moved to the next, met at 2018-01-02T00:00Z (line 4)',
  ]);
});

describe('the clock change in Berlin', () => {
  const day = (date: string, hours: readonly number[], minutes: readonly string[] = ['00']): string =>
    `time,a_kW\n${hours
      .flatMap((h) => minutes.map((m) => `${date} ${String(h).padStart(2, '0')}:${m}`))
      .map((t, i) => `${t},${i}`)
      .join('\n')}`;

  it('tells the doubled hour apart by the order of rows', () => {
    const table = profile(day('2023-10-29', [0, 1, 2, 2, 3, 4]), { zone: 'Europe/Berlin' });
    expect(table).toMatchObject({ start_ms: utcMs(2023, 10, 28, 22), length: 6 });
    expect(values(table, 'a_kW')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(describeReport(table.report)).toEqual([
      'profiles/a.csv: 1 hour doubled where Europe/Berlin puts the clock back, met at 2023-10-29T01:00Z (no such row)',
    ]);
  });

  it('tells it apart in quarters, labelled right, in both readings of the instant of change', () => {
    const proper = ['01:45', '02:00', '02:15', '02:30', '02:45', '02:00', '02:15', '02:30', '02:45', '03:00', '03:15'];
    const shifted = ['01:45', '02:00', '02:15', '02:30', '02:45', '03:00', '02:15', '02:30', '02:45', '03:00', '03:15'];
    for (const stamps of [proper, shifted]) {
      const text = `time,a_kW\n${stamps.map((t, i) => `2023-10-29 ${t},${i}`).join('\n')}`;
      const table = profile(text, { zone: 'Europe/Berlin', label: 'right' });
      expect(table).toMatchObject({ start_ms: utcMs(2023, 10, 28, 23, 30), length: 11 });
      expect(values(table, 'a_kW')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  });

  it('finds no gap in the skipped hour', () => {
    const table = profile(day('2023-03-26', [0, 1, 3, 4]), { zone: 'Europe/Berlin' });
    expect(table.length).toBe(4);
    expect(describeReport(table.report)).toEqual([
      'profiles/a.csv: 1 hour skipped where Europe/Berlin puts the clock forward, met at 2023-03-26T01:00Z (no such row)',
    ]);
  });

  it('refuses an hour that does not exist', () => {
    expect(messageOf(() => profile(day('2023-03-26', [0, 1, 2, 3]), { zone: 'Europe/Berlin' }))).toBe(
      "ConfigError: profiles/a.csv:4: 2023-03-26 02:00 does not exist in Europe/Berlin, where the clock is put forward over it: the file's clock seems not to follow daylight saving; give its fixed offset, such as zone: '+01:00'",
    );
  });

  it('points to the zone where a doubled hour is met on a fixed clock', () => {
    expect(messageOf(() => profile(day('2023-10-29', [1, 2, 2, 3])))).toBe(
      'ConfigError: profiles/a.csv:4: 2023-10-29 02:00 again, with other values than line 3; expected one row a time; name the one that counts (duplicates: first | last), or an IANA zone if the clock was put back here',
    );
    expect(messageOf(() => profile(day('2023-10-29', [2, 2], ['00', '30'])))).toBe(
      'ConfigError: profiles/a.csv:4: time goes back from 2023-10-29 02:30 to 2023-10-29 02:00; expected ascending times; if the clock was put back here, name its IANA zone, such as zone: Europe/Berlin',
    );
  });
});

it.each([
  ['first', [1, 2, 4]],
  ['last', [1, 3, 4]],
] as const)('keeps the %s of two rows of one time', (duplicates, expected) => {
  const text = 'time,a_kW\n2023-01-01 00:00,1\n2023-01-01 01:00,2\n2023-01-01 01:00,3\n2023-01-01 02:00,4\n';
  const table = profile(text, { duplicates });
  expect(values(table, 'a_kW')).toEqual(expected);
  expect(describeReport(table.report)).toEqual([
    'profiles/a.csv: 1 row of a time met twice left out, met at 2023-01-01T01:00Z (line 4)',
  ]);
});

it('merges equal rows', () => {
  const text = 'time,a_kW\n2023-01-01 00:00,1\n2023-01-01 01:00,2\n2023-01-01 01:00,2\n2023-01-01 02:00,4\n';
  expect(values(profile(text), 'a_kW')).toEqual([1, 2, 4]);
});

it('counts sentinels, texts, blanks, absent rows and values out of range, each by itself', () => {
  const cells = ['1', '-99', '--', '', 'oops', '7000', '2', '3'];
  const rows = cells.map((cell, i) => `2023-01-01 0${i}:00,${cell}`);
  rows.push('2023-01-01 10:00,4');
  const table = profile(`time,x\n${rows.join('\n')}`, {
    columns: { demand_kW: { from: 'x', missing: [-99, '--'], max: 5000 } },
    gaps: 'interpolate',
  });
  expect(values(table, 'demand_kW').map((v) => Math.round(v * 1e6) / 1e6)).toEqual([
    1, 1.166667, 1.333333, 1.5, 1.666667, 1.833333, 2, 3, 3.333333, 3.666667, 4,
  ]); // by hand: 1 + k/6, and thirds over the two absent rows
  expect(describeReport(table.report)).toMatchInlineSnapshot(`
    [
      "profiles/a.csv: demand_kW: 2 rows absent, missing, first at 2023-01-01T08:00Z (no such row)",
      "profiles/a.csv: demand_kW: 1 blank, missing, met at 2023-01-01T03:00Z (line 5)",
      "profiles/a.csv: demand_kW: 1 text ("oops"), missing, met at 2023-01-01T04:00Z (line 6)",
      "profiles/a.csv: demand_kW: 2 sentinels, missing, first at 2023-01-01T01:00Z (line 3)",
      "profiles/a.csv: demand_kW: 1 value out of range (7000 in the file; expected at most 5000), missing, met at 2023-01-01T05:00Z (line 7)",
      "profiles/a.csv: demand_kW: 7 values in 2 gaps filled by interpolate (2 rows absent, 1 blank, 1 text ("oops"), 2 sentinels, 1 value out of range (7000 in the file; expected at most 5000)), first at 2023-01-01T01:00Z (line 3)",
    ]
  `);
});

it('clips what measurement error explains and takes the impossible as missing', () => {
  const text =
    'time,ghi_W_per_m2,relativeHumidity,ambient_degC\n2023-01-01 00:00,-4,1.01,3\n2023-01-01 01:00,900,6.5,4\n2023-01-01 02:00,901,0.5,-3276.7\n';
  const table = profile(text, { gaps: 'hold' });
  expect(values(table, 'ghi_W_per_m2')).toEqual([0, 900, 901]);
  expect(values(table, 'relativeHumidity')).toEqual([1, 1, 0.5]);
  expect(values(table, 'ambient_degC')).toEqual([3, 4, 4]);
  expect(describeReport(table.report)).toMatchInlineSnapshot(`
    [
      "profiles/a.csv: ghi_W_per_m2: 1 value clipped to 0..2000, met at 2023-01-01T00:00Z (line 2)",
      "profiles/a.csv: relativeHumidity: 1 value clipped to 0..1, met at 2023-01-01T00:00Z (line 2)",
      "profiles/a.csv: relativeHumidity: 1 value out of range (6.5 in the file; expected -0.1 to 1.1), missing, met at 2023-01-01T01:00Z (line 3)",
      "profiles/a.csv: ambient_degC: 1 value out of range (-3276.7 in the file; expected -90 to 60), missing, met at 2023-01-01T02:00Z (line 4)",
      "profiles/a.csv: relativeHumidity: 1 value in 1 gap filled by hold (1 value out of range (6.5 in the file; expected -0.1 to 1.1)), met at 2023-01-01T01:00Z (line 3)",
      "profiles/a.csv: ambient_degC: 1 value in 1 gap filled by hold (1 value out of range (-3276.7 in the file; expected -90 to 60)), met at 2023-01-01T02:00Z (line 4)",
    ]
  `);
});

it('points to a fill value that nobody declared', () => {
  const rows = Array.from(
    { length: 12 },
    (_, i) => `2023-01-01 ${String(i).padStart(2, '0')}:00,${i % 5 === 4 ? -999 : i}`,
  );
  const table = profile(`time,a_kW\n${rows.join('\n')}`);
  expect(describeReport(table.report)).toEqual([
    'profiles/a.csv: a_kW: -999 met 2 times, far from the rest: a sentinel? if so, declare missing: [-999], first at 2023-01-01T04:00Z (line 6)',
  ]);
});

it('reports stuck values, and drops them where asked', () => {
  const rows = Array.from(
    { length: 20 },
    (_, i) => `2023-01-01 ${String(i).padStart(2, '0')}:00,${i > 3 && i < 16 ? 7 : i}`,
  );
  const text = `time,a_kW\n${rows.join('\n')}`;
  expect(describeReport(profile(text).report)).toEqual([
    'profiles/a.csv: a_kW: 12 values in 1 run that stay the same for 12 h or more, the longest 12 h, kept, first at 2023-01-01T04:00Z (line 6)',
  ]);
  const table = profile(text, { stuck: 'missing', gaps: 'interpolate' });
  expect(values(table, 'a_kW').slice(3, 17)).toEqual(
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((v) => expect.closeTo(v, 12)),
  );
});

it('reads half a million rows in about two seconds', () => {
  const rows = ['time,demand_kW,pv_kW'];
  for (let i = 0; i < 525_600; i++) {
    const two = (n: number): string => String(n).padStart(2, '0');
    const minute = i % 1440;
    const day = Math.floor(i / 1440);
    const month = Math.floor(day / 28);
    rows.push(
      `${2023 + Math.floor(month / 12)}-${two((month % 12) + 1)}-${two((day % 28) + 1)} ${two(Math.floor(minute / 60))}:${two(minute % 60)},${i % 977},${i % 13}`,
    );
  }
  const text = rows.join('\n');
  const before = performance.now();
  const table = profile(text, { gaps: 'hold' });
  const took_ms = performance.now() - before;
  expect(table.report.rows).toBe(525_600);
  // A machine shared with other work is given three times the two seconds.
  expect(took_ms).toBeLessThan(6000);
});
