import { expect, it } from 'vitest';
import { heatNetwork } from '../../src/models/heatNetwork.ts';
import type { HeatNetwork } from '../../src/models/heatNetworkPlan.ts';
import { startSimulation } from '../../src/scenario/simulation.ts';
import { compileSketch, type Sketch } from '../laws/sketch.ts';
import { type BenchSetting, bench } from './bench.ts';

const one = { stations: { s1: {} }, pipes: { p1: { from: 'plant', to: 's1', length_m: 200, diameter_mm: 80 } } };
const net = (params: object, setting: BenchSetting = {}) =>
  bench(heatNetwork, params, { weather: { ground_degC: 10 }, ...setting });

/** A plant with a boiler and a mill behind a network; `params` over those of the network. */
const sketchOf = (params: object): Sketch => ({
  step_s: 900,
  length: 96,
  buses: {
    gas: { carrier: 'gas', closers: ['supply'] },
    electricity: { carrier: 'electricity', closers: ['grid'] },
    heat: { carrier: 'heat', supply_degC: 90, return_degC: 70, closers: ['dump', 'unserved'] },
    mill: { carrier: 'heat', supply_degC: 85, return_degC: 60, closers: ['mill-dump', 'mill-unserved'] },
  },
  components: {
    supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 },
    grid: { kind: 'gridConnection', ports: { electricity: 'electricity' }, tariff: 'power', importLimit_kW: 500 },
    boiler: { kind: 'boiler', ports: { gas: 'gas', heat: 'heat' }, rated_kW: 500 },
    dump: { kind: 'dump', ports: { input: 'heat' }, carrier: 'heat' },
    unserved: { kind: 'unserved', ports: { output: 'heat' }, carrier: 'heat' },
    'mill-dump': { kind: 'dump', ports: { input: 'mill' }, carrier: 'heat' },
    'mill-unserved': { kind: 'unserved', ports: { output: 'mill' }, carrier: 'heat' },
    load: { kind: 'sink', ports: { input: 'mill' }, carrier: 'heat', demand_kW: 300 },
    net: { kind: 'heatNetwork', ports: { plant: 'heat', s1: 'mill', pump: 'electricity' }, ...one, ...params },
  },
});

const faultOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};
const p1 = one.pipes.p1;

it('is served through the network, and by its own closers where that cannot carry', () => {
  const energies = (params: object): Record<string, number> => {
    const compiled = compileSketch(sketchOf(params));
    const simulation = startSimulation(compiled);
    simulation.advance(compiled.run.grid.length);
    const { totals } = simulation.outcome();
    const sum = (id: string, signal: string): number =>
      totals[compiled.run.components.findIndex((c) => c.id === id)]!.sum(signal);
    const net = compiled.run.components.findIndex((c) => c.id === 'net');
    const figures = heatNetwork.kpis!(compiled.run.components[net]!.q as HeatNetwork, totals[net]!);
    return {
      ...figures,
      atMill: sum('mill-unserved', 'output_kW'),
      atPlant: sum('unserved', 'output_kW'),
      boiler: sum('boiler', 'heat_kW'),
      through: sum('net', 's1_kW'),
      short: sum('net', 'totalShortfall_kW'),
      loss: sum('net', 'groundLoss_kW'),
      plant: sum('net', 'plant_kW'),
      dumped: -sum('dump', 'input_kW'),
    };
  };
  // A day of 300 kW. The rules count on the loss of the step before, so next to nothing is dumped or short.
  const wide = energies({});
  expect([wide.atMill, wide.short]).toEqual([0, 0]);
  expect(wide.through).toBeCloseTo(7200, 9);
  expect(wide.boiler! / (7200 + wide.loss!)).toBeCloseTo(1, 2);
  expect(wide.delivered_kWh).toBeCloseTo(7200, 9);
  expect(wide.lossShare).toBeCloseTo(wide.loss! / -wide.plant!, 12);
  expect([wide.shortfall_h, wide.refused_kWh]).toEqual([0, 0]);
  expect(wide.pump_kWh! / 7200).toBeGreaterThan(1e-4);
  expect(wide.headMost_kPa).toBeGreaterThan(50);
  expect(wide.atPlant! + wide.dumped!).toBeLessThan(0.003 * 7200);
  const narrow = energies({ pipes: { p1: { ...p1, diameter_mm: 40 } } });
  expect(narrow.through! + narrow.atMill!).toBeCloseTo(7200, 9);
  expect(narrow.atMill).toBeCloseTo(narrow.short!, 9);
  expect(narrow.shortfall_h).toBe(24);
  expect(narrow.atMill).toBeGreaterThan(500);
  // What the network cannot carry it makes in vain for a step at most.
  expect(narrow.boiler).toBeGreaterThan(narrow.through!);
});

it.each([
  [
    'length',
    { pipes: { p1: { ...p1, length_m: 0 } } },
    'laws.yaml:187 components.net.pipes.p1.length_m: expected a number above 0, met 0',
  ],
  [
    'node',
    { pipes: { p1: { ...p1, to: 's2' } } },
    'laws.yaml:186 components.net.pipes.p1.to: leads to "s2", which is no node; nodes are: plant, s1',
  ],
  [
    'disconnected',
    { junctions: ['j1', 'j2'], pipes: { p1, p2: { ...p1, from: 'j1', to: 'j2' } } },
    'laws.yaml:183 components.net.pipes: no pipe joins node "j1" to "plant"; add a pipe that leads to it, or take it away\nlaws.yaml:183 components.net.pipes: no pipe joins node "j2" to "plant"; add a pipe that leads to it, or take it away',
  ],
  [
    'itself',
    { pipes: { p1, p2: { ...p1, to: 'plant' } } },
    'laws.yaml:190 components.net.pipes.p2: leads from "plant" to itself; a pipe joins two nodes',
  ],
  [
    'name',
    { pipes: { 'p-1': p1 } },
    'laws.yaml:184 components.net.pipes.p-1: expected one word of small letters and digits, such as "s1", met "p-1"',
  ],
  [
    'reserved',
    { junctions: ['pump'] },
    'laws.yaml:192 components.net.junctions.0: expected another name; "pump" and "total" have a meaning here, met "pump"\nlaws.yaml:183 components.net.pipes: no pipe joins node "pump" to "plant"; add a pipe that leads to it, or take it away',
  ],
  [
    'stations',
    { stations: {} },
    'laws.yaml:180 components.net.stations: expected at least one station\nlaws.yaml:184 components.net.pipes.p1.to: leads to "s1", which is no node; nodes are: plant',
  ],
])('says what is wrong with its graph: %s', (_what, params, text) => {
  expect(faultOf(() => compileSketch(sketchOf(params)))).toBe(text);
});

it.each([
  ['spread', one, { buses: { s1: { supply_degC: 70 } } }, 's1: bus "bus-s1" has no spread (70/70 degC)'],
  [
    'hotter',
    one,
    { buses: { s1: { supply_degC: 95 } } },
    's1: bus "bus-s1" asks for 95 degC, but the plant\'s bus "bus-plant" supplies 90 degC; a network brings water no hotter than it gets',
  ],
  [
    'colder',
    { ...one, carrier: 'cooling' },
    { buses: { s1: { supply_degC: 5 } } },
    's1: bus "bus-s1" asks for 5 degC, but the plant\'s bus "bus-plant" supplies 7 degC; a network brings water no colder than it gets',
  ],
  [
    'required',
    { ...one, stations: { s1: { required_degC: 65 } } },
    {},
    'stations.s1.required_degC: met 65 degC; expected what lies between return and supply of bus "bus-s1" (70 and 90 degC)',
  ],
  [
    'curve',
    { ...one, heatingCurve: { outdoor_degC: [5, 5, 9], supply_degC: [95, 60] } },
    {},
    'heatingCurve: met 3 outdoor and 2 supply temperatures; expected as many of each\nheatingCurve.outdoor_degC: expected temperatures that rise from each to the next\nheatingCurve.supply_degC: met 95 degC, hotter than the 90 degC of the plant\'s bus "bus-plant"; expected it no hotter, or a hotter bus\nheatingCurve.supply_degC: met 60 degC, which leaves no spread over the return of the plant\'s bus (70 degC); expected it hotter',
  ],
  [
    'pipe',
    { ...one, stations: { s1: { rated_kW: 700 } } },
    {},
    'pipes.p1.diameter_mm: the stations at their ratings ask it for 30027 kg/h, but 80 mm at 1.5 m/s carry 26378 kg/h; widen it, or lower ratings or simultaneity',
  ],
  [
    'pump',
    { ...one, stations: { s1: { rated_kW: 500 } }, pumpHead_kPa: 80 },
    {},
    'pumpHead_kPa: met 80 kPa, but station "s1" needs 128.3 kPa (there, through the station and back) with all stations at their ratings; take a stronger pump, wider pipes, or lower ratings or simultaneity',
  ],
] as const)('says what does not fit: %s', (_what, params, setting, text) => {
  expect(faultOf(() => net(params, setting))).toBe(text);
});
