import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GasEngineParams, gasEngine } from '../../src/models/gasEngine.ts';
import { between } from '../between.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { sheet, validations } from '../validation/gasEngine.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const unconnected = ['exhaust'];
const engine = (params: object = {}, setting: object = {}): Bench =>
  bench(gasEngine, { rated_kW: 400, ...params }, { unconnected, ...setting });
/** Warm, running long enough to be free, at a load within reach of the ramp. */
const warm = (load = 0.75) => ({ on_h: 10, off_h: 0, power_kW: 400 * load });

it.each([
  // asked kW -> fuel, heat, CO2 slipped as methane and left   by hand, class of 400 kW
  [400, 400 / 0.38, (400 / 0.38) * 0.45],
  [300, 300 / 0.368, (300 / 0.368) * 0.467],
  [200, 200 / 0.342, (200 / 0.342) * 0.49],
  [350, (400 / 0.38 + 300 / 0.368) / 2, ((400 / 0.38) * 0.45 + (300 / 0.368) * 0.467) / 2],
])('at %d kW burns and heats as the sheet says', (target, fuel_kW, heat_kW) => {
  const out = engine().run({ x: warm(), target });
  expect(out.electricity_kW).toBeCloseTo(target, 9);
  expect(out.gas_kW).toBeCloseTo(-fuel_kW, 9);
  expect(out.heat_kW).toBeCloseTo(heat_kW, 9);
  expect(out.nox_kg_per_h).toBeCloseTo(fuel_kW * 0.0036 * 0.06, 9); // 60 g/GJ
  expect(out.methane_kg_per_h).toBeCloseTo(fuel_kW * 0.0036 * 0.315, 9); // 315 g/GJ
});

it('loses methane as energy and as carbon', () => {
  const b = engine();
  const out = b.run({ x: warm(), target: 400 });
  const methane_kg_per_h = (400 / 0.38) * 0.0036 * 0.315; // 1.194, by hand
  expect(out.methaneLoss_kW).toBeCloseTo(methane_kg_per_h * 15.42, 9);
  expect(out.fossilCo2_kg_per_h! + (methane_kg_per_h * 44.0095) / 16.0425).toBeCloseTo((400 / 0.38) * 0.198, 9);
  expect(b.residual().value).toBeCloseTo(0, 9);
  const none = engine({ methaneSlip_g_per_GJ: 0 }).run({ x: warm(), target: 400 });
  expect(none.exhaustLoss_kW! - out.exhaustLoss_kW!).toBeCloseTo(out.methaneLoss_kW!, 9);
  expect(none.fossilCo2_kg_per_h).toBeCloseTo((400 / 0.38) * 0.198, 9);
});

it('splits the carbon of a mixed gas by its origin', () => {
  const b = engine({}, { buses: { gas: { fossil_kg_per_kWh: 0.15, biogenic_kg_per_kWh: 0.05 } } });
  const out = b.run({ x: warm(), target: 300 });
  expect(out.biogenicCo2_kg_per_h! * 3).toBeCloseTo(out.fossilCo2_kg_per_h!, 9);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('takes heat as its lead, and gives the exhaust to a bus of its own', () => {
  const out = engine().run({ x: warm(), lead: 'heat', target: 420 });
  expect(out.heat_kW).toBeCloseTo(420, 9);
  const b = bench(gasEngine, { rated_kW: 400, jacketShare: 0.6 });
  const two = b.run({ x: warm(), lead: 'heat', target: 240 });
  expect(two.heat_kW).toBeCloseTo(240, 9);
  expect(two.exhaust_kW).toBeCloseTo(160, 9); // 240 / 0.6 * 0.4
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it.each([
  // standstill h, step s -> electricity, fuel, start's share   by hand: least load 200 kW, 200 / 0.342 kW of fuel
  [1, 3600, 0.05 * 100 + 0.95 * 400, 0.05 * (100 / 0.342) + 0.95 * (400 / 0.38), 1],
  [20, 3600, 0.3 * 100 + 0.7 * 400, 0.3 * (100 / 0.342) + 0.7 * (400 / 0.38), 1],
  [20, 360, (200 / 0.3) * 0.05, ((200 / 0.3) * 0.05) / 0.342, 1 / 3],
])('starts after %d h at rest in a step of %d s', (off_h, step_s, electricity_kW, fuel_kW, share) => {
  const b = engine({ startFuel_kWh: 20 }, { step_s });
  const out = b.run({ x: { on_h: 0, off_h, power_kW: 0 }, target: 400 });
  const extra_kW = (20 * share * 3600) / step_s;
  expect(out.electricity_kW).toBeCloseTo(electricity_kW, 9);
  expect(out.gas_kW).toBeCloseTo(-fuel_kW - extra_kW, 9);
  expect(out.startLoss_kW).toBeCloseTo(extra_kW * (1.108 - 0.0036 * 0.315 * 15.42), 9); // the rest of it slips
  expect((out.starts_per_h! * step_s) / 3600).toBeCloseTo(1, 12);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('starts in no time where it needs none', () => {
  const b = engine({ startFuel_kWh: 20, warmStart_h: 0, coldStart_h: 0 });
  const out = b.run({ x: { on_h: 0, off_h: 20, power_kW: 0 }, target: 400 });
  expect([out.electricity_kW, out.gas_kW]).toEqual([400, expect.closeTo(-400 / 0.38 - 20, 9)]);
  expect(b.residual().value).toBeCloseTo(0, 9);
  expect(b.run({ x: { on_h: 1, off_h: 20, power_kW: 400 }, target: 400 }).startLoss_kW).toBe(0);
});

it('runs up over short steps as in one long one', () => {
  const b = engine({ startFuel_kWh: 20 }, { step_s: 360 });
  let x = { on_h: 0, off_h: 20, power_kW: 0 };
  const sum = { electricity_kW: 0, heat_kW: 0, gas_kW: 0, starts_per_h: 0, startLoss_kW: 0 };
  for (let k = 0; k < 10; k++) {
    const out = b.run({ x, u: [0.5] });
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += out[name]! / 10;
    x = { on_h: out.on_h!, off_h: out.off_h!, power_kW: out.power_kW! };
    expect(b.residual().value).toBeCloseTo(0, 9);
  }
  const whole = engine({ startFuel_kWh: 20 }).run({ x: { on_h: 0, off_h: 20, power_kW: 0 }, u: [0.5] });
  for (const name of Object.keys(sum) as (keyof typeof sum)[]) expect(sum[name], name).toBeCloseTo(whole[name]!, 9);
});

it('takes a target below its least load for rest or least load, whichever is nearer', () => {
  expect(engine().run({ x: warm(), target: 99 }).electricity_kW).toBe(0);
  expect(engine().run({ x: warm(), target: 101 }).electricity_kW).toBeCloseTo(200, 9);
  expect(engine().run({ x: warm(), target: 500 }).electricity_kW).toBeCloseTo(400, 9);
});

it('keeps its running and standing times, and its ramp', () => {
  const b = engine({ ramp_per_h: 0.25, minUp_h: 3, minDown_h: 4 });
  b.run({ x: { on_h: 2, off_h: 0, power_kW: 300 } });
  expect(b.limits()).toEqual([200, 400, 200]); // must run on: 300 -100/+100
  expect(b.run({ x: { on_h: 2, off_h: 0, power_kW: 300 } }).electricity_kW).toBeCloseTo(200, 9);
  b.run({ x: { on_h: 3, off_h: 0, power_kW: 380 } });
  expect(b.limits()).toEqual([0, 400, expect.closeTo(280, 9)]); // may stop; running on, not below 280
  const stopped = b.run({ x: { on_h: 3, off_h: 0, power_kW: 380 } });
  expect([stopped.electricity_kW, stopped.on_h, stopped.off_h]).toEqual([0, 0, 1]);
  expect(b.run({ x: { on_h: 0, off_h: 3, power_kW: 0 }, target: 300 }).gas_kW).toBe(0);
  expect(b.limits()).toEqual([0, 0, 0]);
  expect(b.run({ x: { on_h: 0, off_h: 4, power_kW: 0 }, target: 300 }).gas_kW).toBeLessThan(0);
});

it('stops at once in an outage, whatever its running time', () => {
  const b = engine();
  const out = b.run({ x: { on_h: 1, off_h: 0, power_kW: 400 }, w: { available: 0 }, target: 300 });
  expect(Object.values(out).filter((v) => v !== 0)).toEqual([1]); // off_h alone
  expect(out.off_h).toBe(1);
  expect(b.limits()).toEqual([0, 0, 0]);
  expect(b.limits('heat')).toEqual([0, 0, 0]);
});

it('closes every law, meets every target within its limits, and answers the same twice', () => {
  const state = fc.oneof(
    fc.record({ on_h: fc.constant(0), off_h: between(0, 20), power_kW: fc.constant(0) }),
    fc.record({ on_h: between(0.001, 5), off_h: between(0, 20), power_kW: between(200, 400) }),
  );
  for (const step_s of [60, 900, 3600])
    for (const split of [false, true]) {
      const b = bench(
        gasEngine,
        { rated_kW: 400, auxiliary: 0.03, ramp_per_h: 2, startFuel_kWh: 10 },
        { step_s, unconnected: split ? [] : unconnected },
      );
      fc.assert(
        fc.property(state, between(0, 1), fc.constantFrom('electricity', 'heat'), (x, share, lead) => {
          b.run({ x });
          const [low, high, least] = b.limits(lead);
          expect(b.limits(lead)).toEqual([low, high, least]);
          const target = Math.max(low, least) + share * (high - Math.max(low, least));
          const out = b.run({ x, lead, target });
          expect(Math.abs(out[`${lead}_kW`]! - target)).toBeLessThan(1e-9);
          expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
          expect(b.run({ x, lead, target })).toEqual(out);
          for (const loss of ['exhaustLoss_kW', 'surfaceLoss_kW', 'methaneLoss_kW', 'startLoss_kW'])
            expect(out[loss]).toBeGreaterThanOrEqual(0);
          if (low === 0) expect(b.run({ x, lead, target: 0 }).gas_kW).toBe(0);
          else expect(b.run({ x, lead, target: 0 })[`${lead}_kW`]).toBeCloseTo(low, 9);
        }),
        { numRuns: 60 },
      );
    }
});

it('needs more fuel for more power, at a falling rate of heat to power', () => {
  fc.assert(
    fc.property(between(200, 395), (target) => {
      const a = engine().run({ x: warm(), target });
      const c = engine().run({ x: warm(), target: target + 5 });
      expect(c.gas_kW).toBeLessThan(a.gas_kW!);
      expect(c.heat_kW).toBeGreaterThan(a.heat_kW!);
      expect(c.heat_kW! / c.electricity_kW!).toBeLessThan(a.heat_kW! / a.electricity_kW!);
    }),
  );
});

it('catches 1 % more of anything that a law counts', () => {
  const b = engine({ auxiliary: 0.02, startFuel_kWh: 15 });
  b.run({ x: { on_h: 0, off_h: 20, power_kW: 0 }, target: 250 });
  expect(plant(b).sort()).toEqual([
    'auxiliary_kW',
    'electricity_kW',
    'exhaustLoss_kW',
    'fossilCo2_kg_per_h',
    'gas_kW',
    'heat_kW',
    'methaneLoss_kW',
    'methane_kg_per_h',
    'startLoss_kW',
    'surfaceLoss_kW',
  ]);
});

it('burns hydrogen to water and nothing else', () => {
  const b = bench(gasEngine, { rated_kW: 710, fuel: 'hydrogen', curve: 'jms416Hydrogen' }, { unconnected });
  const out = b.run({ x: { on_h: 9, off_h: 0, power_kW: 710 }, target: 710 });
  expect(out.hydrogen_kW).toBeCloseTo(-1798, 6);
  expect(out.heat_kW).toBeCloseTo(838, 6);
  expect(out.waterFromHydrogen_kg_per_h).toBeCloseTo((1798 / 33.33) * 8.9367, 3); // 53.9 kg/h of hydrogen
  expect([out.fossilCo2_kg_per_h, out.methane_kg_per_h]).toEqual([0, 0]);
  expect(plant(b)).toContain('waterFromHydrogen_kg_per_h');
});

it.each(validations)('$title: within the tolerance of its sheet', (validation) => {
  for (const { reference, model } of validation.points() ?? [])
    expect(Math.abs(model / reference - 1)).toBeLessThan(validation.tolerance.relative!);
});
it.skipIf(!hasShared)(`has the points of three sheets${whyNoShared}`, () => {
  expect(['J 208', 'JMS 416', 'JGS 320'].map((name) => sheet(name).length)).toEqual([3, 3, 3]);
});

it.each([
  [{ curve: 'jms416Hydrogen' }, 'curve: "jms416Hydrogen" burns hydrogen; expected a curve for fuel: gas'],
  [{ minLoad: 0.4 }, 'curve: its points run from load 0.5 to 1; expected from minLoad 0.4 to 1'],
  [
    {
      curve: [
        { load: 0.5, electric: 0.35, heat: 0.6, exhaust: 0.17 },
        { load: 1, electric: 0.38, heat: 0.5, exhaust: 0.17 },
      ],
    },
    'curve: at load 0.5 electric + heat + exhaust is 1.1200 of the lower heating value; expected at most 1.1080, the higher heating value over the lower',
  ],
  [
    {
      curve: [
        { load: 0.5, electric: 0.35, heat: 0.5, exhaust: 0.17, surface: 0.08 },
        { load: 1, electric: 0.38, heat: 0.5, exhaust: 0.17 },
      ],
    },
    'curve: at load 0.5 electric + heat + exhaust is 1.0200 of the lower heating value and surface 0.08; they close with surface 0.0880, or leave it out',
  ],
  [
    {
      curve: [
        { load: 0.5, electric: 0.35, heat: 0.5, exhaust: 0.17 },
        { load: 1, electric: 0.38, heat: 0.2, exhaust: 0.17 },
      ],
    },
    'curve: its heat does not rise from load 0.5 to 1; expected more heat at more load',
  ],
  [
    {
      curve: [
        { load: 0.5, electric: 0.35, heat: 0.5, exhaust: 0.05 },
        { load: 1, electric: 0.38, heat: 0.5, exhaust: 0.05 },
      ],
    },
    'curve: at load 0.5 exhaust is 0.05; expected at least the latent heat of the fuel, 0.1080, and the slipped fuel, 0.0175',
  ],
])('refuses %j', (params, message) => {
  expect(() => engine(params)).toThrow(message);
});

it('refuses slip from a fuel without carbon', () => {
  expect(() => engine({}, { buses: { gas: { fossil_kg_per_kWh: 0 } } })).toThrow(
    'methaneSlip_g_per_GJ: the slip holds 0.0031 kg of CO2 per kWh and the fuel of bus "bus-gas" 0.0000; set the slip to 0 or give the bus the carbon of its fuel',
  );
  expect(GasEngineParams.safeParse({ rated_kW: -1 }).success).toBe(false);
});
