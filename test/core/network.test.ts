import { expect, it } from 'vitest';
import { SimulationError } from '../../src/core/errors.ts';
import type { Instance } from '../../src/core/instance.ts';
import { copperPlate, networksOf, runNetwork } from '../../src/core/network.ts';

const grid = { start_ms: 0, step_s: 3600, length: 1 };
const port = (bus: number) => ({ name: `p${bus}`, signal: `p${bus}_kW`, carrier: 'heat', flow: 'both', bus }) as const;

/** A network of two nodes that loses 2 kW, and draws 1 kW at a third bus. */
const network = (id: string, nodes: readonly [number, number], pump: number): Instance =>
  ({
    id,
    kind: { kind: 'pipes', role: 'network', readsReactive: false },
    ports: [port(nodes[0]), port(nodes[1]), port(pump)],
    nodes: [0, 1],
    u: new Float64Array(2),
    y: new Float64Array(3),
    step(_q: unknown, _x: unknown, _w: unknown, u: Float64Array, _dt: number, _next: unknown, y: Float64Array) {
      y[1] = -u[1]!;
      y[0] = u[1]! - 2;
      y[2] = -1;
    },
  }) as unknown as Instance;

it('runs what draws on another network before it, and copper plates last', () => {
  const feeder = network('feeder', [0, 1], -1);
  const heat = network('heat', [2, 3], 1);
  expect(networksOf([feeder, heat], [copperPlate('plate', [4, 5])]).map((n) => n.id)).toEqual([
    'heat',
    'feeder',
    'plate',
  ]);
});

it('gives a network what its nodes have left over, and takes its flows into the buses', () => {
  const c = network('heat', [0, 1], 2);
  const net = Float64Array.from([30, -20, 5]);
  runNetwork({ components: [c], grid }, networksOf([c], [])[0]!, 1, net, new Float64Array(3), 0);
  expect([...c.u]).toEqual([30, -20]);
  // By hand: the lack of 20 is met, the hub gives 20 and the loss of 2, the pump draws 1.
  expect([...net]).toEqual([8, 0, 4]);
});

it('moves power and reactive power to the hub of a copper plate', () => {
  const net = Float64Array.from([3, -2, 4]);
  const reactive = Float64Array.from([0, -1, 2]);
  runNetwork({ components: [], grid }, copperPlate('plate', [0, 1, 2]), 1, net, reactive, 0);
  expect([...net]).toEqual([5, 0, 0]);
  expect([...reactive]).toEqual([1, 0, 0]);
});

it('says which network failed, and when', () => {
  const c: Instance = {
    ...network('lines', [0, 1], 2),
    step() {
      throw new SimulationError('bus "mill" was off by 4 kVA');
    },
  };
  expect(() =>
    runNetwork({ components: [c], grid }, networksOf([c], [])[0]!, 1, new Float64Array(3), new Float64Array(3), 0),
  ).toThrow(new SimulationError('component "lines" at 1970-01-01T00:00Z (step 0): bus "mill" was off by 4 kVA'));
});

it('leaves the reactive power of the hub at the hub', () => {
  const c = { ...network('lines', [0, 1], 2), u: new Float64Array(4) };
  const reads = { ...c, kind: { ...c.kind, readsReactive: true } };
  const reactive = Float64Array.from([-5, -3, 0]);
  runNetwork({ components: [reads], grid }, networksOf([reads], [])[0]!, 1, new Float64Array(3), reactive, 0);
  expect([...c.u]).toEqual([0, 0, -5, -3]);
  expect([...reactive]).toEqual([-5, 0, 0]);
});
