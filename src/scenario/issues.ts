import { z } from 'zod';
import type { ConfigIssue } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import type { ScenarioDocument } from './document.ts';

type Json = { [key: string]: unknown };
const isJson = (v: unknown): v is Json => typeof v === 'object' && v !== null && !Array.isArray(v);

const jsonSchemas = new WeakMap<z.ZodType, Json>();

function jsonSchemaOf(schema: z.ZodType): Json {
  const known = jsonSchemas.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json);
  jsonSchemas.set(schema, known);
  return known;
}

/** The properties that a schema knows at a path, over all its branches. */
function propertiesAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
): readonly (readonly [name: string, of: unknown])[] {
  const root = jsonSchemaOf(schema);
  const resolve = (node: Json): Json => {
    const ref = node.$ref;
    if (typeof ref !== 'string') return node;
    const target = ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (isJson(at) ? at[key] : undefined), root);
    return isJson(target) ? target : node;
  };
  const branches = (node: Json): Json[] => {
    const real = resolve(node);
    const parts = [real.anyOf, real.oneOf, real.allOf].flatMap((list) =>
      Array.isArray(list) ? list.filter(isJson) : [],
    );
    return [real, ...parts.flatMap(branches)];
  };
  let level = branches(root);
  for (const key of path) {
    const inner = level.flatMap((node) => {
      const { properties } = node;
      const property =
        isJson(properties) && Object.hasOwn(properties, String(key)) ? properties[String(key)] : undefined;
      return [property, node.additionalProperties, node.items].filter(isJson).slice(0, 1);
    });
    level = inner.flatMap(branches);
  }
  return level.flatMap((node) => (isJson(node.properties) ? Object.entries(node.properties) : []));
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON knows no infinity.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const NAMES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/**
 * The branch of a union that the input was most likely meant for: the one whose names fit best, and of those the one
 * whose first fault lies deepest.
 */
function likeliest(errors: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((i) => i.path.length));
  const bare = (issues: readonly z.core.$ZodIssue[]): boolean =>
    issues.length === 1 && issues[0]!.code === 'invalid_type';
  return (
    [...errors].sort(
      (a, b) =>
        strange(a) - strange(b) || depth(b) - depth(a) || Number(bare(a)) - Number(bare(b)) || a.length - b.length,
    )[0] ?? []
  );
}

/** Names that a branch does not know, and those that it misses. */
function strange(issues: readonly z.core.$ZodIssue[]): number {
  let count = 0;
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) count += issue.keys.length;
    if (issue.code === 'invalid_type' && issue.path.length === 1 && issue.input === undefined) count++;
    if (issue.code === 'invalid_type' && issue.path.length === 0) return Number.MAX_SAFE_INTEGER;
  }
  return count;
}

function messageOf(issue: z.core.$ZodIssue): string {
  const met = issue.input;
  switch (issue.code) {
    case 'invalid_type': {
      const expected = NAMES[issue.expected] ?? `a ${issue.expected}`;
      if (met === undefined) return `missing; expected ${expected}`;
      return `expected ${expected}, met ${show(met)}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `expected ${values.length === 1 ? show(issue.values[0]) : `one of ${values.join(', ')}`}, met ${show(met)}${didYouMean(String(met), values)}`;
    }
    case 'too_small':
      return `expected ${sizeOf(issue.origin)} ${issue.inclusive ? 'of at least' : 'above'} ${issue.minimum}, met ${show(met)}`;
    case 'too_big':
      return `expected ${sizeOf(issue.origin)} ${issue.inclusive ? 'of at most' : 'below'} ${issue.maximum}, met ${show(met)}`;
    case 'invalid_key':
      return `${issue.issues[0]?.message ?? 'expected another name'}, met ${show(met)}`;
    case 'invalid_union': {
      if (!('discriminator' in issue) || typeof issue.discriminator !== 'string')
        return `expected another form, met ${show(met)}`;
      const options = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).map(String);
      const value = isJson(met) ? met[issue.discriminator] : met;
      const hint = didYouMean(String(value), options);
      return `expected one of ${options.join(', ')}, met ${show(value)}${hint}`;
    }
    default:
      // What a rule of our own says of a whole mapping needs no copy of the mapping.
      return met === undefined || typeof met === 'object' ? issue.message : `${issue.message}, met ${show(met)}`;
  }
}
const sizeOf = (origin: string): string =>
  origin === 'number' || origin === 'int' ? 'a number' : `${NAMES[origin] ?? `a ${origin}`} with a length`;

/**
 * Turns what zod found into faults of the user's file, with file, line and path. `at` is where in the document the
 * parsed value stands.
 */
export function issuesOf(
  error: z.ZodError,
  schema: z.ZodType,
  document: Pick<ScenarioDocument, 'placeOf'>,
  at: readonly PropertyKey[] = [],
): ConfigIssue[] {
  const write = (issue: z.core.$ZodIssue, base: readonly PropertyKey[]): ConfigIssue[] => {
    const inner = [...base, ...issue.path];
    const path = [...at, ...inner];
    if (issue.code === 'unrecognized_keys') {
      const properties = propertiesAt(schema, inner);
      const known = [...new Set(properties.map(([name]) => name))];
      const renamed = new Map(
        properties.flatMap(([name, of]) =>
          isJson(of) && typeof of.formerly === 'string' ? [[of.formerly, name] as const] : [],
        ),
      );
      return issue.keys.map((key) => ({
        ...document.placeOf([...path, key]),
        path: path.map(String).join('.'),
        message: known.includes(key)
          ? `"${key}" cannot stand beside ${besides(issue.input, issue.keys)}`
          : renamed.has(key)
            ? `unknown "${key}", did you mean "${renamed.get(key)!}"? It is called so now`
            : `unknown "${key}"${meant(key, known)}`,
      }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0 && !('discriminator' in issue)) {
      const branch = likeliest(issue.errors);
      if (branch.some((i) => i.path.length > 0 || i.code !== 'invalid_type'))
        // What is missing within was met as nothing, not as the whole.
        return branch.flatMap((i) =>
          write({ ...i, input: i.input ?? (i.path.length === 0 ? issue.input : undefined) } as z.core.$ZodIssue, inner),
        );
      const kinds = issue.errors.flatMap((e) =>
        e.map((i) => (i.code === 'invalid_type' ? (NAMES[i.expected] ?? i.expected) : i.message)),
      );
      return [
        {
          ...document.placeOf(path),
          path: path.map(String).join('.'),
          message: `expected ${[...new Set(kinds)].join(' or ')}, met ${show(issue.input)}`,
        },
      ];
    }
    return [
      {
        ...document.placeOf(path),
        path: path.map(String).join('.'),
        message: messageOf(issue),
      },
    ];
  };
  const found = error.issues.flatMap((issue) => write(issue, []));
  // A name in the wrong unit is one fault, not a missing and an unknown one.
  const suggested = new Set(found.flatMap(({ path, message }) => suggestionOf(path, message)));
  return found.filter(({ path, message }) => !(message.startsWith('missing;') && suggested.has(path)));
}

const suggestionOf = (path: string, message: string): string[] => {
  const [, name] = /^unknown ".*", did you mean "([^"]+)"/.exec(message) ?? [];
  return name === undefined ? [] : [path === '' ? name : `${path}.${name}`];
};

/** The other names in a mapping, for a name that only another form of it knows. */
const besides = (input: unknown, strangers: readonly string[]): string =>
  (isJson(input) ? Object.keys(input) : [])
    .filter((name) => !strangers.includes(name))
    .map((name) => `"${name}"`)
    .join(', ');

/** What a strange key was likely meant to be: the same word in the unit that is expected, or the nearest known one. */
function meant(key: string, known: readonly string[]): string {
  const word = key.split('_')[0]!;
  const sameWord = known.find((k) => k.split('_')[0] === word);
  if (sameWord !== undefined && key.toLowerCase() !== sameWord.toLowerCase())
    return `, did you mean "${sameWord}"? The unit is part of the name`;
  const near = didYouMean(key, known);
  return near !== '' || known.length === 0 ? near : `; known: ${known.join(', ')}`;
}
