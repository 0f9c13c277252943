import { z } from 'zod';
import { unitOf } from '../core/units.ts';
import { SeriesRefSchema } from '../models/schemas.ts';

/** The part of JSON Schema that zod writes. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
}

export function jsonOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
}

const SERIES = variantsOf(jsonOf(SeriesRefSchema))?.find((s) => s.pattern !== undefined)?.pattern;

/** What a lower-case id looks like, of a component, a bus, a tariff. */
const ID = '^[a-z][a-z0-9-]*$';

interface Row {
  readonly path: string;
  readonly unit: string;
  readonly need: string;
  readonly range: string;
  readonly text: string;
}

export const HEADER = ['| parameter | unit | default | range | meaning |', '|---|---|---|---|---|'];

/**
 * A row per parameter; what is inside lists and groups follows as `group.name`, `list[].name`, `table.*.name`. What
 * several alternatives name alike is one row.
 */
export function rowsOf(schema: Schema, prefix = ''): string[] {
  const rows = new Map<string, Row>();
  for (const row of walk(schema, prefix)) {
    const old = rows.get(row.path);
    rows.set(row.path, old === undefined ? row : joined(old, row));
  }
  return [...rows.values()].map(
    (row) => `| ${[`\`${row.path}\``, row.unit, row.need, row.range, row.text].map(cell).join(' | ')} |`,
  );
}

function walk(schema: Schema, prefix: string): Row[] {
  const variants = variantsOf(schema) ?? schema.allOf ?? [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, s]) => {
    const path = `${prefix}${name}`;
    const need = s.default !== undefined ? short(s.default) : schema.required?.includes(name) ? '**required**' : 'none';
    const unit = isNumeric(s) ? unitOf(name) : '';
    return [{ path, unit, need, range: rangeOf(s), text: s.description ?? '' }, ...walk(s, `${path}.`)];
  });
  const items = schema.items === undefined ? [] : walk(schema.items, `${prefix.replace(/\.$/, '')}[].`);
  const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const inner = values === undefined ? [] : walk(values, `${prefix}*.`);
  return [...own, ...variants.flatMap((v) => walk(v, prefix)), ...items, ...inner];
}

const joined = (a: Row, b: Row): Row => ({
  path: a.path,
  unit: a.unit || b.unit,
  need: a.need === b.need ? a.need : 'as its group',
  range: a.range.split(' | ').includes(b.range) ? a.range : `${a.range} | ${b.range}`,
  text: a.text.includes(b.text) ? a.text : a.text === '' ? b.text : `${a.text}; ${b.text}`,
});

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const short = (v: unknown): string => (typeof v === 'string' ? v : JSON.stringify(v));

/** The alternatives of a union, also of one that zod writes as a list of types. */
export function variantsOf(s: Schema): readonly Schema[] | undefined {
  return Array.isArray(s.type) ? s.type.map((type: string) => ({ ...s, type })) : (s.anyOf ?? s.oneOf);
}

const isNumeric = (s: Schema): boolean =>
  s.type === 'number' ||
  s.type === 'integer' ||
  (s.items !== undefined && isNumeric(s.items)) ||
  (variantsOf(s)?.some(isNumeric) ?? false);

/** `> 0, <= 1`, `a | b`, `true or false`, `list of ...`: what the schema takes. Safe integers' bounds say nothing. */
function rangeOf(s: Schema): string {
  const variants = variantsOf(s);
  if (variants !== undefined) return [...new Set(variants.map(rangeOf))].join(' or ').replace(/\bany\b/, 'number');
  if (s.enum !== undefined) return s.enum.map(short).join(' | ');
  if (s.const !== undefined) return short(s.const);
  if (s.type === 'boolean') return 'true or false';
  if (s.type === 'array') return listOf(rangeOf(s.items ?? {}));
  if (s.type === 'object') return typeof s.additionalProperties === 'object' ? byName(s.additionalProperties) : 'group';
  if (s.pattern === ID) return 'id';
  if (s.pattern !== undefined && s.pattern === SERIES) return 'series `profile.column_unit`';
  if (s.type === 'string') return s.pattern === undefined ? 'text' : `text like \`${s.pattern}\``;
  const bounds = [
    s.exclusiveMinimum === undefined ? '' : `> ${s.exclusiveMinimum}`,
    s.minimum === undefined || s.minimum === Number.MIN_SAFE_INTEGER ? '' : `>= ${s.minimum}`,
    s.exclusiveMaximum === undefined ? '' : `< ${s.exclusiveMaximum}`,
    s.maximum === undefined || s.maximum === Number.MAX_SAFE_INTEGER ? '' : `<= ${s.maximum}`,
  ].filter(Boolean);
  return [...(s.type === 'integer' ? ['whole'] : []), ...bounds].join(', ') || (s.type === 'number' ? 'any' : '');
}

const byName = (values: Schema): string => {
  const range = rangeOf(values);
  return range === 'group' ? 'groups by name' : `${range}, by name`;
};

const listOf = (range: string): string =>
  `list of ${{ '': 'values', any: 'numbers', group: 'groups', text: 'texts' }[range] ?? range.replace(/^([<>])/, 'numbers $1')}`;
