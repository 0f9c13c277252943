/** What of a scenario can be dragged or typed, made of the schemas of its components' kinds. */
import { z } from 'zod';
import type { Cluster, ComponentPlan } from '../../../../scenario/read.ts';
import { isExtensive } from '../../../../scenario/sizeRange.ts';
import { boundsOf, numberForm, type Parameter, type Property, rangeOf, readable, suffix } from './property.ts';
import { sectionParameters } from './sections.ts';

/** Roles in the order in which an engineer asks for their sizes: stores, what makes and turns energy, needs, and last what closes a bus. */
const ROLES: Readonly<Record<ComponentPlan['kind']['role'], number>> = {
  store: 0,
  source: 1,
  fixed: 1,
  converter: 2,
  network: 3,
  closer: 4,
};
/** What costs nothing to build is nothing to size: a demand. */
const rankOf = ({ kind }: ComponentPlan): number =>
  kind.role !== 'closer' && kind.costDefault === undefined ? 3 : ROLES[kind.role];

/** Every number of every component, those most worth dragging first, and then those of money and carbon. */
export function parametersOf(cluster: Pick<Cluster, 'components' | 'document'>): readonly Parameter[] {
  const parts = [...cluster.components]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((plan) =>
      propertiesOf(plan)
        .flatMap(([name, property]) => parameterOf(plan, name, property) ?? [])
        .sort((a, b) => Number(b.isSize) - Number(a.isSize)),
    );
  const closers = cluster.components.filter((plan) => rankOf(plan) === ROLES.closer).length;
  const from = parts.length - closers;
  return [...parts.slice(0, from), sectionParameters(cluster.document.data), ...parts.slice(from)].flat();
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
  const bounds = boundsOf(form);
  const isInteger = form.type === 'integer';
  return {
    path: `components.${id}.${name}`,
    component: id,
    label: envelope.label ?? readable(id),
    kind: kind.kind,
    name,
    unit: suffix(name),
    about: property.description ?? form.description ?? '',
    value,
    ...bounds,
    isInteger,
    isSize: isExtensive(name),
    ...rangeOf(value, bounds, isInteger),
  };
}
