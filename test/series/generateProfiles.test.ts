import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sunColumns } from '../../src/core/physics/sun.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { unitOf } from '../../src/core/units.ts';
import { DISTRICT_LOADS, PARK_LOADS, PROFILE_SEED, shippedProfiles } from '../../src/series/generateProfiles.ts';

const committed = (name: string): string => readFileSync(new URL(`../../profiles/${name}`, import.meta.url), 'utf8');

function table(text: string) {
  const [head, ...rows] = text.trimEnd().split('\n');
  const names = head!.split(',');
  const cells = rows.map((row) => row.split(','));
  const column = (name: string) => cells.map((row) => Number(row[names.indexOf(name)]));
  return { names, times: cells.map((row) => row[0]!), column };
}
const sum = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);
const max = (v: readonly number[]): number => v.reduce((a, b) => Math.max(a, b));

const made = shippedProfiles();
const FILES = ['suzhou-weather.csv', 'suzhou-park-loads.csv', 'suzhou-district-loads.csv'] as const;

describe('the shipped profiles', () => {
  it.each(FILES)('%s is what the generator makes, to the byte', (name) => {
    expect(committed(name) === made[name]).toBe(true);
  });

  it.each(FILES)('%s is a year of hours with house names, every cell a number', (name) => {
    const { names, times, column } = table(committed(name));
    expect(committed(name).length).toBeLessThan(1_000_000);
    expect(times.length).toBe(8760);
    expect([times[0], times[1], times.at(-1)]).toEqual([
      '2023-01-01T00:00:00+08:00',
      '2023-01-01T01:00:00+08:00',
      '2023-12-31T23:00:00+08:00',
    ]);
    for (const signal of names.slice(1)) {
      expect(() => unitOf(signal)).not.toThrow();
      expect(column(signal).every(Number.isFinite)).toBe(true);
    }
  });

  it('are described with their columns, seed and energy', () => {
    const text = committed('SOURCES.md');
    for (const name of FILES) {
      expect(text).toContain(name);
      for (const signal of table(committed(name)).names.slice(1)) expect(text).toContain(`\`${signal}\``);
    }
    expect(text).toContain(`seed ${PROFILE_SEED}`);
  });
});

describe('the weather file', () => {
  const { column } = table(committed('suzhou-weather.csv'));
  const ghi = column('ghi_W_per_m2');

  it('brings 1,307 kWh/m2, enough for about 1,110 kWh per kWp', () => {
    expect(sum(ghi) / 1000).toBeCloseTo(1307, 0);
    // By hand: 1.07 for the tilt, performance ratio 0.80
    expect((sum(ghi) / 1000) * 1.07 * 0.8).toBeGreaterThan(1100);
    expect((sum(ghi) / 1000) * 1.07 * 0.8).toBeLessThan(1130);
    expect(sum(column('ambient_degC')) / 8760).toBeCloseTo(15.7, 0);
    expect(sum(column('wind_m_per_s')) / 8760).toBeCloseTo(3, 1);
  });

  it('closes with the sun to the rounding', () => {
    const grid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 };
    const { up } = sunColumns(grid, { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 });
    const dni = column('dni_W_per_m2');
    const dhi = column('dhi_W_per_m2');
    let worst = 0;
    for (let i = 0; i < 8760; i++) worst = Math.max(worst, Math.abs(ghi[i]! - dhi[i]! - dni[i]! * Math.max(0, up[i]!)));
    expect(worst).toBeLessThan(0.16);
    expect(worst).toBeGreaterThan(0); // the columns were read
  });
});

describe('the load file', () => {
  const { column } = table(committed('suzhou-park-loads.csv'));

  it.each(Object.entries(PARK_LOADS))('%s has its energy within 0.1 % and its peak', (name, spec) => {
    const v = column(name);
    expect(Math.abs(sum(v) / spec.energy_kWh - 1)).toBeLessThan(1e-3);
    if ('peak_kW' in spec) expect(Math.abs(max(v) / spec.peak_kW - 1)).toBeLessThan(1e-3);
    expect(v.every((x) => x >= 0)).toBe(true);
  });

  it('peaks at about 1.5 MW of electricity, a fifth of the energy for light', () => {
    const electricity = column('electricity_kW');
    const lighting = column('lighting_kW');
    const peak = max(electricity.map((v, i) => v + lighting[i]!));
    expect(peak).toBeGreaterThan(1425);
    expect(peak).toBeLessThan(1575);
    expect(sum(lighting) / (sum(electricity) + sum(lighting))).toBeCloseTo(0.2, 3);
  });

  it('gives 10 kg of hydrogen every day', () => {
    const v = column('hydrogen_kW');
    for (const d of [0, 45, 183, 364]) expect(sum(v.slice(24 * d, 24 * d + 24)) / 33.33).toBeCloseTo(10, 2);
    expect(sum(v) / 33.33 / 365).toBeCloseTo(10, 3);
  });

  it('rests at Spring Festival and cools in summer', () => {
    const day = (name: string, d: number) => sum(column(name).slice(24 * d, 24 * d + 24));
    expect(day('electricity_kW', 23)).toBeLessThan(0.35 * day('electricity_kW', 16)); // 24 and 17 January
    const month = (name: string, from: number) => sum(column(name).slice(24 * from, 24 * (from + 30)));
    expect(month('cooling_kW', 181)).toBeGreaterThan(8 * month('cooling_kW', 0));
    expect(month('heat_kW', 0)).toBeGreaterThan(15 * month('heat_kW', 181));
  });
});

describe('the load file of the district', () => {
  const { names, column } = table(committed('suzhou-district-loads.csv'));

  it.each(Object.entries(DISTRICT_LOADS))('%s has its energy within 0.1 % and its peak', (name, spec) => {
    const v = column(name);
    expect(Math.abs(sum(v) / spec.energy_kWh - 1)).toBeLessThan(1e-3);
    if ('peak_kW' in spec) expect(Math.abs(max(v) / spec.peak_kW - 1)).toBeLessThan(1e-3);
    expect(v.every((x) => x >= 0)).toBe(true);
  });

  it('holds those demands and no other, about 28 GWh of electricity with a peak of 4.3 MW', () => {
    expect(names.slice(1)).toEqual(Object.keys(DISTRICT_LOADS));
    const electric = ['dataCentre', 'towers', 'mall', 'hotel', 'hospital', 'coldStore', 'depot', 'streets'];
    const total = electric.map((name) => column(`${name}_kW`)).reduce((a, b) => a.map((v, i) => v + b[i]!));
    // By hand: 7.4 + 5 + 4.5 + 2.2 + 3.8 + 2.6 + 1.4 + 0.6
    expect(sum(total) / 1e6).toBeCloseTo(27.5, 2);
    expect(max(total)).toBeGreaterThan(4200);
    expect(max(total)).toBeLessThan(4500);
  });

  it('gives 60 kg of hydrogen every day, and leaves the towers empty at Spring Festival', () => {
    expect(sum(column('hydrogen_kW').slice(24 * 45, 24 * 46)) / 33.33).toBeCloseTo(60, 2);
    const day = (name: string, d: number) => sum(column(name).slice(24 * d, 24 * d + 24));
    expect(day('towers_kW', 23)).toBeLessThan(0.5 * day('towers_kW', 16)); // 24 and 17 January
    expect(day('hospital_kW', 23)).toBeGreaterThan(0.9 * day('hospital_kW', 16));
  });
});
