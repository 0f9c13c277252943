import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { ConfigError, SimulationError, startSimulation } from '../../src/index.ts';
import { summarise } from '../../src/report/summarise.ts';
import { FILES, load, SMALL, TARIFF } from './small.ts';

/** Without weather, which costs the most to make: many mutants in little time. */
export const BASE = SMALL.replace(/weather:.*\n/, '').replace(/ {2}pv:.*\n/, '');

type Data = { [key: string]: unknown };
const isData = (v: unknown): v is Data => typeof v === 'object' && v !== null;

/** Every path in a document, from the top on. */
function pathsOf(data: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (!isData(data)) return [at];
  return [at, ...Object.keys(data).flatMap((key) => pathsOf(data[key], [...at, key]))];
}

/** Names that engines give a meaning of their own, that YAML reads as something else, or that break a format. */
const NAMES = [
  'constructor',
  'toString',
  'hasOwnProperty',
  '__proto__',
  'length',
  'valueOf',
  'null',
  'true',
  '~',
  '<<',
  '',
  ' ',

  'a.b',
  'Größe',
  '氢',
  'x'.repeat(300),
  '0',
  '-1',
  'kind',
  'bus',
  'extends',
  'power',
  'heat',
  'grid',
  'a\nb',
  '"',
];
const NUMBERS = [0, -0, 1, -1, 0.5, 1e-300, 5e-324, 1e-9, 1e-14, 1e6, 1e12, 9e14, 1e308, -1e308, 2 ** 31, 2 ** 53];
const STRANGE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const VALUES: readonly unknown[] = [...NUMBERS, ...STRANGE, ...NAMES, null, true, false, [], {}, [1], [[]], { a: 1 }];
const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let k = 0; k < levels; k++) value = k % 2 === 0 ? [value] : { a: value };
  return value;
};

interface Mutation {
  readonly pick: number;
  readonly how: 'delete' | 'rename' | 'number' | 'value' | 'swap' | 'add' | 'deepen';
  readonly which: number;
}

function apply(data: unknown, { pick, how, which }: Mutation): void {
  const paths = pathsOf(data).filter((p) => p.length > 0);
  if (paths.length === 0) return;
  const of = <T>(list: readonly T[], k: number): T => list[k % list.length]!;
  // Numbers get their share, though there are few of them.
  const numbers = paths.filter((p) => typeof valueAt(data, p) === 'number');
  const path = how === 'number' && numbers.length > 0 ? of(numbers, pick) : of(paths, pick);
  const parent = valueAt(data, path.slice(0, -1)) as Data;
  const key = path.at(-1)!;
  switch (how) {
    case 'delete':
      delete parent[key];
      break;
    case 'rename':
      put(parent, of(NAMES, which), parent[key]);
      delete parent[key];
      break;
    case 'number':
      put(parent, key, of([...NUMBERS, ...STRANGE], which));
      break;
    case 'value':
      put(parent, key, of(VALUES, which));
      break;
    case 'swap':
      put(parent, key, structuredClone(valueAt(data, of(paths, which))));
      break;
    case 'add':
      put(parent, of(NAMES, which), structuredClone(valueAt(data, of(paths, pick * 7 + which))));
      break;
    case 'deepen':
      put(parent, key, deep(which % 2 === 0 ? 10 : 200));
  }
}

/** As YAML would: a key called __proto__ is a key. */
const put = (parent: Data, key: string, value: unknown): void => {
  if (Array.isArray(parent) && !/^\d{1,3}$/.test(key)) parent.push(value);
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
};

const valueAt = (data: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isData(at) ? at[key] : undefined), data);

const mutation: fc.Arbitrary<Mutation> = fc.record({
  pick: fc.nat(10_000),
  how: fc.constantFrom('delete', 'rename', 'number', 'number', 'value', 'swap', 'add', 'deepen'),
  which: fc.nat(10_000),
});

/** Scenario files around the small one with one to three things changed: in the scenario, or in its tariff. */
export const mutants: fc.Arbitrary<Record<string, string>> = fc
  .record({ changes: fc.array(mutation, { minLength: 1, maxLength: 3 }), inTariff: fc.nat(5).map((k) => k === 0) })
  .map(({ changes, inTariff }) => {
    const data: unknown = parse(inTariff ? TARIFF : BASE);
    for (const change of changes) apply(data, change);
    const text = stringify(data, { aliasDuplicateObjects: false });
    return inTariff ? { ...FILES, 'small.yaml': BASE, 'tariffs/power.yaml': text } : { ...FILES, 'small.yaml': text };
  });

const SNIPPETS = [
  ':',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '!',
  '|\n',
  '>\n',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '#',
  '"',
  "'",
  ',',

  '\t',
  '\n',
  '\r',
  '\r\n',
  '  ',
  '- ',
  '? ',
  '<<: ',
  '@',
  '`',
  '\\',
  '\u0000',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\ufffd',

  '!!binary ',
  '!!set ',
  '!!omap ',
  '!!timestamp ',
  '0x1F',
  '1e999',
  '.inf',
  '.nan',
  '~',
  'null',
  '__proto__: 1\n',
];

/** Texts of the small scenario with characters lost, doubled and put in. */
export const spoiltTexts: fc.Arbitrary<Record<string, string>> = fc
  .array(
    fc.record({
      at: fc.nat(100_000),
      remove: fc.constantFrom(0, 0, 1, 2),
      insert: fc.constantFrom(...SNIPPETS, ...SNIPPETS.map(() => '')),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((changes) => {
    let text = BASE;
    for (const { at, remove, insert } of changes) {
      const from = at % (text.length + 1);
      text = text.slice(0, from) + insert + text.slice(from + remove);
    }
    return { ...FILES, 'small.yaml': text };
  });

/** Where plain data holds something that JSON cannot say. */
function unsound(data: unknown, at = ''): string | undefined {
  if (typeof data === 'number') return Number.isFinite(data) ? undefined : `${at} (${data})`;
  if (!isData(data)) return data === null || data === undefined ? `${at} (${data})` : undefined;
  for (const [key, value] of Object.entries(data)) {
    const found = unsound(value, `${at}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Loads files and runs a few steps of what comes of it.
 * @returns how it ended: every step with finite numbers, a fault of the files, or a law broken
 */
export function outcomeOf(files: Readonly<Record<string, string>>): 'run' | ConfigError | SimulationError {
  try {
    const simulation = startSimulation(load(files));
    simulation.advance(5);
    const outcome = simulation.outcome();
    for (const column of outcome.table.columns)
      if (!column.every(Number.isFinite)) throw new Error('a number that is not finite went through');
    const bad = unsound(summarise(outcome));
    if (bad !== undefined) throw new Error(`the summary has no number at ${bad}`);
    return 'run';
  } catch (error) {
    if (error instanceof ConfigError || error instanceof SimulationError) return error;
    throw error;
  }
}
