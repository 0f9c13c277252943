import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Ack, COMMANDS, Command, type CommandName } from '../../../io/mqttPayloads.ts';
import type { AckMessage, Desk } from '../commandDesk.ts';
import { Problem, type ProblemCode } from './problem.ts';
import { idOf, json, type Route, route } from './route.ts';

export interface CommandRoutesOptions {
  readonly desk: Desk;
  readonly wall: () => number;
  /** Aborted when the server is to stop. */
  readonly leaving: AbortSignal;
}

/** How long a command lives that says nothing of it. */
const LIFE_MS = 60_000;
/** Longest wait for `done` that may be asked for. */
const MOST_WAIT_S = 30;

export const CommandAnswer = Ack.extend({ id: z.string(), by: z.string() });

/** The body of a command: as on MQTT, with an id and times of its own unless said. */
export const commandBody = (name: CommandName): z.ZodType =>
  z.strictObject({
    id: Command.shape.id.optional(),
    issued_ms: Command.shape.issued_ms.optional().describe('now unless said'),
    expires_ms: Command.shape.expires_ms.optional().describe('a minute after it was issued unless said'),
    args: COMMANDS[name].describe(COMMANDS[name].description ?? ''),
  });

/** As commands are taken in: the desk judges the arguments itself, as it does on MQTT. */
const Body = Command.partial({ id: true, issued_ms: true, expires_ms: true });

/** Events are listed at `/v1/events`, and given there. */
const pathOf = (name: CommandName): string =>
  `/v1/${name
    .replace('<component>', 'components/{component}')
    .replace(/^event\//, 'events/')
    .replace(/\/inject$/, '')}`;

const PATHS = (Object.keys(COMMANDS) as CommandName[]).map((name) => [pathOf(name), name] as const);

/** The command that a path stands for, for the description. */
export const commandAt: ReadonlyMap<string, CommandName> = new Map(PATHS);

/** What a refused command is as a problem, by its code; what is not here is not possible as things stand. */
const REFUSALS: Readonly<Record<string, ProblemCode>> = {
  forbidden: 'forbidden',
  unknown: 'not_found',
  malformed: 'invalid',
  range: 'invalid',
  lifetime: 'invalid',
  clock_skew: 'invalid',
  id_used: 'conflict',
  not_controllable: 'invalid',
  expired: 'expired',
  busy: 'busy',
  stopping: 'stopping',
  failed: 'failed',
  journal: 'failed',
};

export function commandRoutes({ desk, wall, leaving }: CommandRoutesOptions): readonly Route[] {
  const answerOf = (by: string, id: string, ack: AckMessage): Response => {
    const told = { id, by, ...ack };
    if (ack.state === 'accepted') return json(told, 202, { location: `/v1/commands/${id}` });
    if (ack.state === 'done') return json(told);
    const code = ack.code ?? ack.state;
    const { code: _code, message: _message, ...members } = told;
    const headers = code === 'busy' || code === 'stopping' ? { 'retry-after': '1' } : {};
    throw new Problem(REFUSALS[code] ?? 'conflict', ack.message ?? ack.state, { code, members, headers });
  };
  const commands = PATHS.map(([path, name]) => {
    const [target, verb] = name.split('/') as [string, string];
    return route({
      method: 'post',
      path,
      operation: operationOf(name),
      tag: 'commands',
      summary: `${COMMANDS[name].description ?? name} (on MQTT: ${name})`,
      access: 'command',
      body: Body,
      answers: {
        200: { about: 'Done', content: { 'application/json': CommandAnswer } },
        202: { about: 'Accepted: it acts from `step` on', content: { 'application/json': CommandAnswer } },
      },
      problems: ['forbidden', 'not_found', 'conflict', 'expired', 'busy', 'stopping'],
      async handle({ params, body, principal, header, signal }) {
        const by = principal!.name;
        const id = body.id ?? randomUUID();
        const issued_ms = body.issued_ms ?? wall();
        const command = { id, issued_ms, expires_ms: body.expires_ms ?? issued_ms + LIFE_MS, args: body.args };
        const to = target === '<component>' ? idOf(params, 'component', 'component') : target;
        const wait_s = waitOf(header('prefer'));
        // Listened to before it is asked for: it may be done at once.
        const done = wait_s > 0 ? whenDone(desk, by, id, wait_s, AbortSignal.any([signal, leaving])) : undefined;
        const said = await desk.submit({ by, target: to, verb }, command);
        if (said.state !== 'accepted' || done === undefined) {
          done?.cancel();
          return answerOf(by, id, said);
        }
        return answerOf(by, id, (await done.ack) ?? said);
      },
    });
  });
  return [
    ...commands,
    route({
      method: 'get',
      path: '/v1/commands/{id}',
      operation: 'getCommand',
      tag: 'commands',
      summary: 'What became of a command of one’s own',
      access: 'command',
      answers: {
        200: { about: 'Its last answer, also where it was refused', content: { 'application/json': CommandAnswer } },
      },
      problems: ['not_found'],
      handle({ params, principal }) {
        const id = idOf(params, 'id', 'command');
        const ack = desk.find(principal!.name, id);
        if (ack === undefined)
          throw new Problem('not_found', `no command "${id}" of ${principal!.name} is known; ids are kept for a day`);
        return json({ id, by: principal!.name, ...ack });
      },
    }),
  ];
}

/** `setpointComponent`, `pauseClock`. */
const operationOf = (name: CommandName): string => {
  const [target, verb] = name.replaceAll(/[<>]/g, '').split('/') as [string, string];
  return `${verb}${target[0]!.toUpperCase()}${target.slice(1)}`;
};

/** Seconds of `Prefer: wait=N` (RFC 7240); 0 where it is not asked for. */
const waitOf = (prefer: string | undefined): number =>
  Math.min(MOST_WAIT_S, Number(/(?:^|,)\s*wait\s*=\s*(\d{1,4})\s*(?:,|;|$)/i.exec(prefer ?? '')?.[1] ?? 0));

/** The answer that follows `accepted`; undefined where it does not come in time. */
function whenDone(
  desk: Desk,
  by: string,
  id: string,
  wait_s: number,
  signal: AbortSignal,
): { readonly ack: Promise<AckMessage | undefined>; cancel(): void } {
  let found: (ack: AckMessage) => void = () => undefined;
  const heard = new Promise<AckMessage>((resolve) => {
    found = resolve;
  });
  const ended = new AbortController();
  const subscription = desk.acks$.subscribe({
    next(told) {
      if (told.by === by && told.id === id && told.ack.state !== 'accepted') found(told.ack);
    },
    complete: () => ended.abort(),
  });
  const late = sleep(wait_s * 1000, undefined, { signal: AbortSignal.any([signal, ended.signal]), ref: false }).catch(
    () => undefined,
  );
  const ack = Promise.race([heard, late]).finally(() => {
    subscription.unsubscribe();
    ended.abort();
  });
  return { ack, cancel: () => ended.abort() };
}
