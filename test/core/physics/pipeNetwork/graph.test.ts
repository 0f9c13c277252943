import { expect, it } from 'vitest';
import { layGraph, type PipeEnds } from '../../../../src/core/physics/pipeNetwork/graph.ts';

const pipe = (id: string, from: string, to: string, extra: Partial<PipeEnds> = {}): PipeEnds => ({
  id,
  from,
  to,
  length_m: 100,
  diameter_m: 0.1,
  ...extra,
});

it('spans a tree from the root and finds the loops beside it', () => {
  //  a - b - c, and c back to a: the chord is what is left
  const g = layGraph(
    ['a', 'b', 'c', 'd'],
    [pipe('ab', 'a', 'b'), pipe('cb', 'c', 'b'), pipe('ca', 'c', 'a'), pipe('cd', 'c', 'd')],
  );
  expect([...g.order]).toEqual([0, 1, 2, 3]);
  expect([...g.towards]).toEqual([-1, 0, 2, 3]);
  expect([...g.outward]).toEqual([0, 1, -1, 1]);
  expect([...g.chords]).toEqual([1]);
  // by hand: along cb from c to b, against ab to a, against ca to c
  expect([...g.loops[0]!.pipes]).toEqual([1, 0, 2]);
  expect([...g.loops[0]!.signs]).toEqual([1, -1, -1]);
  expect([...g.touch.subarray(g.touchAt[2], g.touchAt[3])]).toEqual([1, 2, 3]);
});

it('takes two pipes side by side for a loop', () => {
  const g = layGraph(['a', 'b', 'c'], [pipe('one', 'a', 'b'), pipe('two', 'b', 'c'), pipe('twin', 'b', 'c')]);
  expect([...g.loops[0]!.pipes]).toEqual([2, 1]);
  expect([...g.loops[0]!.signs]).toEqual([1, -1]);
});

it('says what is wrong, all of it', () => {
  expect(() =>
    layGraph(
      ['a', 'b', 'b'],
      [pipe('p1', 'a', 'x'), pipe('p2', 'a', 'a'), pipe('p3', 'a', 'b', { length_m: 0, diameter_m: -1 })],
    ),
  ).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: nodes: node "b" is given twice; choose another name for one of the two
    pipes.p1.to: leads to "x", which is no node; nodes are: a, b
    pipes.p2: leads from "a" to itself; a pipe joins two nodes
    pipes.p3.length_m: met 0; a pipe has a length above 0
    pipes.p3.diameter_m: met -1; a pipe has a diameter above 0]
  `);
  expect(() => layGraph([], [])).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: nodes: no node; a network has at least one]`,
  );
});

it('names what is not joined', () => {
  expect(() =>
    layGraph(['plant', 's1', 's2', 's3'], [pipe('p1', 'plant', 's1'), pipe('p2', 's2', 's3')]),
  ).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: pipes: no pipe joins node "s2" to "plant"; add a pipe that leads to it, or take it away
    pipes: no pipe joins node "s3" to "plant"; add a pipe that leads to it, or take it away]
  `);
});

it('names the loop where a tree is needed', () => {
  const ring = [pipe('ab', 'a', 'b'), pipe('bc', 'b', 'c'), pipe('ca', 'c', 'a')];
  expect(() => layGraph(['a', 'b', 'c'], ring, { tree: true })).toThrowErrorMatchingInlineSnapshot(
    `[ConfigError: pipes.bc: closes a loop ("bc", "ca", "ab") where a tree is needed; take one of them away]`,
  );
  expect(layGraph(['a', 'b', 'c'], ring.slice(0, 2), { tree: true }).loops).toEqual([]);
});
