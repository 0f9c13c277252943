import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { ConfigError, ConnectionError } from '../../../core/errors.ts';
import type { Log } from '../../log.ts';
import { textOf } from './body.ts';
import type { Gate } from './gate.ts';
import type { Page } from './page.ts';
import { faultOf, Problem } from './problem.ts';
import type { Ask, Route } from './route.ts';
import type { Sessions } from './sessions.ts';

export interface AppOptions {
  readonly routes: readonly Route[];
  readonly gate: Gate;
  /** Of pages that are logged in. */
  readonly sessions: Sessions;
  /** Files for browsers, where nothing else is at an address. */
  readonly page?: Page;
  readonly log: Log;
  /** Origins of pages elsewhere that may ask; none unless said. */
  readonly origins: readonly string[];
  /** Told of every request that was answered: its route, or `none`. */
  /** Aborted when the server is to stop: it answers what it has begun, and nothing more. */
  readonly leaving: AbortSignal;
  readonly onAnswered: (method: string, path: string, status: number, seconds: number) => void;
}

/** The page of nowhere may do nothing; nothing is kept by others, framed, or guessed to be of another form. */
const SECURITY = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

type Env = {
  Bindings: HttpBindings;
  Variables: { readonly request: string; route: string; address: string; who: string };
};

/** Puts routes on a server: every request passes the gate, is checked by the schemas of its route, and is logged. */
export function makeApp({ routes, gate, sessions, page, log, origins, leaving, onAnswered }: AppOptions): Hono<Env> {
  const app = new Hono<Env>();
  app.use('*', async (c, next) => {
    const begun = performance.now();
    c.set('request', requestId(c.req.header('x-request-id')));
    c.set('route', 'none');
    c.set('who', '');
    c.set('address', getConnInfo(c).remote.address ?? '');
    await next();
    const { request, route: path, address, who } = c.var;
    c.res.headers.set('x-request-id', request);
    for (const [name, value] of Object.entries(SECURITY)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    if (leaving.aborted) c.res.headers.set('connection', 'close');
    const { status } = c.res;
    const duration_ms = performance.now() - begun;
    onAnswered(c.req.method, path, status, duration_ms / 1000);
    const level =
      status >= 500 ? 'warn' : path === '/healthz' || path === '/metrics' || path === 'page' ? 'debug' : 'info';
    log[level](
      { request, method: c.req.method, path: c.req.path.slice(0, 200), status, duration_ms, address, by: who },
      'request',
    );
  });
  if (origins.length > 0)
    app.use(
      '*',
      cors({
        origin: [...origins],
        allowMethods: ['GET', 'POST', 'DELETE'],
        allowHeaders: ['authorization', 'content-type', 'prefer', 'x-request-id'],
        exposeHeaders: ['x-request-id', 'retry-after'],
        maxAge: 600,
      }),
    );
  app.use('*', async (c, next) => {
    if (leaving.aborted) throw new Problem('stopping', 'the twin is about to stop; ask again once it is back');
    if (c.req.path !== '/healthz') gate.enter(c.var.address, c.req.header('host'), c.req.header('authorization'));
    await next();
  });
  for (const one of routes)
    app.on(one.method.toUpperCase(), one.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      c.set('route', one.path);
      const session = sessions.find(c.req.header('cookie'), c.req.header('host'));
      if (session !== undefined && one.method !== 'get') ownPage(c.req.header('origin'), c.req.header('host'));
      const principal = gate.admit(one.access, c.req.header('authorization'), c.var.address, session?.principal);
      c.set('who', principal?.name ?? '');
      const ask: Ask = {
        params: c.req.param(),
        query: queryOf(one, c),
        body: await bodyOf(one, c),
        principal,
        address: c.var.address,
        header: (name) => c.req.header(name),
        abandon: (within_ms) => abandon(c.env.outgoing, within_ms),
        signal: c.req.raw.signal,
      };
      const answer = await one.handle(ask);
      if (c.req.method !== 'HEAD') return answer;
      await answer.body?.cancel();
      return new Response(null, answer);
    });
  app.notFound((c) => {
    const file = /^(GET|HEAD)$/.test(c.req.method) ? page?.(c.req.path, c.req.header('accept-encoding')) : undefined;
    if (file !== undefined) {
      c.set('route', 'page');
      if (file.headers.get('etag') === c.req.header('if-none-match'))
        return new Response(null, { status: 304, headers: file.headers });
      return c.req.method === 'HEAD' ? new Response(null, file) : file;
    }
    const allowed = methodsAt(routes, c.req.path);
    const problem =
      allowed.length === 0
        ? new Problem('not_found', 'there is nothing at this address; see /openapi.json for what there is')
        : new Problem('method', `${c.req.method} is not for this address; expected ${allowed.join(', ')}`, {
            headers: { allow: allowed.join(', ') },
          });
    return problem.response(c.var.request);
  });
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem.problem === 'failed') log.error({ request: c.var.request, err: error }, 'failed');
    return problem.response(c.var.request);
  });
  return app;
}

/** A page of elsewhere cannot use a session, though the browser sent its cookie. @throws Problem */
function ownPage(origin: string | undefined, host: string | undefined): void {
  if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === host) return;
  throw new Problem('forbidden', 'a session is for the page of this server alone; others show a token');
}

function abandon(outgoing: ServerResponse, within_ms: number): void {
  const timer = setTimeout(() => outgoing.writableFinished || outgoing.destroy(), within_ms);
  timer.unref();
}

const requestId = (given: string | undefined): string =>
  given !== undefined && /^[\w.:-]{1,64}$/.test(given) ? given : crypto.randomUUID();

/** The query, one value by name or a list where a name comes several times. @throws Problem */
function queryOf({ query }: Route, c: Context<Env>): unknown {
  if (query === undefined) return {};
  const given = Object.fromEntries(
    Object.entries(c.req.queries()).map(([k, all]) => [k, all.length > 1 ? all : all[0]]),
  );
  const { success, data, error } = query.safeParse(given);
  if (success) return data;
  throw new Problem('invalid', faultOf('query', error));
}

/** The JSON of a body; `{}` where there is none. @throws Problem */
async function bodyOf({ body }: Route, c: Context<Env>): Promise<unknown> {
  if (body === undefined) return undefined;
  const text = await textOf(c.req.raw);
  const type = c.req.header('content-type') ?? '';
  if (text !== '' && !/^application\/json\s*(;|$)/i.test(type))
    throw new Problem('media_type', `expected content-type: application/json, met "${type.slice(0, 100)}"`);
  let given: unknown;
  try {
    given = text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new Problem('malformed', `the body is no JSON: ${(error as Error).message}`);
  }
  const { success, data, error } = body.safeParse(given);
  if (success) return data;
  const names = body instanceof z.ZodObject ? `; a body has ${Object.keys(body.shape).join(', ')}` : '';
  throw new Problem('invalid', `${faultOf('body', error)}${names}`);
}

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ConfigError) return new Problem('invalid', error.message);
  if (error instanceof ConnectionError) return new Problem('busy', error.message, { headers: { 'retry-after': '5' } });
  return new Problem('failed', 'see the log of the twin for the request of this id');
}

/** Methods that an address knows. */
function methodsAt(routes: readonly Route[], path: string): readonly string[] {
  const found = routes.filter((one) => new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
  const methods = found.map(({ method }) => method.toUpperCase());
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}
