import { expect, it } from 'vitest';
import type { Environment } from '../../src/core/environment.ts';
import { fixedZone } from '../../src/core/zone.ts';
import { berthsOf, SessionParams, sessionAt, sessionsOf } from '../../src/models/evSessions.ts';

const found = (params: object, more: Partial<Environment> = {}) =>
  sessionsOf(SessionParams.parse(params), {
    site: { zone: fixedZone('Asia/Shanghai', 480) },
    grid: { start_ms: Date.UTC(2023, 0, 1, 16), step_s: 3600, length: 24 * 5 },
    seed: 1,
    ...more,
  } as Environment);

it('lets cars keep to the local clock', () => {
  const cars = found({ from: 'pattern' });
  expect(cars.length).toBe(50);
  const mean = cars.reduce((sum, { arrival }) => sum + (arrival % 24), 0) / 50;
  expect(mean).toBeGreaterThan(8);
  expect(mean).toBeLessThan(9);
});

it('finds the session of any step', () => {
  const grid = { start_ms: 0, step_s: 900, length: 400 };
  const sessions = Array.from({ length: 60 }, (_, k) => ({
    arrival: 6.3 * k,
    departure: 6.3 * k + 1 + (k % 17),
    energy_kWh: 1,
  }));
  const b = berthsOf(sessions, 5, grid);
  expect(b.arrival.length).toBeGreaterThan(40);
  for (let j = 0; j < 5; j++)
    for (let i = 0; i < grid.length; i++) {
      const plain = [...b.arrival.keys()].find(
        (k) => k >= b.begin[j]! && k < b.begin[j + 1]! && b.first[k]! <= i && i <= b.last[k]!,
      );
      expect(sessionAt(b, j, i)).toBe(plain ?? -1);
    }
});

it('draws other cars from another seed, in order of arrival', () => {
  const pattern = { from: 'pattern' };
  expect(found(pattern, { seed: 2 })).not.toEqual(found(pattern));
  const arrivals = found(pattern).map((s) => s.arrival);
  expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  for (const { arrival, departure, energy_kWh } of found(pattern)) {
    expect(departure - arrival).toBeGreaterThanOrEqual(0.25);
    expect(energy_kWh).toBeGreaterThanOrEqual(1);
  }
});

it('lets cars of a profile come when half of each is due', () => {
  const series = (ref: unknown): Float64Array => {
    const columns: Record<string, number[]> = {
      'p.a_per_h': [0, 3, 0, 1],
      'p.e_kWh': [0, 10, 0, 20],
      'p.s_h': [1, 2, 1, 5],
    };
    return Float64Array.from(columns[ref as string]!);
  };
  const grid = { start_ms: 0, step_s: 3600, length: 4 };
  const params = { from: 'profile', arrivals: 'p.a_per_h', energy: 'p.e_kWh', stay: 'p.s_h' };
  // by hand: three in the second hour at its sixths, one in the middle of the fourth
  expect(found(params, { grid, series })).toEqual([
    { arrival: expect.closeTo(1 + 1 / 6, 12), departure: expect.closeTo(3 + 1 / 6, 12), energy_kWh: 10 },
    { arrival: 1.5, departure: 3.5, energy_kWh: 10 },
    { arrival: expect.closeTo(1 + 5 / 6, 12), departure: expect.closeTo(3 + 5 / 6, 12), energy_kWh: 10 },
    { arrival: 3.5, departure: 8.5, energy_kWh: 20 },
  ]);
});
