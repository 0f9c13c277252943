import { describe, expect, it } from 'vitest';
import { hasShared, readShared, whyNoShared } from '../../shared.ts';
import { lost, scenarioOf, spilt, supply } from './generic.ts';
import { planScenario } from './planning.ts';

interface Case {
  readonly id: string;
  readonly inputs: Readonly<Record<string, number>> & { readonly prices: readonly number[] };
  readonly [expected: string]: unknown;
}
const cases = hasShared
  ? (JSON.parse(readShared('reference/optimisation/micro-closed-form/case.json')) as { cases: readonly Case[] }).cases
  : [];
const caseOf = (id: string): Case => cases.find((c) => c.id === id)!;
const rounded = (values: Iterable<number>): number[] => [...values].map((v) => Number(v.toFixed(6)) + 0);

const power = '  el: { carrier: electricity, closers: [el-lost, el-spilt] }';
const powerClosers = [lost('el', 'electricity'), spilt('el', 'electricity')];
/** Bought and sold at one price. */
const market = [
  '  buy: { kind: source, bus: el, max_kW: 10000, price_money_per_kWh: p.price_money_per_kWh }',
  '  sell: { kind: sink, bus: el, max_kW: 10000, worth_money_per_kWh: p.price_money_per_kWh }',
];

describe.skipIf(!hasShared)(`cases worked by hand${whyNoShared}`, () => {
  it.each([
    ['battery-discharge-early', 'expected_net_charge'],
    ['battery-two-cycles', 'expected_net_charge'],
    ['battery-charge-efficiency', 'expected_grid_mwh'],
  ] as const)('%s', async (id, key) => {
    const { inputs: p, [key]: expected } = caseOf(id);
    const scenario = scenarioOf(
      { price_money_per_kWh: p.prices },
      power,
      [
        ...powerClosers,
        ...market,
        `  battery: { kind: store, bus: el, capacity_kWh: ${p.capacity_mwh}, charge_kW: ${p.power_mw}, discharge_kW: ${p.power_mw}, etaCharge: ${p.charge_efficiency ?? 1}, etaDischarge: ${p.discharge_efficiency ?? 1}, socStart: ${p.e0! / p.capacity_mwh!} }`,
      ].join('\n'),
    );
    const plan = await planScenario(scenario);
    const { components } = scenario.run;
    const flow = plan.flows[components.findIndex((c) => c.id === 'battery')]![0]!;
    expect(rounded(flow.map((v) => -v))).toEqual(expected);
  });

  it('heat-pump-break-even', async () => {
    const { inputs: p, expected_el } = caseOf('heat-pump-break-even');
    const scenario = scenarioOf(
      { price_money_per_kWh: p.prices },
      `${power}\n  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [heat-lost, heat-spilt] }\n  gas: { carrier: gas, closers: [gas-lost, gas-spilt] }`,
      [
        ...powerClosers,
        market[0]!,
        lost('heat', 'heat'),
        spilt('heat', 'heat'),
        lost('gas', 'gas'),
        spilt('gas', 'gas'),
        supply('gas', 'gas', p.gas!),
        `  pump: { kind: converter, ports: { electricity: el, heat: heat }, lead: electricity, rated_kW: ${p.el_mw}, ambientShare: ${p.cop! - 1}, flows: { electricity: { carrier: electricity, flow: in, per: 1 }, heat: { carrier: heat, flow: out, per: ${p.cop} } } }`,
        `  boiler: { kind: converter, ports: { gas: gas, heat: heat }, lead: gas, rated_kW: 1000, flows: { gas: { carrier: gas, flow: in, per: 1 }, heat: { carrier: heat, flow: out, per: ${p.boiler_eta} } } }`,
        `  load: { kind: load, bus: heat, carrier: heat, demand: ${p.heat_load} }`,
      ].join('\n'),
    );
    const plan = await planScenario(scenario);
    const pump = scenario.run.components.findIndex((c) => c.id === 'pump');
    // Negative prices let it draw what it can; what is bought beyond that is not.
    expect(rounded(plan.flows[pump]![0]!.map((v) => -v))).toEqual(expected_el);
  });

  it('chp-or-boiler', async () => {
    const { inputs: p, expected } = caseOf('chp-or-boiler');
    const { chp_el, boiler_heat } = expected as Record<string, number[]>;
    const heat_load = p.heat_load as unknown as number[];
    const scenario = scenarioOf(
      { price_money_per_kWh: p.prices, load_kW: heat_load },
      `${power}\n  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [heat-lost, heat-spilt] }\n  gas: { carrier: gas, closers: [gas-lost, gas-spilt] }`,
      [
        ...powerClosers,
        market[1]!,
        lost('heat', 'heat'),
        spilt('heat', 'heat'),
        lost('gas', 'gas'),
        spilt('gas', 'gas'),
        supply('gas', 'gas', p.gas!),
        `  chp: { kind: converter, ports: { gas: gas, electricity: el, heat: heat }, lead: electricity, rated_kW: ${p.chp_el_max}, minLoad: ${p.chp_el_min! / p.chp_el_max!}, flows: { gas: { carrier: gas, flow: in, per: ${1 / p.eta_el!} }, electricity: { carrier: electricity, flow: out, per: 1 }, heat: { carrier: heat, flow: out, per: ${p.eta_heat! / p.eta_el!} } } }`,
        `  boiler: { kind: converter, ports: { gas: gas, heat: heat }, lead: heat, rated_kW: 10000, flows: { heat: { carrier: heat, flow: out, per: 1 }, gas: { carrier: gas, flow: in, per: ${1 / p.boiler_eta!} } } }`,
        '  load: { kind: load, bus: heat, carrier: heat, demand: p.load_kW }',
      ].join('\n'),
    );
    const plan = await planScenario(scenario, { commitment: 'binary' });
    const at = (id: string): number => scenario.run.components.findIndex((c) => c.id === id);
    expect(rounded(plan.flows[at('chp')]![1]!)).toEqual(chp_el);
    expect(rounded(plan.flows[at('boiler')]![0]!)).toEqual(boiler_heat);
  });
});
