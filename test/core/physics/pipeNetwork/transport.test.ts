import { describe, expect, it } from 'vitest';
import { layGraph } from '../../../../src/core/physics/pipeNetwork/graph.ts';
import { fillPlug, type PlugPipe, plugHeat_kgK } from '../../../../src/core/physics/pipeNetwork/plugFlow.ts';
import {
  moveSide,
  outlet_degC,
  plugAt,
  type Side,
  sideOf,
  sideSize,
} from '../../../../src/core/physics/pipeNetwork/transport.ts';
import { hasShared, whyNoShared } from '../../../shared.ts';
import { aitWeek, rmsOf } from './measuredPipes.ts';
import { heatSteady, solveSteady, steadyCases } from './steadyNetworks.ts';

const graph = layGraph(
  ['plant', 'mid', 'a', 'b'],
  [
    { id: 'pm', from: 'plant', to: 'mid', length_m: 100, diameter_m: 0.1 },
    { id: 'ma', from: 'mid', to: 'a', length_m: 100, diameter_m: 0.1 },
    { id: 'bm', from: 'b', to: 'mid', length_m: 100, diameter_m: 0.1 },
  ],
);
const PIPES: readonly PlugPipe[] = [
  { content_kg: 50, wall_kg: 5, cooling_per_h: 0.1 },
  { content_kg: 20, wall_kg: 0, cooling_per_h: 0.2 },
  { content_kg: 10, wall_kg: 2, cooling_per_h: 0.3 },
];
const filled = (side: Side, water_degC: number): Float64Array => {
  const x = new Float64Array(side.at + sideSize(PIPES.length, side.parcels));
  for (const p of PIPES.keys()) fillPlug(side.parcels, x, plugAt(side, p), water_degC);
  return x;
};
const heatOf = (side: Side, x: Float64Array): number =>
  PIPES.reduce((sum, pipe, p) => sum + plugHeat_kgK(pipe, side.parcels, x, plugAt(side, p)), 0);

it('mixes what arrives and keeps the energy of all', () => {
  const side = sideOf(graph, PIPES, 4, 0, 1);
  let x: Float64Array = filled(side, 60);
  let next: Float64Array = x.slice();
  // The plant gives 3 kg/s and b feeds in 1 kg/s; a draws 3.5, what is left is drawn at mid.
  const flows = Float64Array.of(3, 3.5, 1);
  const feeds = Float64Array.of(3, -0.5, -3.5, 1);
  const feeds_degC = Float64Array.of(90, 0, 0, 70);
  const nodes = new Float64Array(4);
  for (let k = 0; k < 50; k++) {
    const sums = new Float64Array(2);
    const before = heatOf(side, x);
    moveSide(side, flows, feeds, feeds_degC, 10, 0.01, x, next, nodes, sums);
    const entered = 36 * (3 * 90 + 70 - 0.5 * nodes[1]! - 3.5 * nodes[2]!);
    expect(entered - sums[0]! + sums[1]! - (heatOf(side, next) - before)).toBeCloseTo(0, 8);
    [x, next] = [next, x];
  }
  const near = (3 * outlet_degC(side, x, 0) + outlet_degC(side, x, 2)) / 4;
  expect(nodes[1]).toBeCloseTo(near, 6); // mass-weighted, by hand
  expect(nodes[1]).toBeGreaterThan(84.9);
  expect(nodes[0]).toBe(90);
});

it('runs the return as the mirror of the supply', () => {
  const side = sideOf(graph, PIPES, 4, 3, -1);
  const x = filled(side, 40);
  const next = x.slice();
  const flows = Float64Array.of(3, 2, -1);
  const nodes = new Float64Array(4);
  moveSide(
    side,
    flows,
    Float64Array.of(-3, 0, 2, 1),
    Float64Array.of(0, 0, 50, 30),
    10,
    1,
    x,
    next,
    nodes,
    new Float64Array(2),
  );
  expect(nodes[2]).toBe(50);
  expect(nodes[3]).toBe(30);
  expect(nodes[1]).toBeGreaterThan(42);
  expect(nodes[0]).toBeLessThan(nodes[1]!);
  expect(x.slice(0, 3)).toEqual(new Float64Array(3));
});

it('reads the nearest water where nothing arrives', () => {
  const side = sideOf(graph, PIPES, 4, 0, 1);
  const x = filled(side, 60);
  const nodes = new Float64Array(4);
  const none = new Float64Array(4);
  moveSide(side, new Float64Array(3), none, none, 10, 1, x, x.slice(), nodes, new Float64Array(2));
  expect([...nodes]).toEqual([60, 60, 60, 60]);
});

describe.skipIf(!hasShared)(`against OpenModelica, pandapipes and a measured week${whyNoShared}`, () => {
  const heated = steadyCases().filter(({ tol }) => tol.atol_T_K !== null);
  it('has the networks', () => expect(heated.length).toBe(4));
  it.each(heated.map((c) => [c.id, c] as const))('temperatures along pipes %s', (_id, one) => {
    const { sections_K, nodes_K } = heatSteady(one);
    one.expected.T_sections_ref_K!.forEach((row, k) => {
      row.forEach((reference, s) => {
        expect(Math.abs(sections_K[k]![s]! - reference)).toBeLessThan(one.tol.atol_T_K!);
      });
    });
    // pandapipes lets a source's water in at the temperature of its node, so where there is one it is no judge.
    if (one.given.sources.length > 0) return;
    const { graph: g } = solveSteady(one);
    one.expected.pandapipes_T_junction_K!.forEach((reference, j) => {
      expect(Math.abs(nodes_K[g.nodes.indexOf(`j${j}`)]! - reference)).toBeLessThan(0.5);
    });
  });

  it.each([2, 3, 4] as const)('Pongau, substation %d: RMS of 3 K over the week', (n) => {
    const points = aitWeek()[n];
    expect(points.length).toBeGreaterThan(300);
    expect(rmsOf(points)).toBeLessThan(3);
  });
});
