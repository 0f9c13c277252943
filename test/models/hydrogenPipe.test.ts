import fc from 'fast-check';
import { expect, it } from 'vitest';
import { H2_LHV_kWh_per_kg } from '../../src/core/carriers.ts';
import { flowOfSquareDrop, gasFriction, meanPressure_MPa, squareDrop_MPa2 } from '../../src/core/physics/gasPipe.ts';
import { h2Density_kg_per_m3 } from '../../src/core/physics/hydrogen.ts';
import { HydrogenPipeParams, hydrogenPipe } from '../../src/models/hydrogenPipe.ts';
import { between } from '../between.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { plant } from './planted.ts';

const params = { length_m: 30_000, diameter_mm: 200, inlet_bar: 60, outletMin_bar: 30, temperature_degC: 15 };
const pipe = (extra: object = {}, setting: BenchSetting = {}): Bench =>
  bench(hydrogenPipe, { ...params, ...extra }, setting);
const gas = { length_m: 30_000, diameter_m: 0.2, roughness_m: 5e-5, T_K: 288.15 };

/** So many equal steps; the last one's outputs. */
function after(b: Bench, steps: number, target: number): Record<string, number> {
  let out: Record<string, number> = {};
  for (let k = 0; k < steps; k++) {
    out = b.run({ target });
    b.instance.x.set(b.instance.next);
  }
  return out;
}

it('loses pressure as the general flow equation says, by hand', () => {
  // 1 kg/s: Re = 4 / (pi 0.2 8.71e-6) = 731,000; Colebrook gives f = 0.01546
  expect(gasFriction(gas, 1)).toBeCloseTo(0.01546, 4);
  // f L / d = 2319, (m / A)^2 = 1013.2, Z R T = 1.033 * 4124.5 * 288.15 = 1.2277e6: 2.885 MPa2
  expect(squareDrop_MPa2(gas, 1, 6)).toBeCloseTo(2.885, 1);
  expect(flowOfSquareDrop(gas, squareDrop_MPa2(gas, 1, 6), 6)).toBeCloseTo(1, 9);
  expect([squareDrop_MPa2(gas, 0, 6), flowOfSquareDrop(gas, 0, 6)]).toEqual([0, 0]);
  expect(meanPressure_MPa(6, 3)).toBeCloseTo(4.6667, 4);
  expect(meanPressure_MPa(6, 6)).toBe(6);
});

it('is full at rest: its volume at the pressure of its inlet', () => {
  const b = pipe();
  const full_kg = h2Density_kg_per_m3(6, 288.15) * Math.PI * 0.01 * 30_000;
  expect(b.instance.x[0]! / full_kg).toBeCloseTo(1, 12);
  const out = b.run({});
  expect([out.to_kW, Math.abs(out.from_kW!)]).toEqual([0, expect.closeTo(0, 9)]);
  expect(out).toMatchObject({ mean_bar: expect.closeTo(60, 9), outlet_bar: expect.closeTo(60, 9) });
});

it('settles where as much comes in as goes out, at the pressure of the whole pipe', () => {
  const b = pipe();
  const out = after(b, 60, 3600 * H2_LHV_kWh_per_kg);
  expect(out.inflow_kg_per_h).toBeCloseTo(3600, 3);
  expect(out.outlet_bar).toBeCloseTo(10 * Math.sqrt(36 - squareDrop_MPa2(gas, 1, 6)), 1);
  // At the end of a pipe whose square of pressure falls evenly, the mean is about the root of the mean square.
  expect(out.mean_bar! / (10 * meanPressure_MPa(6, out.outlet_bar! / 10))).toBeCloseTo(1, 3);
  expect(out.velocity_m_per_s).toBeCloseTo(1 / h2Density_kg_per_m3(out.outlet_bar! / 10, 288.15) / (Math.PI * 0.01), 2);
});

it('serves a peak from its line pack and fills up after it', () => {
  const b = pipe({ velocityMax_m_per_s: 200 }, { step_s: 300 });
  const [, highest] = b.limits();
  const { steady } = b.instance.q as { steady: number };
  expect(highest).toBeGreaterThan(1.2 * steady * H2_LHV_kWh_per_kg);
  const peak = b.run({ target: highest });
  expect(peak.outlet_bar).toBeCloseTo(30, 2);
  expect(peak.inflow_kg_per_h).toBeLessThan(peak.outflow_kg_per_h!);
  expect(peak.loading).toBeGreaterThan(1);
  b.instance.x.set(b.instance.next);
  const second = b.limits()[1];
  expect(second).toBeLessThan(highest);
  expect(second).toBeGreaterThanOrEqual(steady * H2_LHV_kWh_per_kg);
  expect(after(b, 1, 0).inflow_kg_per_h).toBeGreaterThan(0);
  const full = after(b, 100, 0);
  expect(full.inflow_kg_per_h).toBeLessThan(0.01);
  expect(full.mean_bar).toBeCloseTo(60, 2);
});

it('short steps and long ones settle alike, and differ little on the way', () => {
  const target = 1.5 * 3600 * H2_LHV_kWh_per_kg;
  const long = after(pipe(), 6, target);
  const short = after(pipe({}, { step_s: 60 }), 360, target);
  expect(short.outlet_bar! / long.outlet_bar!).toBeCloseTo(1, 2);
  const soon = after(pipe({}, { step_s: 60 }), 60, target).pack_kg!;
  expect(Math.abs(after(pipe(), 1, target).pack_kg! / soon - 1)).toBeLessThan(0.05);
});

it('holds its laws and meets any target within its limits, whatever it did before', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(3600, 900, 60, 1),
      between(0, 1),
      fc.constantFrom(5, 40, 500),
      fc.array(fc.tuple(between(0, 1), between(0, 1)), { minLength: 1, maxLength: 12 }),
      (step_s, packStart, velocityMax_m_per_s, steps) => {
        const b = pipe({ packStart, velocityMax_m_per_s }, { step_s });
        for (const [a, share] of steps) {
          b.instance.w[0] = a < 0.2 ? 0 : a > 0.5 ? 1 : a;
          const [lowest, highest] = b.limits();
          expect(lowest).toBe(0);
          const target = share * highest;
          const out = b.run({ target });
          expect(Math.abs(out.to_kW! - target)).toBeLessThan(1e-9 * Math.max(1, target));
          const { value, scale } = b.residual();
          expect(Math.abs(value)).toBeLessThan(1e-9 * Math.max(1, scale));
          expect(out.from_kW).toBeLessThanOrEqual(0);
          expect(out.outlet_bar).toBeGreaterThan(29.9);
          expect(out.mean_bar).toBeLessThan(60 + 1e-9);
          expect(b.run({ target })).toEqual(out);
          b.instance.x.set(b.instance.next);
        }
      },
    ),
    { numRuns: 150 },
  );
});

it('is shut in an outage', () => {
  const b = pipe({ packStart: 0 });
  const before = b.instance.x[0];
  const out = b.run({ w: { available: 0 }, target: 1e5 });
  expect([out.to_kW, Math.abs(out.from_kW!), out.pack_kg]).toEqual([0, 0, before]);
  expect(out.mean_bar).toBeLessThan(60);
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('shows a fault of 1 percent', () => {
  const b = pipe();
  b.run({ target: 50_000 });
  expect(plant(b).sort()).toEqual(['from_kW', 'to_kW']);
});

it('says what is wrong', () => {
  expect(HydrogenPipeParams.safeParse({ ...params, outletMin_bar: 60 }).error?.issues[0]?.message).toBe(
    'expected less than inlet_bar',
  );
  expect(() => pipe({ rated_kW: 1e7 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: rated_kW: met 10000000 kW, but 200 mm over 30000 m carry 373852.3 kW from 60 to 30 bar at up to 40 m/s; widen the pipe or lower the rating]`,
  );
});

it('gives what it holds while its inlet takes no more than there is, down to its least pressure', () => {
  const b = pipe();
  const { kind, q, u, w, x, next } = b.instance;
  let before = x[0]!;
  let least = Number.POSITIVE_INFINITY;
  let stood = 0;
  for (let k = 0; k < 60; k++) {
    kind.fromStock!(q, x, w, 0, 60_000, 20_000, 1, u);
    const out = b.run({ u: [...u] });
    // by hand: each hour takes 40,000 kWh out of it, as long as it lasts.
    const given_kg = out.outflow_kg_per_h! - out.inflow_kg_per_h!;
    expect(before - next[0]!).toBeCloseTo(given_kg, 9);
    expect(out.inflow_kg_per_h! * H2_LHV_kWh_per_kg).toBeLessThan(20_000 + 1e-6);
    expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * b.residual().scale);
    least = Math.min(least, out.outlet_bar!);
    if (out.to_kW! < 60_000 - 1e-6) stood = out.to_kW!;
    before = next[0]!;
    x.set(next);
  }
  expect(least).toBeGreaterThan(30 - 1e-6);
  expect(stood).toBeCloseTo(20_000, 3);
  // Open again, it takes what it can, and is full in the end.
  const full = after(b, 400, 0);
  expect(full.mean_bar).toBeCloseTo(60, 3);
});

it('is throttled by nothing where more comes in than it lets in anyway', () => {
  const [open, told] = [pipe(), pipe()];
  const free = open.run({ target: 50_000 });
  const { kind, q, u, w, x } = told.instance;
  kind.fromStock!(q, x, w, 0, 50_000, 1e6, 1, u);
  expect(told.run({ u: [...u] })).toEqual(free);
});
