import type { Scenario } from '../../../src/index.ts';
import { readShared } from '../../shared.ts';
import { lost, scenarioOf, spilt, supply } from './generic.ts';

type Rows = readonly ((name: string) => number)[];

function rowsOf(path: string, count: number): Rows {
  const [head, ...lines] = readShared(`reference/optimisation/${path}`).trim().split('\n');
  const names = head!.trim().split(',');
  return lines.slice(0, count).map((line) => {
    const values = line.split(',').map(Number);
    return (name) => values[names.indexOf(name)]!;
  });
}

/** Electricity and heat of 120 hours: four plants, a CHP of fixed split, a heat pump, wind and sun that must be taken. */
export function simpleDispatch(): Scenario {
  const rows = rowsOf('oemof-simple-dispatch/input_data.csv', 120);
  const plant = (id: string, most: number, price: number): string =>
    `  ${id}: { kind: source, bus: el, max_kW: ${most}, price_money_per_kWh: ${price} }`;
  return scenarioOf(
    {
      el_kW: rows.map((r) => 85 * r('demand_el')),
      heat_kW: rows.map((r) => 40 * r('demand_th')),
      pv_kW: rows.map((r) => 65.3 * r('pv')),
      wind_kW: rows.map((r) => 66.3 * r('wind')),
    },
    `  el: { carrier: electricity, closers: [el-lost, el-spilt] }
  heat: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [heat-lost, heat-let-go] }
  gas: { carrier: gas, closers: [gas-lost, gas-spilt] }`,
    [
      lost('el', 'electricity'),
      spilt('el', 'electricity'),
      lost('heat', 'heat'),
      // The source lets no heat go.
      '  heat-let-go: { kind: curtailment, bus: heat, carrier: heat, cost_money_per_kWh: 1e6 }',
      lost('gas', 'gas'),
      spilt('gas', 'gas'),
      supply('gas', 'gas', 0),
      plant('coal', 20.2, 25),
      plant('lignite', 11.8, 19),
      plant('gas-plant', 41, 40),
      plant('oil', 5, 50),
      '  pv: { kind: source, bus: el, mustRun: true, max_kW: p.pv_kW }',
      '  wind: { kind: source, bus: el, mustRun: true, max_kW: p.wind_kW }',
      // Its cost is 42 per unit of electricity given: what it gives is upkeep, for the fuel is free.
      '  chp: { kind: converter, ports: { gas: gas, electricity: el, heat: heat }, lead: gas, rated_kW: 100, flows: { gas: { carrier: gas, flow: in, per: 1 }, electricity: { carrier: electricity, flow: out, per: 0.3 }, heat: { carrier: heat, flow: out, per: 0.4 } }, economics: { variableOm_money_per_kWh: 42 } }',
      '  hp: { kind: converter, ports: { electricity: el, heat: heat }, lead: heat, rated_kW: 10, ambientShare: 0.6666666666666667, flows: { heat: { carrier: heat, flow: out, per: 1 }, electricity: { carrier: electricity, flow: in, per: 0.3333333333333333 } } }',
      '  load: { kind: load, bus: el, demand: p.el_kW }',
      '  heating: { kind: load, bus: heat, carrier: heat, demand: p.heat_kW }',
    ].join('\n'),
  );
}

/**
 * Back-pressure beside extraction, each for the same demands. The cone of what the second can do is spanned by
 * condensing alone (0.5 of the gas as electricity) and full back-pressure (0.3 and 0.5): two converters.
 */
export function variableChp(): Scenario {
  const rows = rowsOf('oemof-variable-chp/variable_chp.csv', 5);
  const chp = (id: string, copy: string, el: number, heat: number): string =>
    `  ${id}: { kind: converter, ports: { gas: gas, electricity: el-${copy}, heat: heat-${copy} }, lead: gas, rated_kW: 1e7, ambientShare: 0, flows: { gas: { carrier: gas, flow: in, per: 1 }, electricity: { carrier: electricity, flow: out, per: ${el} }, heat: { carrier: heat, flow: out, per: ${heat} } } }`;
  const copies = ['a', 'b'];
  return scenarioOf(
    { el_kW: rows.map((r) => r('demand_el')), heat_kW: rows.map((r) => 741000 * r('demand_th')) },
    [
      '  gas: { carrier: gas, closers: [gas-lost, gas-spilt] }',
      ...copies.flatMap((c) => [
        `  el-${c}: { carrier: electricity, closers: [el-${c}-lost, el-${c}-spilt] }`,
        `  heat-${c}: { carrier: heat, supply_degC: 80, return_degC: 60, closers: [heat-${c}-lost, heat-${c}-spilt] }`,
      ]),
    ].join('\n'),
    [
      lost('gas', 'gas'),
      spilt('gas', 'gas'),
      supply('gas', 'gas', 50),
      chp('fixed', 'a', 0.3, 0.5),
      chp('back-pressure', 'b', 0.3, 0.5),
      chp('condensing', 'b', 0.5, 0),
      ...copies.flatMap((c) => [
        lost(`el-${c}`, 'electricity'),
        spilt(`el-${c}`, 'electricity'),
        lost(`heat-${c}`, 'heat'),
        spilt(`heat-${c}`, 'heat'),
        `  load-${c}: { kind: load, bus: el-${c}, demand: p.el_kW }`,
        `  heating-${c}: { kind: load, bus: heat-${c}, carrier: heat, demand: p.heat_kW }`,
      ]),
    ].join('\n'),
  );
}
