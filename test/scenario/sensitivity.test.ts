import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { loadScenario, type Scenario, simulate } from '../../src/index.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { summarise } from '../../src/report/summarise.ts';
import { mapFiles } from '../../src/scenario/mapFiles.ts';
import type { Outside } from '../../src/scenario/read.ts';
import { layerOf, sensitiveInputs } from '../../src/scenario/sensitivity.ts';

const PLAIN = `sixfold: 1
name: plain
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-03-01T00:00Z, end: 2023-03-02T00:00Z, step_s: 3600 }
currency: EUR
economy: { discountRate: 0.1 }
carbon: { price_money_per_t: 50 }
buses:
  power: { carrier: electricity, closers: [grid, lost] }
  gas: { carrier: gas, closers: [supply] }
  steam: { carrier: heat, supply_degC: 90, return_degC: 60, closers: [cold] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.2 } }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.05 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 1000 }
  cold: { kind: unserved, bus: steam, carrier: heat }
  plant: { kind: source, bus: steam, carrier: heat, max_kW: 100, price_money_per_kWh: 0.1 }
  store: { kind: store, bus: power, capacity_kWh: 100, socStart: 0, charge_kW: 10, discharge_kW: 10, economics: { capex_money: 10000, life_a: 10, fixedOm_money_per_a: 0, variableOm_money_per_kWh: 0 } }
  load: { kind: load, bus: power, demand: 100 }
  burn: { kind: load, bus: gas, carrier: gas, demand: 100 }
  heating: { kind: load, bus: steam, carrier: heat, demand: 50 }
`;
const outside = (text: string): Outside => ({ files: mapFiles({ 'plain.yaml': text }), zones: zoneRules });
const load = (text = PLAIN): Scenario => loadScenario('plain.yaml', outside(text));
const costOf = (scenario: Scenario): number => summarise(simulate(scenario)).costs.total_money;

// By hand, of a day: 2400 kWh of power, 2400 of gas with 0.198 kg of CO2 each, 1200 of heat, and a day of the annuity.
const POWER = 480;
const GAS = 120;
const CARBON = 2400 * 0.198e-3 * 50;
const HEAT = 120;
const annuity = (rate: number, life: number): number => 10_000 * (rate / (1 - (1 + rate) ** -life));
const CAPITAL = annuity(0.1, 10) / 365;
const ALL = POWER + GAS + CARBON + HEAT + CAPITAL;

const messageOf = (what: () => unknown): string => {
  try {
    what();
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

describe('a scenario with one input less or more', () => {
  const base = load();
  const at = (name: string, factor: number): number => {
    const [input] = sensitiveInputs(base, { of: [name] });
    return costOf(layerOf(base, outside(PLAIN))(input!, factor));
  };

  it('costs by hand what it costs', () => {
    expect(costOf(load())).toBeCloseTo(ALL, 6);
  });

  it.each([
    // name, factor, cost by hand
    ['tariffs.power', 1.5, ALL + POWER / 2],
    ['tariffs.gas', 0.5, ALL - GAS / 2],
    ['prices.plant', 2, ALL + HEAT],
    ['energyPrices', 1.1, ALL + 0.1 * (POWER + GAS + HEAT)],
    ['carbonPrice', 0.8, ALL - 0.2 * CARBON],
    ['demand', 1.2, ALL + 0.2 * (POWER + GAS + CARBON + HEAT)],
    ['demand.load', 1.2, ALL + 0.2 * POWER],
    ['capex', 1.2, ALL + 0.2 * CAPITAL],
    ['capex.store', 1.2, ALL + 0.2 * CAPITAL],
    ['lifetime', 1.5, ALL - CAPITAL + annuity(0.1, 15) / 365],
    ['discountRate', 0.5, ALL - CAPITAL + annuity(0.05, 10) / 365],
    ['components.heating.demand', 1.2, ALL + 0.2 * HEAT],
  ])('%s by %f', (name, factor, cost) => {
    expect(at(name, factor)).toBeCloseTo(cost, 6);
  });

  it('moves a demand charge with its tariff, and what is a share of the energy paid', () => {
    const text = PLAIN.replace(
      'power: { energy: { price_money_per_kWh: 0.2 } }',
      'power: { energy: { price_money_per_kWh: 0.2 }, fixed: { by: demand, price_money_per_kW_month: 30, metering_min: 60 } }',
    );
    const scenario = load(text);
    const more = costOf(scenario) - ALL;
    expect(more).toBeGreaterThan(0);
    const [input] = sensitiveInputs(scenario, { of: ['tariffs.power'] });
    expect(costOf(layerOf(scenario, outside(text))(input!, 1.5))).toBeCloseTo(ALL + more + (POWER + more) / 2, 6);
  });
});

describe('what is moved', () => {
  it('is what the scenario has, by a fifth, unless it says otherwise', () => {
    expect(sensitiveInputs(load()).map((i) => [i.name, i.by])).toEqual([
      ['tariffs.power', 0.2],
      ['tariffs.gas', 0.2],
      ['prices.plant', 0.2],
      ['capex', 0.2],
      ['lifetime', 0.2],
      ['discountRate', 0.2],
      ['carbonPrice', 0.2],
      ['demand', 0.2],
    ]);
    const list = `${PLAIN}sensitivity: { by: 0.1, of: [capex, demand] }\n`;
    expect(sensitiveInputs(load(list)).map((i) => [i.name, i.by])).toEqual([
      ['capex', 0.1],
      ['demand', 0.1],
    ]);
    const own = `${PLAIN}sensitivity: { of: { capex: 0.3, carbonPrice: 0.5 } }\n`;
    expect(sensitiveInputs(load(own)).map((i) => [i.name, i.by, i.value])).toEqual([
      ['capex', 0.3, undefined],
      ['carbonPrice', 0.5, 50],
    ]);
    expect(sensitiveInputs(load(own), { of: ['lifetime'], by: 0.25 }).map((i) => [i.name, i.by])).toEqual([
      ['lifetime', 0.25],
    ]);
  });

  it('is named where it is not known', () => {
    expect(messageOf(() => sensitiveInputs(load(), { of: ['capx'] }))).toMatchInlineSnapshot(
      `"sensitivity: expected an input of the scenario, or the path of a number such as components.pv.rated_kWp; met "capx", did you mean "capex"?"`,
    );
    expect(messageOf(() => sensitiveInputs(load(), { of: ['components.load.kind'] }))).toMatchInlineSnapshot(
      `"components.load.kind is "load"; expected the path of a number of the scenario"`,
    );
    expect(messageOf(() => sensitiveInputs(load(), { of: ['capex.load'] }))).toMatchInlineSnapshot(
      `"sensitivity: expected an input of the scenario, or the path of a number such as components.pv.rated_kWp; met "capex.load"; there are: energyPrices, tariffs.power, tariffs.gas, prices.plant, capex, capex.store, lifetime, discountRate, carbonPrice, demand and 3 more"`,
    );
  });
});
