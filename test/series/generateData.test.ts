import { describe, expect, it } from 'vitest';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone } from '../../src/core/zone.ts';
import { generateWeather } from '../../src/series/generate.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';

const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
const about = (v: readonly number[]): number[] => {
  const m = mean(v);
  return v.map((x) => x - m);
};
const deviation = (v: readonly number[]): number => Math.sqrt(mean(about(v).map((x) => x * x)));
const lagged = (v: readonly number[], lag: number): number => {
  const off = about(v);
  return mean(off.slice(lag).map((x, i) => x * off[i]!)) / deviation(v) ** 2;
};
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

interface Year {
  readonly ghi: readonly number[];
  readonly dhi: readonly number[];
  readonly ambient: readonly number[];
  readonly wind: readonly number[];
}

/** How a year varies: spread of days within their months, persistence, diffuse share. */
function character({ ghi, dhi, ambient, wind }: Year) {
  const byDay = (v: readonly number[]) => Array.from({ length: 365 }, (_, d) => mean(v.slice(24 * d, 24 * d + 24)));
  const within = (daily: readonly number[], relative: boolean) => {
    let from = 0;
    const spreads = DAYS.map((n) => {
      const month = daily.slice(from, from + n);
      from += n;
      return deviation(month) / (relative ? mean(month) : 1);
    });
    return mean(spreads);
  };
  return {
    ghiSpread: within(byDay(ghi), true),
    ambientSpread_K: within(byDay(ambient), false),
    diffuse: mean(dhi) / mean(ghi),
    windSpread: deviation(wind) / mean(wind),
    windHour: lagged(wind, 1),
    windDay: lagged(wind, 24),
  };
}

const generated = (): Year => {
  const zone = fixedZone('Asia/Shanghai', 480);
  const grid: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 };
  const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone };
  const { columns } = generateWeather({ climate: 'suzhou' }, { grid, site, seed: 2023 });
  return {
    ghi: Array.from(columns.ghi_W_per_m2),
    dhi: Array.from(columns.dhi_W_per_m2),
    ambient: Array.from(columns.ambient_degC),
    wind: Array.from(columns.wind_m_per_s),
  };
};

const shanghai = (): Year => {
  const text = readShared('data/weather-epw-china/CHN_Shanghai.Shanghai.583620_CSWD.epw');
  const rows = text
    .trim()
    .split(/\r?\n/)
    .slice(8)
    .map((line) => line.split(','));
  const column = (k: number) => rows.map((row) => Number(row[k]));
  return { ghi: column(13), dhi: column(15), ambient: column(6), wind: column(21) };
};

// Shanghai's typical year lies 80 km east of Suzhou: the means differ, the way it varies should not.
describe.skipIf(!hasShared)(`the generated year against Shanghai's typical year${whyNoShared}`, () => {
  it('varies as the typical year does', () => {
    const ours = character(generated());
    const theirs = character(shanghai());
    expect(Math.abs(ours.ghiSpread - theirs.ghiSpread)).toBeLessThan(0.1);
    expect(Math.abs(ours.ambientSpread_K - theirs.ambientSpread_K)).toBeLessThan(0.6);
    expect(Math.abs(ours.diffuse - theirs.diffuse)).toBeLessThan(0.12);
    expect(Math.abs(ours.windSpread - theirs.windSpread)).toBeLessThan(0.1);
    expect(Math.abs(ours.windHour - theirs.windHour)).toBeLessThan(0.06);
    expect(Math.abs(ours.windDay - theirs.windDay)).toBeLessThan(0.15);
  });
});
