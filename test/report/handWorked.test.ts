import { describe, expect, it } from 'vitest';
import { exergyFactor } from '../../src/core/physics/exergy.ts';
import { primaryEnergySaving } from '../../src/report/cogeneration.ts';
import type { Summary } from '../../src/report/summary.ts';
import { simulated } from './simulated.ts';

/** In every hour: 100 kW of electricity, 45 of heat; an engine of 40 kW that takes 100 of gas and gives 45 of heat. */
const plant = (users: string, more = ''): string => `
buses:
  power: { carrier: electricity, closers: [grid] }
  gas: { carrier: gas, closers: [supply] }
  hot: { carrier: heat, supply_degC: 90, return_degC: 70, closers: [dump, lost] }
  chilled: { carrier: cooling, supply_degC: 7, return_degC: 12, closers: [spill, lost-cold] }
tariffs:
  power: { energy: { price_money_per_kWh: 1 } }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.2 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 500 }
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 500 }
  dump: { kind: dump, bus: hot }
  lost: { kind: unserved, bus: hot, carrier: heat }
  spill: { kind: dump, bus: chilled, carrier: cooling }
  lost-cold: { kind: unserved, bus: chilled, carrier: cooling }
  load: { kind: load, bus: power, demand: 100 }
${users}
${more}`;
const ENGINE = `
  engine:
    kind: converter
    ports: { gas: gas, power: power, heat: hot }
    lead: power
    rated_kW: 40
    flows: { gas: { carrier: gas, flow: in, per: 2.5 }, power: { carrier: electricity, flow: out, per: 1 }, heat: { carrier: heat, flow: out, per: 1.125 } }
    economics: { capex_money: 500000, life_a: 10 }`;
const HEATING = '  heating: { kind: load, bus: hot, carrier: heat, demand: 45 }';
const BOILER = `
  boiler:
    kind: converter
    ports: { gas: gas, heat: hot }
    lead: heat
    rated_kW: 100
    flows: { gas: { carrier: gas, flow: in, per: 1.25 }, heat: { carrier: heat, flow: out, per: 1 } }
    economics: { capex_money: 20000, life_a: 20 }`;
const HOURS = 48;
const kpi = (s: Summary, name: string): number => s.kpis[name]!.value;

const own = simulated(plant(`${HEATING}${ENGINE}`)).summary;

describe('by hand', () => {
  it.each([
    ['electricityUse_kWh', 100 * HOURS],
    ['selfSupplyOnSite', 0.4],
    ['selfSupplyRenewable', 0],
    ['selfSupplyPrimary', 0],
    ['originFuel', 0.4],
    ['originBought', 0.6],
    ['chpEfficiencyHeat', 0.85],
    ['chpEfficiencyCold', 0.85],
    ['primaryEnergySaving', 1 - 1 / (0.4 / 0.53 + 0.45 / 0.92)],
    ['dumpedHeatShare', 0],
    ['import_kWh', 60 * HOURS],
    ['peakImport_kW', 60],
    ['gas_kWh', 100 * HOURS],
    ['primaryEnergy_kWh', (60 * 2.4 + 100 * 1.1) * HOURS],
    ['bill_money', (60 + 20) * HOURS],
    ['scope1_kg', 100 * 0.198 * HOURS],
    ['scope2Location_kg', 60 * 0.598 * HOURS],
    ['scope3_kg', (60 * 0.07 + 100 * (0.015 + (0.01 * 29.8) / 13.9)) * HOURS],
    ['exergyEfficiency', (100 + 45 * exergyFactor({ carrier: 'heat', supply_degC: 90, return_degC: 70 }, 15)) / 164],
  ])('%s', (name, value) => {
    expect(kpi(own, name)).toBeCloseTo(value, 9);
  });

  it('counts upkeep by product, and by what a store gives back', () => {
    const battery = `
  battery: { kind: store, bus: power, capacity_kWh: 48, charge_kW: 0, discharge_kW: 2, socStart: 1, economics: { variableOm_money_per_kWh: 0.5 } }
control: { stores: { battery: { strategy: peakShaving, target_kW: 59 } } }`;
    const { summary } = simulated(plant(`${HEATING}${ENGINE}${battery}`));
    const { charge, discharge } = summary.buses.power!;
    expect([charge, discharge]).toEqual([0, expect.closeTo(48, 9) as number]);
    expect(summary.costs.variableOm_money).toBeCloseTo(24, 9);
    // What the battery gave had been there at the start: its change has the worth of bought electricity.
    expect(summary.costs.inventory).toEqual([
      {
        component: 'battery',
        bus: 'power',
        change: expect.closeTo(-48, 9) as number,
        unit: 'kWh',
        value_money: expect.closeTo(-48 * summary.costs.busCost_money.power!, 6) as number,
      },
    ]);
  });

  it('spreads capital over the hours by annuity', () => {
    // 500000 over 10 years at 8 %: 0.1490294887 a year
    expect(own.costs.capital_money).toBeCloseTo((500000 * 0.14902948869707 * HOURS) / 8760, 6);
    expect(own.costs.years_a).toBeCloseTo(HOURS / 8760, 12);
  });

  it.each([
    // share of the engine's cost that its electricity bears
    ['energy', 40 / 85],
    ['exergy', 40 / (40 + 45 * exergyFactor({ carrier: 'heat', supply_degC: 90, return_degC: 70 }, 15))],
    ['alternativeProduction', 40 / 0.53 / (40 / 0.53 + 45 / 0.92)],
  ])('levelised costs by %s', (allocation, share) => {
    const { summary } = simulated(plant(`${HEATING}${ENGINE}`, `factors: { allocation: ${allocation} }`));
    const engine = 20 * HOURS + summary.costs.capital_money;
    expect(kpi(summary, 'lcoe_money_per_kWh')).toBeCloseTo((60 * HOURS + share * engine) / (100 * HOURS), 9);
    expect(kpi(summary, 'levelisedHeat_money_per_kWh')).toBeCloseTo(((1 - share) * engine) / (45 * HOURS), 9);
    const carbon = 19.8 * HOURS;
    expect(kpi(summary, 'heatCarbon_kg_per_kWh')).toBeCloseTo(((1 - share) * carbon) / (45 * HOURS), 9);
  });

  it('levelised costs by power bonus: electricity at the price of the grid, heat bears the rest', () => {
    const { summary } = simulated(plant(`${HEATING}${ENGINE}`, 'factors: { allocation: powerBonus }'));
    expect(kpi(summary, 'lcoe_money_per_kWh')).toBeCloseTo(1, 9);
    const rest = (20 - 40) * HOURS + summary.costs.capital_money;
    expect(kpi(summary, 'levelisedHeat_money_per_kWh')).toBeCloseTo(rest / (45 * HOURS), 9);
    expect(summary.costs.products.find((p) => p.product === 'unassigned')).toBeUndefined();
  });

  it('takes heat let go off the efficiency of the engine', () => {
    const { summary } = simulated(plant(`  heating: { kind: load, bus: hot, carrier: heat, demand: 10 }${ENGINE}`));
    expect(kpi(summary, 'chpEfficiencyHeat')).toBeCloseTo(0.5, 9);
    expect(kpi(summary, 'dumpedHeatShare')).toBeCloseTo(35 / 45, 9);
    expect(summary.warnings.map((w) => w.text)).toEqual(['bus hot: 1,680 kWh dumped, 77.8 % of its supply']);
  });

  it('counts the cooling made of heat in place of that heat', () => {
    const absorption = `
  absorption:
    kind: converter
    ports: { heat: hot, cooling: chilled }
    lead: cooling
    rated_kW: 50
    flows: { heat: { carrier: heat, flow: in, per: 1.25 }, cooling: { carrier: cooling, flow: out, per: 1 } }
  cooling: { kind: load, bus: chilled, carrier: cooling, demand: 28 }
  heating: { kind: load, bus: hot, carrier: heat, demand: 10 }`;
    const { summary } = simulated(plant(`${absorption}${ENGINE}`));
    expect(kpi(summary, 'chpEfficiencyHeat')).toBeCloseTo(0.85, 9);
    expect(kpi(summary, 'chpEfficiencyCold')).toBeCloseTo((40 + 10 + 28) / 100, 9);
  });
});

it('saves the primary energy of the Suzhou engine: 38 % and 45 % against 53 % and 92 %', () => {
  expect(primaryEnergySaving(0.38, 0.45, { electricity: 0.53, heat: 0.92 })).toBeCloseTo(0.171, 3);
});

describe('against a reference', () => {
  const reference = { ...simulated(plant(`${HEATING}${BOILER}`)).summary, name: 'without', label: 'Without engine' };
  const claims = `
claims:
  - { text: More than a third of its own, kpis: [selfSupplyOnSite, selfSupplyRenewable], above: 0.3333 }
  - { text: A bill lower by a fifth, kpis: [billReduction], above: 0.2 }
  - { text: Nothing is let go, kpis: [dumpedHeatShare], below: 0.001 }
  - { text: Cheap cold, kpis: [levelisedCold_money_per_kWh], below: 1 }
  - { text: A slip, kpis: [selfsupply], above: 1 }`;
  const { summary } = simulated(plant(`${HEATING}${ENGINE}`, claims), { references: [reference] });
  const [comparison] = summary.references;
  const value = (name: string): number => comparison!.kpis[name]!.value;
  // By hand: the reference pays 100 and 45 * 1.25 * 0.2 = 11.25 an hour.
  const saved = 111.25 - 80;

  it('saves', () => {
    expect(value('billReduction')).toBeCloseTo(saved / 111.25, 9);
    expect(value('billSaving_money_per_a')).toBeCloseTo(saved * 8760, 4);
    expect(value('extraInvestment_money')).toBe(480000);
    expect(value('payback_a')).toBeCloseTo(480000 / (saved * 8760), 9);
  });

  it('has a net present value with a second engine after ten years', () => {
    let npv = -480000 - 500000 / 1.08 ** 10;
    for (let k = 1; k <= 20; k++) npv += (saved * 8760) / 1.08 ** k;
    expect(value('npv_money')).toBeCloseTo(npv, 3);
    expect(comparison!.cashFlow_money).toHaveLength(21);
  });

  it('avoids emissions by the mean and by the marginal plants, nothing netted', () => {
    const scope1 = (45 * 1.25 - 100) * 0.198;
    expect(value('avoidedAverage_kg')).toBeCloseTo((scope1 + 40 * 0.598) * HOURS, 6);
    expect(value('avoidedMarginal_kg')).toBeCloseTo((scope1 + 40 * 0.899) * HOURS, 6);
  });

  it('walks from the reference to the run', () => {
    const steps = comparison!.costSteps;
    expect(steps.map((s) => s.label)).toEqual(['electricity: energy', 'gas: energy', 'capital']);
    const sum = steps.reduce((total, s) => total + s.money, 0);
    expect(sum).toBeCloseTo(summary.costs.total_money - reference.costs.total_money, 6);
    const carbon = comparison!.carbonSteps.reduce((total, s) => total + s.kg, 0);
    const all = (s: Summary): number => s.emissions.scope1_kg + s.emissions.scope2Location_kg + s.emissions.scope3_kg;
    expect(carbon).toBeCloseTo(all(summary) - all(reference), 6);
  });

  it('serves the same', () => {
    expect(comparison!.warnings).toEqual([]);
  });

  it('puts claims to the test in each definition', () => {
    expect(summary.claims.map((c) => [c.kpi, c.reference, c.value, c.met])).toEqual([
      ['selfSupplyOnSite', undefined, expect.closeTo(0.4, 9), true],
      ['selfSupplyRenewable', undefined, 0, false],
      ['billReduction', 'without', expect.closeTo(saved / 111.25, 9), true],
      ['dumpedHeatShare', undefined, 0, true],
      ['levelisedCold_money_per_kWh', undefined, undefined, undefined],
      ['selfsupply', undefined, undefined, undefined],
    ]);
    expect(summary.claims.slice(-2).map((c) => c.definition)).toEqual([
      'Not tested: no final use of cooling.',
      'Not tested: no such figure in this run.',
    ]);
    expect(summary.claims.map((c) => c.tested)).toEqual([true, true, true, true, false, false]);
    const alone = simulated(plant(`${HEATING}${ENGINE}`, claims)).summary.claims.find(
      (c) => c.kpi === 'billReduction',
    )!;
    expect(alone).toMatchObject({
      tested: false,
      definition: 'Not tested: it compares with a reference case, and this run has none.',
    });
    expect(alone).not.toHaveProperty('met');
  });
});
