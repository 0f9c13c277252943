import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { costDefaultOf, namesOf } from '../src/core/component.ts';
import { WEATHER_COLUMNS } from '../src/core/environment.ts';
import { suffixOf, unitOf } from '../src/core/units.ts';
import { kinds } from '../src/models/index.ts';

/** Every property name of a JSON Schema at any depth. */
function namesIn(schema: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(schema)) for (const item of schema) namesIn(item, found);
  else if (typeof schema === 'object' && schema !== null)
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') for (const name of Object.keys(value as object)) found.add(name);
      if (key !== 'default' && key !== 'enum') namesIn(value, found);
    }
  return found;
}

const exampleOf = (kind: (typeof kinds)[number]): unknown => kind.params.parse(kind.example);
const signalsOf = (kind: (typeof kinds)[number]): readonly string[] => namesOf(kind.signals, exampleOf(kind));
const inputsOf = (kind: (typeof kinds)[number]): readonly string[] => namesOf(kind.inputs, exampleOf(kind));
const statesOf = (kind: (typeof kinds)[number]): readonly string[] => namesOf(kind.states, exampleOf(kind));

const parametersOf = (params: z.ZodType): string[] => [
  ...namesIn(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' })),
];

it('walks kinds enough', () => {
  expect(kinds.length).toBeGreaterThan(10);
  expect(new Set(kinds.map((k) => k.kind)).size).toBe(kinds.length);
});

it.each(kinds.map((k) => [k.kind, k] as const))(
  '%s: every name carries a unit of the table, or none',
  (_name, kind) => {
    const names = [...signalsOf(kind), ...statesOf(kind), ...inputsOf(kind), ...parametersOf(kind.params)];
    for (const name of names) {
      expect(() => unitOf(name)).not.toThrow();
      expect(name).toMatch(/^[a-z][a-zA-Z0-9]*(_[a-zA-Z0-9_]+)?$/);
    }
    expect(parametersOf(kind.params).length).toBeGreaterThan(0);
  },
);

it.each(kinds.map((k) => [k.kind, k] as const))(
  '%s: a name is given once, and `available` comes first',
  (_name, kind) => {
    for (const list of [signalsOf(kind), statesOf(kind), inputsOf(kind)]) expect(new Set(list).size).toBe(list.length);
    // One table holds outputs and states of a component side by side.
    const both = [...signalsOf(kind), ...statesOf(kind)];
    expect(new Set(both).size).toBe(both.length);
    expect(inputsOf(kind).indexOf('available')).toBeLessThanOrEqual(0);
  },
);

it.each(kinds.map((k) => [k.kind, k] as const))('%s: what it names elsewhere is among its signals', (_name, kind) => {
  for (const list of Object.values(kind.emissions ?? {}) as string[][])
    for (const name of list) {
      expect(signalsOf(kind)).toContain(name);
      expect(suffixOf(name)).toBe('kg_per_h');
    }
  if (kind.sizeName !== undefined) expect(() => unitOf(kind.sizeName!)).not.toThrow();
  const cost = costDefaultOf(kind, exampleOf(kind));
  if (cost !== undefined) {
    expect(cost.source).toMatch(/FOUND|ASSUMED/);
    expect(kind.sizeName).toBeDefined();
  }
  const { minStep_s, maxStep_s } = kind.validity;
  expect(minStep_s).toBeGreaterThanOrEqual(1);
  expect(maxStep_s).toBeLessThanOrEqual(3600);
  expect(maxStep_s).toBeGreaterThanOrEqual(minStep_s);
});

it('weather columns carry units', () => {
  expect(WEATHER_COLUMNS.length).toBeGreaterThan(5);
  for (const name of WEATHER_COLUMNS) expect(() => unitOf(name)).not.toThrow();
});

const profiles = new URL('../profiles/', import.meta.url);
const tables = readdirSync(profiles).filter((name) => name.endsWith('.csv'));
it.each(tables)('profiles/%s: every column carries a unit of the table, or none', (name) => {
  const header = readFileSync(new URL(name, profiles), 'utf8')
    .split('\n')
    .find((line) => !line.startsWith('#'))!;
  const columns = header.trim().split(',');
  expect(columns.length).toBeGreaterThan(1);
  for (const column of columns) expect(() => unitOf(column)).not.toThrow();
});
