import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { resample } from '../../src/series/resample.ts';
import type { SeriesTable } from '../../src/series/table.ts';
import { profile, weather } from './importing.ts';

/** Either a table of finite numbers or a ConfigError that names the file; nothing else. */
function sound(call: () => SeriesTable): void {
  let table: SeriesTable;
  try {
    table = call();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).toMatch(/^profiles\//);
    return;
  }
  expect(table.length).toBeGreaterThan(0);
  expect(Number.isInteger(table.step_s)).toBe(true);
  for (const values of Object.values(table.columns)) {
    expect(values.length).toBe(table.length);
    expect(values.every(Number.isFinite)).toBe(true);
  }
}

const two = (n: number): string => String(n).padStart(2, '0');
const hours = Array.from({ length: 30 }, (_, i) => [1 + Math.floor(i / 24), i % 24] as const);
const CSV = [
  'time,demand_kW,ambient_degC',
  ...hours.map(([d, h], i) => `2023-01-${two(d)} ${two(h)}:00,${i / 3},${i}`),
];
const EPW = [
  'LOCATION,Suzhou,-,CHN,x,1,31.3,120.7,8.0,5',
  'DATA PERIODS,1,1,Data,Sunday,1/1,12/31',
  ...hours.map(
    ([d, h]) => `2005,1,${d},${h + 1},0,?,5,1,50,101000,0,0,0,${h * 9},3,4,0,0,0,0,90,2,${'0,'.repeat(12)}0`,
  ),
];
const TMY3 = [
  '723170,"GREENSBORO",NC,-5.0,36.100,-79.950,273',
  'Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),RHum (%),Pressure (mbar),Wspd (m/s),Wdir (degrees)',
  ...hours.map(([d, h]) => `01/${two(d)}/1988,${two(h + 1)}:00,${h},0,0,5,50,1010,2,90`),
];
const PVGIS = [
  'Latitude (decimal degrees): 45.000',
  'Longitude (decimal degrees): 8.000',
  'Elevation (m): 250.0',
  'Irradiance Time Offset (h): 0.1761',
  'time(UTC),T2m,RH,G(h),Gb(n),Gd(h),WS10m,WD10m,SP',
  ...hours.map(([d, h]) => `201801${two(d)}:${two(h)}00,2,90,${h},0,0,1,90,100000`),
];
const SURFRAD = [
  ' Alamosa',
  '   37.70  105.92 2317 m version 1',
  ...hours.map(
    ([d, h]) => ` 2016   ${d}  1  ${d} ${h}  0  0.000  91.65 ${`${h} 0 `.repeat(15)} 9.5 0 70.1 0 2.5 0 90.0 0 773.5 0`,
  ),
];
const CRN = hours.map(
  ([d, h]) =>
    `92821 202001${two(d)} ${two(h)}00 202001${two(d)} 0700 3 -80.69 28.62 ${h} 0.0 ${h} 0 25.5 C 0 93 0 -99.000 -9999.0 990 0 1.5 0`,
);

/** What breaks parsers: separators, quotes, odd numbers, odd dates, odd characters. */
const SHARDS =
  ', ; " "" - 1e308 -1e999 NaN Infinity 0x10 99999999999999999999 2023-02-30 0000-00-00 24:00 e . -9900 9999'.split(
    ' ',
  );
const shard = fc.oneof(
  fc.constantFrom('', ' ', '\t', '\n', '\r\n', '\0', '\ufeff', '\ufffd', '9999-12-31 23:59', ...SHARDS),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.integer().map(String),
);
interface Edit {
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}
const edits: fc.Arbitrary<readonly Edit[]> = fc.array(fc.record({ at: fc.nat(9999), cut: fc.nat(12), put: shard }), {
  minLength: 1,
  maxLength: 6,
});
/** A good file with a few places spoilt, anywhere by the share of its length. */
const spoil = (lines: readonly string[], list: readonly Edit[]): string =>
  list.reduce((text, { at, cut, put }) => {
    const place = Math.floor((at / 10_000) * text.length);
    return text.slice(0, place) + put + text.slice(place + cut);
  }, lines.join('\n'));
/** A good file with its rows shuffled, doubled and dropped. */
const shuffled = (lines: readonly string[], order: readonly number[]): string =>
  order.map((k) => lines[k % lines.length]!).join('\n');

const policy = fc.constantFrom('error' as const, 'hold' as const, 'interpolate' as const, 'sameHourYesterday' as const);
const FORMATS = [
  ['CSV', CSV, (text: string, gaps: string) => profile(text, { gaps: gaps as 'hold' })],
  [
    'CSV in Berlin',
    CSV,
    (text: string, gaps: string) => profile(text, { gaps: gaps as 'hold', zone: 'Europe/Berlin', label: 'right' }),
  ],
  ['EPW', EPW, (text: string, gaps: string) => weather(text, { gaps, format: 'epw' })],
  ['TMY3', TMY3, (text: string, gaps: string) => weather(text, { gaps, format: 'tmy3' })],
  ['PVGIS', PVGIS, (text: string, gaps: string) => weather(text, { gaps, format: 'pvgis' })],
  ['SURFRAD', SURFRAD, (text: string, gaps: string) => weather(text, { gaps, format: 'surfrad' })],
  ['CRN', CRN, (text: string, gaps: string) => weather(text, { gaps, format: 'crn' })],
  ['any weather', EPW, (text: string, gaps: string) => weather(text, { gaps })],
] as const;

it.each(FORMATS)('%s: whole, it imports', (_, lines, read) => {
  expect(read(lines.join('\n'), 'error').length).toBe(30);
});

it.each(FORMATS)('%s: any text gives a table or a ConfigError', (_, _lines, read) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), policy, (text, gaps) => sound(() => read(text, gaps))),
    {
      numRuns: 100,
      seed: 7,
    },
  );
});

it.each(FORMATS)('%s: spoilt rows give a table or a ConfigError', (_, lines, read) => {
  fc.assert(
    fc.property(edits, policy, (list, gaps) => sound(() => read(spoil(lines, list), gaps))),
    {
      numRuns: 1000,
      seed: 11,
    },
  );
});

it.each(FORMATS)('%s: rows out of order give a table or a ConfigError', (_, lines, read) => {
  const order = fc.array(fc.nat(40), { maxLength: 60 }).map((list) => [0, 1, 2, 3, 4, ...list.sort((a, b) => a - b)]);
  fc.assert(
    fc.property(order, policy, (list, gaps) => sound(() => read(shuffled(lines, list), gaps))),
    {
      numRuns: 100,
      seed: 13,
    },
  );
});

it('ends soon on what invites to search long', () => {
  const long = [
    '"'.repeat(200_000),
    '",'.repeat(100_000),
    'a,'.repeat(100_000),
    '\n'.repeat(200_000),
    '1.'.repeat(100_000),
  ];
  const before = performance.now();
  for (const text of long) {
    sound(() => profile(text));
    sound(() => profile(`time,a_kW\n2023-01-01 00:00,${text}\n2023-01-01 01:00,1`, { decimal: ',' }));
    sound(() => weather(text));
  }
  expect(performance.now() - before).toBeLessThan(5000);
});

it('resamples onto any grid to finite numbers or a ConfigError', () => {
  const table = profile(CSV.join('\n'), { year: 'calendar' });
  const exact = profile(CSV.join('\n'));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3600 }),
      fc.integer({ min: -10, max: 40 }),
      fc.nat(50),
      (step_s, hour, length) => {
        const grid = { start_ms: utcMs(2023, 1, 1) + hour * 3_600_000 + 7, step_s, length: length + 1 };
        sound(() => resample(exact, grid));
        sound(() => resample(table, grid));
      },
    ),
    { numRuns: 200, seed: 17 },
  );
});
