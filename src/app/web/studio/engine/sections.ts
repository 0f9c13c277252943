/** Numbers of a scenario that are no component's: prices of energy and of carbon, interest. */
import { z } from 'zod';
import { ScenarioSpec } from '../../../../scenario/schema.ts';
import { isPlain } from '../../../../scenario/sweepPatch.ts';
import { boundsOf, numberForm, type Parameter, type Property, rangeOf, readable, suffix } from './property.ts';

/** Sections of money, by what an engineer drags first; what stands there whether or not the file names it. */
const SECTIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  economy: { discountRate: 0.08 },
  carbon: { price_money_per_t: 0 },
  tariffs: {},
};

let root: Property | undefined;
function schemaOf(section: string): Property {
  root ??= z.toJSONSchema(ScenarioSpec, { io: 'input', unrepresentable: 'any' }) as Property;
  return root.properties?.[section] ?? {};
}

/** Every number that stands in those sections, and those that always hold, at their default. */
export function sectionParameters(data: unknown): readonly Parameter[] {
  const written = isPlain(data) ? data : {};
  return Object.keys(SECTIONS).flatMap((section) => {
    const schema = schemaOf(section);
    const own = isPlain(written[section]) ? written[section] : {};
    const always = Object.keys(SECTIONS[section]!).flatMap((name) => {
      if (name in own) return [];
      const property = schema.properties?.[name];
      const value = typeof property?.default === 'number' ? property.default : SECTIONS[section]![name]!;
      return [parameterAt([section, name], value, property)];
    });
    return [...leaves(own, schema, [section]), ...always];
  });
}

function leaves(data: unknown, schema: Property | undefined, path: readonly string[]): readonly Parameter[] {
  if (typeof data === 'number' && Number.isFinite(data)) return [parameterAt(path, data, schema)];
  if (!isPlain(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => leaves(value, below(schema, key), [...path, key]));
}

/** The schema of what stands under a key, in whichever branch knows it. */
function below(schema: Property | undefined, key: string): Property | undefined {
  if (schema === undefined) return undefined;
  const named = schema.properties?.[key];
  if (named !== undefined) return named;
  if (typeof schema.additionalProperties === 'object') return schema.additionalProperties;
  for (const branch of schema.anyOf ?? []) {
    const found = below(branch, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parameterAt(path: readonly string[], value: number, property: Property | undefined): Parameter {
  const form = property === undefined ? {} : (numberForm(property) ?? {});
  const bounds = boundsOf(form);
  const name = path.at(-1)!;
  const isTariff = path[0] === 'tariffs';
  const component = isTariff ? `tariffs.${path[1]}` : path[0]!;
  return {
    path: path.join('.'),
    component,
    label: isTariff ? readable(`${path[1]} tariff`) : readable(path[0]!),
    kind: '',
    name,
    unit: suffix(name),
    about: property?.description ?? form.description ?? '',
    value,
    ...bounds,
    isInteger: form.type === 'integer',
    isSize: path.length === 2 || (isTariff && name.startsWith('price')),
    ...rangeOf(value, bounds, form.type === 'integer'),
    ...(name === 'discountRate' ? { from: 0, to: 0.2 } : {}),
    ...(path.join('.') === 'carbon.price_money_per_t' && value === 0 ? { from: 0, to: 500 } : {}),
  };
}
