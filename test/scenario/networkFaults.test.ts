import { describe, expect, it } from 'vitest';
import { SimulationError } from '../../src/core/errors.ts';
import { simulate } from '../../src/index.ts';
import { faultsOf, load } from './small.ts';

/** A hall and a mill behind lines, a building behind pipes; `lines` and `pipes` are what is wrong with them. */
const site = ({ lines = '', pipes = '', more = '', grid = 'grid, ' } = {}): string => `sixfold: 1
name: nets
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: Asia/Shanghai, ground_degC: 15 }
time: { start: 2023-03-01T00:00, end: 2023-03-01T06:00, step_s: 3600 }
currency: CNY
weather: { generate: { climate: suzhou } }
buses:
  power: { carrier: electricity, closers: [${grid}spilt, lost] }
  hall: { carrier: electricity, closers: [hall-spilt, hall-lost] }
  heat: { carrier: heat, supply_degC: 90, return_degC: 60, closers: [dump, cold] }
  house: { carrier: heat, supply_degC: 85, return_degC: 55, closers: [house-dump, house-cold] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.6 } }
components:
${grid === '' ? '' : '  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 50000 }\n'}  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  hall-spilt: { kind: curtailment, bus: hall }
  hall-lost: { kind: unserved, bus: hall }
  dump: { kind: dump, bus: heat, carrier: heat }
  cold: { kind: unserved, bus: heat, carrier: heat }
  house-dump: { kind: dump, bus: house, carrier: heat }
  house-cold: { kind: unserved, bus: house, carrier: heat }
  source: { kind: source, bus: heat, carrier: heat, max_kW: 500, price_money_per_kWh: 0.1 }
  presses: { kind: load, bus: hall, demand: 100 }
  rooms: { kind: load, bus: house, carrier: heat, demand: 200 }
  wires:
    kind: electricityNetwork
    ports: { main: power, hall: hall }
    hub: main
    nodes: { main: { rated_kV: 10 }, hall: { rated_kV: 10 }, joint: { rated_kV: 10, joint: true } }
    ${lines || 'lines: { a: { from: main, to: joint, type: NA2XS2Y 1x95 RM/25 6/10 kV, length_m: 500 }, b: { from: joint, to: hall, type: NA2XS2Y 1x95 RM/25 6/10 kV, length_m: 500 } }'}
  net:
    kind: heatNetwork
    ports: { plant: heat, s1: house, pump: power }
    stations: { s1: { rated_kW: 250 } }
    ${pipes || 'pipes: { p1: { from: plant, to: s1, length_m: 300, diameter_mm: 80 } }'}
${more}`;

const messageOf = (text: string): string => faultsOf({ 'nets.yaml': text }, 'nets.yaml');
const TYPE = 'type: NA2XS2Y 1x95 RM/25 6/10 kV';

it('is sound as it stands', () => {
  expect(messageOf(site())).toBe('');
});

describe('a scenario with', () => {
  it.each([
    [
      'a node that no line joins',
      { lines: `lines: { a: { from: main, to: joint, ${TYPE}, length_m: 500 } }` },
      'nets.yaml:31 components.wires.nodes: bus "hall" is joined to nothing; join it with the rest, or take it out',
    ],
    [
      'nodes that only an open line joins with the hub',
      {
        lines: `lines: { a: { from: main, to: joint, ${TYPE}, length_m: 500, closed: false }, b: { from: joint, to: hall, ${TYPE}, length_m: 500 } }`,
      },
      'nets.yaml:31 components.wires.nodes: buses "hall", "joint" are an island without a source: no branch joins them with "main", which holds the voltage',
    ],
    [
      'a loop where a tree is needed',
      {
        lines: `method: sweep\n    lines: { a: { from: main, to: joint, ${TYPE}, length_m: 500 }, b: { from: joint, to: hall, ${TYPE}, length_m: 500 }, c: { from: hall, to: main, ${TYPE}, length_m: 500 } }`,
      },
      'nets.yaml:31 components.wires.nodes: branch "b" closes the loop "joint", "main", "hall", but the sweep needs a tree; open a branch of it, or choose the method "newton"',
    ],
    [
      'a line of no length',
      {
        lines: `lines: { a: { from: main, to: joint, ${TYPE}, length_m: 0 }, b: { from: joint, to: hall, ${TYPE}, length_m: 500 } }`,
      },
      'nets.yaml:32 components.wires.lines.a.length_m: expected a number above 0, met 0',
    ],
    [
      'a pipe of no length',
      { pipes: 'pipes: { p1: { from: plant, to: s1, length_m: 0, diameter_mm: 80 } }' },
      'nets.yaml:37 components.net.pipes.p1.length_m: expected a number above 0, met 0',
    ],
    [
      'a station that no pipe joins',
      { pipes: 'junctions: [j1]\n    pipes: { p1: { from: plant, to: j1, length_m: 300, diameter_mm: 80 } }' },
      'nets.yaml:38 components.net.pipes: no pipe joins node "s1" to "plant"; add a pipe that leads to it, or take it away',
    ],
    [
      'a pump that is too weak',
      { pipes: 'pumpHead_kPa: 20\n    pipes: { p1: { from: plant, to: s1, length_m: 300, diameter_mm: 80 } }' },
      /^nets\.yaml:37 components\.net\.pumpHead_kPa: met 20 kPa, but station "s1" needs [\d.]+ kPa \(there, through the station and back\) with all stations at their ratings; take a stronger pump, wider pipes, or lower ratings or simultaneity$/,
    ],
    [
      'an island with no source',
      { grid: '' },
      'nets.yaml:8 buses.power: nothing gives electricity to bus "power" and those joined with it (hall): no grid, no generator and no store; connect one, or take away what it feeds (presses)',
    ],
    [
      'an island whose only source may not form its grid',
      {
        grid: '',
        more: '  battery: { kind: battery, bus: hall, capacity_kWh: 10, charge_kW: 5, discharge_kW: 5, island: { stepLoad: 1 } }\n',
      },
      'nets.yaml:8 buses.power: an island without anything that forms its grid: bus "power" and those joined with it (hall) has no public grid, and "battery" may not form one; set forming: true under "island:" of one that can',
    ],
    [
      'a start from darkness of what forms no grid',
      {
        more: '  battery: { kind: battery, bus: hall, capacity_kWh: 10, charge_kW: 5, discharge_kW: 5, island: { blackStart: true } }\n',
      },
      /^nets\.yaml:\d+ components\.battery\.island\.forming: what starts with everything dark forms the grid; expected forming: true, or blackStart: false$/,
    ],
    [
      'a grid beside the hub',
      { more: '  spare-grid: { kind: gridConnection, bus: hall, tariff: power, importLimit_kW: 500 }\n', grid: '' },
      'nets.yaml:8 buses.power: the hub of its network, whose closers serve all its buses, and none of them gives: "spare-grid" is connected to another bus and serves that alone; connect it to bus "power", or make its bus the hub\n' +
        'nets.yaml:37 components.spare-grid: a closer (gridConnection) does nothing until a bus names it; add it to closers of its bus',
    ],
    [
      'a bus of its own with no source, beside one that has one',
      {
        more: '  far: { kind: load, bus: yard, demand: 10 }\n  yard-lost: { kind: unserved, bus: yard }\n',
      },
      'nets.yaml:12 buses.yard: nothing gives electricity to this bus: no grid, no generator and no store; connect one, or take away what it feeds (far)',
    ],
  ])('%s', (_, faults, message) => {
    const text = site(faults);
    const found = messageOf(
      text.includes('bus: yard')
        ? text.replace('tariffs:', '  yard: { carrier: electricity, closers: [yard-lost] }\ntariffs:')
        : text,
    );
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });

  it('more load than its voltage can carry stops, and names network, time and node', () => {
    const heavy = load({ 'nets.yaml': site().replace('demand: 100 }', 'demand: 300000 }') }, 'nets.yaml');
    const run = (): unknown => simulate(heavy);
    expect(run).toThrow(SimulationError);
    expect(run).toThrow(
      /^component "wires" at 2023-02-28T16:00Z \(step 0\): the power flow found no solution: at its nearest \(iteration \d+ was its last\) bus "hall" was off by [\d.]+ kVA at [\d.]+ p\.u\.; the load there is more/,
    );
  });

  it('a line that fails and leaves a part without a source serves nothing there, and says so', () => {
    const out = simulate(
      load(
        {
          'nets.yaml': site({
            more: 'events:\n  - { outage: wires.b, start: 2023-03-01T02:00, end: 2023-03-01T04:00 }\n',
          }),
        },
        'nets.yaml',
      ),
    );
    expect(out.incidents.list.map(({ what, component, first, end }) => [what, component, first, end])).toEqual([
      ['unserved', 'hall-lost', 2, 4],
      ['cutOff', 'wires', 2, 4],
      ['outage', 'wires', 2, 4],
    ]);
  });

  it('a pipe that fails leaves the house to its own closers, and what a network can half do is derated', () => {
    const hour = (what: string, h: number): string =>
      `  - { ${what}, start: 2023-03-01T0${h}:00, end: 2023-03-01T0${h + 1}:00 }\n`;
    const events = `events:\n${hour('outage: net.p1', 2)}${hour('derate: net, to: 0.5', 4)}`;
    const { incidents } = simulate(load({ 'nets.yaml': site({ more: events }) }, 'nets.yaml'));
    const short = incidents.list.filter(({ what }) => what === 'unserved');
    expect(short.map(({ component, first, end }) => [component, first, end])).toEqual([
      ['house-cold', 2, 3],
      ['house-cold', 4, 5],
    ]);
    expect(short[0]!.amount).toBeCloseTo(200, 6);
    // by hand: half of the station's 250 kW
    expect(short[1]!.amount).toBeCloseTo(75, 6);
    expect(incidents.list.find(({ what }) => what === 'cutOff')).toMatchObject({ component: 'net', first: 2, end: 3 });
  });
});
