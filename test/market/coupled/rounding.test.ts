import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Arc, wholeFlows } from '../../../src/market/coupled/rounding.ts';

it('gives what is missing to the largest remainders', () => {
  // by hand: 3.65 and 2.65 in, 1.5, 2.4 and 2.4 out. Rounded down: 3 + 2 - 2 - 3 - 3 is 3 short; remainders .65, .65, .5, .6, .6.
  // Of the last two, the first ends up with more.
  const { flows } = wholeFlows([0, 0, 0, 0, 0], [3.65, 2.65, -1.5, -2.4, -2.4], [], 1);
  expect(flows).toEqual([4, 3, -2, -3, -2]);
});

it('makes what passes between nodes whole first', () => {
  // by hand: 0.5 in at each of two nodes, carried to a third, where 1 is taken
  const arcs: Arc[] = [0, 1].map((from) => ({ from, to: 2, value: 0.5, lossAt: -1 }));
  const { flows, sent } = wholeFlows([0, 1, 2], [0.5, 0.5, -1], arcs, 3);
  expect(flows[2]).toBe(-1);
  expect(flows[0]! + flows[1]!).toBe(1);
  expect(sent).toEqual([flows[0], flows[1]]);
});

it('refuses what does not balance', () => {
  expect(() => wholeFlows([0, 0], [5, -3], [], 1)).toThrow(
    'multi-carrier clearing: flows of node 0 are -2 quanta apart, and 0 are open to rounding; the solution does not balance',
  );
});

it('balances every node of any network, each flow within a quantum of its value', () => {
  const NODES = 4;
  const value = fc.integer({ min: -4000, max: 4000 }).map((v) => v / 97);
  const node = fc.integer({ min: 0, max: NODES - 1 });
  let broken = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(node, value), { maxLength: 12 }),
      fc.array(fc.tuple(node, fc.integer({ min: 1, max: NODES - 1 }), value), { maxLength: 8 }),
      (given, lines) => {
        const arcs = lines.map(([from, on, v]): Arc => ({ from, to: (from + on) % NODES, value: v, lossAt: -1 }));
        const nodes = given.map(([n]) => n);
        const values = given.map(([, v]) => v);
        // One flow more at each node takes what is left over.
        for (let n = 0; n < NODES; n++) {
          let left = 0;
          values.forEach((v, k) => {
            if (nodes[k] === n) left += v;
          });
          for (const { from, to, value: v } of arcs) left += from === n ? -v : to === n ? v : 0;
          nodes.push(n);
          values.push(-left);
        }
        const { flows, sent } = wholeFlows(nodes, values, arcs, NODES);
        const net = Array.from({ length: NODES }, () => 0);
        flows.forEach((v, k) => {
          expect(Number.isInteger(v)).toBe(true);
          expect(Math.abs(v - values[k]!)).toBeLessThan(1);
          net[nodes[k]!]! += v;
        });
        sent.forEach((v, a) => {
          expect(Math.abs(v - arcs[a]!.value)).toBeLessThan(1);
          net[arcs[a]!.from]! -= v;
          net[arcs[a]!.to]! += v;
          if (arcs[a]!.value !== v) broken++;
        });
        expect(net).toEqual([0, 0, 0, 0]);
      },
    ),
    { seed: 6, numRuns: 500 },
  );
  expect(broken).toBeGreaterThan(500);
});
