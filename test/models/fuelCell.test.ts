import fc from 'fast-check';
import { expect, it } from 'vitest';
import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg } from '../../src/core/carriers.ts';
import {
  fuelCellVoltage_V,
  H2_PER_CHARGE_kg_per_kAh,
  LOWER_HEATING_V,
  NEDSTACK_PS6,
} from '../../src/core/physics/electrochemistry.ts';
import { FuelCellParams, fuelCell } from '../../src/models/fuelCell.ts';
import { between } from '../between.ts';
import { bench } from './bench.ts';

/** Warm and running, so that nothing but the load decides. */
const hot = { on: 1, held_h: 10, warmed_h: 0, level_kW: 20 };

it('gives its rating, by hand', () => {
  const b = bench(fuelCell, {});
  const out = b.run({ x: hot, target: 20 });
  // direct current 20 / 0.93 + 0.02 * 20 = 21.9054 kW, hydrogen used 21.9054 / 0.55 = 39.828 kW, taken / 0.98 = 40.641 kW
  expect(out.electricity_kW).toBe(20);
  expect(out.hydrogen_kW).toBeCloseTo(-40.641, 3);
  expect(out.hydrogen_kg_per_h).toBeCloseTo(40.641 / H2_LHV_kWh_per_kg, 4);
  expect(out.stackHeat_kW).toBeCloseTo((39.828 * H2_HHV_kWh_per_kg) / H2_LHV_kWh_per_kg - 21.9054, 3);
  expect(out.heat_kW).toBeCloseTo(0.65 * out.stackHeat_kW!, 12);
  expect(out.heat_kW! / 40.641).toBeGreaterThan(0.38); // about 40 % of the lower heating value
  expect(out.waterReleased_kg_per_h! / (out.hydrogen_kg_per_h! * 0.98)).toBeCloseTo(8.9367, 9);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it('is more efficient at part load, until its auxiliaries weigh in', () => {
  const b = bench(fuelCell, {});
  const eta = [1, 0.7, 0.4, 0.2, 0.1].map((load) => {
    const out = b.run({ x: hot, target: 20 * load });
    return -out.electricity_kW! / out.hydrogen_kW!;
  });
  expect(eta[0]).toBeCloseTo(0.492, 3);
  expect(eta[1]).toBeGreaterThan(eta[0]!);
  expect(eta[2]).toBeGreaterThan(eta[1]!);
  expect(eta[4]).toBeLessThan(eta[3]!);
  for (const e of eta) expect(e).toBeLessThan(0.6);
});

it('its laid-out curve follows the stack within 0.05 percent', () => {
  const b = bench(fuelCell, { rated_kW: 100, auxiliaryShare: 0, etaConverter: 1, utilisation: 1 });
  const scale = (0.55 * LOWER_HEATING_V * 65) / fuelCellVoltage_V(NEDSTACK_PS6, 133.3);
  const power = (A: number): number => (A * scale * fuelCellVoltage_V(NEDSTACK_PS6, A)) / 1000;
  for (let A = 11; A < 133; A += 0.7) {
    const out = b.run({ x: hot, target: (100 * power(A)) / power(133.3) });
    const current_kA = ((A / 1000) * 65 * 100) / power(133.3);
    expect(Math.abs(out.hydrogen_kg_per_h! / (current_kA * H2_PER_CHARGE_kg_per_kAh) - 1)).toBeLessThan(5e-4);
  }
});

it('starts cold in six minutes and warm in half a minute', () => {
  const b = bench(fuelCell, { rated_kW: 100 }, { step_s: 900 });
  expect(b.limits()).toEqual([0, expect.closeTo(60, 9), expect.closeTo(6, 9)]); // 9 of 15 minutes
  expect(b.run({ target: 30 })).toMatchObject({ electricity_kW: 30, started: 1, level_kW: 50 });
  b.run({ x: { on: 0, held_h: 1, level_kW: 0 } });
  expect(b.limits()[1]).toBeCloseTo(96, 9); // 14.4 of 15 minutes
});

it('holds its laws and meets any target within its limits, by either lead', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(3600, 900, 60),
      fc.array(fc.tuple(between(0, 1), between(0, 1), fc.constantFrom('electricity', 'heat')), {
        minLength: 1,
        maxLength: 12,
      }),
      (step_s, steps) => {
        const b = bench(fuelCell, { ramp_per_h: 3, minUp_h: 0.5, minDown_h: 0.25, coldAfter_h: 1 }, { step_s });
        for (const [a, part, lead] of steps) {
          b.instance.w[0] = a < 0.2 ? 0 : a;
          const [lowest, highest, least] = b.limits(lead);
          expect(lowest).toBeLessThanOrEqual(highest);
          const target = part < 0.1 ? lowest : least + part * (highest - least);
          const out = b.run({ lead, target });
          expect(out[`${lead}_kW`]).toBeCloseTo(target, 9);
          expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
          for (const loss of ['purge_kg_per_h', 'stackLoss_kW', 'converterLoss_kW', 'auxiliaryLoss_kW'])
            expect(out[loss]).toBeGreaterThanOrEqual(0);
          expect(b.run({ lead, target })).toEqual(out);
          b.instance.x.set(b.instance.next);
        }
      },
    ),
    { numRuns: 200 },
  );
});

it('without a heat bus all its heat is lost, and heat leads nothing', () => {
  const b = bench(fuelCell, {}, { unconnected: ['heat'] });
  const out = b.run({ x: hot, target: 10 });
  expect(out.heat_kW).toBe(0);
  expect(out.stackLoss_kW).toBe(out.stackHeat_kW);
  expect(b.limits('heat')).toEqual([0, 0, 0]);
  expect(b.run({ x: hot, lead: 'heat', target: 5 }).electricity_kW).toBe(0);
});

it.each([
  ['hydrogen_kW', 'energy'],
  ['purge_kg_per_h', 'energy'],
  ['stackLoss_kW', 'energy'],
  ['converterLoss_kW', 'energy'],
  ['auxiliaryLoss_kW', 'energy'],
  ['waterReleased_kg_per_h', 'water'],
])('shows a fault of 1 percent in %s', (signal, quantity) => {
  const b = bench(fuelCell, { rated_kW: 1000 });
  b.run({ x: hot, target: 700 });
  b.instance.y[b.instance.outputs.indexOf(signal)]! *= 1.01;
  expect(b.residual().quantity).toBe(quantity);
  expect(Math.abs(b.residual().value)).toBeGreaterThan(0.05);
});

it('stops in an outage', () => {
  const b = bench(fuelCell, { minUp_h: 20 });
  expect(b.run({ w: { available: 0 }, x: hot, target: 20 })).toMatchObject({ electricity_kW: 0, on: 0, level_kW: 0 });
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('says which field is wrong', () => {
  const bad = FuelCellParams.safeParse({ rated_kW: 0, etaStack: 0.9, heatmax_degC: 3 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toEqual([
    'rated_kW Too small: expected number to be >0',
    'etaStack Too big: expected number to be <=0.7',
    ' Unrecognized key: "heatmax_degC"',
  ]);
});
