import { z } from 'zod';
import type { StoredRun } from '../../../core/store.ts';
import { Problem } from './problem.ts';
import { type Route, route } from './route.ts';

/** What `sixfold run` wrote of a run beside its series; undefined where it is not there. */
export interface RunTexts {
  summary(run: string): Promise<string | undefined>;
  report(run: string): Promise<string | undefined>;
}

/**
 * A report draws itself by a script of its own. It has an origin of its own, too, as long as a browser holds to this: it
 * reaches neither the session of who opened it nor anything else of this server, and asks nobody for anything.
 */
export const REPORT_POLICY = [
  'sandbox allow-scripts allow-downloads',
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function runTexts(
  texts: RunTexts,
  find: (params: Readonly<Record<string, string>>) => Promise<StoredRun>,
): readonly Route[] {
  const read = async (what: keyof RunTexts, params: Readonly<Record<string, string>>): Promise<string> => {
    const { id } = await find(params);
    const text = await texts[what](id);
    if (text === undefined) throw new Problem('not_found', `run "${id}" has no ${what}`);
    return text;
  };
  return [
    route({
      method: 'get',
      path: '/v1/runs/{run}/summary',
      operation: 'getRunSummary',
      tag: 'runs',
      summary: 'What the report of a run says in numbers: figures of merit, costs, emissions, audit, warnings',
      access: 'read',
      answers: { 200: { about: 'The summary.json of the run', content: { 'application/json': z.looseObject({}) } } },
      problems: ['not_found'],
      handle: async ({ params }) =>
        new Response(await read('summary', params), {
          headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        }),
    }),
    route({
      method: 'get',
      path: '/v1/runs/{run}/report',
      operation: 'getRunReport',
      tag: 'runs',
      summary: 'The report of a run, a page that needs nothing else and may reach nothing else',
      access: 'read',
      answers: { 200: { about: 'The report.html of the run', content: { 'text/html': null } } },
      problems: ['not_found'],
      handle: async ({ params }) =>
        new Response(await read('report', params), {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-store',
            'content-security-policy': REPORT_POLICY,
          },
        }),
    }),
  ];
}
