import { z } from 'zod';
import { kinds } from '../models/index.ts';
import { ComponentEnvelope, ScenarioSpec } from './schema.ts';
import { isExtensive, SizeRangeSpec } from './sizeRange.ts';

type Json = { [key: string]: unknown };

const schemaOf = (schema: z.ZodType): Json => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;

/** The JSON Schema of a scenario file: the scenario's own, and each kind's parameters beside the common fields. */
export function jsonSchema(): Json {
  const root = schemaOf(ScenarioSpec);
  const envelope = schemaOf(ComponentEnvelope) as { properties: Json };
  const components = kinds.map((kind) => {
    const params = schemaOf(kind.params) as { properties?: Json; required?: string[]; $schema?: string };
    return {
      title: kind.kind,
      description: kind.summary,
      type: 'object',
      properties: {
        ...envelope.properties,
        kind: { const: kind.kind, description: kind.summary },
        ...withRanges(params.properties ?? {}),
      },
      required: ['kind', ...(params.required ?? [])],
      additionalProperties: false,
    };
  });
  const properties = root.properties as Json;
  return {
    ...root,
    title: 'Sixfold scenario',
    properties: {
      extends: { type: 'string', description: 'a scenario file that this one changes; null takes a key away' },
      ...properties,
      components: {
        type: 'object',
        propertyNames: { pattern: '^[a-z][a-z0-9-]*$' },
        additionalProperties: { anyOf: components },
      },
    },
    $defs: { ...(root.$defs as Json | undefined), capacityRange: schemaOf(SizeRangeSpec) },
    // A file that extends another gives only what it changes.
    required: ['sixfold'],
  };
}

/** Capacities may be written as ranges, whose best size is found. */
const withRanges = (properties: Json): Json =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      isExtensive(name) ? { anyOf: [schema, { $ref: '#/$defs/capacityRange' }] } : schema,
    ]),
  );
