import { expect, it } from 'vitest';
import { battery } from '../../src/models/battery.ts';
import { economicsOf } from '../../src/scenario/economics.ts';
import type { ComponentPlan } from '../../src/scenario/read.ts';
import type { ScenarioSpec } from '../../src/scenario/schema.ts';
import { bench } from '../models/bench.ts';
import { FILES, faultsOf, SMALL } from './small.ts';

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

it('takes the rate of the currency of each default, from one or from a list', () => {
  const of = (exchange: object) => costs({}, { exchange });
  const yuan = { from: 'CNY', rate: 0.14, year: 2025 };
  const euro = { from: 'EUR', rate: 1.1, year: 2023 };
  const dollars = (exchange: object): number =>
    economicsOf(
      instance,
      { envelope: { economics: { existing: false } } } as ComponentPlan,
      { currency: 'USD', economy: { costVat: 0, exchange } } as unknown as ScenarioSpec,
    ).capex_money;
  expect(of([euro]).capex_money).toBe(300_000);
  expect(dollars(yuan)).toBeCloseTo(42_000, 6); // by hand
  expect(dollars([euro, yuan])).toBeCloseTo(42_000, 6);
});

const withWind = (economy: string): Record<string, string> => ({
  ...FILES,
  'small.yaml': SMALL.replace('currency: CNY', 'currency: USD').replace(
    'control:',
    `  wind: { kind: wind, bus: power, turbine: small10 }\n${economy}control:`,
  ),
});

it('names every currency without a rate once, with all components', () => {
  const how = 'or give capex_money, fixedOm_money_per_a and variableOm_money_per_kWh of each under its economics';
  expect(faultsOf(withWind(''))).toBe(
    `small.yaml:1 economy.exchange: no rate for CNY and EUR where the scenario counts in USD, for the default costs of pv, chp, boiler, battery (CNY of 2025) and wind (EUR of 2020); name exchange: [{ from: CNY, rate: ..., year: ... }, { from: EUR, rate: ..., year: ... }], ${how}`,
  );
  expect(faultsOf(withWind('economy: { exchange: { from: CNY, rate: 0.14, year: 2025 } }\n'))).toBe(
    `small.yaml:32 economy.exchange: no rate for EUR where the scenario counts in USD, for the default costs of wind (EUR of 2020); name exchange: [{ from: CNY, rate: 0.14, year: 2025 }, { from: EUR, rate: ..., year: ... }], ${how}`,
  );
  const both = '[{ from: CNY, rate: 0.14, year: 2025 }, { from: EUR, rate: 1.1, year: 2023 }]';
  expect(faultsOf(withWind(`economy: { exchange: ${both} }\n`))).toBe('');
  expect(faultsOf(withWind(`economy: { exchange: ${both.replace('EUR', 'CNY')} }\n`))).toBe(
    'small.yaml:32 economy.exchange: expected each currency once',
  );
});
