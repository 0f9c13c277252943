import { z } from 'zod';
import { METRICS_TYPE, type Metric, metricsText } from './metrics.ts';
import { openApi } from './openapi.ts';
import { Problem } from './problem.ts';
import { type Checked, Readiness } from './readiness.ts';
import { json, type Route, route } from './route.ts';

export interface OpsRoutesOptions {
  readonly site: string;
  readonly version: string;
  readonly checks: () => readonly Checked[] | Promise<readonly Checked[]>;
  readonly metrics: () => readonly Metric[];
}

const Alive = z.strictObject({ status: z.literal('alive') });

/** What those who run a twin ask of it; with the description of these and all other routes. */
export function opsRoutes(
  { site, version, checks, metrics }: OpsRoutesOptions,
  others: readonly Route[],
): readonly Route[] {
  const routes: Route[] = [
    route({
      method: 'get',
      path: '/healthz',
      operation: 'getHealth',
      tag: 'operation',
      summary: 'Whether the process answers at all',
      access: 'open',
      answers: { 200: { about: 'It does', content: { 'application/json': Alive } } },
      handle: () => json({ status: 'alive' }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      operation: 'getReadiness',
      tag: 'operation',
      summary: 'Whether broker, store and clock are as they should be',
      access: 'read',
      answers: { 200: { about: 'They are', content: { 'application/json': Readiness } } },
      problems: ['not_ready'],
      async handle() {
        const found = await checks();
        const bad = found.filter(({ isFine }) => !isFine);
        if (bad.length === 0) return json({ status: 'ready', checks: found });
        const why = bad.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
        throw new Problem('not_ready', why, { members: { checks: found }, headers: { 'retry-after': '5' } });
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      operation: 'getMetrics',
      tag: 'operation',
      summary: 'Figures for Prometheus, in its text format',
      access: 'read',
      answers: { 200: { about: 'The figures', content: { 'text/plain': null } } },
      handle: () =>
        new Response(metricsText(metrics()), {
          headers: { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' },
        }),
    }),
    route({
      method: 'get',
      path: '/openapi.json',
      operation: 'getDescription',
      tag: 'operation',
      summary: 'This description',
      access: 'read',
      answers: { 200: { about: 'OpenAPI 3.1', content: { 'application/json': z.looseObject({}) } } },
      handle: () => json(document),
    }),
  ];
  const document = openApi([...others, ...routes], site, version);
  return [...others, ...routes];
}
