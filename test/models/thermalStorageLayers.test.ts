import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waterHeat_kWh_per_m3K } from '../../src/core/physics/water.ts';
import { thermalStorage } from '../../src/models/thermalStorage.ts';
import { ThermalStorageParams } from '../../src/models/thermalStorageParams.ts';
import { between } from '../between.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { validations } from '../validation/thermalStorage.ts';
import { type BenchSetting, bench } from './bench.ts';
import { expectHeld } from './heldTo.ts';

/** 400 kWh between 70 and 90 degC: four layers of 100 kWh, 5 kWh/K each. */
const params = {
  capacity_kWh: 400,
  charge_kW: 300,
  discharge_kW: 300,
  loss_per_h: 0,
  layers: 4,
  conductivity_W_per_mK: 0,
};
const names = ['layer1_degC', 'layer2_degC', 'layer3_degC', 'layer4_degC'];
const layered = (t: readonly number[]): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, t[i]!]));
const after = (out: Record<string, number>): number[] => names.map((name) => out[name]!);

it.each([
  // layers degC, kW over an hour (into the bus), layers after   by hand
  [[90, 90, 70, 70], 100, [90, 70, 70, 70]],
  [[90, 90, 70, 70], 50, [90, 80, 70, 70]],
  [[90, 90, 70, 70], -100, [90, 90, 90, 70]],
  [[90, 80, 70, 70], -50, [90, 85, 75, 70]], // half a layer in at the top, half of what stands below it moves down
  [[90, 90, 90, 90], 300, [90, 70, 70, 70]],
  [[70, 70, 70, 70], -300, [90, 90, 90, 70]],
])('%j at %d kW', (t, target, left) => {
  const b = bench(thermalStorage, params);
  const out = b.run({ x: layered(t), target });
  after(out).forEach((v, i) => {
    expect(v).toBeCloseTo(left[i]!, 9);
  });
  expect(out.heat_kW).toBeCloseTo(target, 9);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('mirrors a chilled tank: supply at 7, return at 12 degC', () => {
  const b = bench(thermalStorage, { ...params, carrier: 'cooling', drop_K: 2 });
  const out = b.run({ x: layered([7, 7, 12, 12]), target: 50 });
  after(out).forEach((v, i) => {
    expect(v).toBeCloseTo([7, 9.5, 12, 12][i]!, 9); // 100 kWh a layer over 5 K: half of the first is gone
  });
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it.each([
  // layers degC, drop K -> most discharging, most charging kW   by hand
  [[90, 90, 90, 90], 5, 300, 0],
  // 20 K and 16 K of 5 kWh/K, the third is too cold to serve; room from the bottom 100, 30 and 20: the pumps move 3 layers
  [[90, 86, 84, 70], 5, 180, 150],
  [[90, 86, 84, 70], 7, 250, 150],
  [[84, 80, 70, 70], 5, 0, 250],
  [[70, 70, 70, 70], 5, 0, 300],
])('%j with a drop of %d K gives %d kW and takes %d kW', (t, drop_K, most, room) => {
  const b = bench(thermalStorage, { ...params, drop_K });
  b.run({ x: layered(t) });
  const [low, high] = b.limits();
  expect(high).toBeCloseTo(most, 9);
  expect(low).toBeCloseTo(-room, 9);
});

it('gives ever cooler water as it empties, and stops when that is too cold', () => {
  const b = bench(thermalStorage, { ...params, layers: 10, conductivity_W_per_mK: 40 }, { step_s: 600 });
  const supply: number[] = [];
  const { instance } = b;
  instance.x.fill(90);
  let given_kWh = 0;
  for (let k = 0; k < 60; k++) {
    const out = b.run({ target: 100 });
    instance.x.set(instance.next);
    supply.push(out.supply_degC!);
    given_kWh += out.heat_kW! / 6;
  }
  for (let k = 1; k < 60; k++) expect(supply[k]!).toBeLessThanOrEqual(supply[k - 1]! + 1e-9);
  expect(given_kWh).toBeLessThan(399);
  expect(given_kWh).toBeGreaterThan(250);
  expect(b.limits()[1]).toBe(0);
  expect(b.run({}).soc).toBeCloseTo(1 - given_kWh / 400, 9);
});

it('loses through its wall by the temperature of each layer', () => {
  const wall = { u_W_per_m2K: 0.5, diameter_m: 3 };
  const b = bench(thermalStorage, { ...params, loss_per_h: undefined, wall, ambient_degC: 10 }, { step_s: 60 });
  const out = b.run({ x: layered([90, 90, 70, 70]) });
  // by hand: 400 kWh / (20 K * 1.1337 kWh/(m3 K)) = 17.64 m3; mantle 23.5 m2, at 80 and 60 K over the room 0.823 kW;
  // lid and base 7.069 m2 each: 0.283 and 0.212 kW
  expect(out.contentLoss_kW).toBeCloseTo(0.823 + 0.283 + 0.212, 2);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('without a wall loses the share of its content that two layers would', () => {
  const b = bench(thermalStorage, { ...params, loss_per_h: 0.01 });
  const out = b.run({ x: layered([90, 90, 80, 70]) });
  expect(out.soc).toBeCloseTo(0.99 * 0.625, 12);
  expect(out.contentLoss_kW).toBeCloseTo(2.5, 9);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('conducts: two layers meet in the middle by exp(-2 UA t / C)', () => {
  const b = bench(thermalStorage, { ...params, layers: 2, capacity_kWh: 200, height_m: 2, conductivity_W_per_mK: 500 });
  const out = b.run({ x: { layer1_degC: 90, layer2_degC: 70 } });
  const volume_m3 = 200 / 20 / waterHeat_kWh_per_m3K(80);
  const ua_kW_per_K = (500 * (volume_m3 / 2)) / 1 / 1000;
  expect(out.layer1_degC! - out.layer2_degC!).toBeCloseTo(20 * Math.exp((-2 * ua_kW_per_K) / 5), 9);
  expect(out.layer1_degC! + out.layer2_degC!).toBeCloseTo(160, 9);
});

it('mixes what lies the wrong way round', () => {
  const b = bench(thermalStorage, params);
  expect(after(b.run({ x: layered([80, 84, 85, 70]) }))).toEqual([83, 83, 83, 70]);
  expect(after(b.run({ x: layered([70, 74, 78, 82]) }))).toEqual([76, 76, 76, 76]);
});

it('does not move in an outage, but loses', () => {
  const b = bench(thermalStorage, { ...params, loss_per_h: 0.01 });
  const out = b.run({ x: layered([90, 90, 70, 70]), w: { available: 0 }, u: [100] });
  expect(out.heat_kW).toBeCloseTo(0, 12);
  expect(out.soc).toBeCloseTo(0.495, 9);
});

const profiles = fc.array(between(0, 1), { minLength: 4, maxLength: 4 });
const cold: BenchSetting = { buses: { cooling: { supply_degC: 5, return_degC: 9 } } };
const WALL = { u_W_per_m2K: 2, diameter_m: 2 };

it.each([
  ['heat', { loss_per_h: 0.02 }, {}],
  ['heat', { loss_per_h: undefined, wall: WALL, ambient_degC: 20 }, {}],
  ['heat', { loss_per_h: undefined, wall: WALL, ambient_degC: 85 }, { step_s: 600 }],
  ['cooling', { loss_per_h: undefined, wall: WALL, ambient_degC: 30 }, cold],
  ['cooling', { loss_per_h: 0.1 }, { ...cold, step_s: 60 }],
] as const)('%s %j keeps its energy, its order and what limits promise', (carrier, more, setting: BenchSetting) => {
  const b = bench(thermalStorage, { ...params, carrier, ...more, conductivity_W_per_mK: 5, drop_K: 3 }, setting);
  const [supply, back] = carrier === 'heat' ? [90, 70] : [5, 9];
  const sign = supply > back ? 1 : -1;
  fc.assert(
    fc.property(profiles, between(0, 1), between(-600, 600), (heights, share, wish) => {
      const t = [...heights].sort((a, c) => c - a).map((h) => back + h * (supply - back));
      b.run({ x: layered(t) });
      const [low, high] = b.limits();
      expect(b.limits()).toEqual([low, high, 0]);
      for (const target of [low, high, low + share * (high - low), wish]) {
        const out = b.run({ x: layered(t), target });
        expect(out[`${carrier}_kW`]).toBeCloseTo(Math.min(high, Math.max(low, target)), 9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
        const now = after(out);
        for (let i = 1; i < 4; i++) expect(sign * (now[i]! - now[i - 1]!)).toBeLessThanOrEqual(1e-9);
        expect(out.deliverable_kWh).toBeLessThanOrEqual(400.001);
      }
      // More asked for leaves less behind.
      const some = b.run({ x: layered(t), target: low + 0.3 * (high - low) }).soc!;
      expect(b.run({ x: layered(t), target: low + 0.7 * (high - low) }).soc).toBeLessThanOrEqual(some + 1e-12);
    }),
  );
});

it('says what does not fit', () => {
  const bad = (p: object): string[] =>
    ThermalStorageParams.safeParse({ ...params, ...p }).error!.issues.map((i) => `${i.path.join('.')} ${i.message}`);
  expect([
    ...bad({ socMax: 0.9 }),
    ...bad({ height_m: 3, layers: 1 }),
    ...bad({ loss_per_h: undefined, height_m: 3, wall: WALL }),
  ]).toMatchInlineSnapshot(`
    [
      "layers a tank in layers is bounded by its temperatures; expected no socMin and socMax beside "layers"",
      "height_m expected "height_m" with layers alone, and not beside the diameter of a wall",
      "height_m expected "height_m" with layers alone, and not beside the diameter of a wall",
    ]
  `);
});

describe.skipIf(!hasShared)(`against other tools and a measured tank${whyNoShared}`, () => {
  it.each(validations.map((v) => [v.title, v] as const))('%s', (_title, v) => {
    expectHeld(v, 10);
  });
});
