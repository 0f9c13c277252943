import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wetBulb_degC } from '../../src/core/physics/moistAir.ts';
import { CoolingTowerParams, coolingTower } from '../../src/models/coolingTower.ts';
import { between } from '../between.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

/** On a bus of 37/32 degC, at an air temperature and relative humidity. */
const at = (ambient_degC: number, rh: number, params: object = {}, unconnected: readonly string[] = []): Bench =>
  bench(
    coolingTower,
    { rated_kW: 1000, ...params },
    {
      unconnected,
      altitude_m: 0,
      weather: { ambient_degC, wetBulb_degC: wetBulb_degC(ambient_degC, rh, 101.325) },
      buses: { heat: { supply_degC: 37, return_degC: 32 } },
    },
  );
const saturated = (degC: number, params: object = {}): Bench => at(degC, 1, params);

it('holds the return of its bus at the design wet bulb with the fan at full speed', () => {
  const out = saturated(28).run({ target: -1000 });
  expect(out.heat_kW).toBe(-1000);
  expect(out.fanSpeed).toBeCloseTo(1, 9);
  expect(out.electricity_kW).toBeCloseTo(-12.6, 6);
  expect(out.water_degC).toBeCloseTo(32, 9);
});

it.each([
  // share of rated, water in, its saturated enthalpy -> speed by hand: share * 53.4 / (h - 89.98); power its cube
  [0.8, 36, 135.8],
  [0.5, 34.5, 126.1],
  [0.3, 33.5, 119.6],
])('drives its fan at %d of the heat as water of %d degC needs', (share, _water_in_degC, enthalpy) => {
  const out = saturated(28).run({ target: -1000 * share });
  const speed = (share * 53.4) / (enthalpy - 89.98);
  expect(Math.abs(out.fanSpeed! - speed)).toBeLessThan(0.02);
  expect(out.fanLoss_kW).toBeCloseTo(12.6 * out.fanSpeed! ** 3, 9);
  expect(out.water_degC).toBe(32);
});

it('cycles its fan below the least speed', () => {
  const out = saturated(10).run({ target: -100 });
  expect(out.fanSpeed).toBeLessThan(0.3);
  expect(out.fanLoss_kW).toBeCloseTo(12.6 * 0.09 * out.fanSpeed!, 9); // a share speed / 0.3 of the time at 0.027
});

it('needs less fan in cold air, and lets the water rise in warm air', () => {
  const cold = saturated(10).run({ target: -1000 });
  expect(cold.fanSpeed).toBeGreaterThan(0.3);
  expect(cold.fanSpeed).toBeLessThan(0.7);
  expect(cold.water_degC).toBe(32);
  // 10 degC holds 29.35 kJ/kg, water in of 37 degC 143.35: reach 53.4 of 114.0, by hand from ASHRAE table 2
  expect(cold.fanSpeed).toBeCloseTo(53.4 / 114, 2);
  const warm = saturated(31).run({ target: -1000 });
  expect(warm.fanSpeed).toBe(1);
  expect(warm.water_degC).toBeGreaterThan(34);
  expect(warm.water_degC).toBeLessThan(35); // approach a little below the 4 K of design
  const beyond = saturated(33).run({ target: -10 });
  expect([beyond.fanSpeed, beyond.water_degC! > 33]).toEqual([1, true]);
});

it.each([
  // wet bulb -> water leaving at rated heat and full speed, by hand from saturated enthalpies (ASHRAE table 2, kJ/kg):
  [28, 32], // 89.98 and, at 37 degC, 143.35: reach 53.4
  [10, 21.4], // 29.35 + 53.4 = 82.7 is saturated at 26.4
  [20, 27.0], // 57.56 + 53.4 = 110.9 is saturated at 32.0
])('cools water to its limit at a wet bulb of %d degC: %d degC', (wet, water_degC) => {
  const b = bench(
    coolingTower,
    { rated_kW: 1000 },
    {
      altitude_m: 0,
      weather: { ambient_degC: wet, wetBulb_degC: wet },
      buses: { heat: { supply_degC: 15, return_degC: 10 } }, // colder than it can
    },
  );
  const out = b.run({ target: -1000 });
  expect(out.fanSpeed).toBe(1);
  expect(Math.abs(out.water_degC! - water_degC)).toBeLessThan(0.2);
});

it('closes the gap between full speed and warmer water without a step', () => {
  for (const wet of [29, 30, 31])
    for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
      const out = saturated(wet).run({ target: -1000 * share });
      const more = saturated(wet).run({ target: -1000 * share - 1 });
      expect(Math.abs(more.water_degC! - out.water_degC!)).toBeLessThan(0.05);
      if (out.fanSpeed! < 1) expect(out.water_degC).toBe(32);
      else expect(out.water_degC).toBeGreaterThanOrEqual(32);
    }
});

it('evaporates in summer as textbooks say, less in winter, and warms the air the rest', () => {
  // Textbook: about 1.5 kg per kWh if all heat were latent (3600 / 2418 = 1.49), 80 to 95 % of it in summer.
  const summer = at(32, 0.6).run({ target: -1000 });
  expect(summer.evaporation_kg_per_h).toBeGreaterThan(0.75 * 1489);
  expect(summer.evaporation_kg_per_h).toBeLessThan(1489);
  const winter = at(4, 0.7).run({ target: -1000 });
  expect(winter.evaporation_kg_per_h).toBeLessThan(0.75 * summer.evaporation_kg_per_h!);
  expect(winter.sensible_kW).toBeGreaterThan(300);
  const desert = at(42, 0.1).run({ target: -1000 });
  expect(desert.sensible_kW).toBeLessThan(0); // the air is cooled
  expect(desert.evaporation_kg_per_h).toBeGreaterThan(1489);
});

it('makes up what evaporates, drifts and is blown down', () => {
  const b = at(32, 0.6, { concentration: 5 }, ['water']);
  const out = b.run({ target: -800 });
  expect(out.makeup_kg_per_h).toBeCloseTo(out.evaporation_kg_per_h! * 1.25, 9); // 5 / (5 - 1)
  expect(out.blowdown_kg_per_h! + out.drift_kg_per_h!).toBeCloseTo(out.evaporation_kg_per_h! / 4, 9);
  expect(out.drift_kg_per_h).toBeCloseTo(((2e-5 * 800) / (4.186 * 5)) * 3600, 9);
  expect([out.water_kg_per_h, out.drawn_kg_per_h]).toEqual([0, out.makeup_kg_per_h]);
  const piped = at(32, 0.6).run({ target: -800 });
  expect([piped.water_kg_per_h, piped.drawn_kg_per_h]).toEqual([-piped.makeup_kg_per_h!, 0]);
  const wasteful = at(32, 0.6, { concentration: 100, drift: 0.001 });
  const lost = wasteful.run({ target: -800 });
  expect(lost.blowdown_kg_per_h).toBe(0); // drift alone keeps the salts down
  expect(wasteful.residual().value).toBeCloseTo(0, 9);
});

it('does nothing at rest and in an outage', () => {
  const b = at(30, 0.6);
  const rest = b.run({});
  expect([rest.heat_kW, rest.electricity_kW, rest.water_kg_per_h, rest.fanSpeed]).toEqual([0, 0, 0, 0]);
  expect(b.run({ w: { available: 0 }, target: -500 }).makeup_kg_per_h).toBe(0);
  expect(b.limits()[0]).toBe(0);
});

it('meets every target within its limits and closes energy and water in any weather', () => {
  fc.assert(
    fc.property(between(-15, 45), between(0.1, 1), between(0, 1), fc.boolean(), (ambient, rh, share, piped) => {
      const b = at(ambient, rh, {}, piped ? [] : ['water']);
      const [low, high, least] = b.limits();
      expect([low, high, least]).toEqual([-1000, 0, 0]);
      const out = b.run({ target: low * share });
      expect(out.heat_kW).toBeCloseTo(low * share, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-7);
      expect(out.fanSpeed).toBeLessThanOrEqual(1);
      expect(out.fanLoss_kW).toBeLessThanOrEqual(12.6 + 1e-9);
      expect(out.evaporation_kg_per_h).toBeGreaterThanOrEqual(0);
      expect(out.water_degC).toBeGreaterThanOrEqual(32);
      expect(b.run({ target: low * share })).toEqual(out);
    }),
  );
});

it('needs no less fan for more heat or moister air', () => {
  fc.assert(
    fc.property(between(-10, 36), between(0.2, 0.9), between(10, 900), (ambient, rh, heat_kW) => {
      const fan = (humid: number, q: number): number => at(ambient, humid).run({ target: -q }).fanLoss_kW!;
      expect(fan(rh, heat_kW + 50)).toBeGreaterThanOrEqual(fan(rh, heat_kW));
      expect(fan(rh + 0.1, heat_kW)).toBeGreaterThanOrEqual(fan(rh, heat_kW) - 1e-9);
    }),
  );
});

it('catches 1 % more of anything that a law counts', () => {
  const b = at(30, 0.6);
  b.run({ target: -600 });
  expect(plant(b).sort()).toEqual([
    'blowdown_kg_per_h',
    'drift_kg_per_h',
    'electricity_kW',
    'evaporation_kg_per_h',
    'fanLoss_kW',
    'heat_kW',
    'latent_kW',
    'sensible_kW',
    'water_kg_per_h',
  ]);
});

it('lays out a year of weather, missing values included', () => {
  const wet = Float64Array.of(10, Number.NaN, 25);
  const b = bench(
    coolingTower,
    { rated_kW: 1000 },
    {
      length: 3,
      weather: { wetBulb_degC: wet, ambient_degC: 28 },
      buses: { heat: { supply_degC: 37, return_degC: 32 } },
    },
  );
  const evaporation = b.instance.columns[2] as Float64Array;
  expect([...evaporation].map(Number.isFinite)).toEqual([true, false, true]);
});

it.each([
  [
    {},
    { supply_degC: 32, return_degC: 37 },
    'heat: bus "bus-heat" supplies 32 and returns 37 degC; expected to cool its water',
  ],
  [
    { approach_K: 1, waterToAir: 2.2 },
    { supply_degC: 37, return_degC: 32 },
    'approach_K: the air would have to take 46.0 kJ/kg and water of 34 degC gives it 32.9 at most; allow a larger approach, or more air by a smaller waterToAir',
  ],
])('refuses %j', (params, heat, message) => {
  const given = { weather: { ambient_degC: 30, wetBulb_degC: 25 }, altitude_m: 0, buses: { heat } };
  expect(() => bench(coolingTower, { rated_kW: 1000, ...params }, given)).toThrow(message);
});

it('says which field is wrong', () => {
  const bad = CoolingTowerParams.safeParse({ rated_kW: 1000, concentration: 1, approach: 4 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "concentration Too small: expected number to be >1",
      " Unrecognized key: "approach"",
    ]
  `);
});
