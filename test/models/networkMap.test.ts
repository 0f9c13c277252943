import { describe, expect, it } from 'vitest';
import { namesOf } from '../../src/core/component.ts';
import { kinds } from '../../src/models/index.ts';

const mapped = kinds.filter((kind) => kind.map !== undefined);

it('networks with nodes of their own have a map', () => {
  expect(mapped.map(({ kind }) => kind)).toEqual(['electricityNetwork', 'heatNetwork']);
});

describe.each(mapped.map((kind) => [kind.kind, kind] as const))('the map of %s', (_, kind) => {
  const p = kind.params.parse(kind.example);
  const { nodes, edges } = kind.map!(p);
  it('names signals and states that there are', () => {
    const known = new Set([...namesOf(kind.signals, p), ...namesOf(kind.states, p)]);
    const named = [
      ...nodes.flatMap(({ levels }) => levels),
      ...edges.flatMap(({ levels, flow }) => (flow === undefined ? levels : [flow, ...levels])),
    ];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
  it('joins nodes that there are, each but pumps a port, with every part that may fail', () => {
    const ids = nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { from, to } of edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
    for (const node of kind.nodes!(p)) expect(ids).toContain(node);
    expect(edges.map(({ id }) => id)).toEqual(Object.keys(kind.parts!(p)));
  });
});
