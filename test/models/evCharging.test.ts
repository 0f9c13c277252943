import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/core/environment.ts';
import { EvChargingParams, evCharging } from '../../src/models/evCharging.ts';
import { berthsOf, SessionParams, sessionsOf } from '../../src/models/evSessions.ts';
import { between } from '../between.ts';
import { type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';

const MODES = ['uncontrolled', 'smart', 'vehicleToGrid'] as const;
type Row = Record<string, number>;
/** What to ask in a step, of its least and most. */
type Ask = (low: number, high: number, i: number) => number;

/** Runs a site over the whole grid and returns every step's outputs and next states. */
function drive(
  params: object,
  setting: BenchSetting & { length: number },
  ask: Ask,
  available: (i: number) => number = () => 1,
): Row[] {
  const b = bench(evCharging, params, setting);
  const turnedAway = b.instance.columns[2]!;
  const rows: Row[] = [];
  for (let i = 0; i < setting.length; i++) {
    const w = {
      available: available(i),
      step: i,
      turnedAway_per_h: typeof turnedAway === 'number' ? turnedAway : turnedAway[i]!,
    };
    b.run({ w });
    const [low, high] = b.limits();
    const target = ask(low, high, i);
    const row = b.run({ w, target });
    expect(Math.abs(row.electricity_kW! - target)).toBeLessThan(1e-9);
    expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
    rows.push({ ...row, low, high });
    b.instance.x.set(b.instance.next);
  }
  return rows;
}
const sumOf = (rows: readonly Row[], name: string, dt_h = 1): number =>
  rows.reduce((sum, r) => sum + r[name]! * dt_h, 0);
const atRest: Ask = (low, high) => Math.min(Math.max(0, low), high);
const least: Ask = (low) => low;
const most: Ask = (_low, high) => high;

/** A car that comes at the start of the second of ten hours, stays four and asks for 18 kWh, at 10 kW and 0.9. */
const one = (more: object = {}) => ({
  points: 2,
  power_kW: 10,
  etaCharge: 0.9,
  etaDischarge: 0.8,
  sessions: { from: 'profile', arrivals: 'p.arrivals_per_h', energy: 18, stay: 4 },
  ...more,
});
// Half due at the start of the second hour.
const onlyOne = { length: 10, profiles: { 'p.arrivals_per_h': Float64Array.from([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0]) } };
const flows = (rows: readonly Row[]): number[] => rows.map((r) => Math.round(r.electricity_kW! * 1e6) / 1e6 + 0);

describe('a car, by hand', () => {
  // 18 kWh take 20 kWh at the point: two hours. It is there from the second hour to the fifth.
  it('charges at once where nobody controls it', () => {
    const rows = drive(one({ mode: 'uncontrolled' }), onlyOne, atRest);
    expect(flows(rows)).toEqual([0, -10, -10, 0, 0, 0, 0, 0, 0, 0]);
    for (const { low, high } of rows) expect(low).toBeCloseTo(high!, 12);
  });
  it('charges as late as it may where nothing is asked', () => {
    const rows = drive(one({ mode: 'smart' }), onlyOne, atRest);
    expect(flows(rows)).toEqual([0, 0, 0, -10, -10, 0, 0, 0, 0, 0]);
    expect(rows[1]!.high).toBe(0);
    expect(rows[4]!.due_kW).toBeCloseTo(10, 3);
  });
  it('lends what it came with, and has it back', () => {
    const rows = drive(one({ mode: 'vehicleToGrid', lent_kWh: 5, discharge_kW: 4 }), onlyOne, most);
    // Gives 4 kW in the second hour (5 kWh of its battery), takes 5 kWh / 0.9 more then than it otherwise would.
    expect(rows[1]!.electricity_kW).toBeCloseTo(4, 3);
    expect(rows[1]!.conversionLoss_kW).toBeCloseTo(1, 3);
    expect(sumOf(rows, 'charge_kW')).toBeCloseTo(23 / 0.9, 6);
    expect(sumOf(rows, 'arriving_kW')).toBeCloseTo(5, 12);
    expect(sumOf(rows, 'leaving_kW')).toBeCloseTo(23, 9);
  });
  it('leaves with what full power can do where it asks for more, which is counted apart', () => {
    const car = one({ sessions: { from: 'profile', arrivals: 'p.arrivals_per_h', energy: 50, stay: 4 } });
    const { kind, q } = bench(evCharging, car, onlyOne).instance;
    expect(kind.cautions!(q)).toEqual([expect.stringMatching(/^1 of 1 cars ask for more .* 14 kWh in all/)]);
    const rows = drive(car, onlyOne, atRest);
    expect(sumOf(rows, 'leaving_kW')).toBeCloseTo(36, 9);
    expect(sumOf(rows, 'beyondStay_kW')).toBeCloseTo(14, 9);
    expect(sumOf(rows, 'unmet_kW')).toBe(0);
  });
  it('leaves short after an outage that it cannot make up for', () => {
    const rows = drive(one(), onlyOne, atRest, (i) => (i === 4 ? 0 : 1));
    expect(sumOf(rows, 'leaving_kW')).toBeCloseTo(9, 3);
    expect(sumOf(rows, 'unmet_kW')).toBeCloseTo(9, 3);
    expect(rows[4]!.electricity_kW).toBeCloseTo(0, 12);
    expect([rows[4]!.low, rows[4]!.high]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  });
});

const busy = {
  power_kW: 7,
  sessions: { from: 'profile', arrivals: 'p.arrivals_per_h', energy: 'p.energy_kWh', stay: 'p.stay_h' },
};
/** Cars of all sorts: some ask for nothing, some for more than they can have. */
const traffic = (numbers: readonly number[]): BenchSetting & { length: number } => ({
  length: numbers.length,
  step_s: 1800,
  profiles: {
    'p.arrivals_per_h': Float64Array.from(numbers, (v, i) => (i < numbers.length - 40 ? 4 * v : 0)),
    'p.energy_kWh': Float64Array.from(numbers, (_, i) => 40 * numbers[(7 * i) % numbers.length]!),
    'p.stay_h': Float64Array.from(numbers, (_, i) => 0.2 + 12 * numbers[(11 * i + 3) % numbers.length]!),
  },
});

/** The cars that find a point free. */
function carsOf({ profiles, length, step_s }: BenchSetting & { length: number }, points: number) {
  const grid = { start_ms: 0, step_s: step_s!, length };
  const env: Partial<Environment> = { grid, series: (ref) => profiles![ref]! };
  const b = berthsOf(sessionsOf(SessionParams.parse(busy.sessions), env as Environment), points, grid);
  return [...b.energy_kWh].map((energy_kWh, k) => ({
    energy_kWh,
    stay_h: ((b.departure[k]! - b.arrival[k]!) * step_s!) / 3600,
  }));
}

it('leaves nobody short, whatever is asked of it', () => {
  fc.assert(
    fc.property(
      fc.array(between(0, 1), { minLength: 70, maxLength: 70 }),
      fc.array(between(0, 1), { minLength: 70, maxLength: 70 }),
      fc.constantFrom(...MODES),
      (numbers, shares, mode) => {
        const setting = traffic(numbers);
        const rows = drive(
          { ...busy, mode, points: 12, lent_kWh: 4, discharge_kW: 5 },
          setting,
          (low, high, i) => low + shares[i]! * (high - low),
        );
        const served = sumOf(rows, 'arrivals_per_h', 0.5);
        const away = sumOf(rows, 'turnedAway_per_h', 0.5);
        const due = setting.profiles!['p.arrivals_per_h']!.reduce((sum, v) => sum + v / 2, 0);
        expect(Math.abs(served + away - due)).toBeLessThanOrEqual(0.5 + 1e-6);
        expect(sumOf(rows, 'unmet_kW')).toBe(0);
        for (const row of rows) {
          expect(row.low).toBeLessThanOrEqual(row.high!);
          expect(row.low).toBeGreaterThanOrEqual(-7 * 12 - 1e-9);
          expect(row.high).toBeLessThanOrEqual((mode === 'vehicleToGrid' ? 5 * 12 : 0) + 1e-9);
          for (let k = 1; k <= 12; k++) expect(row[`point${k}_kWh`]).toBeGreaterThanOrEqual(-1e-9);
          expect(row.due_kW).toBeGreaterThanOrEqual(0);
        }
        // What all cars are due, apart from the model: what they lend and what full power brings within their stay.
        const cars = carsOf(setting, 12);
        const lent = mode === 'vehicleToGrid' ? 4 : 0;
        const goals = cars.reduce((sum, c) => sum + lent + Math.min(c.energy_kWh, 0.9 * 7 * c.stay_h), 0);
        expect(cars.length).toBe(Math.round(served));
        expect(sumOf(rows, 'leaving_kW', 0.5)).toBeCloseTo(goals, 6);
        // Everybody has left by the end, with all that they asked for but what their stay did not allow.
        const last = rows.at(-1)!;
        for (let k = 1; k <= 12; k++) expect(last[`point${k}_kWh`]).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

it('brings every car the same in all modes', () => {
  const numbers = Array.from({ length: 90 }, (_, i) => ((i * 37) % 90) / 90);
  const net = MODES.map((mode) => {
    const rows = drive({ ...busy, mode, points: 20, lent_kWh: 3 }, traffic(numbers), mode === 'smart' ? least : most);
    return sumOf(rows, 'leaving_kW', 0.5) - sumOf(rows, 'arriving_kW', 0.5);
  });
  expect(net[0]).toBeGreaterThan(100);
  expect(net[1]).toBeCloseTo(net[0]!, 6);
  expect(net[2]).toBeCloseTo(net[0]!, 6);
});

it('lets no car give while another takes more than it must, unless what is asked is to give', () => {
  const numbers = Array.from({ length: 90 }, (_, i) => ((i * 41) % 90) / 90);
  const rows = drive({ ...busy, mode: 'vehicleToGrid', points: 20 }, traffic(numbers), (low, high, i) =>
    Math.min(Math.max([low / 2, high / 2, 0][i % 3]!, low), high),
  );
  for (const row of rows)
    expect(Math.min(row.discharge_kW!, Math.max(0, row.charge_kW! - row.due_kW!))).toBeLessThan(1e-9);
  expect(sumOf(rows, 'discharge_kW')).toBeGreaterThan(10);
});

it('charges the same in steps of any length', () => {
  const params = { mode: 'uncontrolled', points: 40, sessions: { from: 'pattern', perDay: 12 } };
  const [hour, ...shorter] = [3600, 1800, 900, 300].map((step_s) => {
    const length = (3 * 86_400) / step_s;
    const rows = drive(params, { length, step_s, start_ms: Date.UTC(2023, 0, 2) }, least);
    const dt_h = step_s / 3600;
    return ['charge_kW', 'leaving_kW', 'arrivals_per_h', 'connected'].map((name) => sumOf(rows, name, dt_h));
  });
  expect(hour![2]).toBe(36);
  for (const other of shorter) for (const [k, v] of other.entries()) expect(v).toBeCloseTo(hour![k]!, 6);
});

it('turns away who finds no free point', () => {
  const rows = drive(
    { points: 1, sessions: { from: 'profile', arrivals: 0.5, energy: 5, stay: 3 } },
    { length: 12 },
    least,
  );
  // by hand: cars at hours 1, 3, 5, 7, 9 and 11; one that stays from 1 to 4 keeps the second away
  expect(sumOf(rows, 'arrivals_per_h')).toBe(3);
  expect(sumOf(rows, 'turnedAway_per_h')).toBe(3);
});

describe('cars from a pattern', () => {
  const week = { length: 7 * 24, start_ms: Date.UTC(2023, 0, 2) };
  const pattern = (more: object = {}) => ({ points: 40, mode: 'uncontrolled', sessions: { from: 'pattern', ...more } });
  const arrivals = (more: object, setting = week): number[] =>
    drive(pattern(more), setting, least).map((r) => r.arrivals_per_h!);

  it('come on working days in the morning', () => {
    const found = arrivals({ perDay: 20, weekendShare: 0.25 });
    expect(found.reduce((a, b) => a + b)).toBe(110); // by hand: 5 * 20 + 2 * 5
    const morning = found.filter((_, i) => i % 24 >= 6 && i % 24 < 11).reduce((a, b) => a + b);
    expect(morning).toBeGreaterThan(100);
  });
  it('are the same on the same days of any run, and others by another number', () => {
    const later = arrivals({}, { length: 4 * 24, start_ms: Date.UTC(2023, 0, 5) });
    expect(arrivals({}).slice(3 * 24)).toEqual(later);
    expect(arrivals({ pattern: 1 })).not.toEqual(arrivals({}));
  });
  it('ask for the mean, about', () => {
    const rows = drive(pattern({ perDay: 30, energyMean_kWh: 20, energySd_kWh: 4 }), week, least);
    expect(sumOf(rows, 'leaving_kW') / sumOf(rows, 'arrivals_per_h')).toBeCloseTo(20, -0.5);
  });
});

it('catches 1 % too much of anything its law counts', () => {
  const b = bench(evCharging, evCharging.example, { length: 4 });
  const w = { step: 3 };
  b.run({ w, x: { point1_kWh: 14 }, target: -8 });
  expect(plant(b)).toEqual(expect.arrayContaining(['electricity_kW', 'conversionLoss_kW']));
});

it('says which parameter is wrong', () => {
  const bad = EvChargingParams.safeParse({
    points: 0,
    mode: 'wild',
    sessions: { from: 'profile', arrivals: 1, energy: 3 },
  });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "mode Invalid option: expected one of "uncontrolled"|"smart"|"vehicleToGrid"",
      "points Too small: expected number to be >=1",
      "sessions.stay Invalid input",
    ]
  `);
  expect(() =>
    bench(evCharging, { sessions: { from: 'profile', arrivals: 1, energy: 3, stay: 0 } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: sessions.stay: met 0 h where a car arrives (step 0); expected more]`,
  );
});

describe('a run that starts while cars are there', () => {
  const depot = {
    points: 8,
    sessions: { from: 'pattern', perDay: 6, weekendShare: 1, arrivalMean_h: 19, stayMean_h: 11, energyMean_kWh: 30 },
  };
  const night = { start_ms: Date.UTC(2023, 0, 3, 0), length: 40 };
  it.each(MODES)('has charged them by its rule, and nobody leaves short: %s', (mode) => {
    const b = bench(evCharging, { mode, ...depot }, night);
    const held_kWh = b.instance.x.reduce((a, v) => a + v, 0);
    expect(held_kWh).toBeGreaterThan(20);
    for (const ask of [atRest, least, most]) {
      const rows = drive({ mode, ...depot }, night, ask);
      expect(rows[0]!.connected).toBe(6);
      expect(sumOf(rows, 'unmet_kW')).toBeLessThan(1e-6);
      // Who was there is no arrival.
      expect(sumOf(rows.slice(0, 6), 'arrivals_per_h')).toBe(0);
    }
  });
  it('counts what they have by the share of their stay, or by full power', () => {
    const at = (mode: string): number[] =>
      [...bench(evCharging, { mode, ...depot }, night).instance.x].filter((v) => v > 0);
    const b = bench(evCharging, { mode: 'smart', ...depot }, night);
    const { berths } = (b.instance.q as { laid: { berths: ReturnType<typeof berthsOf> } }).laid;
    const [elapsed, stay] = [-berths.arrival[0]!, berths.departure[0]! - berths.arrival[0]!];
    const wanted = Math.min(berths.energy_kWh[0]!, 11 * 0.9 * stay);
    expect(at('smart')[0]).toBeCloseTo((wanted * elapsed) / stay, 9);
    expect(at('uncontrolled')[0]).toBeCloseTo(Math.min(wanted, 11 * 0.9 * elapsed), 9);
    expect(at('vehicleToGrid')[0]).toBeCloseTo(10 + (wanted * elapsed) / stay, 9);
  });
});
