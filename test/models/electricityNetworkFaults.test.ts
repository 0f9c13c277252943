import { describe, expect, it } from 'vitest';
import { electricityNetwork } from '../../src/models/electricityNetwork.ts';
import { ElectricityNetworkParams } from '../../src/models/electricityNetworkParams.ts';
import { bench } from './bench.ts';

const cable = 'NA2XS2Y 1x240 RM/25 6/10 kV';
const sound = {
  hub: 'main',
  nodes: { main: { rated_kV: 10 }, hall: { rated_kV: 10 }, low: { rated_kV: 0.4 } },
  lines: { feeder: { from: 'main', to: 'hall', type: cable, length_m: 500 } },
  transformers: { hallt: { from: 'hall', to: 'low', type: '0.63 MVA 10/0.4 kV' } },
};
const place = (extra: object): (() => unknown) => {
  return () => bench(electricityNetwork, { ...sound, ...extra });
};

describe('what does not fit', () => {
  it.each<[string, object, string]>([
    [
      'a node alone',
      { nodes: { ...sound.nodes, shed: { rated_kV: 10 } } },
      'nodes: bus "shed" is joined to nothing; join it with the rest, or take it out',
    ],
    [
      'an island',
      { lines: {} },
      'nodes: buses "hall", "low" are an island without a source: no branch joins them with "main", which holds the voltage',
    ],
    [
      'a line that stands open makes an island',
      { lines: { feeder: { ...sound.lines.feeder, closed: false } } },
      'nodes: buses "hall", "low" are an island without a source: no branch joins them with "main", which holds the voltage',
    ],
    [
      'a loop for the sweep',
      { method: 'sweep', lines: { ...sound.lines, twin: sound.lines.feeder } },
      'nodes: branch "twin" closes the loop "main", "hall", but the sweep needs a tree; open a branch of it, or choose the method "newton"',
    ],
    [
      'a line without data',
      { lines: { feeder: { from: 'main', to: 'hall', length_m: 500 } } },
      'lines.feeder: expected a type, or r_ohm_per_km, x_ohm_per_km and rated_A',
    ],
    [
      'a line between voltages',
      { lines: { ...sound.lines, odd: { from: 'hall', to: 'low', type: cable, length_m: 5 } } },
      'lines.odd: joins 10 kV with 0.4 kV; between voltages expected one of transformers',
    ],
    [
      'a cable of another voltage',
      { lines: { feeder: { from: 'main', to: 'hall', type: 'NAYY 4x150 SE', length_m: 500 } } },
      'lines.feeder.type: met "NAYY 4x150 SE", made for 1.2 kV at most, between nodes of 10 kV; expected one such as "NA2XS2Y 1x95 RM/25 6/10 kV", or no type but r_ohm_per_km, x_ohm_per_km and rated_A',
    ],
    [
      'a transformer without data',
      { transformers: { hallt: { from: 'hall', to: 'low', rated_kVA: 400 } } },
      'transformers.hallt: expected a type, or rated_kVA, shortCircuit and shortCircuitResistive',
    ],
    [
      'a transformer the wrong way round',
      { transformers: { hallt: { ...sound.transformers.hallt, from: 'low', to: 'hall' } } },
      'transformers.hallt: its high side is rated 10 kV, but node "low" 0.4 kV; from names the node of the high side',
    ],
    [
      'more resistance than impedance',
      { transformers: { hallt: { ...sound.transformers.hallt, shortCircuitResistive: 0.05 } } },
      'transformers.hallt: shortCircuitResistive 0.05 is a part of shortCircuit 0.04 and cannot exceed it',
    ],
    [
      'Q(V) of a coil',
      { compensators: { coil: { node: 'hall', rated_kvar: -100, control: 'voltage' } } },
      'compensators.coil.rated_kvar: met -100; what follows Q(V) has more than 0',
    ],
    [
      'Q(V) at the hub',
      { compensators: { device: { node: 'main', rated_kvar: 100, control: 'voltage' } } },
      'compensators.device.control: node "main" is the hub, whose voltage is held; expected "fixed" there',
    ],
  ])('%s', (_what, extra, message) => {
    expect(place(extra)).toThrow(message);
  });

  it('a network that has no voltages even without load', () => {
    // A device that draws 10,000 kvar at any voltage, at the end of an impedance that carries 4,000.
    const qv = [
      { voltage: 0.5, share: -1 },
      { voltage: 1.5, share: -1 },
    ];
    const device = { node: 'low', rated_kvar: 10_000, control: 'voltage' };
    expect(place({ qv, compensators: { device } })).toThrow(
      /^nodes: even without load the power flow found no solution: at its nearest \(iteration \d+ was its last\) bus "low" was off by [\d.]+ kVA at [\d.]+ p\.u\.; check lengths, voltages and compensators$/,
    );
  });

  it('names every fault at once', () => {
    const lines = {
      a: { from: 'main', to: 'hall', length_m: 1 },
      b: { from: 'main', to: 'low', length_m: 1, type: cable },
    };
    expect(place({ lines })).toThrow(
      'lines.a: expected a type, or r_ohm_per_km, x_ohm_per_km and rated_A\n' +
        'lines.b: joins 10 kV with 0.4 kV; between voltages expected one of transformers',
    );
  });
});

it.each<[string, object, [string, string][]]>([
  ['a hub that is no node', { hub: 'grid' }, [['hub', 'there is no node "grid"; known: main, hall, low']]],
  [
    'a hub without a port',
    { nodes: { ...sound.nodes, main: { rated_kV: 10, joint: true } } },
    [['nodes.main.joint', 'the hub has a port; take joint away here']],
  ],
  [
    'ends that are no nodes',
    { lines: { feeder: { ...sound.lines.feeder, from: 'grid' } } },
    [['lines.feeder.from', 'there is no node "grid"; known: main, hall, low']],
  ],
  [
    'a line to itself',
    { lines: { feeder: { ...sound.lines.feeder, to: 'main' } } },
    [['lines.feeder', 'joins node "main" with itself; expected two nodes']],
  ],
  [
    'a line and a transformer of one id',
    { transformers: { feeder: sound.transformers.hallt } },
    [['transformers.feeder', 'a line has the same id; choose another, for both name signals']],
  ],
  [
    'ids that make the name of another signal',
    { nodes: { ...sound.nodes, lowest: { rated_kV: 10 } }, lines: { highest: sound.lines.feeder } },
    [
      ['nodes.lowest', '"lowestVoltage" is a signal already; choose another id'],
      ['lines.highest', '"highestLoading" is a signal already; choose another id'],
    ],
  ],
  [
    'a compensator at no node',
    { compensators: { bank: { node: 'roof', rated_kvar: 1 } } },
    [['compensators.bank.node', 'there is no node "roof"; known: main, hall, low']],
  ],
  [
    'a curve that turns back',
    {
      qv: [
        { voltage: 1, share: 0 },
        { voltage: 1, share: -1 },
      ],
    },
    [['qv.1.voltage', 'expected voltages that ascend']],
  ],
  [
    'an id with a capital',
    { lines: { feederA: sound.lines.feeder } },
    [['lines.feederA', 'expected lower-case letters and digits, for it becomes part of names']],
  ],
  [
    'a line of no length',
    { lines: { feeder: { ...sound.lines.feeder, length_m: 0 } } },
    [['lines.feeder.length_m', 'Too small: expected number to be >0']],
  ],
])('%s', (_what, extra, expected) => {
  const found = ElectricityNetworkParams.safeParse({ ...sound, ...extra });
  const texts = found.success
    ? []
    : found.error.issues.map(({ path, message, ...rest }) => [
        path.join('.'),
        'issues' in rest && Array.isArray(rest.issues) ? (rest.issues[0] as { message: string }).message : message,
      ]);
  expect(texts).toEqual(expected);
});
