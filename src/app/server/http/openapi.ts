import { z } from 'zod';
import { commandAt, commandBody } from './commandRoutes.ts';
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode, ProblemDetails } from './problem.ts';
import type { Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** What any request may meet. */
const ALWAYS: readonly ProblemCode[] = ['rate', 'misdirected', 'failed'];

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
};

function parametersOf({ path, query }: Route): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,128}$' },
  }));
  if (query === undefined) return inPath;
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function problemsOf(route: Route): readonly ProblemCode[] {
  return [
    ...ALWAYS,
    ...(route.access === 'open' ? [] : (['unauthorized'] as const)),
    ...(route.access === 'operator' ? (['forbidden'] as const) : []),
    ...(route.query === undefined ? [] : (['invalid'] as const)),
    ...(route.body === undefined ? [] : (['malformed', 'invalid', 'too_large', 'media_type'] as const)),
    ...(route.problems ?? []),
  ];
}

function responsesOf(route: Route): Json {
  const responses: Record<string, Json> = {};
  for (const [status, { about, content }] of Object.entries(route.answers))
    responses[status] = {
      description: about,
      content: Object.fromEntries(
        Object.entries(content).map(([type, schema]) => [
          type,
          { schema: schema === null ? { type: 'string' } : schemaOf(schema, 'output') },
        ]),
      ),
    };
  for (const code of problemsOf(route)) {
    const [status, title] = PROBLEMS[code];
    const known = responses[status] as { readonly description: string } | undefined;
    const description = known === undefined ? title : `${known.description.replace(` or: ${title}`, '')} or: ${title}`;
    responses[status] = {
      description: known?.description === title ? title : description,
      content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return responses;
}

function operationOf(route: Route): Json {
  const name = commandAt.get(route.path);
  const body = route.method === 'post' && name !== undefined ? commandBody(name) : route.body;
  return {
    operationId: route.operation,
    tags: [route.tag],
    summary: route.summary,
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : { requestBody: { required: false, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: responsesOf(route),
    security: route.access === 'open' ? [] : route.access === 'read' ? [{}, { token: [] }] : [{ token: [] }],
  };
}

/** The description of the server, of the same schemas that check what comes in and say what goes out. */
export function openApi(routes: readonly Route[], site: string, version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Sixfold: ${site}`,
      version,
      description:
        'A live twin over HTTP. Reading is free on this machine, and takes a token where others can reach the server; whatever writes takes one. What is wrong is told as problem details (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: ['runs', 'site', 'commands', 'markets', 'operation'].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(ProblemDetails, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'a token of tokens.json' } },
    },
  };
}
