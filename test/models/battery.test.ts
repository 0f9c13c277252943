import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatteryParams, battery } from '../../src/models/battery.ts';
import { between } from '../between.ts';
import { bench } from './bench.ts';

const params = {
  capacity_kWh: 40,
  charge_kW: 20,
  discharge_kW: 20,
  etaCharge: 0.9,
  etaDischarge: 0.8,
  etaConverter: 1,
  selfDischarge_per_h: 0,
};

it.each([
  // kWh, asked kW, step s -> kWh, kW   by hand, etaCharge 0.9, etaDischarge 0.8
  [10, -10, 3600, 19, -10],
  [9, 4, 3600, 4, 4],
  [39, -20, 1800, 40, -1 / 0.9 / 0.5], // room for 1 kWh
  [1, 20, 1800, 0, 0.8 / 0.5], // 1 kWh left
])('%d kWh asked for %d kW over %d s', (energy_kWh, target, step_s, left_kWh, power_kW) => {
  const out = bench(battery, params, { step_s }).run({ x: { energy_kWh }, target });
  expect(out.energy_kWh).toBeCloseTo(left_kWh, 12);
  expect(out.electricity_kW).toBeCloseTo(power_kW, 12);
});

it('draws its standby and loses 0.1 % a day at rest', () => {
  const b = bench(battery, { ...params, standby_kW: 0.2, selfDischarge_per_h: 0.001 });
  const out = b.run({ x: { energy_kWh: 20 } });
  expect(out.electricity_kW).toBeCloseTo(-0.2, 12);
  expect(out.energy_kWh).toBeCloseTo(19.98, 12); // 20 * (1 - 0.001), by hand
  expect(b.limits()).toEqual([expect.closeTo(-20.2, 9), expect.closeTo(15.792, 3), 0]); // (19.98 * 0.8) / 0.9995 - 0.2
});

it('conserves energy, loses some, stays within bounds; two half steps make one', () => {
  const whole = { ...params, selfDischarge_per_h: 0.01 };
  fc.assert(
    fc.property(between(0, 40), between(-18, 15), (energy_kWh, target) => {
      const one = bench(battery, whole);
      const after = one.run({ x: { energy_kWh }, target });
      expect(Math.abs(one.residual().value)).toBeLessThan(1e-9);
      expect(after.conversionLoss_kW).toBeGreaterThanOrEqual(0);
      expect(after.selfDischarge_kW).toBeGreaterThanOrEqual(-1e-12);
      expect(after.energy_kWh).toBeGreaterThanOrEqual(-1e-9);
      expect(after.energy_kWh).toBeLessThanOrEqual(40 + 1e-9);
      if (Math.abs(after.electricity_kW! - target) > 1e-9) return;
      const half = bench(battery, whole, { step_s: 1800 });
      const first = half.run({ x: { energy_kWh }, target });
      if (Math.abs(first.electricity_kW! - target) > 1e-9) return;
      expect(half.run({ x: { energy_kWh: first.energy_kWh! }, target }).energy_kWh).toBeCloseTo(after.energy_kWh!, 9);
    }),
  );
});

it('does nothing in an outage', () => {
  const b = bench(battery, { ...params, standby_kW: 1 });
  expect(b.run({ w: { available: 0 }, target: 10 }).electricity_kW).toBeCloseTo(0, 12);
  expect(b.limits()[1]).toBe(0);
});

it('says which field is wrong', () => {
  const bad = BatteryParams.safeParse({ capacity_kwh: 40, charge_kW: 20, discharge_kW: -1 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "capacity_kWh Invalid input: expected number, received undefined",
      "discharge_kW Too small: expected number to be >=0",
      " Unrecognized key: "capacity_kwh"",
    ]
  `);
});
