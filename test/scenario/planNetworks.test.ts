import { describe, expect, it } from 'vitest';
import { highsHere } from '../../src/io/highsSolver.ts';
import { summarise } from '../../src/report/summarise.ts';
import { planFor } from '../../src/scenario/planned.ts';
import { simulateCompiled } from '../../src/scenario/simulation.ts';
import { load } from './small.ts';

const TYPE = 'type: NA2XS2Y 1x95 RM/25 6/10 kV';
/** Two ways to a hall, one pipe to a house; each has a dear supply of its own. `event` takes something out from 02:00 to 04:00. */
const site = (event: string) =>
  load(
    {
      'nets.yaml': `sixfold: 1
name: nets
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: UTC, ground_degC: 15 }
time: { start: 2023-03-01T00:00Z, end: 2023-03-01T06:00Z, step_s: 3600 }
currency: CNY
buses:
  power: { carrier: electricity, closers: [grid, spilt, lost] }
  hall: { carrier: electricity, closers: [hall-spilt, hall-lost] }
  heat: { carrier: heat, supply_degC: 90, return_degC: 60, closers: [dump, cold] }
  house: { carrier: heat, supply_degC: 85, return_degC: 55, closers: [house-dump, house-cold] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.6 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 50000 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  hall-spilt: { kind: curtailment, bus: hall }
  hall-lost: { kind: unserved, bus: hall }
  dump: { kind: dump, bus: heat, carrier: heat }
  cold: { kind: unserved, bus: heat, carrier: heat }
  house-dump: { kind: dump, bus: house, carrier: heat }
  house-cold: { kind: unserved, bus: house, carrier: heat }
  source: { kind: source, bus: heat, carrier: heat, max_kW: 500, price_money_per_kWh: 0.1 }
  stove: { kind: source, bus: house, carrier: heat, max_kW: 500, price_money_per_kWh: 1 }
  diesel: { kind: source, bus: hall, max_kW: 500, price_money_per_kWh: 3 }
  presses: { kind: load, bus: hall, demand: 100 }
  rooms: { kind: load, bus: house, carrier: heat, demand: 200 }
  wires:
    kind: electricityNetwork
    ports: { main: power, hall: hall }
    hub: main
    nodes: { main: { rated_kV: 10 }, hall: { rated_kV: 10 }, joint: { rated_kV: 10, joint: true } }
    lines: { a: { from: main, to: joint, ${TYPE}, length_m: 500 }, b: { from: joint, to: hall, ${TYPE}, length_m: 500 }, c: { from: main, to: hall, ${TYPE}, length_m: 900 } }
  net:
    kind: heatNetwork
    ports: { plant: heat, s1: house, pump: power }
    stations: { s1: { rated_kW: 250 } }
    pipes: { p1: { from: plant, to: s1, length_m: 300, diameter_mm: 80 } }
${event}
control: { planner: optimal, plan: { storeEnd: free } }
`,
    },
    'nets.yaml',
  );
const outages = (...parts: string[]): string =>
  `events:\n${parts.map((part) => `  - { outage: ${part}, start: 2023-03-01T02:00Z, end: 2023-03-01T04:00Z }\n`).join('')}`;

async function planned(event: string) {
  const s = site(event);
  const plan = (await planFor(s, highsHere))!;
  const outcome = simulateCompiled(s, { plan });
  const at = (id: string) => s.run.components.findIndex((c) => c.id === id);
  const round = (values: ArrayLike<number>): number[] => Array.from(values, (v) => Math.round(v) + 0);
  return {
    plan,
    of: (id: string) => round(plan.flows[at(id)]![0]!),
    did: (id: string) => round(outcome.table.columns[outcome.columns.findIndex((c) => c.name === `${id}.output_kW`)]!),
    unserved: Object.values(summarise(outcome).buses).reduce((sum, b) => sum + b.unserved, 0),
  };
}

describe('a plan of networks with a branch out of service', () => {
  it('goes round where there is another way', async () => {
    const { of, unserved } = await planned(outages('wires.c'));
    expect(of('diesel')).toEqual([0, 0, 0, 0, 0, 0]);
    expect(of('grid').every((v) => v >= 100)).toBe(true);
    expect(unserved).toBeLessThan(1e-6);
  });

  it('has what stands behind it serve itself where there is none, and the run does the same', async () => {
    const { of, did, unserved } = await planned(outages('wires.c', 'wires.a'));
    expect(of('diesel')).toEqual([0, 0, 100, 100, 0, 0]);
    expect(did('diesel')).toEqual([0, 0, 100, 100, 0, 0]);
    expect(unserved).toBeLessThan(1e-6);
  });

  it('does so of a pipe', async () => {
    const { of, did, unserved } = await planned(outages('net.p1'));
    expect(of('stove')).toEqual([0, 0, 200, 200, 0, 0]);
    expect(did('stove').slice(2, 4)).toEqual([200, 200]);
    expect(unserved).toBeLessThan(1);
  });
});
