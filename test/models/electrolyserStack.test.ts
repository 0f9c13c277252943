import fc from 'fast-check';
import { expect, it } from 'vitest';
import { H2_HHV_kWh_per_kg } from '../../src/core/carriers.ts';
import { concentrationVoltage_V, nernstVoltage_V } from '../../src/core/physics/electrochemistry.ts';
import { electrolyser } from '../../src/models/electrolyser.ts';
import { electrolysisCell } from '../../src/models/electrolyserStack.ts';
import { between } from '../between.ts';
import { direct } from '../validation/electrolyser.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';
import { totals } from './totals.ts';

/** Warm and running, so that nothing but the load decides. */
const hot = { on: 1, held_h: 10, warmed_h: 0, level_kW: 1000 };
const unit = (stack: object = {}, more: object = {}, setting: BenchSetting = {}): Bench =>
  bench(electrolyser, { rated_kW: 1000, stack, ...more }, setting);
const full = { x: hot, lead: 'electricity', target: -1000 };

it('adds to the voltage what pressure and lack of water add, by hand', () => {
  // RT/2F at 80 degC = 8.314462 * 353.15 / (2 * 96485.33) = 0.015216 V; ln(30 sqrt(30)) = 5.1018; vapour 0.474 bar
  expect(nernstVoltage_V(80, 30.4741, 30.4741)).toBeCloseTo(0.015216 * 5.1018, 5);
  expect(concentrationVoltage_V(80, 1, 2)).toBeCloseTo(0.015216 * Math.LN2, 6);
  expect(concentrationVoltage_V(80, 0, 2)).toBe(0);
  expect(concentrationVoltage_V(80, 2, 2)).toBe(Number.POSITIVE_INFINITY);
  const cell = electrolysisCell('alkaline', 80, 7, 7, 1e9);
  expect(electrolysisCell('alkaline', 80, 30, 30, 1e9).voltage_V(0.2) - cell.voltage_V(0.2)).toBeCloseTo(
    nernstVoltage_V(80, 30, 30) - nernstVoltage_V(80, 7, 7),
    12,
  );
  expect(electrolysisCell('pem', 65, 1, 1, 2).voltage_V(1.9)).toBeGreaterThan(
    electrolysisCell('pem', 65, 1, 1, 9).voltage_V(1.9) + 0.03,
  );
});

it('splits its input into direct current, rectifier, standing and proportional auxiliaries, by hand', () => {
  const out = unit({ etaRectifier: 0.95, auxiliaryPerStack: 0.02 }, { auxiliaryShare: 0.03 }).run(full);
  // 970 kW feed 1 / 0.95 + 0.02 for each kW of the stack: 904.3180 kW
  expect(out.rectifierLoss_kW).toBeCloseTo(904.318 * (1 / 0.95 - 1), 3);
  expect(out.auxiliaryLoss_kW).toBeCloseTo(30 + 0.02 * 904.318, 3);
  expect(out.stackHeat_kW! + out.hydrogen_kg_per_h! * H2_HHV_kWh_per_kg).toBeCloseTo(904.318, 3);
  expect(out.density_A_per_cm2).toBeCloseTo(0.5, 12);
});

it.each([
  // technology, stack consumption of IRENA's table 47 to 66 kWh/kg, cell voltage of its table
  ['alkaline', 1.4, 3],
  ['pem', 1.4, 2.3],
])("%s: stands within the ranges of today's stacks", (technology, least_V, most_V) => {
  const out = direct(1000, { technology, rated_kW: 1000 }, { limit_A_per_cm2: 6 });
  expect(out.cell_V).toBeGreaterThan(least_V);
  expect(out.cell_V).toBeLessThan(most_V);
  expect(1000 / out.hydrogen_kg_per_h!).toBeGreaterThan(47);
  expect(1000 / out.hydrogen_kg_per_h!).toBeLessThan(66);
});

it('scales its cells to a consumption that is named', () => {
  const out = unit({ auxiliaryPerStack: 0 }, { stack_kWh_per_kg: 50, auxiliaryShare: 0 }).run(full);
  expect(950 / out.hydrogen_kg_per_h!).toBeCloseTo(50, 9);
});

it('makes as much of so many cells as of their area', () => {
  const byDensity = unit({ density_A_per_cm2: 0.4 }).run(full);
  const cells = (byDensity.cell_V! > 0 ? 904.317 / byDensity.cell_V! / 0.4 / 10 : 0) | 0;
  const byCells = unit({ cells, cell_cm2: 10_000 }).run(full);
  expect(byCells.density_A_per_cm2! / 0.4).toBeCloseTo(1, 2);
  expect(byCells.hydrogen_kg_per_h! / byDensity.hydrogen_kg_per_h!).toBeCloseTo(1, 3);
});

it('a worn stack makes less hydrogen and more heat of the same input', () => {
  const b = unit({}, { minLoad: 0.15 });
  const fresh = b.run({ ...full, x: { ...hot, degradation: 0 } });
  const worn = b.run({ ...full, x: { ...hot, degradation: 0.08 } });
  // At the same current it would take 8 % more power; at the same power the current falls by a little less than 8 %.
  expect(worn.hydrogen_kg_per_h! / fresh.hydrogen_kg_per_h!).toBeGreaterThan(1 / 1.08);
  expect(worn.hydrogen_kg_per_h! / fresh.hydrogen_kg_per_h!).toBeLessThan(0.95);
  expect(worn.stackHeat_kW!).toBeGreaterThan(fresh.stackHeat_kW!);
  expect(worn.cell_V!).toBeGreaterThan(fresh.cell_V!);
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it('loses voltage by hours, starts and swings, by hand', () => {
  const wear = { wear_uV_per_h: 4, startWear_uV: 100, swingWear_uV: 40 };
  const b = unit(wear, { stack_kWh_per_kg: 50, technology: 'pem' }, { step_s: 1800 });
  const rated_V = 50 * 0.0376094 * 0.99589; // kWh/kg times kg/kAh; 0.996 * 1500^2 / (250 + 1500^2) of the current makes it
  const volts = (share: number): number => share * rated_V * 1e6;
  const steady = b.run({ ...full, x: { ...hot, level_kW: 1000 } });
  expect(volts(steady.degradation!)).toBeCloseTo(2, 3); // half an hour of 4 uV/h
  expect(steady.stack_h).toBe(0.5);
  const down = b.run({ x: { ...hot, level_kW: 1000 }, lead: 'electricity', target: -500 });
  expect(volts(down.degradation!)).toBeCloseTo(2 + 10, 2); // a quarter of a full swing there and back
  const start = b.run({ x: { on: 0, held_h: 1, level_kW: 0 }, lead: 'electricity', target: -500 });
  expect(volts(start.degradation!)).toBeCloseTo(2 + 100, 1); // a start is no swing
  expect(start.wear_per_h! * 0.5).toBeCloseTo(start.degradation!, 15);
  const rest = b.run({ x: { ...hot, degradation: 0.03, stack_h: 99 } });
  expect(rest).toMatchObject({ degradation: 0.03, stack_h: 99, wear_per_h: 0, cell_V: 0, density_A_per_cm2: 0 });
});

it('lives as long as the Danish catalogue says: 80,000 h alkaline, 65,500 h PEM, at about 10 % loss', () => {
  for (const [technology, life_h] of [
    ['alkaline', 80_000],
    ['pem', 65_500],
  ] as const) {
    const out = unit({}, { technology }).run(full);
    expect(0.1 / out.wear_per_h! / life_h).toBeGreaterThan(0.85);
    expect(0.1 / out.wear_per_h! / life_h).toBeLessThan(1.05);
  }
});

it('is replaced at a loss, or at an age, and starts anew', () => {
  const b = unit({ replaceAt: 0.1, replaceAfter_h: 500, replacement_money: 6e5 });
  const lost = b.run({ ...full, x: { ...hot, degradation: 0.0999999, stack_h: 10 } });
  expect(lost).toMatchObject({ replaced: 1, degradation: 0, stack_h: 0 });
  const old = b.run({ ...full, x: { ...hot, degradation: 0.01, stack_h: 499 } });
  expect(old).toMatchObject({ replaced: 1, degradation: 0, stack_h: 0 });
  expect(b.run({ ...full, x: { ...hot, degradation: 0.01, stack_h: 498 } })).toMatchObject({
    replaced: 0,
    stack_h: 499,
  });
  const { kind, q } = b.instance;
  expect(kind.upkeep_money!(q, totals({ replaced: 2 }))).toBe(1.2e6);
  expect(kind.kpis!(q, totals({ replaced: 2, wear_per_h: 0.25, 'last degradation': 0.05 }))).toMatchObject({
    stackReplacements: 2,
    degradationEnd: 0.05,
    stackWear_money: expect.closeTo(1.5e6, 6),
    stackLife_a: expect.closeTo((0.1 / 0.25) * (100 / 8760), 12),
  });
  // A start costs 38 uV of some 1.9 V, of which a stack has 10 % to lose.
  expect(kind.startCost_money!(q)).toBeGreaterThan(0.00015 * 6e5);
  expect(kind.startCost_money!(q)).toBeLessThan(0.00025 * 6e5);
});

it('starts as worn as its hours say', () => {
  const b = unit({}, { operated_h: 40_000 });
  expect([...b.instance.x].slice(4)).toEqual([expect.closeTo(0.052, 9), 40_000]);
});

it('lays out nothing that ages where no stack is named', () => {
  const out = bench(electrolyser, { rated_kW: 1000 }).run(full);
  expect(out).toMatchObject({
    cell_V: 0,
    density_A_per_cm2: 0,
    wear_per_h: 0,
    replaced: 0,
    degradation: 0,
    stack_h: 0,
  });
});

it('holds its laws and meets any target within its limits, by either lead, however worn', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('alkaline', 'pem'),
      fc.constantFrom(3600, 900, 60),
      between(0, 0.09),
      fc.array(fc.tuple(between(0, 1), between(0, 1), fc.constantFrom('electricity', 'hydrogen')), {
        minLength: 1,
        maxLength: 10,
      }),
      (technology, step_s, degradation, steps) => {
        const b = unit({ startWear_uV: 5000 }, { technology, rated_kW: 500, ramp_per_h: 3, minUp_h: 0.5 }, { step_s });
        b.instance.x[4] = degradation;
        for (const [a, part, lead] of steps) {
          b.instance.w[0] = a < 0.2 ? 0 : a;
          const [lowest, highest, least] = b.limits(lead);
          const rest = lead === 'electricity' ? highest : lowest;
          const far = lead === 'electricity' ? lowest : highest;
          const size = least + part * (Math.abs(far) - least);
          const target = part < 0.1 || far === rest ? rest : Math.sign(far) * size;
          const out = b.run({ lead, target });
          expect(out[`${lead}_kW`]).toBeCloseTo(target, 9);
          expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
          for (const loss of ['stackLoss_kW', 'rectifierLoss_kW', 'auxiliaryLoss_kW', 'standbyLoss_kW'])
            expect(out[loss]).toBeGreaterThanOrEqual(0);
          expect(out.degradation).toBeGreaterThanOrEqual(0);
          expect(out.degradation).toBeLessThan(0.1);
          expect(b.run({ lead, target })).toEqual(out);
          b.instance.x.set(b.instance.next);
        }
      },
    ),
    { numRuns: 150 },
  );
});

it('says what is wrong', () => {
  expect(() => unit({ density_A_per_cm2: 3 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack.density_A_per_cm2: met 3 A/cm2 for 904.3 kW of direct current; expected a current density below the limiting 2 A/cm2: name more or larger cells]`,
  );
  expect(() => unit({ cells: 3 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack.cells: met 3 cells of 10000 cm2 for 904.3 kW of direct current; expected a current density below the limiting 2 A/cm2: name more or larger cells]`,
  );
  expect(() => unit({}, { system_kWh_per_kg: 55 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: system_kWh_per_kg: met 55 beside a stack; expected stack.etaRectifier, stack.auxiliaryPerStack and auxiliaryShare, from which it follows]`,
  );
  expect(() => unit({}, { operated_h: 90_000 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: operated_h: met 90000 h, after which a stack is due for replacement (0.117 lost, stack.replaceAt 0.1); expected the hours of the stack that is in it]`,
  );
  expect(() => unit({}, { stack_kWh_per_kg: 30 })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: stack_kWh_per_kg: met 30, an efficiency above 1; expected at least the 39.39 kWh/kg of hydrogen's higher heating value]`,
  );
});
