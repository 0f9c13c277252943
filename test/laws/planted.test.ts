import { expect, it } from 'vitest';
import type { Instance } from '../../src/core/instance.ts';
import { type Loop, makeLoop, type RunState } from '../../src/core/loop.ts';
import type { Run } from '../../src/core/run.ts';
import { type Kind, kinds } from '../../src/models/index.ts';
import { type Drive, driving } from './driven.ts';
import { aroundExample, compileSketch, profileOf, type Sketch, twin } from './sketch.ts';

const OTHERS = ['gas', 'hydrogen', 'co2', 'water'] as const;
/** Takes parameters of the example away. */
const none = (...names: string[]): Record<string, undefined> =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/** Uses of a kind beside its example's that wake what is 0 there. */
const USES: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  battery: [
    { standby_kW: 1, selfDischarge_per_h: 0.01 },
    { chargeTaper: 0.8, thermal: {}, ageing: { model: 'lfp' } },
  ],
  boiler: [{ standby_kW: 2 }],
  building: [{ supplied: 'heat' }, { supplied: 'cooling' }],
  carbonCapture: [{ biogenicShare: 0.5 }],
  compressionChiller: [{ driveLoss: 0.05 }],
  converter: [
    {
      flows: {
        power: { carrier: 'electricity', flow: 'in', per: 0.3 },
        heat: { carrier: 'heat', flow: 'out', per: 1 },
      },
      ambientShare: 0.8,
    },
    {
      flows: {
        hydrogen: { carrier: 'hydrogen', flow: 'in', per: 1.2 },
        heat: { carrier: 'heat', flow: 'out', per: 1 },
      },
    },
    {
      flows: {
        power: { carrier: 'electricity', flow: 'in', per: 1.6 },
        hydrogen: { carrier: 'hydrogen', flow: 'out', per: 1 },
      },
      lead: 'hydrogen',
    },
    {
      flows: {
        gas: { carrier: 'gas', flow: 'in', per: 1.3 },
        heat: { carrier: 'heat', flow: 'out', per: 1 },
        co2: { carrier: 'co2', flow: 'out', per: 0.2 },
      },
    },
  ],
  curtailment: OTHERS.map((carrier) => ({ carrier })),
  dump: [{ carrier: 'cooling' }],
  electrolyser: [{ stack: {} }],
  fuelCell: [{ stack: {} }],
  gasEngine: [
    { auxiliary: 0.03, startFuel_kWh: 20 },
    { fuel: 'hydrogen', curve: 'jms416Hydrogen' },
  ],
  gasTurbine: [
    { recovery: 'both', ductFuel_kW: 60, startFuel_kWh: 5 },
    { fuel: 'hydrogen', recovery: 'heat' },
    { recovery: 'none' },
    { bypass: true },
  ],
  genset: [{ fuel: 'gas' }, { fuel: 'hydrogen' }, { tankStart: 0.5, refill_kW: 20 }],
  heatExchanger: [{ hotCarrier: 'steam' }],
  heatNetwork: [
    { stations: { s2: {}, s1: {} }, station_kPa: 9000, etaMotor: 0.3 },
    {
      carrier: 'cooling',
      stations: { s1: {} },
      junctions: [],
      pipes: { p1: { from: 'plant', to: 's1', length_m: 900, diameter_mm: 80 } },
    },
  ],
  heatPipe: [{ carrier: 'cooling' }, { diameter_mm: 40 }],
  freeCooling: [{ cooler: 'tower' }],
  heatPump: [{ source: 'waste' }],
  hydrogenCompressor: [{ outlet_bar: 500 }],
  hydrogenPipe: [{ packStart: 0 }],
  hydrogenStorage: [{ leak_per_h: 0.01 }, { cavern: { depth_m: 900 }, thermal: { wallTime_h: 2 } }],
  iceStorage: [{ condenser: 'bus', loss_per_h: 0.02 }],
  industry: [{ archetype: 'cement' }, { archetype: 'steelHydrogen' }],
  lighting: [{ loadsInclude: false, retrofitShare: 0.5 }],
  load: ['heat', 'cooling', 'hydrogen', 'gas'].map((carrier) => ({ carrier })),
  pv: [{ dcAcRatio: 2 }],
  sink: OTHERS.map((carrier) => ({ ...none('max_kW', 'worth_money_per_kWh'), carrier, [twin('max', carrier)]: 50 })),
  source: OTHERS.map((carrier) => ({ ...none('max_kW', 'price_money_per_kWh'), carrier, [twin('max', carrier)]: 50 })),
  steamBoiler: [{ fuel: 'hydrogen' }, { fuel: 'electricity', standby_kW: 3 }],
  steamTurbine: [
    { type: 'condensing' },
    { type: 'extraction', givesTo: 'heat' },
    { type: 'backPressure', givesTo: 'steam' },
  ],
  store: [
    { loss_per_h: 0.01 },
    { carrier: 'gas', loss_per_h: 0.01 },
    { carrier: 'hydrogen', loss_per_h: 0.01 },
    { carrier: 'cooling', loss_per_h: 0.01 },
    ...(['water', 'co2'] as const).map((carrier) => ({
      ...none('capacity_kWh', 'charge_kW', 'discharge_kW'),
      carrier,
      capacity_kg: 100,
      loss_per_h: 0.01,
    })),
  ],
  thermalStorage: [
    { wall: { u_W_per_m2K: 0.5, diameter_m: 2 } },
    { carrier: 'cooling' },
    { layers: 3, loss_per_h: 0.05 },
  ],
  unserved: OTHERS.map((carrier) => ({ carrier })),
};

const DRIVES: readonly Drive[] = [
  { lead: 0, at: 0.5 },
  { lead: 0, at: 0.2 },
  { lead: 1, at: 0.6 },
  { lead: 0, at: 0 },
  { lead: 0, at: 0.9 },
  { lead: 1, at: 0.4 },
];
const LENGTH = 2 * DRIVES.length;

/** Weather that never changes: sun, wind and the temperature given. */
function steady(sketch: Sketch, ambient_degC: number): Sketch {
  const constant = { relativeHumidity: 0.6, pressure_kPa: 101.3, wind_m_per_s: 8, water_degC: 14, ground_degC: 15 };
  const columns = { ghi_W_per_m2: 700, ambient_degC, ...constant };
  const text = profileOf(sketch, Object.fromEntries(Object.entries(columns).map(([name, v]) => [name, () => v])));
  return { ...sketch, weather: { file: 'weather.csv', format: 'csv' }, texts: { 'weather.csv': text } };
}

/** A small cluster around one use of a kind. A closer has a demand and then a supply to close. */
function clusterOf(kind: Kind, use: Record<string, unknown>, ambient_degC: number, joined: boolean): Sketch {
  const sketch = aroundExample(kind, { step_s: 3600, length: LENGTH }, use, joined && use.source !== 'waste');
  if (sketch.buses.gas) sketch.buses.gas = { ...sketch.buses.gas, biogenic_kg_per_kWh: 0.03 };
  if (kind.role === 'closer') {
    const [id] = Object.values(sketch.components.unit!.ports);
    const { carrier } = sketch.buses[id!]!;
    const name = carrier === 'water' || carrier === 'co2' ? 'amount_kg_per_h' : 'amount_kW';
    sketch.drawn = profileOf(sketch, {
      [name]: (i) => (i % 2 === 0 ? 60 : 0),
      [`more${name.slice(6)}`]: (i) => (i % 2 === 0 ? 0 : 80),
    });
    sketch.components.pull = {
      kind: 'sink',
      ports: { input: id! },
      carrier,
      [twin('demand', carrier)]: `drawn.${name}`,
    };
    sketch.components.push = {
      kind: 'source',
      ports: { output: id! },
      carrier,
      [twin('max', carrier)]: `drawn.more${name.slice(6)}`,
      mustRun: true,
    };
  }
  // A network has something to carry to a node beside its hub.
  if (kind.role === 'network') {
    const [, far] = Object.values(sketch.components.unit!.ports);
    const { carrier } = sketch.buses[far!]!;
    sketch.components.pull = { kind: 'load', ports: { input: far! }, carrier, demand: 60 };
  }
  return steady(sketch, ambient_degC);
}

/** The run with one of the unit's outputs (then its states) 1 % too high after every step. */
function plantedRun(run: Run, unit: Instance, at: number): Run {
  const step: Instance['step'] = (q, x, w, u, dt_h, next, y) => {
    unit.kind.step(q, x, w, u, dt_h, next, y);
    if (at < y.length) y[at]! *= 1.01;
    else next[at - y.length]! *= 1.01;
  };
  const bad = { ...unit, step, kind: { ...unit.kind, step } };
  return { ...run, components: run.components.map((c) => (c === unit ? bad : c)) };
}

/** What went wrong over the whole run, if anything. */
function outcomeOf(loop: Loop, from: RunState): string {
  loop.restore(from);
  try {
    while (loop.index < LENGTH) loop.step();
    return '';
  } catch (error) {
    return String((error as Error).message);
  }
}

const THROWN = /^component "unit" (out of (energy|carbon|water) balance by|has a negative loss)/;

it.each(kinds.map((k) => [k.kind, k] as const))('%s: 1 % too much in any output or state is caught', (_name, kind) => {
  const counted = new Set<string>();
  const caught = new Set<string>();
  for (const use of [{}, ...(USES[kind.kind] ?? [])])
    for (const ambient_degC of [5, 30])
      for (const joined of [true, false]) {
        if (!joined && kind.role === 'store') continue;
        const { run } = compileSketch(clusterOf(kind, use, ambient_degC, joined));
        const unit = run.components.find((c) => c.id === 'unit')!;
        const sound = makeLoop(run, driving(DRIVES));
        const begin = sound.save();
        expect(outcomeOf(sound, begin)).toBe('');
        const outputs = unit.laws.flatMap((law) => [...law.outputAt]);
        const states = unit.laws.flatMap((law) => [...law.stateAt].map((s) => unit.outputs.length + s));
        for (const at of new Set([...outputs, ...states])) {
          const name = unit.outputs[at] ?? unit.states[at - unit.outputs.length]!;
          counted.add(name);
          if (caught.has(name)) continue;
          const text = outcomeOf(makeLoop(plantedRun(run, unit, at), driving(DRIVES)), begin);
          if (text !== '') expect(text).toMatch(THROWN);
          if (text !== '') caught.add(name);
        }
      }
  expect(counted.size).toBeGreaterThan(1);
  expect([...counted].filter((name) => !caught.has(name)).sort()).toEqual([]);
});

it('says which component, when, and every term', () => {
  const kind = kinds.find((k) => k.kind === 'battery')!;
  const { run } = compileSketch(clusterOf(kind, { selfDischarge_per_h: 0 }, 20, true));
  const unit = run.components.find((c) => c.id === 'unit')!;
  const loop = makeLoop(
    plantedRun(run, unit, unit.outputs.indexOf('conversionLoss_kW')),
    driving([{ lead: 0, at: 1 }]),
  );
  expect(outcomeOf(loop, loop.save())).toMatchInlineSnapshot(
    `"component "unit" out of energy balance by +0.05134 kW at 2023-04-01T00:00Z (step 0): port electricity_kW +94.866, loss conversionLoss_kW +5.18534, loss standbyLoss_kW 0, loss selfDischarge_kW 0, change of energy_kWh -100"`,
  );
});
