import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flueLoss } from '../../src/core/physics/flueGas.ts';
import { BoilerParams, boiler } from '../../src/models/boiler.ts';
import { between } from '../between.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const at = (return_degC: number, params: object = {}): Bench =>
  bench(boiler, { rated_kW: 600, ...params }, { buses: { heat: { supply_degC: return_degC + 20, return_degC } } });

it('takes from the flue gas what stoichiometry says', () => {
  // by hand, k = 1.2: dry 1 + 7.52 + 1.904 = 10.424 mol, vapour 2 mol per mol of methane
  const hot = flueLoss(125, 1.2, false, 1.108);
  expect(hot.sensible).toBeCloseTo(((10.424 * 0.0301 + 2 * 0.0339) * 100) / 802.3, 12);
  expect(hot.latent).toBeCloseTo(0.108, 12);
  // at 40 degC 7.384 kPa of vapour: 10.424 * 7.384 / (101.325 - 7.384) = 0.8194 mol stay
  const cold = flueLoss(40, 1.2, true, 1.108);
  expect(cold.latent).toBeCloseTo((0.108 * 0.8194) / 2, 4);
  // dew point of lean natural gas flue at 10 % excess air: 57 degC
  expect(flueLoss(56.9, 1.1, true, 1.108).latent).toBeLessThan(0.108);
  expect(flueLoss(57.8, 1.1, true, 1.108).latent).toBeCloseTo(0.108, 12);
});

it.each([
  // return degC, efficiency (lower heating value) that data sheets of condensing boilers give at full load
  [30, 1.04, 1.08],
  [37, 1.02, 1.04], // DEA catalogue: 1.03 over the year
  [60, 0.965, 0.985],
])('is between two data sheets at %d degC return', (return_degC, low, high) => {
  const out = at(return_degC).run({ target: 600 });
  expect(out.eta).toBeGreaterThan(low);
  expect(out.eta).toBeLessThan(high);
  expect(out.gas_kW! * out.eta!).toBeCloseTo(-600, 9);
});

it('gains nothing where it is not built to condense', () => {
  const out = at(70, { condensing: false }).run({ target: 600 });
  expect(out.eta).toBeGreaterThan(0.9); // flue at 140 degC
  expect(out.eta).toBeLessThan(0.95);
  expect(at(30, { condensing: false }).run({ target: 600 }).flueLatent_kW! * out.eta!).toBeGreaterThan(55);
});

it('is electric with its jacket alone', () => {
  const b = at(70, { fuel: 'electricity' });
  const out = b.run({ target: 600 });
  expect(out.electricity_kW).toBeCloseTo(-600 / 0.99, 9);
  expect(out.jacketLoss_kW).toBeCloseTo(600 / 0.99 - 600, 9);
  expect([out.nox_kg_per_h, out.fossilCo2_kg_per_h]).toEqual([0, 0]);
  expect(plant(b).sort()).toEqual(['electricity_kW', 'heat_kW', 'jacketLoss_kW']);
});

it('emits the carbon and NOx of its fuel', () => {
  const out = at(60).run({ target: 500 });
  expect(out.fossilCo2_kg_per_h).toBeCloseTo(-out.gas_kW! * 0.198, 9);
  expect(out.nox_kg_per_h).toBeCloseTo(-out.gas_kW! * 20 * 3.6e-6, 12);
});

it('burns its standby at rest and nothing in an outage', () => {
  const b = at(60, { standby_kW: 3 });
  const rest = b.run({});
  expect([rest.gas_kW, rest.heat_kW]).toEqual([-3, 0]);
  expect(rest.standbyLoss_kW).toBeCloseTo(3.324, 9);
  expect(plant(b)).toContain('standbyLoss_kW');
  const out = b.run({ w: { available: 0 }, target: 500 });
  expect(new Set(Object.values(out))).toEqual(new Set([0]));
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('meets every target within its limits, closes, and is better with a colder return', () => {
  fc.assert(
    fc.property(between(25, 80), between(0, 1), fc.boolean(), (return_degC, share, condensing) => {
      const b = at(return_degC, { condensing, minLoad: 0.25 });
      const [low, high, least] = b.limits();
      expect([low, high, least]).toEqual([0, 600, 150]);
      const target = least + share * (high - least);
      const out = b.run({ target });
      expect(out.heat_kW).toBeCloseTo(target, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      expect(b.run({ target })).toEqual(out);
      expect(out.flueSensible_kW).toBeGreaterThanOrEqual(0);
      expect(at(return_degC + 5, { condensing, minLoad: 0.25 }).run({ target }).eta!).toBeLessThan(out.eta!);
    }),
  );
});

it('stays within 0.1 % of the losses between the points of its table', () => {
  const b = at(40);
  for (const heat_kW of [130, 200, 333, 470, 590]) {
    const loss = flueLoss(40 + (10 * heat_kW) / 600, 1.15, true, 1.108);
    const fuel_kW = (heat_kW + 3) / (1.108 - loss.sensible - loss.latent);
    expect(Math.abs(-b.run({ target: heat_kW }).gas_kW! / fuel_kW - 1)).toBeLessThan(1e-3);
  }
});

it('takes a target below its least load for rest or least load, and runs at one load where it has but one', () => {
  expect(at(60).run({ target: 59 }).heat_kW).toBe(0);
  expect(at(60).run({ target: 61 }).heat_kW).toBe(120);
  const b = at(60, { minLoad: 1 });
  expect(b.run({ target: 600 }).heat_kW).toBe(600);
  expect(b.residual().value).toBeCloseTo(0, 9);
});

it('catches 1 % more of anything that a law counts', () => {
  const b = bench(
    boiler,
    { rated_kW: 600 },
    { buses: { gas: { biogenic_kg_per_kWh: 0.02 }, heat: { return_degC: 40 } } },
  );
  b.run({ target: 300 });
  expect(plant(b).sort()).toEqual([
    'biogenicCo2_kg_per_h',
    'flueLatent_kW',
    'flueSensible_kW',
    'fossilCo2_kg_per_h',
    'gas_kW',
    'heat_kW',
    'jacketLoss_kW',
  ]);
});

it('says which field is wrong', () => {
  const bad = BoilerParams.safeParse({ rated_kW: 0, fuel: 'coal', eta: 1.03 });
  expect(bad.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`)).toMatchInlineSnapshot(`
    [
      "rated_kW Too small: expected number to be >0",
      "fuel Invalid option: expected one of "gas"|"electricity"",
      " Unrecognized key: "eta"",
    ]
  `);
});
