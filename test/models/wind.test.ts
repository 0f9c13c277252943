import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepInstance } from '../../src/core/instance.ts';
import { TURBINES, WindParams, wind } from '../../src/models/wind.ts';
import { between } from '../between.ts';
import { fillInputs } from '../core/fillInputs.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';
import { type BenchSetting, bench } from './bench.ts';

const air = (wind_m_per_s: number | Float64Array, more: Record<string, number> = {}): BenchSetting => ({
  weather: { wind_m_per_s, ambient_degC: 15, pressure_kPa: 101.325, ...more },
});
const plain = { shearExponent: 0, densityCorrection: false, losses: 0, outage: 0 };

it.each([
  // m/s -> kW of one turbine   by hand from the table
  [2.9, 0],
  [3, 0.2],
  [6.5, 3.1], // between 2.4 and 3.8
  [11, 10],
  [25, 10],
  [25.1, 0],
])('two small turbines at %d m/s', (v, kW) => {
  const b = bench(wind, { ...plain, count: 2 }, air(v));
  const out = b.run({});
  expect(out.electricity_kW).toBeCloseTo(2 * kW, 9);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it('lifts the wind to the hub and takes off losses', () => {
  const out = bench(wind, { ...plain, shearExponent: 0.2, losses: 0.1, outage: 0.1 }, air(5)).run({});
  expect(out.hub_m_per_s).toBeCloseTo(5 * 1.8 ** 0.2, 9); // hub 18 m, mast 10 m: 5.6238
  expect(out.electricity_kW).toBeCloseTo((1.35 + 0.62384 * 1.05) * 0.81, 3); // by hand
  const log = bench(wind, { ...plain, roughness_m: 0.1 }, air(5)).run({});
  expect(log.hub_m_per_s).toBeCloseTo((5 * Math.log(180)) / Math.log(100), 9);
});

it('gives less in thin air', () => {
  const at = (pressure_kPa: number): number =>
    bench(wind, { ...plain, densityCorrection: true }, air(7, { pressure_kPa })).run({}).electricity_kW!;
  expect(at(80)).toBeLessThan(at(101));
  expect(at(101.55)).toBeCloseTo(3.8, 2); // 1.225 kg/m3 at the hub, by hand: 101.325 + 0.225 kPa below 18 m
});

it('conserves energy, loses nothing negative, answers the same twice', () => {
  fc.assert(
    fc.property(between(0, 35), between(-30, 45), between(85, 105), (v, ambient_degC, pressure_kPa) => {
      for (const params of [{ turbine: 'small10', count: 3 }, { turbine: 'e82' }]) {
        const b = bench(wind, params, air(v, { ambient_degC, pressure_kPa }));
        const out = b.run({});
        const { value, scale } = b.residual();
        expect(Math.abs(value)).toBeLessThan(1e-12 * Math.max(1, scale));
        for (const name of ['electricity_kW', 'wind_kW', 'passing_kW', 'systemLoss_kW'])
          expect(out[name]!, name).toBeGreaterThanOrEqual(0);
        expect(out.electricity_kW!).toBeLessThanOrEqual((16 / 27) * out.wind_kW! + 1e-9);
        expect(b.run({})).toEqual(out);
      }
    }),
  );
});

it('is caught by the audit with 1 % wrong in any term', () => {
  const b = bench(wind, {}, air(8));
  b.run({});
  for (let k = 0; k < 4; k++) {
    const right = b.instance.y[k]!;
    b.instance.y[k] = right * 1.01;
    expect(Math.abs(b.residual().value), b.instance.outputs[k]).toBeGreaterThan(0.009 * right);
    b.instance.y[k] = right;
  }
});

it('stands still in an outage, and shows a gap in the weather as a gap', () => {
  const b = bench(wind, {}, air(8));
  const out = b.run({ w: { available: 0 } });
  expect([out.electricity_kW, out.wind_kW, out.passing_kW, out.systemLoss_kW]).toEqual([0, 0, 0, 0]);
  expect(Math.abs(b.residual().value)).toBe(0);
  expect(bench(wind, {}, air(Number.NaN)).run({}).electricity_kW).toBeNaN();
});

it('runs 600 to 900 full hours at a site like Suzhou: 3.0 m/s at 10 m, Weibull 2, shear 0.2', () => {
  const length = 8760;
  const scale = 3 / 0.886227; // gamma(1.5)
  const speeds = Float64Array.from({ length }, (_, i) => scale * Math.sqrt(-Math.log(1 - (i + 0.5) / length)));
  const { instance } = bench(wind, {}, { ...air(speeds, { ambient_degC: 16 }), length });
  let energy_kWh = 0;
  for (let i = 0; i < length; i++) {
    fillInputs(instance, i);
    stepInstance(instance, 1);
    energy_kWh += instance.y[0]!;
  }
  expect(energy_kWh / 10).toBeGreaterThan(600);
  expect(energy_kWh / 10).toBeLessThan(900);
});

it.each([
  [
    { speed_m_per_s: [3, 5], power_kW: [0, 1, 2], rotor_m: 8 },
    'curve: 2 speeds and 3 powers; expected as many of the one as of the other',
  ],
  [
    { speed_m_per_s: [3, 3], power_kW: [0, 1], rotor_m: 8 },
    'curve: speed 3 m/s follows 3 m/s; expected them to ascend',
  ],
  [
    { speed_m_per_s: [2, 5], power_kW: [0, 2.5], rotor_m: 8 },
    'curve: 0.31 kW at 2.38 m/s is more than a rotor of 8 m can take (0.24 kW, Betz); check the diameter, or give more points at low speed',
  ],
])('refuses the curve %j', (curve, message) => {
  expect(() => bench(wind, { curve }, air(5))).toThrow(message);
});

it('refuses heights inside the roughness, and a displacement without one', () => {
  expect(() => bench(wind, { roughness_m: 1, displacement_m: 9.5 }, air(5))).toThrow(
    'roughness_m: the wind was measured at 10 m, below displacement_m + roughness_m; expected it above',
  );
  expect(() => bench(wind, { roughness_m: 1, displacement_m: 18 }, air(5))).toThrow(
    'roughness_m: the hub at 18 m stands below displacement_m + roughness_m; expected it above',
  );
  expect(WindParams.safeParse({ displacement_m: 2 }).error?.issues[0]?.message).toBe('expected roughness_m beside it');
});

describe.skipIf(!hasShared)(`against outside numbers${whyNoShared}`, () => {
  it('holds the E-82 as the Open Energy Platform has it', () => {
    const { curves } = JSON.parse(readShared('reference/wind/turbine_curves.json')) as {
      curves: Record<string, { v: number[]; P_W: number[]; D_m: number }>;
    };
    const told = curves['E-82/2300']!;
    expect(TURBINES.e82.rotor_m).toBe(told.D_m);
    told.v.forEach((v, k) => {
      expect(bench(wind, { ...plain, turbine: 'e82' }, air(v)).run({}).electricity_kW).toBeCloseTo(
        told.P_W[k]! / 1000,
        9,
      );
    });
  });
});
