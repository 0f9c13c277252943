import fc from 'fast-check';
import { expect, it } from 'vitest';
import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg } from '../../src/core/carriers.ts';
import { electrolyser } from '../../src/models/electrolyser.ts';
import { ELECTROLYSERS, stackOf } from '../../src/models/electrolyserPresets.ts';
import { between } from '../between.ts';
import { bench } from './bench.ts';

/** Warm and running, so that nothing but the load decides. */
const hot = { on: 1, held_h: 10, warmed_h: 0, level_kW: 1000 };

it.each([
  // technology -> kWh/kg, stack share of the input, water kg/MWh   by hand from the catalogue's rows
  ['alkaline', 56.7, 51.4 / 56.7, 175],
  ['pem', 60.5, 53.9 / 60.5, 164],
])('%s at its rating', (technology, consumption, stackShare, water) => {
  const b = bench(electrolyser, { technology, rated_kW: 1000 });
  const out = b.run({ x: hot, lead: 'electricity', target: -1000 });
  expect(out.electricity_kW).toBe(-1000);
  expect(out.hydrogen_kg_per_h).toBeCloseTo(1000 / consumption, 6);
  expect(out.stackHeat_kW).toBeCloseTo(1000 * stackShare - (1000 / consumption) * H2_HHV_kWh_per_kg, 6);
  expect(out.heat_kW).toBeCloseTo(0.95 * out.stackHeat_kW!, 9);
  expect(out.rectifierLoss_kW! + out.auxiliaryLoss_kW!).toBeCloseTo(1000 * (1 - stackShare), 6);
  expect(-out.water_kg_per_h!).toBeCloseTo(water, 0);
  expect(out.oxygen_kg_per_h! / out.hydrogen_kg_per_h!).toBeCloseTo(7.94, 2);
});

it.each(['alkaline', 'pem'])('%s: part load saves voltage, and loses to auxiliaries at last', (technology) => {
  const b = bench(electrolyser, { technology, rated_kW: 1000 });
  const consumption = [1, 0.8, 0.6, 0.4, technology === 'pem' ? 0.05 : 0.15].map((load) => {
    const out = b.run({ x: hot, lead: 'electricity', target: -1000 * load });
    return -out.electricity_kW! / out.hydrogen_kg_per_h!;
  });
  expect(consumption[1]).toBeLessThan(consumption[0]!);
  expect(consumption[2]).toBeLessThan(consumption[1]!);
  expect(consumption[4]).toBeGreaterThan(consumption[3]!);
  // Within the ranges of the IRENA table: stack 47 to 66, system 50 to 83 kWh/kg
  for (const c of consumption) expect(c).toBeGreaterThan(50);
  for (const c of consumption) expect(c).toBeLessThan(83);
});

it.each(['alkaline', 'pem'] as const)('%s: its laid-out curve follows the cells within 0.05 percent', (technology) => {
  const b = bench(electrolyser, { technology, rated_kW: 1000 });
  const preset = ELECTROLYSERS[technology];
  const stack_kW = (1000 * preset.stack_kWh_per_kg) / preset.system_kWh_per_kg;
  const stack = stackOf(preset, stack_kW, preset.stack_kWh_per_kg);
  const auxiliary_kW = 1000 * preset.auxiliaryShare;
  for (let k = 0; k < 100; k++) {
    const input_kW = 1000 * (preset.minLoad + ((1 - preset.minLoad) * k) / 100);
    const exact = stack(((input_kW - auxiliary_kW) * stack_kW) / (1000 - auxiliary_kW));
    const out = b.run({ x: hot, lead: 'electricity', target: -input_kW });
    expect(Math.abs(out.hydrogen_kg_per_h! / exact.hydrogen_kg_per_h - 1)).toBeLessThan(5e-4);
  }
});

it('starts cold in an hour, warm in minutes, and waits in standby in between', () => {
  const b = bench(electrolyser, { rated_kW: 1000 });
  // A token of 1e-5 says that it warms up; what the hour draws is drawn when it comes on.
  expect(b.limits('electricity')).toEqual([expect.closeTo(-0.01, 12), 0, expect.closeTo(0.01, 12)]);
  const first = b.run({ lead: 'electricity', target: -0.01 });
  expect(first.electricity_kW).toBeCloseTo(-0.01, 12);
  expect(first).toMatchObject({ on: 0, started: 0, warmed_h: 1 });
  b.instance.x.set(b.instance.next);
  const second = b.run({ lead: 'electricity', target: -1000 });
  expect(second).toMatchObject({ on: 1, started: 1, electricity_kW: -1000, standbyLoss_kW: 10 });
});

it('draws standby after a stop, then nothing', () => {
  const b = bench(electrolyser, { rated_kW: 1000, coldAfter_h: 2 });
  expect(b.run({ x: hot }).electricity_kW).toBe(-10);
  expect(b.run({ x: { on: 0, held_h: 1 } }).electricity_kW).toBe(-10);
  expect(b.run({ x: { on: 0, held_h: 2 } }).electricity_kW).toBe(0);
  // a warm start takes 3 minutes of the hour: standby in them, at most 0.95 of the rating
  b.run({ x: { on: 0, held_h: 1 } });
  expect(b.limits('electricity')[0]).toBeCloseTo(-(950 + 0.05 * 10), 9);
});

const unconnected = fc.subarray(['heat', 'oxygen', 'water']);
it('holds its laws and meets any target within its limits, by either lead', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('alkaline', 'pem'),
      unconnected,
      fc.constantFrom(3600, 900, 60),
      fc.array(fc.tuple(between(0, 1), between(0, 1), fc.constantFrom('electricity', 'hydrogen')), {
        minLength: 1,
        maxLength: 12,
      }),
      (technology, without, step_s, steps) => {
        const b = bench(
          electrolyser,
          { technology, rated_kW: 500, ramp_per_h: 3, minUp_h: 0.5, minDown_h: 0.25, coldAfter_h: 1 },
          { step_s, unconnected: without },
        );
        for (const [a, part, lead] of steps) {
          b.instance.w[0] = a < 0.2 ? 0 : a;
          const [lowest, highest, least] = b.limits(lead);
          expect(lowest).toBeLessThanOrEqual(highest);
          const rest = lead === 'electricity' ? highest : lowest;
          const far = lead === 'electricity' ? lowest : highest;
          const size = least + part * (Math.abs(far) - least);
          const target = part < 0.1 || far === rest ? rest : Math.sign(far) * size;
          const out = b.run({ lead, target });
          expect(out[`${lead}_kW`]).toBeCloseTo(target, 9);
          expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
          for (const loss of ['stackLoss_kW', 'rectifierLoss_kW', 'auxiliaryLoss_kW', 'standbyLoss_kW'])
            expect(out[loss]).toBeGreaterThanOrEqual(0);
          expect(out.hydrogen_kW! * (H2_HHV_kWh_per_kg / H2_LHV_kWh_per_kg)).toBeLessThanOrEqual(
            -out.electricity_kW! + 1e-9,
          );
          expect(b.run({ lead, target })).toEqual(out);
          b.instance.x.set(b.instance.next);
        }
      },
    ),
    { numRuns: 200 },
  );
});

it.each([
  ['hydrogen_kW', 'energy'],
  ['stackLoss_kW', 'energy'],
  ['rectifierLoss_kW', 'energy'],
  ['auxiliaryLoss_kW', 'energy'],
  ['water_kg_per_h', 'water'],
  ['waterRejected_kg_per_h', 'water'],
])('shows a fault of 1 %% in %s', (signal, quantity) => {
  const b = bench(electrolyser, { rated_kW: 1000 });
  b.run({ x: hot, lead: 'electricity', target: -700 });
  b.instance.y[b.instance.outputs.indexOf(signal)]! *= 1.01;
  expect(b.residual().quantity).toBe(quantity);
  expect(Math.abs(b.residual().value)).toBeGreaterThan(0.05);
});

it('stops in an outage', () => {
  const b = bench(electrolyser, { rated_kW: 1000, minUp_h: 20 });
  expect(b.run({ w: { available: 0 }, x: hot, lead: 'electricity', target: -1000 })).toMatchObject({
    electricity_kW: 0,
    hydrogen_kW: 0,
    on: 0,
  });
  expect(b.limits('hydrogen')).toEqual([0, 0, 0]);
});

it('wears: 10,000 h cost 1.3 % of hydrogen', () => {
  const made = (operated_h: number): number =>
    bench(electrolyser, { rated_kW: 1000, operated_h }).run({ x: hot, lead: 'electricity', target: -1000 })
      .hydrogen_kg_per_h!;
  expect(made(10_000) / made(0)).toBeCloseTo(1 / 1.013, 9);
});

it('says what is wrong', () => {
  const of = (p: object) => () => bench(electrolyser, { rated_kW: 1000, ...p });
  expect(of({ stack_kWh_per_kg: 39, system_kWh_per_kg: 45 })).toThrow(
    "stack_kWh_per_kg: met 39, an efficiency above 1; expected at least the 39.39 kWh/kg of hydrogen's higher heating value",
  );
  expect(of({ system_kWh_per_kg: 52 })).toThrow(
    'system_kWh_per_kg: met 52, which leaves 11.5385 kW beside the stack for auxiliaries of 30 kW and the rectifier; ' +
      'expected more, or a smaller auxiliaryShare',
  );
  expect(of({ minLoad: 0.02 })).toThrow(
    'minLoad: met a least load below the auxiliaries; expected minLoad above auxiliaryShare',
  );
});
