import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { measureClock } from '../../src/series/clockEvidence.ts';
import { distance_km } from '../../src/series/fromAfar.ts';
import { resample } from '../../src/series/resample.ts';
import { describeReport } from '../../src/series/table.ts';
import { importWeather, WeatherSpec } from '../../src/series/weather.ts';
import type { WeatherTable } from '../../src/series/weatherTable.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';
import { context, messageOf, sumOf } from './importing.ts';

const SUZHOU = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 };
/** 2023 in China's time. */
const YEAR: TimeGrid = { start_ms: utcMs(2022, 12, 31, 16), step_s: 3600, length: 8760 };

const read = (text: string, spec: object = {}): WeatherTable =>
  importWeather(text, WeatherSpec.parse({ file: 'w', ...spec }), { ...context('w'), place: SUZHOU });
const ghiOf = (table: WeatherTable, grid = YEAR): Float64Array => resample(table, grid, SUZHOU).columns.ghi_W_per_m2!;

/** Share of the energy that falls while the sun is down. */
function dark(ghi: Float64Array, grid = YEAR): number {
  const { upShare } = sunColumns(grid, SUZHOU);
  return sumOf(ghi.filter((_, i) => upShare[i] === 0)) / sumOf(ghi);
}

/** Local hour at whose start the brightest hour of the mean day begins. */
function peakHour(ghi: Float64Array): number {
  const day = new Float64Array(24);
  for (let i = 0; i < ghi.length; i++) day[i % 24] = day[i % 24]! + ghi[i]!;
  return day.indexOf(Math.max(...day));
}

/** An EPW of ten days in June, each a block of light from 10 to 14 o'clock of its own clock. */
function epw(place: string, year = (_i: number) => 2005): string {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const row: (string | number)[] = Array.from({ length: 35 }, () => 0);
    const hour = i % 24;
    row.splice(0, 10, year(i), 6, 1 + Math.floor(i / 24), hour + 1, 60, '?', hour, 1, 50, 101_000);
    row[13] = hour >= 10 && hour < 14 ? 500 : 0;
    return row.join(',');
  });
  return [`LOCATION,${place}`, 'DATA PERIODS,1,1,Data,Sunday,6/1,6/10', ...rows].join('\n');
}
const JUNE: TimeGrid = { start_ms: utcMs(2023, 6, 2, 16), step_s: 3600, length: 24 * 5 };

it('measures the great circle', () => {
  // by hand: a quarter of a meridian, 6371 pi / 2
  expect(distance_km({ ...SUZHOU, latitude_deg: 0 }, { ...SUZHOU, latitude_deg: 90 })).toBeCloseTo(10_007.5, 1);
  expect(distance_km(SUZHOU, SUZHOU)).toBeCloseTo(0, 3);
});

it('lays a typical year of another place by its solar time and says so', () => {
  // by hand: the file's clock is 12 min behind its sun at 78 W; its 12:00 is solar 11:48, at Suzhou 11:45 UTC+08:00
  const table = read(epw('Far,-,USA,x,0,36,-78,-5,100'), { clock: 'trust' });
  expect(table.start_ms - utcMs(2005, 5, 31, 16)).toBe(-15 * 60_000);
  const { columns } = resample(table, JUNE, SUZHOU);
  const byHour = Array.from(columns.ghi_W_per_m2!.slice(24, 48), Math.round);
  expect(byHour.filter((v) => v > 1).length).toBe(5);
  expect(byHour.slice(0, 9).concat(byHour.slice(14))).toEqual(Array.from({ length: 19 }, () => 0));
  expect(sumOf(columns.ghi_W_per_m2!)).toBeCloseTo(5 * 2000, 6);
  expect(columns.ambient_degC![36]).toBeCloseTo(12.25, 9);
  expect(describeReport(table.report).at(-1)).toBe(
    "w: is weather of Far (36 N, 78 W), 12,282 km from the site: laid by its solar time, so that its noon is the site's",
  );
});

it('warns of the other half of the Earth', () => {
  const table = read(epw('South,-,AUS,x,0,-33,151,10,5'), { clock: 'trust' });
  expect(describeReport(table.report).at(-1)).toMatch(/; its seasons are those of the other half of the Earth$/);
  // by hand: 30.3 deg east of the site are 121.2 min, rounded to 120, back from 10 h to 8 h
  expect(table.start_ms).toBe(utcMs(2005, 5, 31, 14) + 120 * 60_000);
});

it('leaves the weather of a place nearby as it is', () => {
  const near = epw('Shanghai,-,CHN,x,0,31.4,121.45,8,5');
  const table = read(near, { clock: 'trust' });
  expect(table.start_ms).toBe(utcMs(2005, 5, 31, 16));
  expect(table.report.findings.filter((f) => f.kind === 'place')).toEqual([]);
});

it('keeps the instants of a real record from afar, with a warning', () => {
  const table = read(epw('Far,-,USA,x,0,36,-78,-5,100'), { clock: 'trust', year: 'exact' });
  expect(table.start_ms).toBe(utcMs(2005, 6, 1, 5));
  // by hand: 198.7 deg / 15 are 13.2 h after, which is 10.8 h before
  expect(describeReport(table.report).at(-1)).toBe(
    "w: is weather of Far (36 N, 78 W), 12,282 km from the site, kept at its own instants, where its noon is 10.8 h before the site's; year: calendar lays it by its solar time",
  );
});

describe.skipIf(!hasShared)(`typical years of other continents at Suzhou${whyNoShared}`, () => {
  it.each([
    ['723170TYA.CSV', 'GREENSBORO PIEDMONT TRIAD INT NC (36.1 N, 79.95 W)'],
    ['tmy_45.000_8.000_2005_2023.csv', 'PVGIS (45 N, 8 E)'],
    ['tmy_45.000_8.000_2005_2023.epw', '(45 N, 8 E)'],
  ])('%s shines by day, most about noon', (file, name) => {
    const table = read(readShared(`data/weather-format-samples/${file}`));
    const ghi = ghiOf(table);
    expect(sumOf(ghi) / sumOf(table.columns.ghi_W_per_m2!)).toBeCloseTo(1, 2);
    expect(dark(ghi)).toBeLessThan(0.01);
    expect([11, 12]).toContain(peakHour(ghi)); // solar noon at Suzhou is 11:57 on the mean
    expect(Math.abs(measureClock(YEAR, ghi, SUZHOU).late_h)).toBeLessThan(0.15);
    expect(describeReport(table.report).at(-1)).toContain(name);
    expect(describeReport(table.report).at(-1)).toContain("laid by its solar time, so that its noon is the site's");
  });
});

describe('the Suzhou weather whose times have lost their offset', () => {
  const text = readFileSync(new URL('../../profiles/suzhou-weather.csv', import.meta.url), 'utf8');
  const bare = text.replaceAll('+08:00,', ',');

  it.each([
    // zone told, offset measured
    ['UTC', 8],
    ['+05:00', 3],
    ['+07:00', 1],
    ['+20:00', undefined],
    ['-04:00', 12],
    ['+13:00', -5],
  ])('read in %s', (zone, off_h) => {
    const call = () => read(bare, { csv: { zone } });
    if (off_h === undefined) return expect(messageOf(call)).toContain('unknown zone');
    const kept = read(bare, { csv: { zone }, clock: 'trust' });
    expect(Math.abs(Math.abs(kept.clock!.late_h) - Math.abs(off_h))).toBeLessThan(0.12);
    if (Math.abs(off_h) < 12) expect(Math.sign(kept.clock!.late_h)).toBe(Math.sign(off_h));
    expect(describeReport(kept.report).at(-1)).toMatch(/off the sun on its 36 clearest days: are zone and label right/);
    if (Math.abs(off_h) > 1) expect(messageOf(call)).toContain(`expected 1 h at most`);
    else expect(describeReport(call().report).at(-1)).toMatch(/are zone and label right\? kept as they are$/);
  });

  it('says how far the clock is off and what to do', () => {
    expect(messageOf(() => read(bare, { csv: { zone: 'UTC' } }))).toMatchInlineSnapshot(
      `"ConfigError: w: irradiance lies +7.99 h off the sun on its 36 clearest days, at latitude 31.3, longitude 120.7, as if its clock were 8 h ahead of the zone it is read in; expected 1 h at most; set the zone, csv: { zone: +08:00 }, or the label of its intervals, or mend the offsets where its times name their own; clock: trust keeps it as it is"`,
    );
  });

  it.each([
    ['in its zone', bare, { csv: { zone: '+08:00' } }],
    ['with its offsets', text, {}],
  ])('is at peace with the sun %s', (_, rows, spec) => {
    const table = read(rows, spec);
    expect(Math.abs(table.clock!.late_h)).toBeLessThan(0.125);
    expect(table.report.findings.filter((f) => f.kind === 'clock' || f.kind === 'place')).toEqual([]);
  });
});
