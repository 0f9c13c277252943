import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { roomStep } from '../../src/core/physics/roomNetwork.ts';
import { building } from '../../src/models/building.ts';
import { between } from '../between.ts';
import { validations } from '../validation/building.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { expectHeld } from './heldTo.ts';

const params = { floor_m2: 1000, opaque_m2: 800, windows: [{ area_m2: 100 }], gains: 0 };
const night = { ambient_degC: 0, ghi_W_per_m2: 0, dni_W_per_m2: 0, dhi_W_per_m2: 0 };
const house = (p: object = {}, setting: BenchSetting = {}): Bench =>
  bench(building, { ...params, ...p }, { weather: night, ...setting });

/** Conductances of the house in kW/K, by hand. */
const [VE, WIN, EM, IS, MS, C] = [0.7, 0.2, 0.48, 15.525, 22.75, (165 * 1000) / 3600];

it('has the conductances of the standard', () => {
  const { room } = house().instance.q as { room: ReturnType<typeof roomStep> };
  expect(room).toMatchObject({ radiantToMass: 2.5 / 4.5 });
  expect(room.ventilation_kW_per_K).toBeCloseTo(VE, 9); // 1,200 J/(m3 K) * 3,000 m3 * 0.7 / h
  expect(room.windows_kW_per_K).toBeCloseTo(WIN, 12);
  expect(room.opaque_kW_per_K).toBeCloseTo(EM, 12);
  expect(room.toSurface_kW_per_K).toBeCloseTo(IS, 12);
  expect(room.toMass_kW_per_K).toBeCloseTo(MS, 12);
  expect(room.capacity_kWh_per_K).toBeCloseTo(C, 12);
});

it('cools down by one exponential when nobody heats', () => {
  // by hand: air path 1 / (1/0.7 + 1/15.525) and windows in parallel, behind 22.75, beside 0.48 kW/K
  const h1 = 1 / (1 / VE + 1 / IS);
  const all = EM + 1 / (1 / (h1 + WIN) + 1 / MS);
  for (const step_s of [3600, 600]) {
    const b = house({ heating_kW: 0 }, { step_s });
    b.instance.x[0] = 20;
    for (let s = 0; s < 7200; s += step_s) {
      b.run({});
      expect(b.residual().value).toBeCloseTo(0, 9);
      b.instance.x.set(b.instance.next);
    }
    expect(b.instance.x[0]).toBeCloseTo(20 * Math.exp((-all * 2) / C), 9);
  }
});

it('holds its set point with what it loses, once all is steady', () => {
  const b = house();
  b.instance.x[0] = 20;
  let out: Record<string, number> = {};
  for (let h = 0; h < 2000; h++) {
    out = b.run({});
    b.instance.x.set(b.instance.next);
  }
  expect(out.room_degC).toBeCloseTo(20, 9);
  // by hand: from the air at 20 to 0 degC: by ventilation 14 kW; by the surfaces 15.525 into (0.2 + 22.75 in series with 0.48)
  const mass = 1 / (1 / MS + 1 / EM);
  expect(-out.heat_kW!).toBeCloseTo(20 * (VE + 1 / (1 / IS + 1 / (WIN + mass))), 6);
  expect(out.cooling_kW).toBeCloseTo(0, 12);
  expect(-out.ventilation_kW!).toBeCloseTo(14, 9);
});

it('rests within its dead band', () => {
  const b = house({}, { weather: { ...night, ambient_degC: 23 } });
  const out = b.run({ x: { mass_degC: 23 } });
  expect(out).toMatchObject({ heat_kW: 0, cooling_kW: 0, tooCold_K: 0, tooWarm_K: 0, unserved_kW: 0 });
  expect(out.room_degC).toBeCloseTo(23, 9);
});

it('cools by what comes in: gains, sun and warm air', () => {
  const b = house({}, { weather: { ...night, ambient_degC: 34 } });
  const out = b.run({ x: { mass_degC: 26 }, w: { internal_kW: 10, solar_kW: 15 } });
  expect(out.room_degC).toBeCloseTo(26, 9);
  expect(out.heat_kW).toBeCloseTo(0, 12);
  expect(out.cooling_kW).toBeLessThan(-15);
  // by hand: 5 kW to the air; of 20 kW radiant 0.2 / (9.1 * 4.5) goes out by the windows again
  expect(out.gains_kW).toBeCloseTo(5 + 20 * (1 - 200 / 9.1 / 4500), 9);
  expect(out.transmission_kW).toBeGreaterThan(0);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('lets the sun in by orientation', () => {
  const noon = { ...night, ghi_W_per_m2: 400, dni_W_per_m2: 600, dhi_W_per_m2: 80 };
  const sunOf = (azimuth_deg: number): number =>
    bench(
      building,
      { ...params, windows: [{ area_m2: 100, azimuth_deg, solar: 0.3 }] },
      { weather: noon, start_ms: Date.UTC(2023, 0, 15, 4) },
    ).instance.columns[3] as number;
  expect(sunOf(180)).toBeGreaterThan(3 * sunOf(0));
  expect(sunOf(180)).toBeGreaterThan(0.03 * 400);
  expect(sunOf(180)).toBeLessThan(0.03 * 1000);
  expect(house({}, { weather: noon, start_ms: Date.UTC(2023, 0, 15, 4) }).instance.columns[3]).toBeCloseTo(
    sunOf(180),
    9,
  );
});

it('takes heat early within its band, and asks for less later', () => {
  const plain = house();
  const b = house({ band_K: 2 });
  b.run({ x: { mass_degC: 20 } });
  const [most, need] = b.limits('heat');
  expect(most).toBeLessThan(need - 10);
  expect(need).toBeCloseTo(plain.run({ x: { mass_degC: 20 } }).heat_kW!, 9);
  const early = b.run({ lead: 'heat', target: most });
  expect(early.room_degC).toBeCloseTo(22, 9);
  expect(early.early_kW).toBeCloseTo(need - most, 9);
  const later = b.run({ x: { mass_degC: early.mass_degC! } });
  const usual = plain.run({ x: { mass_degC: plain.run({ x: { mass_degC: 20 } }).mass_degC! } });
  expect(-later.heat_kW!).toBeLessThan(-usual.heat_kW! - 1.5);
});

it('cools out when it is cut, and counts it', () => {
  const b = house({ sheddingClass: 2 });
  b.run({ x: { mass_degC: 18 } });
  const [, least] = b.limits('heat');
  expect(least).toBe(0);
  const out = b.run({ x: { mass_degC: 18 }, lead: 'heat', target: 0 });
  expect(out.heat_kW).toBeCloseTo(0, 9);
  expect(out.unserved_kW).toBeGreaterThan(20);
  expect(out.tooCold_K).toBeCloseTo(20 - 0.5 - out.room_degC!, 9);
  const dead = house().run({ x: { mass_degC: 18 }, w: { available: 0 } });
  expect(dead).toMatchObject({ heat_kW: 0, tooCold_K: out.tooCold_K });
  expect(dead.unserved_kW).toBeCloseTo(out.unserved_kW!, 9);
});

it('is cold beside small radiators', () => {
  const out = house({ heating_kW: 5 }).run({ x: { mass_degC: 15 } });
  expect(out.heat_kW).toBe(-5);
  expect(out.tooCold_K).toBeGreaterThan(3);
  expect(out.unserved_kW).toBe(0);
});

it.each([
  ['both buses', {}],
  ['short steps', { step_s: 300 }],
] as const)('keeps its energy and what limits promise, whatever the weather: %s', (_name, setting: BenchSetting) => {
  const more = { band_K: 1.5, heating_kW: 60, cooling_kW: 80 };
  for (const sheddingClass of [0, 1]) {
    const b = house({ ...more, sheddingClass }, setting);
    fc.assert(
      fc.property(
        between(5, 40),
        between(-20, 45),
        fc.tuple(between(0, 50), between(0, 80)),
        fc.constantFrom('heat', 'cooling'),
        between(0, 1),
        (mass_degC, ambient_degC, [internal_kW, solar_kW], lead, share) => {
          const given = { x: { mass_degC }, w: { ambient_degC, internal_kW, solar_kW } };
          const rest = b.run(given);
          const [low, high] = b.limits(lead);
          expect(b.limits(lead)).toEqual([low, high, 0]);
          if (sheddingClass === 0) expect(rest[`${lead}_kW`]).toBeCloseTo(high, 9);
          const target = low + share * (high - low);
          const out = b.run({ ...given, lead, target });
          expect(out[`${lead}_kW`]).toBeCloseTo(target, 9);
          expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
          // It never heats and cools in one step, and radiators that suffice hold its set points.
          expect(out.heat_kW! * out.cooling_kW!).toBeCloseTo(0, 9);
          if (rest.heat_kW! < 0 && rest.heat_kW! > -60) expect(rest.room_degC).toBeCloseTo(20, 9);
          if (rest.cooling_kW! < 0 && rest.cooling_kW! > -80) expect(rest.room_degC).toBeCloseTo(26, 9);
          // More heat is warmer.
          const warmer = b.run({ ...given, lead: 'heat', target: b.limits('heat')[0] }).room_degC!;
          expect(warmer).toBeGreaterThanOrEqual(rest.room_degC! - 1e-9);
        },
      ),
    );
  }
});

it.each(['heat', 'cooling'] as const)('may be supplied with %s alone', (supplied) => {
  const b = house({ supplied });
  for (const [mass_degC, ambient_degC] of [
    [30, 35],
    [15, 5],
  ]) {
    const rest = b.run({ x: { mass_degC: mass_degC! }, w: { ambient_degC: ambient_degC! } });
    expect(rest[`${supplied}_kW`]! < 0).toBe(supplied === 'heat' ? mass_degC === 15 : mass_degC === 30);
    expect(b.limits(supplied)[1]).toBeCloseTo(rest[`${supplied}_kW`]!, 9);
    expect(b.residual().value).toBeCloseTo(0, 9);
  }
});

it('two half steps make one where the heat is given', () => {
  const [whole, half] = [house(), house({}, { step_s: 1800 })];
  const room = (b: Bench): ReturnType<typeof roomStep> => (b.instance.q as { room: ReturnType<typeof roomStep> }).room;
  expect(room(half).kept ** 2).toBeCloseTo(room(whole).kept, 12);
  expect(room(half).nextPerDrive_h * (1 + room(half).kept)).toBeCloseTo(room(whole).nextPerDrive_h, 12);
});

it('says what does not fit', () => {
  const say = (p: object) => (): unknown => house(p);
  expect(say({ heatTo: 22, coolTo: 24, band_K: 1.5 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: coolTo: met heating to 22 and cooling to 24 degC with a band of 1.5 K (step 0); expected heatTo + band_K <= coolTo - band_K, or it would heat against itself]`,
  );
  expect(say({ mass: 'veryHeavy', surfaceRatio: 3.4 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: surfaceRatio: 100 m2 of windows and mass leave no surface; expected a higher surfaceRatio, a lighter mass or smaller windows]`,
  );
  expect(say({ gains: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: gains: met -1 in step 0; expected a number of at least 0 in every step]`,
  );
});

it.each(validations.map((v) => [`${v.quantity}: ${v.title}`, v] as const))('%s', (_title, v) => {
  expectHeld(v, 5);
});
