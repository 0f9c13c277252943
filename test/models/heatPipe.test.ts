import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pressureDrop_kPa } from '../../src/core/physics/pipe.ts';
import { waterDensity_kg_per_m3, waterHeatCapacity_kJ_per_kgK, waterViscosity } from '../../src/core/physics/water.ts';
import { heatPipe } from '../../src/models/heatPipe.ts';
import { between } from '../between.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';

const params = { length_m: 100, diameter_mm: 80, loss_W_per_mK: 0.2 };
const pipe = (extra: object = {}, setting: BenchSetting = {}): Bench =>
  bench(heatPipe, { ...params, ...extra }, { weather: { ground_degC: 15 }, ...setting });
const chilled = { carrier: 'cooling' };
const cp = waterHeatCapacity_kJ_per_kgK(80);
const rho = waterDensity_kg_per_m3(80);
const section = (Math.PI * 0.08 * 0.08) / 4;

it('covers its standing loss at rest: 90/70 degC, 100 m of 0.2 W/(m K), ground of 15 degC', () => {
  const b = pipe({}, { unconnected: ['pump'] });
  const out = b.run({});
  expect(out.from_kW).toBeCloseTo(-2.6, 9); // 100 * 0.2 * (75 + 55) / 1000, by hand
  expect(out.to_kW).toBe(0);
  expect(out.massFlow_kg_per_h).toBeCloseTo((2.6 / (cp * 20)) * 3600, 9);
  expect(b.residual().value).toBeCloseTo(0, 12);
});

it('carries what the velocity allows', () => {
  const b = pipe({}, { unconnected: ['pump'] });
  const full = rho * section * 1.5 * cp * 20;
  expect(full).toBeCloseTo(615, 0); // 7.33 kg/s * 4.197 * 20
  expect(b.limits()).toEqual([0, expect.closeTo(full - 2.6, 9), 0]);
  expect(b.run({ target: 1000 }).from_kW).toBeCloseTo(-full, 9);
  expect(pipe({ rated_kW: 100 }).limits()[1]).toBe(100);
});

it.each([
  // fitted through full and half flow
  [0.02, 0.3],
  [1e-9, 0.5],
  [0.005, 0.75],
  [1e-9, 1],
])('pump follows Darcy-Weisbach within %d at %d of full flow', (most, share) => {
  const water = { density_kg_per_m3: rho, viscosity: waterViscosity(80) };
  const flow = share * rho * section * 1.5;
  const out = pipe().run({ target: flow * cp * 20 - 2.6 });
  const drop =
    pressureDrop_kPa({ length_m: 240, diameter_m: 0.08, roughness_m: 1e-4, ...water }, flow) + 50 * share * share;
  const power = (drop * flow) / rho / 0.65 / 0.9;
  expect(Math.abs(out.pump_kW! / -power - 1)).toBeLessThan(most);
});

it.each([
  // the pump's heat helps hot water and burdens chilled water
  ['heat', -1],
  ['cooling', 1],
] as const)('the heat of the pump ends in the %s', (carrier, sign) => {
  const b = pipe({ carrier });
  const out = b.run({ target: 50 });
  const pump = -out.pump_kW! * 0.9;
  expect(out.from_kW).toBeCloseTo(-50 - out.groundLoss_kW! - sign * pump, 9);
  expect(out.motorLoss_kW).toBeCloseTo(-out.pump_kW! * 0.1, 12);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('chilled water takes heat from the ground: 7/12 degC', () => {
  expect(pipe(chilled).run({}).groundLoss_kW).toBeCloseTo(0.22, 9); // 100 * 0.2 * (8 + 3) / 1000, by hand
  const winter = pipe(chilled, { weather: { ground_degC: 5 } });
  expect(winter.run({}).groundLoss_kW).toBe(0); // ground that would help counts as none
  expect(winter.run({}).delay_min).toBeGreaterThan(60);
});

it('loses what the exponential law says when the buses stand at its ends', () => {
  const kW = 200;
  const start = pipe({ returnLoss_W_per_mK: 0 }, { unconnected: ['pump'] });
  const flow = kW / (cp * 20);
  const outlet = 15 + 75 * Math.exp((-0.2 * 100) / (flow * cp * 1000));
  const b = pipe(
    { returnLoss_W_per_mK: 0 },
    { unconnected: ['pump'], buses: { to: { supply_degC: outlet, return_degC: 70 } } },
  );
  const loss = b.run({}).groundLoss_kW!;
  const out = b.run({ target: kW - loss });
  expect(loss / (flow * cp * (90 - outlet))).toBeCloseTo(1, 5);
  expect(out.outlet_degC).toBeCloseTo(outlet, 6);
  expect(start.run({}).groundLoss_kW).toBeGreaterThan(loss);
});

it('delay settles at content over flow, whatever the step', () => {
  const kW = 50;
  const flow = (kW + 2.6) / (cp * 20);
  const delay_min = (rho * section * 100) / flow / 60;
  expect(delay_min).toBeCloseTo(13, 0); // 488 kg at 0.63 kg/s
  const after = (step_s: number, steps: number): number => {
    const b = pipe({}, { step_s, unconnected: ['pump'] });
    let age_h = 0;
    for (let k = 0; k < steps; k++) age_h = b.run({ x: { age_h }, target: kW }).age_h!;
    return 60 * age_h;
  };
  expect(after(3600, 24)).toBeCloseTo(delay_min, 9);
  expect(after(60, 240)).toBeCloseTo(delay_min, 6);
  expect(after(60, 10)).toBeCloseTo(after(600, 1), 6); // the lag is exact for any step
  expect(after(600, 1)).toBeCloseTo(delay_min * (1 - Math.exp(-10 / delay_min)), 6);
  const settled = pipe({}, { unconnected: ['pump'] }).run({ target: kW });
  expect(settled.delay_min).toBeCloseTo(60 * settled.age_h!, 12);
  expect(after(1, 1)).toBeCloseTo(1 / 60, 4); // new water ages with the clock
});

it('closes the energy law and keeps what limits promise', () => {
  fc.assert(
    fc.property(between(0, 1), between(-5, 40), between(0, 2), between(1, 300), (share, ground, age_h, length_m) => {
      for (const carrier of ['heat', 'cooling'] as const) {
        const b = pipe({ carrier, length_m }, { weather: { ground_degC: ground } });
        const [low, high] = b.limits();
        expect(low).toBe(0);
        const target = share * high;
        const out = b.run({ x: { age_h }, target });
        expect(out.to_kW).toBeCloseTo(target, 9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
        expect(out.from_kW).toBeLessThanOrEqual(0);
        expect(out.groundLoss_kW).toBeGreaterThanOrEqual(0);
        expect(out.age_h).toBeGreaterThan(0);
        const supply = carrier === 'heat' ? 90 : 7;
        expect((out.outlet_degC! - ground) * (out.outlet_degC! - supply)).toBeLessThan(1e-9); // between the two
        expect(b.run({ x: { age_h }, target })).toEqual(out);
      }
    }),
  );
});

it('only loses in an outage', () => {
  const out = pipe().run({ w: { available: 0 }, u: [50] });
  expect(out.from_kW).toBeCloseTo(-2.6, 9);
  expect([out.to_kW, out.pump_kW]).toEqual([0, -0]);
});

it('says what does not fit', () => {
  expect(() => pipe({ rated_kW: 1000 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: rated_kW: met 1000 kW, but 80 mm at 1.5 m/s carry 614.9 kW over the 20 K of bus "bus-from"; widen the pipe or lower the rating]`,
  );
  expect(() => pipe({}, { buses: { to: { supply_degC: 95 } } })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: to: bus "bus-to" asks for 95 degC, but bus "bus-from" supplies 90 degC; a pipe brings water no hotter than it gets]`,
  );
  expect(() => pipe({}, { buses: { from: { supply_degC: 70 } } })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: from: bus "bus-from" has no spread (70/70 degC)]`,
  );
  expect(() => pipe({ diameter_mm: 5, velocityMax_m_per_s: 20, length_m: 5000 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: diameter_mm: at 20 m/s the pump would heat the water more than it carries]`,
  );
});
