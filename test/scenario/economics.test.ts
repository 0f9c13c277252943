import { expect, it } from 'vitest';
import { battery } from '../../src/models/battery.ts';
import { economicsOf } from '../../src/scenario/economics.ts';
import type { ComponentPlan } from '../../src/scenario/read.ts';
import type { ScenarioSpec } from '../../src/scenario/schema.ts';
import { bench } from '../models/bench.ts';

const { instance } = bench(battery, { capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 });
const costs = (given: object, economy: object) =>
  economicsOf(
    instance,
    { envelope: { economics: { existing: false, ...given } } } as ComponentPlan,
    { currency: 'CNY', economy: { costVat: 0, ...economy } } as ScenarioSpec,
  );

it('takes the default per kWh, and adds VAT to it where the scenario says so', () => {
  // 200 kWh at 1,500 CNY, 1 % a year upkeep, by hand
  expect(costs({}, {})).toMatchObject({ capex_money: 300_000, fixedOm_money_per_a: 3000 });
  const taxed = costs({}, { costVat: 0.13 });
  expect(taxed.capex_money).toBeCloseTo(339_000, 6);
  expect(taxed.fixedOm_money_per_a).toBeCloseTo(3390, 6);
});

it('takes what the scenario gives as it stands', () => {
  expect(costs({ capex_money: 1000 }, { costVat: 0.13 }).capex_money).toBe(1000);
  expect(costs({ existing: true }, {}).capex_money).toBe(0);
});
