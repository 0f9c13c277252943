import { describe, expect, it } from 'vitest';
import type { LinearModel, Near, Values, Window } from '../../src/core/linearModel.ts';
import { kinds } from '../../src/models/index.ts';
import { flatTariff } from '../cluster.ts';
import { bench } from '../models/bench.ts';

const weather = {
  ambient_degC: 5,
  wetBulb_degC: 3,
  ground_degC: 17,
  water_degC: 15,
  pressure_kPa: 101.3,
  wind_m_per_s: 6,
  ghi_W_per_m2: 500,
  dni_W_per_m2: 400,
  dhi_W_per_m2: 200,
};
const tariffs = { power: flatTariff('power', 1, () => 0.6), gas: flatTariff('gas', 1, () => 0.3, 'gas') };
const cold = { supply_degC: 37, return_degC: 32 };
/** States in which a machine has long been running. */
const RUNNING: Readonly<Record<string, Record<string, number>>> = {
  gasEngine: { on_h: 1000, off_h: 0, power_kW: 400 },
  electrolyser: { on: 1, held_h: 1000, warmed_h: 0, level_kW: 100 },
  genset: { on: 1, held_h: 1000, warmed_h: 0, level_kW: 200, tank_kWh: 5000 },
  gasTurbine: { on: 1, held_h: 1000, warmed_h: 0, level_kW: 100 },
  steamTurbine: { on: 1, held_h: 1000, warmed_h: 0, level_kg_per_h: 100 },
  fuelCell: { on: 1, held_h: 1000, warmed_h: 0, level_kW: 20 },
};
const planned = kinds.filter((kind) => kind.linear !== undefined);
const firstOf = (v: Values): number => (typeof v === 'number' ? v : v[0]!);

/** What a kind tells of one step: its columns, and the flows of each port at given values of them. */
function told(kind: (typeof kinds)[number], near?: readonly Near[], x: Readonly<Record<string, number>> = {}) {
  const unit = bench(kind, kind.example, { weather, tariffs, buses: { cold, reject: cold, to: cold } });
  const { instance: c } = unit;
  c.states.forEach((state, k) => {
    c.x[k] = x[state] ?? c.x[k]!;
  });
  const columns: { name: string; lower: number; upper: number }[] = [];
  const flows: { port: string; column: number; per: number }[] = [];
  const machines: { lead: number; load: number; least: number; most: number }[] = [];
  const add = (name: string, lower: Values, upper: Values): number =>
    columns.push({ name, lower: firstOf(lower), upper: firstOf(upper) }) - 1;
  const model: LinearModel = {
    columns: add,
    column: add,
    rows: () => 0,
    holds() {},
    count() {},
    gather() {},
    scatter() {},
    flow: (port, column, per) => void flows.push({ port, column, per: firstOf(per) }),
    machine: (lead, load, least, most) =>
      void machines.push({ lead, load, least: firstOf(least), most: firstOf(most) }),
    starts() {},
    fixedStepCost() {},
    fixedFlow: (port, value) => void flows.push({ port, column: -1, per: firstOf(value) }),
    cost() {},
    charge() {},
    bills() {},
    emits() {},
    fossilCo2() {},
    fixedFossilCo2() {},
    fixedCost() {},
  };
  const window: Window = {
    first: 0,
    steps: 1,
    dt_h: 1,
    ports: c.ports.map((p) => p.name),
    outputs: c.outputs,
    inputs: c.inputs,
    x: c.x,
    input: (slot) => c.columns[slot]!,
    start_ms: 0,
    months: [{ label: '2023-01', year: 2023, month: 1, covered_h: 1, hours_h: 744 }],
    monthOf: new Uint16Array(1),
    commitment: 'relaxed',
    storeEnd: 'free',
    storeSides: 'none',
    ...(near === undefined ? {} : { near }),
  };
  kind.linear!(c.q, window, model);
  const at = (values: readonly number[]): Record<string, number> => {
    const sum = Object.fromEntries(c.ports.map((p) => [p.name, 0]));
    for (const { port, column, per } of flows) sum[port]! += column < 0 ? per : per * values[column]!;
    return sum;
  };
  return { unit, columns, machines, at, portOf: (name: string) => c.ports.find((p) => p.name === name)!.signal };
}

it('knows the kinds that can be planned', () => {
  expect(planned.map((k) => k.kind)).toMatchInlineSnapshot(`
    [
      "absorptionChiller",
      "battery",
      "boiler",
      "building",
      "carbonCapture",
      "co2Compressor",
      "co2Pipe",
      "compressionChiller",
      "converter",
      "coolingTower",
      "curtailment",
      "dcLink",
      "dump",
      "electricityNetwork",
      "electrolyser",
      "evCharging",
      "flexibleLoad",
      "freeCooling",
      "fuelCell",
      "gasEngine",
      "gasSupply",
      "gasTurbine",
      "genset",
      "gridConnection",
      "heatExchanger",
      "heatNetwork",
      "heatPipe",
      "heatPump",
      "hydrogenCompressor",
      "hydrogenPipe",
      "hydrogenStorage",
      "industry",
      "inverter",
      "iceStorage",
      "lighting",
      "load",
      "pv",
      "sink",
      "solarThermal",
      "source",
      "steamBoiler",
      "steamTurbine",
      "store",
      "thermalStorage",
      "unserved",
      "wasteHeat",
      "wind",
    ]
  `);
});

describe.each(planned.map((k) => [k.kind, k] as const))('%s', (name, kind) => {
  it.runIf(kind.role !== 'network')('is told as its physics does at rest', () => {
    const { unit, columns, at, portOf } = told(kind);
    const given = unit.run({});
    // A source that must run and a demand have a lowest value.
    const flows = at(
      columns.map((c) => Math.max(0, c.lower === Number.NEGATIVE_INFINITY ? 0 : c.name === 'level' ? 0 : c.lower)),
    );
    for (const [port, flow] of Object.entries(flows)) expect(flow, port).toBeCloseTo(given[portOf(port)]!, 9);
  });

  it.runIf(kind.role === 'converter')('is told as its physics does at its most, but for a few percent', () => {
    const { unit, columns, at, portOf } = told(kind);
    const x = RUNNING[name];
    if (x !== undefined) unit.run({ x });
    const lead = kind.leads(kind.params.parse(kind.example))[0]!;
    const [lowest, highest] = unit.limits(lead);
    const target = Math.abs(lowest) > Math.abs(highest) ? lowest : highest;
    const given = unit.run({ ...(x === undefined ? {} : { x }), lead, target });
    const load = columns.findIndex((c) => c.name === 'load');
    const flows = at(columns.map((c, k) => (k === load ? c.upper : 0)));
    const scale = Math.max(...Object.keys(flows).map((port) => Math.abs(given[portOf(port)]!)));
    for (const [port, flow] of Object.entries(flows))
      expect(Math.abs(flow - given[portOf(port)]!) / scale, port).toBeLessThan(0.06);
    expect(Math.abs(flows[lead]! - target) / scale).toBeLessThan(1e-6);
  });
});

describe.each(planned.filter((k) => told(k).machines.length > 0).map((k) => [k.kind, k] as const))(
  'near a plan %s',
  (name, kind) => {
    const x = RUNNING[name];
    const { machines } = told(kind);
    it.each(machines.map((m) => [m.lead, m] as const))('is told as its physics does there, by lead %i', (lead, m) => {
      for (const share of [0.25, 0.6, 1]) {
        const load = m.least + share * (m.most - m.least);
        const others = machines.map((): Near => ({ load: new Float64Array(1), on: new Uint8Array(1), isFirm: true }));
        others[lead] = { load: Float64Array.of(load), on: Uint8Array.of(1), isFirm: true };
        const { unit, columns, at, portOf } = told(kind, others, x);
        const port = kind.leads(kind.params.parse(kind.example))[lead]!;
        const rest = told(kind).unit.run({})[portOf(port)]!;
        const [lowest, highest] = unit.limits(port);
        const way = Math.abs(lowest) > Math.abs(highest) ? -1 : 1;
        const given = unit.run({ ...(x === undefined ? {} : { x }), lead: port, target: rest + way * load });
        const flows = at(columns.map((_, k) => (k === m.load ? load : 0)));
        const scale = Math.max(...Object.keys(flows).map((p) => Math.abs(given[portOf(p)]!)));
        for (const [p, flow] of Object.entries(flows))
          expect(Math.abs(flow - given[portOf(p)]!) / scale, `${p} at ${share}`).toBeLessThan(2e-3);
        expect(columns[m.load]!.lower, 'its least is kept').toBeCloseTo(m.least, 9);
      }
    });
  },
);

// About a third of what they carry, at which their losses are told.
it.each([
  ['electricityNetwork', 'main', { hall: 420 }, 0.005],
  ['heatNetwork', 'plant', { s1: 100, s2: 50 }, 0.02],
  ['dcLink', 'ac', { dc: 120 }, 0.005],
] as const)('%s is told as its physics does under load', (name, hub, loads, within) => {
  const { unit, columns, at, portOf } = told(kinds.find((k) => k.kind === name)!);
  const nodes = unit.instance.nodes.map((port) => unit.instance.ports[port]!.name);
  const u = nodes.map((node) => -((loads as Record<string, number>)[node] ?? 0));
  let given = unit.run({ u });
  for (let k = 0; k < 60; k++) {
    unit.instance.x.set(unit.instance.next);
    given = unit.run({ u });
  }
  const flows = at(columns.map((c) => (loads as Record<string, number>)[c.name.replace(/^to /, '')] ?? 0));
  const total = Object.values(loads).reduce((sum, v) => sum + v, 0);
  for (const [node, load] of Object.entries(loads)) expect(flows[node], node).toBeCloseTo(load, 9);
  expect(Math.abs(flows[hub]! - given[portOf(hub)]!) / total).toBeLessThan(within);
  // Without the losses it would not be.
  expect(given[portOf(hub)]).toBeLessThan(-total);
});
