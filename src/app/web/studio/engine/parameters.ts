/** What of a scenario can be dragged or typed, made of the schemas of its components' kinds. */
import { z } from 'zod';
import type { Cluster, ComponentPlan } from '../../../../scenario/read.ts';
import { isExtensive } from '../../../../scenario/sizeRange.ts';

export interface Parameter {
  /** As in a sweep: `components.battery.capacity_kWh`. */
  readonly path: string;
  readonly component: string;
  readonly label: string;
  readonly kind: string;
  readonly name: string;
  /** The part after the first underscore; '' for what has none. */
  readonly unit: string;
  readonly about: string;
  readonly value: number;
  /** As the schema has them. */
  readonly least?: number;
  readonly most?: number;
  readonly isInteger: boolean;
  /** A size: what would be built. */
  readonly isSize: boolean;
  /** Where a slider begins and ends: ASSUMED, since few parameters have an upper bound of their own. */
  readonly from: number;
  readonly to: number;
}

interface Property {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly anyOf?: readonly Property[];
}

/** Every number of every component, sizes first within each. */
export function parametersOf({ components }: Pick<Cluster, 'components'>): readonly Parameter[] {
  return components.flatMap((plan) =>
    propertiesOf(plan)
      .flatMap(([name, property]) => parameterOf(plan, name, property) ?? [])
      .sort((a, b) => Number(b.isSize) - Number(a.isSize)),
  );
}

const schemas = new Map<string, readonly (readonly [string, Property])[]>();
function propertiesOf({ kind }: ComponentPlan): readonly (readonly [string, Property])[] {
  let found = schemas.get(kind.kind);
  if (found === undefined) {
    const schema = z.toJSONSchema(kind.params as z.ZodType, { io: 'input', unrepresentable: 'any' }) as {
      properties?: Record<string, Property>;
    };
    found = Object.entries(schema.properties ?? {});
    schemas.set(kind.kind, found);
  }
  return found;
}

function parameterOf(
  { id, kind, envelope, p }: ComponentPlan,
  name: string,
  property: Property,
): Parameter | undefined {
  const value = (p as Readonly<Record<string, unknown>>)[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const form = numberForm(property);
  if (form === undefined) return undefined;
  const least = form.minimum ?? form.exclusiveMinimum;
  const most = form.maximum ?? form.exclusiveMaximum;
  const bounds = {
    ...(least === undefined || least < -1e15 ? {} : { least }),
    ...(most === undefined || most > 1e15 ? {} : { most }),
  };
  const isInteger = form.type === 'integer';
  return {
    path: `components.${id}.${name}`,
    component: id,
    label: envelope.label ?? id,
    kind: kind.kind,
    name,
    unit: name.includes('_') ? name.slice(name.indexOf('_') + 1) : '',
    about: property.description ?? form.description ?? '',
    value,
    ...bounds,
    isInteger,
    isSize: isExtensive(name),
    ...rangeOf(value, bounds, isInteger),
  };
}

/** The part of a property that is a number, where it may be something else too. */
function numberForm(property: Property): Property | undefined {
  const isNumber = ({ type }: Property): boolean => type === 'number' || type === 'integer';
  if (isNumber(property)) return property;
  return property.anyOf?.find(isNumber);
}

/** From the least to twice the value in a round number, within what the schema allows. */
export function rangeOf(
  value: number,
  { least, most }: { readonly least?: number; readonly most?: number },
  isInteger = false,
): { readonly from: number; readonly to: number } {
  const reach = value === 0 ? (isInteger ? 10 : 1) : niceAbove(2 * Math.abs(value));
  const from = least !== undefined && least > -reach ? least : value < 0 ? -reach : 0;
  const to = most !== undefined && most < reach ? most : reach;
  return { from: Math.min(from, value), to: Math.max(to, value) };
}

/** The least of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is no less. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const found = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((k) => k * power >= value * (1 - 1e-12));
  return (found ?? 10) * power;
}
