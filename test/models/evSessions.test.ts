import { expect, it } from 'vitest';
import type { Environment } from '../../src/core/environment.ts';
import { fixedZone } from '../../src/core/zone.ts';
import { berthsOf, beyondSite, SessionParams, sessionAt, sessionsOf } from '../../src/models/evSessions.ts';

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

it('keeps who came before the run starts, and has them on the same point as a longer run', () => {
  const night = {
    from: 'pattern',
    arrivalMean_h: 19,
    arrivalSd_h: 1,
    stayMean_h: 11,
    staySd_h: 0.5,
    perDay: 6,
    weekendShare: 1,
  };
  const day_ms = 86_400_000;
  const start_ms = Date.UTC(2023, 0, 1, 16);
  const whole = found(night, { grid: { start_ms, step_s: 3600, length: 96 } });
  const later = found(night, { grid: { start_ms: start_ms + day_ms, step_s: 3600, length: 72 } });
  const there = later.filter(({ arrival }) => arrival < 0);
  expect(there.length).toBe(6);
  expect(later.map(({ departure }) => Math.round((departure + 24) * 1e6))).toEqual(
    whole.filter(({ departure }) => departure > 24).map(({ departure }) => Math.round(departure * 1e6)),
  );
  const berths = berthsOf(later, 6, { start_ms, step_s: 3600, length: 72 });
  expect([0, 1, 2, 3, 4, 5].map((j) => berths.arrival[sessionAt(berths, j, 0)]!)).toEqual(there.map((s) => s.arrival));
  // Nobody is turned away in a run for want of a point before it.
  const few = berthsOf(later, 2, { start_ms, step_s: 3600, length: 72 });
  expect(few.turnedAway_per_h[0]).toBe(0);
});

it('takes cars that a profile cannot know of from a list', () => {
  const grid = { start_ms: 0, step_s: 1800, length: 4 };
  const series = (ref: unknown): Float64Array => new Float64Array(4).fill(ref as number);
  const params = { from: 'profile', arrivals: 0, energy: 1, stay: 1, atStart: [{ energy_kWh: 9, stay_h: 1.5 }] };
  expect(found(params, { grid, series } as unknown as Partial<Environment>)).toEqual([
    { arrival: 0, departure: 3, energy_kWh: 9 },
  ]);
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

it('tells which cars no control of the site can serve', () => {
  const grid = { start_ms: 0, step_s: 3600, length: 10 };
  const told = (energy_kWh: number, arrivals: readonly number[]): string[] => {
    const cars = arrivals.map((arrival) => ({ arrival, departure: arrival + 4, energy_kWh }));
    return beyondSite(berthsOf(cars, 1, grid), 9);
  };
  // by hand: four hours of 9 kWh
  expect(told(36, [1])).toEqual([]);
  expect(told(50, [1, 5])).toEqual([
    '2 of 2 cars ask for more than their stay takes at full power, 28 kWh in all (beyondStay_kWh), and leave without it; ask for less, let them stay longer, or give points more power',
  ]);
  // The one point is taken from the second hour to the fifth, and from the sixth to the ninth.
  expect(told(1, [1, 3, 5, 7])).toEqual([
    '2 cars found no free point and drove on (turnedAway); add points, or send fewer cars',
  ]);
});
