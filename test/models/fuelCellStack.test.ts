import fc from 'fast-check';
import { expect, it } from 'vitest';
import { H2_HHV_kWh_per_kg, H2_LHV_kWh_per_kg } from '../../src/core/carriers.ts';
import { fuelCellVoltage_V, NEDSTACK_PS6, pressureVoltage_V } from '../../src/core/physics/electrochemistry.ts';
import { fuelCell } from '../../src/models/fuelCell.ts';
import { fuelCellCell } from '../../src/models/fuelCellStack.ts';
import { between } from '../between.ts';
import { stackVoltage_V } from '../validation/fuelCell.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { totals } from './totals.ts';

/** Warm and running, so that nothing but the load decides. */
const hot = { on: 1, held_h: 10, warmed_h: 0, level_kW: 100 };
const unit = (stack: object = {}, more: object = {}, setting: BenchSetting = {}): Bench =>
  bench(fuelCell, { rated_kW: 100, stack, ...more }, setting);

it('draws its data sheet with the concentration loss in it, and falls at last', () => {
  const cell_V = fuelCellCell(1.5, 1.5, 1);
  for (const A of [1, 133.3, 225]) expect(65 * cell_V(A / 200)).toBeCloseTo(fuelCellVoltage_V(NEDSTACK_PS6, A), 1);
  expect(stackVoltage_V(133.3)).toBeCloseTo(45, 0); // scaled to 55 %
  expect(cell_V(1.49)).toBeLessThan(cell_V(1.4) - 0.03);
  // Twice the air: RT/4F ln 2 = 0.0050 V at 65 degC, by hand
  expect(fuelCellCell(1.5, 1.5, 2)(0.5) - cell_V(0.5)).toBeCloseTo(0.00505, 4);
  expect(pressureVoltage_V(65, 1, 2)).toBeCloseTo(0.00505, 4);
});

it('gives its rating as the scaled curve does, by hand', () => {
  const out = unit().run({ x: hot, target: 100 });
  // direct current 100 / 0.93 + 2 = 109.5269 kW; hydrogen used / 0.55 = 199.140 kW; taken / 0.98 = 203.204 kW
  expect(out.hydrogen_kW).toBeCloseTo(-203.204, 2);
  expect(out.stackHeat_kW).toBeCloseTo((199.14 * H2_HHV_kWh_per_kg) / H2_LHV_kWh_per_kg - 109.527, 2);
  expect(out.density_A_per_cm2).toBeCloseTo(133.3 / 200, 5);
  expect(out.cell_V).toBeCloseTo(0.55 * 1.2535, 4);
});

it('is better the larger its cells are', () => {
  const eta = (density_A_per_cm2: number): number =>
    -100 / unit({ density_A_per_cm2 }).run({ x: hot, target: 100 }).hydrogen_kW!;
  expect(eta(0.4)).toBeGreaterThan(eta(0.667) + 0.03);
  expect(eta(0.667)).toBeGreaterThan(eta(1) + 0.03);
});

it('a worn stack takes more hydrogen for the same output, until its highest current', () => {
  const b = unit();
  const fresh = b.run({ x: { ...hot, degradation: 0 }, target: 100 });
  const worn = b.run({ x: { ...hot, degradation: 0.09 }, target: 100 });
  expect(worn.electricity_kW).toBe(100);
  expect(worn.hydrogen_kW! / fresh.hydrogen_kW!).toBeGreaterThan(1 / 0.91);
  expect(worn.heat_kW!).toBeGreaterThan(fresh.heat_kW!);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
  const tight = unit({ most_A_per_cm2: 0.68 });
  tight.instance.x.set([1, 10, 0, 100, 0, 0]);
  expect(tight.limits()[1]).toBe(100);
  tight.instance.x[4] = 0.09;
  const [, highest] = tight.limits();
  expect(highest).toBeLessThan(94);
  expect(tight.run({ target: 100 })).toMatchObject({
    electricity_kW: expect.closeTo(highest, 9),
    density_A_per_cm2: expect.closeTo(0.68, 9),
  });
  expect(Math.abs(tight.residual().value)).toBeLessThan(1e-9);
});

it('loses voltage by hours, starts and swings, and is replaced', () => {
  const b = unit({ wear_uV_per_h: 5, startWear_uV: 20, swingWear_uV: 2, replacement_money: 1e5 });
  const rated_uV = 0.55 * 1.253_54 * 1e6;
  const lost = (x: object, target: number): number => b.run({ x: { ...hot, ...x }, target }).degradation! * rated_uV;
  expect(lost({ degradation: 0 }, 100)).toBeCloseTo(5, 3);
  expect(lost({ degradation: 0 }, 40)).toBeCloseTo(5 + 0.6, 3);
  // The start takes 36 s of its first hour.
  expect(lost({ on: 0, held_h: 1, level_kW: 0 }, 40)).toBeCloseTo(0.99 * 5 + 20, 2);
  expect(b.run({ x: { ...hot, degradation: 0.099_999 }, target: 100 })).toMatchObject({ degradation: 0, replaced: 1 });
  const { kind, q } = b.instance;
  expect(kind.upkeep_money!(q, totals({ replaced: 3 }))).toBe(3e5);
  expect(kind.kpis!(q, totals({ wear_per_h: 0.01 }))).toMatchObject({ stackLife_a: (10 * 100) / 8760 });
  expect(kind.startCost_money!(q)).toBeCloseTo((1e5 * 20) / rated_uV / 0.1, 1);
});

it('holds its laws and meets any target within its limits, by either lead, however worn', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(3600, 900, 60),
      between(0, 0.09),
      fc.constantFrom(0.67, 0.8, 1.1),
      fc.array(fc.tuple(between(0, 1), between(0, 1), fc.constantFrom('electricity', 'heat')), {
        minLength: 1,
        maxLength: 10,
      }),
      (step_s, degradation, most_A_per_cm2, steps) => {
        const b = unit({ startWear_uV: 2000, most_A_per_cm2 }, { ramp_per_h: 3, minUp_h: 0.5 }, { step_s });
        b.instance.x[4] = degradation;
        for (const [a, part, lead] of steps) {
          b.instance.w[0] = a < 0.2 ? 0 : a;
          const [lowest, highest, least] = b.limits(lead);
          expect(lowest).toBeLessThanOrEqual(highest);
          const target = part < 0.1 ? lowest : least + part * (highest - least);
          const out = b.run({ lead, target });
          expect(out[`${lead}_kW`]).toBeCloseTo(target, 9);
          const { value, scale } = b.residual();
          expect(Math.abs(value)).toBeLessThanOrEqual(1e-10 * Math.max(1e-6, scale));
          for (const loss of ['purge_kg_per_h', 'stackLoss_kW', 'converterLoss_kW', 'auxiliaryLoss_kW'])
            expect(out[loss]).toBeGreaterThanOrEqual(0);
          expect(b.run({ lead, target })).toEqual(out);
          b.instance.x.set(b.instance.next);
        }
      },
    ),
    { numRuns: 150 },
  );
});

it('starts as worn as its hours say', () => {
  const b = unit({ operated_h: 10_000, wear_uV_per_h: 3.5 });
  // 35 mV of 0.6894 V, by hand
  expect([...b.instance.x].slice(4)).toEqual([expect.closeTo(0.035 / 0.6894, 5), 10_000]);
});

it('says what is wrong', () => {
  expect(() => unit({ operated_h: 30_000 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack.operated_h: met 30000 h, after which a stack is due for replacement (0.152 lost, replaceAt 0.1); expected the hours of the stack that is in it]`,
  );
  expect(() => unit({ density_A_per_cm2: 1.3 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack.density_A_per_cm2: met 1.3 A/cm2 for 109.5 kW of direct current; expected a current density up to 1.125 A/cm2: name more or larger cells]`,
  );
  expect(() => unit({ cells: 30 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack.cells: met 30 cells of 200 cm2 for 109.5 kW of direct current; expected a current density up to 1.125 A/cm2: name more or larger cells]`,
  );
  expect(() => unit({ most_A_per_cm2: 1.6 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack.most_A_per_cm2: met 1.6; expected less than the limiting 1.5 A/cm2]`,
  );
  expect(() => unit({ limit_A_per_cm2: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack.limit_A_per_cm2: met 0.5; expected more than the 0.6665000000000001 of the data sheet's rating]`,
  );
});
