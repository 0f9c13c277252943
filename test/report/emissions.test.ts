import { describe, expect, it } from 'vitest';
import { hasShared, referenceCases, whyNoShared } from '../shared.ts';
import { simulated } from './simulated.ts';

const HOURS = 48;

/** A site that draws constant electricity, heat from outside, and burns gas, at given factors. */
const site = (power_kW: number, factors: string, steam = '', gas = ''): string => `
buses:
  power: { carrier: electricity, closers: [grid] }
  gas: { carrier: gas, closers: [supply]${gas} }
  hot: { carrier: heat, supply_degC: 90, return_degC: 70, closers: [dump, lost] }
tariffs: { power: { energy: { price_money_per_kWh: 1 } }, gas: { carrier: gas, energy: { price_money_per_kWh: 0.2 } } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 10000000, ${factors} }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 1000000 }
  dump: { kind: dump, bus: hot }
  lost: { kind: unserved, bus: hot, carrier: heat }
  load: { kind: load, bus: power, demand: ${power_kW} }
${steam}`;

describe.skipIf(!hasShared)(`reference cases of carbon accounting${whyNoShared}`, () => {
  const cases = referenceCases('reference/carbon_accounting/cases.json');

  it('has cases of scope 2 and of fuels', () => {
    expect(cases.filter((c) => c.group === 'scope2')).toHaveLength(4);
    expect(cases.filter((c) => c.group === 'ipcc').length).toBeGreaterThan(0);
  });

  it.each(cases.filter((c) => c.group === 'scope2'))('$id: location- and market-based', ({ inputs, expected }) => {
    const i = {
      ppa_MWh: 0,
      ppa_factor: 0,
      certificate_factor: 0,
      steam_GJ: 0,
      steam_factor_t_GJ: 0,
      ...inputs,
    } as Record<string, number>;
    // What the contract covers first, never more than is used; the residual mix for the rest.
    const covered = Math.min(i.consumption_MWh!, i.ppa_MWh! + i.certificates_MWh!);
    const market = ((i.consumption_MWh! - covered) * i.residual_mix_t_MWh!) / i.consumption_MWh!;
    const steam_kWh = i.steam_GJ! / 0.0036;
    const steam =
      steam_kWh === 0
        ? ''
        : `  steam: { kind: source, bus: hot, carrier: heat, max_kW: ${steam_kWh}, scope2_kg_per_kWh: ${i.steam_factor_t_GJ! * 3.6} }
  process: { kind: load, bus: hot, carrier: heat, demand: ${steam_kWh / HOURS} }`;
    const { summary } = simulated(
      site(
        (i.consumption_MWh! * 1000) / HOURS,
        `carbon_kg_per_kWh: ${i.grid_average_t_MWh}, marketCarbon_kg_per_kWh: ${market}`,
        steam,
      ),
    );
    const want = expected as { location_based_t: number; market_based_t: number };
    expect(summary.emissions.scope2Location_kg / 1000).toBeCloseTo(want.location_based_t, 6);
    expect(summary.emissions.scope2Market_kg / 1000).toBeCloseTo(want.market_based_t, 6);
    expect(summary.emissions.scope1_kg).toBe(0);
  });

  it.each(cases.filter((c) => c.group === 'ipcc'))('$id: $inputs.fuel burnt on site', ({ inputs, expected }) => {
    const { energy_GJ_LHV } = inputs as { energy_GJ_LHV: number };
    const { t_CO2 } = expected as { t_CO2: number };
    // The factor of the fuel stands on its bus.
    const factor = (t_CO2 * 1000) / (energy_GJ_LHV / 0.0036);
    const { summary } = simulated(
      site(
        1,
        'carbon_kg_per_kWh: 0.5',
        `  oven: { kind: load, bus: gas, carrier: gas, demand: ${energy_GJ_LHV / 0.0036 / HOURS} }`,
        `, fossil_kg_per_kWh: ${factor}`,
      ),
    );
    expect(summary.emissions.scope1_kg / 1000).toBeCloseTo(t_CO2, 8);
  });
});

it('keeps biogenic carbon outside the scopes', () => {
  const { summary } = simulated(
    site(
      1,
      'carbon_kg_per_kWh: 0.5',
      '  oven: { kind: load, bus: gas, carrier: gas, demand: 10 }',
      ', fossil_kg_per_kWh: 0.1, biogenic_kg_per_kWh: 0.05',
    ),
  );
  // by hand
  expect(summary.emissions.scope1_kg).toBeCloseTo(10 * HOURS * 0.1, 9);
  expect(summary.emissions.biogenicCo2_kg).toBeCloseTo(10 * HOURS * 0.05, 9);
  expect(summary.emissions.scope2Location_kg).toBeCloseTo(0.5 * HOURS, 9);
  expect(summary.emissions.scope2Market_kg).toBeCloseTo(0.5 * HOURS, 9);
});

it('counts methane in scope 1 at the stated potential', () => {
  const { summary } = simulated(`
factors: { gwpMethane: 30 }
buses:
  power: { carrier: electricity, closers: [grid] }
  gas: { carrier: gas, closers: [supply] }
  hot: { carrier: heat, supply_degC: 90, return_degC: 70, closers: [dump, lost] }
tariffs: { power: { energy: { price_money_per_kWh: 2 } }, gas: { carrier: gas, energy: { price_money_per_kWh: 0.1 } } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 5000 }
  dump: { kind: dump, bus: hot }
  lost: { kind: unserved, bus: hot, carrier: heat }
  chp: { kind: gasEngine, ports: { gas: gas, electricity: power, heat: hot }, rated_kW: 100 }
  load: { kind: load, bus: power, demand: 90 }
`);
  const { scope1_kg, fossilCo2_kg, methane_kg, nox_kg } = summary.emissions;
  expect(methane_kg).toBeGreaterThan(0);
  expect(nox_kg).toBeGreaterThan(0);
  expect(scope1_kg).toBeCloseTo(fossilCo2_kg + 30 * methane_kg, 9);
});
