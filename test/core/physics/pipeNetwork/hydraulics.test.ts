import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drop, resistanceOf } from '../../../../src/core/physics/pipeNetwork/friction.ts';
import { layGraph } from '../../../../src/core/physics/pipeNetwork/graph.ts';
import {
  type Hydraulics,
  hydraulicsOf,
  pressures_kPa,
  solveFlows,
} from '../../../../src/core/physics/pipeNetwork/hydraulics.ts';
import { between } from '../../../between.ts';
import { hasShared, whyNoShared } from '../../../shared.ts';
import { solveSteady, steadyCases } from './steadyNetworks.ts';

const FLUID = { density_kg_per_m3: 975, viscosity: 3.8e-4 };
type Ends = readonly [id: string, from: string, to: string, length_m: number, diameter_m: number];
function networkOf(nodes: readonly string[], ends: readonly Ends[]): Hydraulics {
  const pipes = ends.map(([id, from, to, length_m, diameter_m]) => ({ id, from, to, length_m, diameter_m }));
  return hydraulicsOf(
    layGraph(nodes, pipes),
    pipes.map((p) => resistanceOf({ ...p, roughness_m: 1e-4 }, FLUID)),
  );
}
const solved = (h: Hydraulics, feeds: readonly number[], start?: readonly number[]): number[] => {
  const flows = Float64Array.from(h.graph.pipes, (_, p) => start?.[p] ?? 0);
  solveFlows(h, Float64Array.from(feeds), flows);
  return [...flows];
};

it('sums a tree up from its leaves, whichever way pipes point', () => {
  const h = networkOf(
    ['plant', 'a', 'b', 'c'],
    [
      ['p1', 'plant', 'a', 100, 0.1],
      ['p2', 'b', 'a', 100, 0.1],
      ['p3', 'a', 'c', 100, 0.1],
    ],
  );
  expect(solved(h, [0, -1, -2, -4])).toEqual([7, -2, 4]); // by hand
  expect(solved(h, [0, -1, 5, -2])).toEqual([-2, 5, 2]); // b feeds in more than is used
});

it('shares flow between two ways as their resistances ask', () => {
  const twins = networkOf(
    ['plant', 'a'],
    [
      ['p1', 'plant', 'a', 100, 0.1],
      ['p2', 'a', 'plant', 100, 0.1],
    ],
  );
  const [one, other] = solved(twins, [0, -6]);
  expect([one, other]).toEqual([expect.closeTo(3, 9), expect.closeTo(-3, 9)]);
  // laminar, by hand: loss ~ length flow / d^4, so a way of half the bore carries a sixteenth
  const slow = networkOf(
    ['plant', 'a'],
    [
      ['wide', 'plant', 'a', 100, 0.2],
      ['narrow', 'plant', 'a', 100, 0.1],
    ],
  );
  const [wide, narrow] = solved(slow, [0, -0.02]);
  expect(wide! / narrow!).toBeCloseTo(16, 6);
});

/** A ring of six with a bridge: plant - a - b - c - d - e - plant, and b - e. */
const RING: readonly Ends[] = [
  ['pa', 'plant', 'a', 120, 0.1],
  ['ab', 'a', 'b', 80, 0.08],
  ['bc', 'b', 'c', 150, 0.065],
  ['cd', 'c', 'd', 60, 0.08],
  ['de', 'd', 'e', 90, 0.1],
  ['ep', 'e', 'plant', 200, 0.08],
  ['be', 'b', 'e', 40, 0.05],
];
const ring = networkOf(['plant', 'a', 'b', 'c', 'd', 'e'], RING);

it('turns the flow around in a mesh as the load moves', () => {
  const cd = RING.findIndex(([id]) => id === 'cd');
  expect(solved(ring, [0, 0, 0, 0, -5, 0])[cd]).toBeGreaterThan(0);
  expect(solved(ring, [0, 0, 0, -5, 0, 0])[cd]).toBeLessThan(0);
  expect(solved(ring, [0, 0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0, 0, 0].map(() => expect.closeTo(0, 12)));
});

it('balances every node and every loop, from any start', () => {
  const load = between(-6, 3);
  fc.assert(
    fc.property(fc.array(load, { minLength: 5, maxLength: 5 }), between(-20, 20), (loads, start) => {
      const flows = solved(ring, [0, ...loads]);
      const { from, to, loops } = ring.graph;
      loads.forEach((feed, k) => {
        const net = flows.reduce(
          (sum, flow, p) => sum + (from[p] === k + 1 ? -flow : to[p] === k + 1 ? flow : 0),
          feed,
        );
        expect(net).toBeCloseTo(0, 9);
      });
      const out = new Float64Array(2);
      const lost = flows.map((flow, p) => {
        drop(ring.resistances[p]!, flow, out);
        return out[0]!;
      });
      for (const { pipes, signs } of loops)
        expect(pipes.reduce((sum, p, k) => sum + signs[k]! * lost[p]!, 0)).toBeCloseTo(0, 4);
      const relative = new Float64Array(6);
      pressures_kPa(ring, Float64Array.from(flows), relative);
      for (let p = 0; p < flows.length; p++) expect(relative[from[p]!]! - relative[to[p]!]!).toBeCloseTo(lost[p]!, 4);
      const again = solved(
        ring,
        [0, ...loads],
        flows.map(() => start),
      );
      for (let p = 0; p < flows.length; p++) expect(again[p]).toBeCloseTo(flows[p]!, 4);
    }),
    { numRuns: 60 },
  );
});

it('leaves no flow going round where none is drawn', () => {
  // The loop b-c-d-e hangs on a plant that feeds a alone; the iteration starts from a flow around it.
  const flows = solved(ring, [0, -1, 0, 0, 0, 0], [0, 0, 1e-9, 0, 0, 0, 1e-9]);
  const { from, to } = ring.graph;
  const seen = new Set<number>();
  const follow = (n: number, path: readonly number[]): void => {
    expect(path).not.toContain(n);
    seen.add(n);
    flows.forEach((flow, p) => {
      if (flow !== 0 && (flow > 0 ? from[p] : to[p]) === n) follow(flow > 0 ? to[p]! : from[p]!, [...path, n]);
    });
  };
  for (let n = 0; n < 6; n++) follow(n, []);
  expect(seen.size).toBe(6);
});

it('says which loop does not close, and by how much', () => {
  const graph = layGraph(
    ['a', 'b'],
    [
      { id: 'p1', from: 'a', to: 'b', length_m: 1, diameter_m: 1 },
      { id: 'p2', from: 'a', to: 'b', length_m: 1, diameter_m: 1 },
    ],
  );
  const smooth = { ...resistanceOf({ length_m: 1, diameter_m: 1, roughness_m: 0 }, FLUID), scale: 0 };
  const h = hydraulicsOf(graph, [smooth, smooth], Float64Array.of(0, 12));
  expect(() => solved(h, [0, -1])).toThrowErrorMatchingInlineSnapshot(
    `[SimulationError: hydraulics: no convergence after 1 iterations: the pressures around the loop closed by pipe "p2" miss each other by 12.0 kPa]`,
  );
  expect(() => solved(ring, [0, Number.NaN, 0, 0, 0, 0])).toThrowErrorMatchingInlineSnapshot(
    `[SimulationError: hydraulics: no convergence after 0 iterations: the pressures around the loop closed by pipe "cd" miss each other by NaN kPa]`,
  );
});

describe.skipIf(!hasShared)(`against OpenModelica and STANET${whyNoShared}`, () => {
  const cases = steadyCases();
  it('has the networks', () => expect(cases.length).toBe(29));
  it.each(cases.map((c) => [c.id, c] as const))('%s', (_id, one) => {
    const { pressures_bar, velocities_m_per_s } = solveSteady(one);
    const { p_bar_ref, v_ref_ms } = one.expected;
    expect(pressures_bar.length).toBe(p_bar_ref.length);
    p_bar_ref.forEach((reference, k) => {
      if (reference !== null) expect(Math.abs(pressures_bar[k]! / reference - 1)).toBeLessThanOrEqual(one.tol.rtol_p);
    });
    v_ref_ms.forEach((reference, k) => {
      expect(Math.abs(velocities_m_per_s[k]! - reference)).toBeLessThanOrEqual(one.tol.atol_v);
    });
  });
});
