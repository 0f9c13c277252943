import { describe, expect, it } from 'vitest';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { conduct } from '../../src/scenario/rolling.ts';
import { load } from './small.ts';

/** Three days of 100 kW of cooling, electricity at 0.3 by night and 1.2 by day, a chiller and an ice store. */
const cold = (ice: string, plan = '') => `sixfold: 1
name: iced
site: { latitude_deg: 31, longitude_deg: 120, zone: UTC }
time: { start: 2023-07-01T00:00Z, end: 2023-07-04T00:00Z, step_s: 3600 }
currency: CNY
weather: { file: w.csv, format: csv }
profiles: { p: { file: p.csv } }
buses:
  power: { carrier: electricity, closers: [grid, dark] }
  chilled: { carrier: cooling, supply_degC: 7, return_degC: 12, closers: [spilt, warm] }
tariffs:
  power: { energy: { price_money_per_kWh: p.price_money_per_kWh } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 500 }
  dark: { kind: unserved, bus: power }
  spilt: { kind: dump, bus: chilled, carrier: cooling }
  warm: { kind: unserved, bus: chilled, carrier: cooling }
  chiller: { kind: compressionChiller, ports: { electricity: power, cooling: chilled }, rated_kW: 150, cop: 4, minLoad: 0.05 }
  ice: { kind: iceStorage, ports: { electricity: power, cooling: chilled }, ${ice} }
  offices: { kind: load, bus: chilled, carrier: cooling, demand: 100 }
control: { planner: optimal, plan: { storeEnd: start, ${plan} } }
`;
const hours = Array.from({ length: 72 }, (_, h) => new Date(Date.UTC(2023, 6, 1) + h * 3_600_000).toISOString());
const WEATHER = `time,ambient_degC,wetBulb_degC\n${hours.map((t) => `${t},28,24`).join('\n')}\n`;
const PRICES = `time,price_money_per_kWh\n${hours.map((t, h) => `${t},${h % 24 < 8 ? 0.3 : 1.2}`).join('\n')}\n`;

async function play(text: string) {
  const scenario = load({ 'site.yaml': text, 'w.csv': WEATHER, 'p.csv': PRICES }, 'site.yaml');
  const conducted = await conduct(scenario, highsHere);
  await conducted.advance(scenario.run.grid.length);
  const outcome = conducted.simulation.outcome();
  await conducted.close();
  const at = (id: string) => scenario.run.components.findIndex((c) => c.id === id);
  const planned = (id: string, port: number) => conducted.plan!.flows[at(id)]![port]!;
  const column = (name: string) =>
    outcome.table.columns[outcome.columns.findIndex((c) => c.name === name)] as Float64Array;
  return { plan: conducted.plan!, summary: summarise(outcome), planned, column };
}

describe('an ice store that is planned', () => {
  const ICE = 'capacity_kWh: 800, discharge_kW: 100, charge_kW: 100, cop: 3, loss_per_h: 0.001, socStart: 0.5';

  it('freezes by night and cools by day, as its physics then does', async () => {
    // Machines at any load, so that the store's own model is what the plan shows.
    const { plan, summary, planned, column } = await play(cold(ICE, 'commitment: relaxed'));
    expect(plan.status).toBe('optimal');
    const gave = planned('ice', 0);
    const drew = planned('ice', 1);
    for (let h = 0; h < 72; h++) {
      if (h % 24 < 8) expect(gave[h]).toBeCloseTo(0, 6);
      else expect(drew[h]).toBeCloseTo(0, 6);
    }
    // 800 kWh frozen by night at 0.1 a kWh of cold replace 0.3 of the chiller by day.
    expect(gave.reduce((a, b) => a + b, 0)).toBeGreaterThan(1500);
    const delivered = column('ice.discharge_kW').reduce((a, b) => a + b, 0);
    expect(delivered / gave.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.98);
    expect(summary.buses.chilled!.unserved).toBeCloseTo(0, 6);
    expect(Math.abs(summary.plan!.difference_money! / summary.plan!.planned_money!)).toBeLessThan(0.03);
  });

  it('gives no more than melts of what it holds', async () => {
    // Melts a tenth an hour of what is there, so that no plan can have it all in a few hours.
    const slow = `${ICE}, curve: { melt: [0.2, -0.2, 0, 0, 0, 0], freeze: [0.3, 0, 0, 0, 0, 0] }`;
    const { planned, column, summary } = await play(cold(slow));
    const gave = planned('ice', 0);
    const soc = column('ice.soc');
    for (let h = 1; h < 72; h++) expect(gave[h]!).toBeLessThanOrEqual(0.2 * 800 * soc[h - 1]! + 25);
    expect(Math.abs(summary.plan!.difference_money! / summary.plan!.planned_money!)).toBeLessThan(0.02);
  });

  it('comes back to where it began where that is asked for', async () => {
    const { planned, plan } = await play(cold(ICE, '').replace('storeEnd: start,', 'storeEnd: cyclic'));
    expect(plan.status).toBe('optimal');
    const frozen = -3 * planned('ice', 1).reduce((a, b) => a + b, 0);
    const melted = planned('ice', 0).reduce((a, b) => a + b, 0);
    // What heat melts is a thousandth of 800 kWh an hour. // by hand
    expect(frozen - melted).toBeCloseTo(72 * 0.8, 4);
  });
});
