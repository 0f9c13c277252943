import { expect, it } from 'vitest';
import type { AnyKind } from '../../src/core/component.ts';
import { kinds } from '../../src/models/index.ts';
import { flattened } from '../../src/scenario/flatten.ts';
import type { ComponentPlan } from '../../src/scenario/read.ts';
import type { ScenarioSpec } from '../../src/scenario/schema.ts';

const network = { kind: 'lines', role: 'network', nodes: () => ['plant', 'house'] } as unknown as AnyKind;
const load = kinds.find((k) => k.kind === 'load')! as AnyKind;
const plan = (id: string, kind: AnyKind, buses: ComponentPlan['buses']): ComponentPlan => ({
  id,
  kind,
  p: {},
  buses,
  envelope: { kind: kind.kind, ports: {} } as ComponentPlan['envelope'],
});

it('puts a copper plate in the place of every network component, hub first', () => {
  const spec = { networks: { old: { kind: 'copperPlate', buses: ['x', 'y'] } } } as unknown as ScenarioSpec;
  const made = flattened(spec, [
    plan('lines', network, { plant: 'a', house: 'b', pump: 'c' }),
    plan('load-1', load, { electricity: 'b' }),
  ]);
  expect(made.components.map((c) => c.id)).toEqual(['load-1']);
  expect(made.spec.networks).toEqual({
    old: { kind: 'copperPlate', buses: ['x', 'y'] },
    lines: { kind: 'copperPlate', buses: ['a', 'b'] },
  });
});
