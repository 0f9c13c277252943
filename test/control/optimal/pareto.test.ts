import { expect, it } from 'vitest';
import { paretoFront } from '../../../src/control/optimal/pareto.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { paretoHtml } from '../../../src/report/paretoHtml.ts';
import { planOptionsOf } from '../../../src/scenario/planned.ts';
import { load } from '../../scenario/small.ts';

/** A day of 100 kW from the grid at 0.2 and 0.5 kg/kWh, or from gas at 0.3 and 0.1 kg/kWh. */
const SITE = `sixfold: 1
name: two-ways
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-03-01T00:00Z, end: 2023-03-02T00:00Z, step_s: 3600 }
currency: EUR
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
  fuel: { carrier: gas, fossil_kg_per_kWh: 0.1, closers: [supply] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.2 } }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.3 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000, carbon_kg_per_kWh: 0.5 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  supply: { kind: gasSupply, bus: fuel, tariff: gas, limit_kW: 1000 }
  burner: { kind: converter, lead: power, rated_kW: 80, ports: { gas: fuel, power: power }, flows: { gas: { carrier: gas, flow: in, per: 1 }, power: { carrier: electricity, flow: out, per: 1 } } }
  load: { kind: load, bus: power, demand: 100 }
`;

it('goes from the cheapest plan to the cleanest, and prices each tonne', async () => {
  const scenario = load({ 'two-ways.yaml': SITE }, 'two-ways.yaml');
  const session = await highsHere.open();
  const front = await paretoFront(scenario.run, planOptionsOf(scenario), 5, [session]);
  await session.close();
  // All from the grid: 1.2 t for 480. At most 80 of 100 kW from gas: 0.432 t for 672. Between them 0.1 for 0.4 kg. // by hand
  expect(front.map((p) => p.co2_t)).toEqual([1.2, 1.008, 0.816, 0.624, 0.432].map((v) => expect.closeTo(v, 3)));
  expect(front.map((p) => p.cost_money)).toEqual([480, 528, 576, 624, 672].map((v) => expect.closeTo(v, 1)));
  expect(front[0]!.abatement_money_per_t).toBe(0);
  for (const p of front.slice(1, 4)) expect(p.abatement_money_per_t).toBeCloseTo(250, 4);
  const page = paretoHtml('Two <ways>', front, 'EUR');
  expect(page).toContain('Two &lt;ways&gt;');
  expect(page.match(/<circle/g)).toHaveLength(5);
});
