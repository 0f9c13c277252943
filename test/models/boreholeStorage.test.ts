import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GROUND_NODES, groundNetwork, settledGround } from '../../src/core/physics/boreholeField.ts';
import { linearStep, rowOf } from '../../src/core/physics/linearStep.ts';
import { boreholeStorage } from '../../src/models/boreholeStorage.ts';
import { between } from '../between.ts';
import { gFunction, validations } from '../validation/boreholeStorage.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { expectHeld } from './heldTo.ts';

const params = { boreholes: 40, depth_m: 80, spacing_m: 3, charge_kW: 500, discharge_kW: 500, start_degC: 60 };
const buses = { hot: { supply_degC: 90, return_degC: 70 }, cold: { supply_degC: 40, return_degC: 30 } };
const store = (p: object = {}, setting: BenchSetting = {}): Bench =>
  bench(boreholeStorage, { ...params, ...p }, { buses, ...setting });

it('steps a single capacity exactly: C dT/dt = Q - UA T', () => {
  const s = linearStep(Float64Array.of(-0.2), Float64Array.of(0.5), 3);
  const x = Float64Array.of(4);
  const end = 2.5 + 1.5 * Math.exp(-0.6); // by hand: steady at 0.5 / 0.2
  expect(rowOf(s.next, 0, 1, x, 1)).toBeCloseTo(end, 12);
  expect(rowOf(s.mean, 0, 1, x, 1)).toBeCloseTo(2.5 + (1.5 * (1 - Math.exp(-0.6))) / 0.6, 12);
  const still = linearStep(Float64Array.of(0), Float64Array.of(1), 2);
  expect([rowOf(still.next, 0, 1, x, 1), rowOf(still.mean, 0, 1, x, 1)]).toEqual([6, 5]);
});

it('steps two that exchange exactly: their difference falls by exp(-2 t), their sum stays', () => {
  const s = linearStep(Float64Array.of(-1, 1, 1, -1), Float64Array.of(0, 0), 5);
  const x = Float64Array.of(3, 1);
  expect(rowOf(s.next, 0, 2, x, 0)).toBeCloseTo(2 + Math.exp(-10), 12);
  expect(rowOf(s.next, 1, 2, x, 0)).toBeCloseTo(2 - Math.exp(-10), 12);
});

it('holds the ground of its cells, and no more', () => {
  const g = groundNetwork({
    boreholes: 4,
    depth_m: 100,
    spacing_m: 5,
    radius_m: 0.075,
    conductivity_W_per_mK: 2,
    heatCapacity_kJ_per_m3K: 3600,
  });
  const inner = g.capacity_kWh_per_K.slice(0, 6).reduce((a, b) => a + b, 0);
  // by hand: 1 kWh/(m3 K); 4 cells of 25 m2 less the boreholes, 100 m deep
  expect(inner).toBeCloseTo(100 * 4 * (25 - Math.PI * 0.075 ** 2), 6);
  expect(g.share.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
});

it('rests where it has settled, but for what the field itself passes on', () => {
  const b = store();
  const before = Float64Array.from(b.instance.x);
  b.run({});
  // Steady beyond the field: those nodes do not move, to a millionth of the 42.5 K.
  for (let i = 7; i < GROUND_NODES; i++) expect(Math.abs(b.instance.next[i]! - before[i]!)).toBeLessThan(4e-5);
  expect(b.run({}).core_degC).toBeCloseTo(60, 2);
  expect(store({ start_degC: undefined }).run({})).toMatchObject({ core_degC: 17.5, wall_degC: 17.5, surface_kW: 0 });
});

it('bounds heat by fluid and wall: 80, 60 and 35 degC', () => {
  const b = store({ charge_kW: 1e6, discharge_kW: 1e6 });
  const [most] = b.limits('hot');
  const out = b.run({ lead: 'hot', target: most });
  // by hand: 0.1 m K/W over 3,200 m is 0.03125 K/kW between the fluid's mean and the wall's
  expect(out.wall_degC! - most * 0.03125).toBeCloseTo(80, 9);
  expect(out.hot_kW).toBeCloseTo(most, 9);
  const [, give] = b.limits('cold');
  const given = b.run({ lead: 'cold', target: give });
  expect(given.wall_degC! - give * 0.03125).toBeCloseTo(35, 9);
  expect(-most / give).toBeCloseTo((80 - 60) / (60 - 35), 3);
});

it('makes nothing warmer than it is, and warms up no further than what flows back', () => {
  const near = { hot: { supply_degC: 90, return_degC: 62 }, cold: { supply_degC: 59, return_degC: 30 } };
  const b = store({ charge_kW: 1e6, discharge_kW: 1e6 }, { buses: near });
  // by hand: the wall of 60 degC may go to 62 while it takes, and to 59 while it gives
  expect(b.run({ lead: 'hot', target: b.limits('hot')[0] }).wall_degC).toBeCloseTo(62, 9);
  expect(b.run({ lead: 'cold', target: b.limits('cold')[1] }).wall_degC).toBeCloseTo(59, 9);
  const past = { hot: { supply_degC: 90, return_degC: 58 }, cold: { supply_degC: 62, return_degC: 30 } };
  const none = store({}, { buses: past });
  expect([none.limits('hot'), none.limits('cold')]).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

it('gives nothing to a bus as warm as itself, and nothing to no bus', () => {
  const warm = { ...buses, cold: { supply_degC: 65, return_degC: 60 } };
  expect(store({}, { buses: warm }).limits('cold')).toEqual([0, 0, 0]);
  expect(store({}, { unconnected: ['cold'] }).limits('cold')).toEqual([0, 0, 0]);
  expect(store({ start_degC: 85 }).limits('hot')[0]).toBeCloseTo(0, 12);
});

it('keeps its energy and what limits promise, whatever the ground', () => {
  const b = store();
  const half = store({}, { step_s: 1800 });
  fc.assert(
    fc.property(between(-20, 70), between(-5, 5), between(0, 1), between(0, 1), (core_K, tilt, in_, out_) => {
      const x = Object.fromEntries(b.instance.states.map((name, i) => [name, (core_K + tilt * i) / (1 + i / 5)]));
      b.run({ x });
      const [low] = b.limits('hot');
      const [, high] = b.limits('cold');
      const u = [-low * in_, high * out_];
      const out = b.run({ x, u });
      expect(out.hot_kW).toBeCloseTo(low * in_, 9);
      expect(out.cold_kW).toBeCloseTo(high * out_, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
      const first = half.run({ x, u });
      if (Math.abs(first.hot_kW! - out.hot_kW!) + Math.abs(first.cold_kW! - out.cold_kW!) > 1e-9) return;
      const middle = Object.fromEntries(half.instance.states.map((name) => [name, first[name]!]));
      const second = half.run({ x: middle, u });
      if (Math.abs(second.hot_kW! - out.hot_kW!) + Math.abs(second.cold_kW! - out.cold_kW!) > 1e-9) return;
      for (const name of b.instance.states) expect(second[name]).toBeCloseTo(out[name]!, 9);
    }),
  );
});

it('warms over a summer, gives some of it back over a winter, and shows the imbalance', () => {
  const b = store({ start_degC: undefined });
  const { instance } = b;
  let [charged, discharged] = [0, 0];
  for (let h = 0; h < 8760; h++) {
    const summer = h < 4380;
    const [low, high] = summer ? b.limits('hot') : b.limits('cold');
    const out = b.run(
      summer ? { lead: 'hot', target: Math.max(low, -150) } : { lead: 'cold', target: Math.min(high, 150) },
    );
    instance.x.set(instance.next);
    charged += out.charge_kW!;
    discharged += out.discharge_kW!;
  }
  // 40 cells of 9 m2, 80 m deep, 0.639 kWh/(m3 K): 18.4 MWh/K
  expect(charged).toBeGreaterThan(400_000);
  expect(discharged / charged).toBeGreaterThan(0.05);
  expect(discharged / charged).toBeLessThan(0.6);
  const q = instance.q as Parameters<NonNullable<typeof boreholeStorage.kpis>>[0];
  const ends = [Float64Array.from(q.start), Float64Array.from(instance.x)] as const;
  const at = (name: string, x: Float64Array): number => x[instance.states.indexOf(name)]!;
  const kpis = boreholeStorage.kpis!(q, {
    hours_h: 8760,
    sum: (name) => (name === 'charge_kW' ? charged : name === 'discharge_kW' ? discharged : 0),
    max: () => 0,
    min: () => 0,
    running_h: () => 0,
    first: (name) => at(name, ends[0]),
    last: (name) => at(name, ends[1]),
    months: [],
  });
  expect(kpis.imbalance_kWh).toBeCloseTo(charged - discharged, 6);
  expect(kpis.groundChange_K).toBeGreaterThan(5);
  expect(kpis.groundChange_K).toBeLessThan((charged - discharged) / 18_400);
});

it('says what does not fit', () => {
  expect(() => store({}, { unconnected: ['hot', 'cold'] })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: hot: connected to no bus; expected a hot bus at "hot", a colder one at "cold", or both]`,
  );
  expect(() => store({ spacing_m: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: spacing_m: met 0.5 m between boreholes of 150 mm; expected 4 diameters or more]`,
  );
});

it.each(validations.map((v) => [v.title, v] as const))('%s', (_title, v) => {
  expectHeld(v, 3);
});

it.each([
  // boreholes, spacing m, depth m, then g after a month, 1, 5 and 25 years: finite line sources (Claesson and Javed 2011,
  // eq. 5, 2 m below ground, 75 mm, 1e-6 m2/s), summed over all pairs by adaptive quadrature outside this project
  [100, 5, 100, [3.51, 9.32, 26.29, 59.62]],
  [16, 6, 100, [3.47, 6.86, 13.41, 21.17]],
  [100, 3, 50, [4.07, 17.3, 44.62, 71.51]],
])('%d boreholes %d m apart answer as finite line sources do', (boreholes, spacing_m, depth_m, g) => {
  g.forEach((reference, k) => {
    const hours = [730, 8760, 43_800, 219_000][k]!;
    const model = gFunction({ boreholes, spacing_m, depth_m, radius_m: 0.075 }, hours);
    expect(Math.abs(model / reference - 1), `${hours} h`).toBeLessThan(0.1);
  });
});

it('settles from the edge of the field outwards', () => {
  const g = groundNetwork({
    boreholes: 4,
    depth_m: 100,
    spacing_m: 5,
    radius_m: 0.075,
    conductivity_W_per_mK: 2,
    heatCapacity_kJ_per_m3K: 2300,
  });
  const x = settledGround(g, 10);
  for (let i = 6; i < GROUND_NODES; i++) expect(x[i]!).toBeLessThan(x[i - 1]!);
  expect(x[GROUND_NODES - 1]!).toBeGreaterThan(0);
  expect(x.subarray(0, 6).every((v) => v === 10)).toBe(true);
});
