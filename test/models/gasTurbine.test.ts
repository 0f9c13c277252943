import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gasTurbine } from '../../src/models/gasTurbine.ts';
import { GasTurbineSchema } from '../../src/models/gasTurbineParams.ts';
import { between } from '../between.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { classPoints, steamPoints } from '../validation/gasTurbine.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';

const AT_ONCE = { warmStart_h: 0, coldStart_h: 0 };
const at = (params: object = {}, setting: BenchSetting = {}): Bench =>
  bench(
    gasTurbine,
    { rated_kW: 1000, etaElectric: 0.25, exhaust_degC: 500, etaGenerator: 1, auxiliary: 0, ...AT_ONCE, ...params },
    { altitude_m: 0, weather: { ambient_degC: 15 }, ...setting },
  );

it('is what its energy and its steam tables make of it', () => {
  const b = at({ casingLoss: 0, recoveryLoss: 0 }, { buses: { steam: { supply_degC: 179.886, return_degC: 105 } } });
  const out = b.run({ target: 1000 });
  // by hand: 4000 kW of fuel, 3000 kW of exhaust over 485 K; the evaporator ends at 194.9 degC
  const flow = 3000 / 485;
  const evaporated = flow * (500 - 194.886);
  // steam tables at 10 bar: 2777.1, boiling 762.7, feed 440.9 kJ/kg
  const steam = (evaporated * (2777.1 - 440.9)) / (2777.1 - 762.7);
  expect(out.gas_kW).toBeCloseTo(-4000, 6);
  expect(out.exhaust_degC).toBeCloseTo(500, 6);
  expect(Math.abs(out.steam_kW! - steam)).toBeLessThan(0.3);
  expect(Math.abs(out.stack_degC! - (500 - steam / flow))).toBeLessThan(0.1);
  expect(out.stackLoss_kW).toBeCloseTo(flow * (out.stack_degC! - 15), 6);
  expect(out.latentLoss_kW).toBeCloseTo(432, 6);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-8);
});

it('is less in hot and thin air, and no more than its generator in the cold', () => {
  const most = (ambient_degC: number, altitude_m = 0): number =>
    at({}, { altitude_m, weather: { ambient_degC } }).limits()[1];
  // by hand: 0.7 % a kelvin, and the pressure of 1500 m (84.56 kPa)
  expect(most(35)).toBeCloseTo(860, 9);
  expect(most(-20)).toBeCloseTo(1150, 9);
  expect(most(15, 1500)).toBeCloseTo((1000 * 84.556) / 101.325, 0);
  const hot = at({}, { weather: { ambient_degC: 35 } });
  expect(hot.run({ target: 860 }).gas_kW).toBeCloseTo(-(4000 * 0.86) / 0.95, 6);
});

it('has a colder exhaust at part load, unless vanes close', () => {
  const open = at().run({ target: 500 });
  // by hand: half load burns 0.5 / 0.79 of 4000, so 2506.3 - 500 - 1 % casing of heat over the same flow
  const flow = (4000 * 0.99 - 1000) / 485;
  expect(open.exhaust_degC).toBeCloseTo(15 + ((4000 * 0.5 * 0.99) / 0.79 - 500) / flow, 1);
  expect(at({ vaneLoad: 0.5 }).run({ target: 500 }).exhaust_degC).toBeCloseTo(500, 1);
});

it('fires its duct once the turbine is at full load, and gains more than the fuel', () => {
  const b = at({ ductFuel_kW: 3000 });
  const plain = b.run({ lead: 'electricity', target: 1000 });
  expect(plain.ductFuel_kW).toBe(0);
  const [, most] = b.limits('steam');
  const half = b.run({ lead: 'steam', target: (plain.steam_kW! + most) / 2 });
  expect(half.electricity_kW).toBeCloseTo(1000, 6);
  expect(half.ductFuel_kW).toBeGreaterThan(500);
  // The stack gets colder by a larger economiser: each kW of fuel gives more than one of steam.
  expect((half.steam_kW! - plain.steam_kW!) / half.ductFuel_kW!).toBeGreaterThan(1);
  expect(half.stack_degC).toBeLessThan(plain.stack_degC!);
  // 3000 kW would heat the gas beyond 850 degC: 6.1 kW/K from 500 degC take 2139
  expect(b.run({ lead: 'steam', target: most }).ductFuel_kW).toBeCloseTo(((4000 * 0.99 - 1000) / 485) * 350, 0);
});

it('can be a plant of 1.25 MW and 7.6 t/h of steam only by its duct burner, beyond 80 %', () => {
  // facts of the plant at Jinji Lake: 7.6 t/h are 5.3 MW
  const b = at(
    { rated_kW: 1250, etaElectric: 0.24, ductFuel_kW: 6000 },
    { buses: { steam: { supply_degC: 180, return_degC: 60 } } },
  );
  expect(b.run({ target: 1250 }).steam_kg_per_h).toBeLessThan(5000);
  const out = b.run({ lead: 'steam', target: 5300 });
  expect(out.steam_kg_per_h).toBeGreaterThan(7300);
  expect((out.electricity_kW! + out.steam_kW!) / -out.gas_kW!).toBeGreaterThan(0.8);
});

it('warms water behind the steam, or alone', () => {
  const both = at({ recovery: 'both' });
  const out = both.run({ target: 1000 });
  expect(out.stack_degC).toBeCloseTo(90, 9);
  expect(out.heat_kW).toBeGreaterThan(100);
  expect(plant(both)).toContain('heat_kW');
  const water = at({ recovery: 'heat' }).run({ lead: 'heat', target: 2000 });
  expect(water.heat_kW).toBeCloseTo(2000, 8);
  expect(at({ recovery: 'none' }).run({ target: 1000 }).stack_degC).toBeCloseTo(500, 6);
});

it('leads its exhaust past the steam generator: power without steam', () => {
  const b = at({ bypass: true, recovery: 'both' });
  const plain = b.run({ target: 900 });
  const { instance } = b;
  const { kind, q, x, w, u } = instance;
  const past = (share: number): Record<string, number> => {
    kind.bypass!(q, x, w, 1, share * plain.steam_kW!, 1, u);
    return b.run({ u: [...u] });
  };
  for (const share of [0, 0.3, 1]) {
    const out = past(share);
    expect(out.electricity_kW).toBe(plain.electricity_kW);
    expect(out.gas_kW).toBe(plain.gas_kW);
    expect(out.steam_kW).toBeCloseTo(share * plain.steam_kW!, 9);
    expect(out.heat_kW).toBeCloseTo(share * plain.heat_kW!, 9);
    expect(out.bypass).toBeCloseTo(1 - share, 12);
    // What goes by leaves as it left the turbine.
    const flow = (4000 * 0.99 - 1000) / 485;
    expect(out.bypassLoss_kW).toBeCloseTo((1 - share) * flow * (plain.exhaust_degC! - 15), 6);
    expect(Math.abs(b.residual().value)).toBeLessThan(1e-8);
  }
  past(0.5);
  expect(plant(b)).toContain('bypassLoss_kW');
  expect(kind.bypassed!(instance.p)).toEqual(['steam']);
  expect(kind.bypassed!(at().instance.p)).toEqual([]);
  const { bypass, bypassLoss_kW } = at().run({ u: [900, 0, 1] });
  expect([bypass, bypassLoss_kW]).toEqual([0, 0]);
});

it('catches 1 % more of anything that a law counts', () => {
  const b = at(
    { ductFuel_kW: 500, startFuel_kWh: 10, auxiliary: 0.02, etaGenerator: 0.97 },
    { buses: { gas: { biogenic_kg_per_kWh: 0.02 } } },
  );
  b.run({ lead: 'steam', target: b.limits('steam')[1] });
  expect(plant(b).sort()).toEqual([
    'auxiliary_kW',
    'biogenicCo2_kg_per_h',
    'casingLoss_kW',
    'electricity_kW',
    'fossilCo2_kg_per_h',
    'gas_kW',
    'generatorLoss_kW',
    'latentLoss_kW',
    'recoveryLoss_kW',
    'stackLoss_kW',
    'startLoss_kW',
    'steam_kW',
  ]);
});

it('meets every target within its limits, by either lead, in any air, and closes', () => {
  fc.assert(
    fc.property(
      fc.record({
        fuel: fc.constantFrom('gas', 'hydrogen'),
        recovery: fc.constantFrom('steam', 'heat', 'both'),
        ductFuel_kW: fc.constantFrom(0, 800, 5000),
        vaneLoad: fc.constantFrom(0.5, 0.8, 1),
        coldStart_h: fc.constantFrom(0, 0.1, 0.5),
        startFuel_kWh: fc.constantFrom(0, 20),
      }),
      between(-25, 45),
      between(0, 1),
      fc.constantFrom(300, 900, 3600),
      fc.boolean(),
      (params, ambient_degC, share, step_s, byHeat) => {
        const b = at({ ...params, exhaust_degC: 540, auxiliary: 0.02 }, { step_s, weather: { ambient_degC } });
        const lead = byHeat ? (params.recovery === 'heat' ? 'heat' : 'steam') : 'electricity';
        const [low, high, least] = b.limits(lead);
        expect(low).toBe(0);
        expect(high).toBeGreaterThanOrEqual(least);
        const target = least + share * (high - least);
        const out = b.run({ lead, target });
        expect(Math.abs(out[`${lead}_kW`]! - target)).toBeLessThan(1e-9 * Math.max(1, target));
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * Math.max(1, b.residual().scale));
        expect(out.stackLoss_kW).toBeGreaterThanOrEqual(0);
        expect(b.run({ lead, target })).toEqual(out);
      },
    ),
  );
});

it('gives more steam the more it burns', () => {
  fc.assert(
    fc.property(between(0, 0.95), fc.constantFrom(0.5, 1), between(-20, 40), (share, vaneLoad, ambient_degC) => {
      const b = at({ vaneLoad, ductFuel_kW: 2000, exhaust_degC: 540 }, { weather: { ambient_degC } });
      const [, high, least] = b.limits('steam');
      const one = b.run({ lead: 'steam', target: least + share * (high - least) });
      const more = b.run({ lead: 'steam', target: least + (share + 0.05) * (high - least) });
      expect(-more.gas_kW!).toBeGreaterThan(-one.gas_kW!);
    }),
  );
});

it('starts, must run and may not start again at once', () => {
  const b = at({ coldStart_h: 0.25, minUp_h: 2, minDown_h: 1 });
  const out = b.run({ target: 750 });
  expect(out.electricity_kW).toBeCloseTo(750, 9);
  expect(out.starts_per_h).toBe(1);
  expect(out.exhaust_degC).toBeCloseTo(500, 6); // 1000 kW in three quarters of the hour
  const x = { on: 1, held_h: 1, warmed_h: 0, level_kW: 1000 };
  b.run({ x });
  expect(b.limits()[0]).toBe(500);
  expect(b.limits('steam')[0]).toBeGreaterThan(0);
  const dark = b.run({ x, w: { available: 0 }, target: 800 });
  expect([dark.gas_kW, dark.electricity_kW, dark.steam_kW, dark.on]).toEqual([0, 0, 0, 0]);
  expect(at().run({ x: { on: 0, held_h: 0.5 }, target: 800 }).electricity_kW).toBe(0);
});

describe.skipIf(!hasShared)(`against size classes of the US DOE${whyNoShared}`, () => {
  it('gives their electricity and their steam', () => {
    expect(steamPoints().length).toBe(3);
    for (const { reference, model } of steamPoints()) expect(Math.abs(model / reference - 1)).toBeLessThan(0.1);
    for (const { reference, model } of classPoints('eta_el_HHV', 'electricity_kW', 'steam'))
      expect(Math.abs(model / reference - 1)).toBeLessThan(0.02);
  });
});

it('says which parameter is wrong', () => {
  expect(GasTurbineSchema.safeParse({ rated_kW: 1, recovery: 'all' }).error?.issues[0]?.message).toBe(
    'Invalid option: expected one of "none"|"steam"|"heat"|"both"',
  );
  expect(() => at({}, { buses: { steam: { supply_degC: 450, return_degC: 105, pressure_bar: 40 } } })).toThrow(
    'exhaust_degC: at its least load the exhaust has 344 degC and its bus asks for 465; expected guide vanes (vaneLoad), a higher minLoad, a hotter exhaust or a colder bus',
  );
  expect(() => at({ curve: [{ load: 0.5, electric: 0.8 }] })).toThrow(
    'curve: its loads are 0.5; expected rising loads that end at load 1 with electric 1',
  );
  expect(() =>
    at({
      curve: [
        { load: 0.5, electric: 0.4 },
        { load: 1, electric: 1 },
      ],
    }),
  ).toThrow(/^curve: its exhaust does not gain heat at load/);
});
