import type { z } from 'zod';
import { Problem, type ProblemCode } from './problem.ts';
import type { Principal } from './tokens.ts';

/**
 * Who may ask: `open` everybody; `read` everybody on this machine, elsewhere who has a token; `command` who has a token,
 * and the desk judges the rest; `operator` the operator alone.
 */
export type Access = 'open' | 'read' | 'command' | 'operator';
export type Method = 'get' | 'post' | 'delete';

/** What a request asks, checked. */
export interface Ask<Q = unknown, B = unknown> {
  /** Parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly principal: Principal | undefined;
  /** Address of who asks. */
  readonly address: string;
  /** Value of a header; undefined where there is none. */
  readonly header: (name: string) => string | undefined;
  /** Breaks the connection unless the answer is through within `within_ms`. */
  readonly abandon: (within_ms: number) => void;
  /** Aborted where nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly about: string;
  /** Schema by media type; null where it is no JSON. */
  readonly content: Readonly<Record<string, z.ZodType | null>>;
}

/** One thing that can be asked: the server, its description and the tests are made of these. */
export interface Route<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  readonly method: Method;
  /** Such as `/v1/runs/{run}`. */
  readonly path: string;
  readonly operation: string;
  readonly tag: 'runs' | 'site' | 'commands' | 'markets' | 'session' | 'operation';
  readonly summary: string;
  readonly access: Access;
  readonly query?: Q;
  readonly body?: B;
  readonly answers: Readonly<Record<number, Answer>>;
  /** What may be wrong beside what may be wrong with any request. */
  readonly problems?: readonly ProblemCode[];
  handle(ask: Ask<z.infer<Q>, z.infer<B>>): Promise<Response> | Response;
}

/** Has the compiler check a route against its own schemas. */
export const route = <Q extends z.ZodType, B extends z.ZodType>(given: Route<Q, B>): Route => given as unknown as Route;

export const json = (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });

/** A part of a path as an id. @throws Problem */
export function idOf(params: Readonly<Record<string, string>>, name: string, what: string): string {
  const id = params[name] ?? '';
  if (/^[A-Za-z0-9_.:-]{1,128}$/.test(id)) return id;
  throw new Problem('not_found', `there is no ${what} of that name; ids have letters, digits, "_", ".", ":" and "-"`);
}
