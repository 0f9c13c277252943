import { z } from 'zod';
import type { Speaker } from '../../../io/mqttTopics.ts';
import type { Gate } from './gate.ts';
import { Problem } from './problem.ts';
import { json, type Route, route } from './route.ts';
import type { Sessions } from './sessions.ts';

export interface SessionRoutesOptions {
  readonly gate: Gate;
  readonly sessions: Sessions;
  /** Lends a login of the twin's own broker; undefined where it has none. */
  readonly lend: ((reader: Speaker) => { readonly username: string; readonly password: string }) | undefined;
  /** Topics begin with it. */
  readonly prefix: string;
}

const SessionInfo = z.strictObject({
  who: z.strictObject({ name: z.string(), role: z.string() }).nullable().describe('null where nobody is logged in'),
  expires_ms: z.number().int().nullable().describe('when it ends unless something is asked before'),
});
const Login = z.strictObject({ token: z.string().min(1).max(512) });
const MqttLogin = z.strictObject({
  path: z.string().describe('of the WebSocket on this server'),
  username: z.string(),
  password: z.string().describe('good to connect with for a minute, and to listen alone'),
  prefix: z.string().describe('topics begin with it'),
});
const NOBODY = { who: null, expires_ms: null };

/** Logins of pages: a token once, then a cookie that scripts cannot read. */
export function sessionRoutes({ gate, sessions, lend, prefix }: SessionRoutesOptions): readonly Route[] {
  const told = { 200: { about: 'Who is logged in', content: { 'application/json': SessionInfo } } };
  return [
    route({
      method: 'get',
      path: '/v1/session',
      operation: 'getSession',
      tag: 'session',
      summary: 'Who is logged in, by the cookie of a page',
      access: 'open',
      answers: told,
      handle({ header }) {
        const found = sessions.find(header('cookie'), header('host'));
        return json(found === undefined ? NOBODY : { who: found.principal, expires_ms: found.expires_ms });
      },
    }),
    route({
      method: 'post',
      path: '/v1/session',
      operation: 'openSession',
      tag: 'session',
      summary: 'Logs a page in: sets a cookie that lasts for half an hour from the last request, twelve hours at most',
      access: 'open',
      body: Login,
      answers: told,
      problems: ['unauthorized', 'forbidden'],
      handle({ body, address, header }) {
        const principal = gate.identify(body.token, address);
        const cookie = sessions.open(principal, header('host'));
        const [pair] = cookie.split(';');
        const opened = sessions.find(pair, header('host'))!;
        return json({ who: principal, expires_ms: opened.expires_ms }, 200, { 'set-cookie': cookie });
      },
    }),
    route({
      method: 'delete',
      path: '/v1/session',
      operation: 'closeSession',
      tag: 'session',
      summary: 'Logs a page out',
      access: 'open',
      answers: told,
      handle: ({ header }) => json(NOBODY, 200, { 'set-cookie': sessions.close(header('cookie'), header('host')) }),
    }),
    ...(lend === undefined
      ? []
      : [
          route({
            method: 'get',
            path: '/v1/session/mqtt',
            operation: 'lendMqtt',
            tag: 'session',
            summary: 'A login for MQTT over WebSocket on this server, which can listen and nothing else',
            access: 'read',
            answers: { 200: { about: 'The login', content: { 'application/json': MqttLogin } } },
            handle({ principal }) {
              if (principal?.role === 'meter') throw new Problem('forbidden', 'meters bring readings and hear nothing');
              const reader = principal ?? ({ name: 'viewer', role: 'viewer' } as const);
              return json({ path: 'mqtt', ...lend(reader), prefix });
            },
          }),
        ]),
  ];
}
