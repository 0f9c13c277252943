import { timeAt } from '../../core/timeGrid.ts';
import type { Incoming, Link } from '../../io/mqttLink.ts';
import { Command, type CommandName } from '../../io/mqttPayloads.ts';
import { CommandId, type CommandTopic, commandTopicOf, prefixOf } from '../../io/mqttTopics.ts';
import type { Ledger, LedgerEntry } from './commandLedger.ts';
import { type Executed, execute, nameOf } from './commandVerbs.ts';
import type { Telemetry } from './telemetry.ts';
import type { Twin } from './twin.ts';

export interface CommandsOptions {
  readonly twin: Twin;
  readonly link: Link;
  readonly ledger: Ledger;
  readonly telemetry: Pick<Telemetry, 'births' | 'event'>;
  readonly wall: () => number;
}

export interface Commands {
  readonly counts: CommandCounts;
  /** Hears no more, and finishes what it has begun. */
  stop(): Promise<void>;
}
export interface CommandCounts {
  readonly commands: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly expired: number;
  readonly repeated: number;
}

const MOST_BYTES = 16_384;
/** How long a command may live, and how far the sender's clock may run ahead. */
const LIFE_MS = 3_600_000;
const AHEAD_MS = 60_000;
/** Commands that may wait for their turn. */
const MOST_WAITING = 1000;

type Answer = Omit<LedgerEntry, 'by' | 'id' | 'expires_ms'>;
const refuse = (code: string, message: string): Answer => ({ state: 'rejected', code, message });

/** Hears commands, judges them, has them done in the order in which they came, and answers each. */
export function startCommands({ twin, link, ledger, telemetry, wall }: CommandsOptions): Commands {
  const { site } = twin;
  const prefix = prefixOf(site.name);
  const counts = { commands: 0, accepted: 0, rejected: 0, expired: 0, repeated: 0 };
  /** Set points that end with their sender's heartbeat, by component. */
  const heartbeats = new Map<string, { readonly by: string; readonly within_ms: number }>();
  const heard = new Map<string, number>();
  /** Commands whose first step is still to be taken. */
  let pending: LedgerEntry[] = [];
  let waiting = 0;
  let queue: Promise<void> = Promise.resolve();

  const answer = (by: string, id: string, { state, code, message, step, branch }: Answer): void => {
    const seq = Math.max(0, twin.clock.index - 1);
    const { run, epoch } = twin.run;
    const head = { time_ms: timeAt(site.grid, seq), wall_ms: wall(), run, epoch, seq };
    link.deliver(`${prefix}/ack/${by}/${id}`, JSON.stringify({ ...head, state, code, message, step, branch }));
  };
  const settle = (by: string, id: string, expires_ms: number, said: Answer, isKept = false): void => {
    const isRefused = said.state === 'rejected' || said.state === 'expired';
    if (isRefused) {
      counts[said.state as 'rejected' | 'expired']++;
      const text = `${by}: ${said.code ?? said.state}: ${said.message ?? ''}`;
      telemetry.event({ severity: 'warning', component: 'site', code: `command-${said.state}`, text });
    } else counts.accepted++;
    // What was refused did nothing; that it was is remembered as long as the process lives.
    ledger.note({ by, id, expires_ms, ...said }, isKept || !isRefused);
    answer(by, id, said);
  };

  const judge = (topic: CommandTopic, command: Command): Answer | undefined => {
    const { issued_ms, expires_ms } = command;
    const now = wall();
    if (expires_ms <= now)
      return { state: 'expired', code: 'expired', message: `it expired ${now - expires_ms} ms ago` };
    if (issued_ms > now + AHEAD_MS)
      return refuse('clock_skew', `issued ${issued_ms - now} ms in the future; set the sender's clock`);
    if (expires_ms - issued_ms > LIFE_MS) return refuse('lifetime', 'it may live an hour at most');
    return permit(twin, topic);
  };

  const run = async (topic: CommandTopic, command: Command): Promise<void> => {
    const { by } = topic;
    const { id, expires_ms } = command;
    const known = ledger.find(by, id) ?? journaled(by, id);
    if (known !== undefined) {
      counts.repeated++;
      const isDone = known.state === 'accepted' && (known.run !== twin.run.run || known.step! < twin.clock.index);
      answer(by, id, isDone ? { ...known, state: 'done' } : known);
      return;
    }
    const judged = judge(topic, command);
    if (judged !== undefined) {
      settle(by, id, expires_ms, judged);
      return;
    }
    const name = nameOf(topic);
    if (name === 'site/heartbeat') heard.set(by, performance.now());
    if (name === 'site/rebirth') telemetry.births();
    // What has no step to be remembered by is remembered before it is done: once at most.
    const isJournaled = name !== undefined && JOURNALED.has(name);
    if (!isJournaled && name !== undefined) ledger.note({ by, id, expires_ms, state: 'accepted' }, true);
    const said = await execute(twin, topic, name, command);
    if (said.refusal !== undefined) {
      settle(by, id, expires_ms, refuse(said.refusal.code, said.refusal.message), !isJournaled);
      return;
    }
    accept(by, id, expires_ms, said);
  };
  const accept = (by: string, id: string, expires_ms: number, said: Executed): void => {
    const { step, branch, hold } = said;
    if (hold !== undefined) {
      heartbeats.delete(hold.component);
      if (hold.heartbeat_s !== undefined) {
        heartbeats.set(hold.component, { by, within_ms: 1000 * hold.heartbeat_s });
        heard.set(by, performance.now());
      }
    }
    const isStepped = step !== undefined;
    const entry = {
      by,
      id,
      expires_ms,
      state: 'accepted' as const,
      ...(isStepped ? { step, run: twin.run.run } : {}),
      ...(branch === undefined ? {} : { branch }),
    };
    settle(by, id, expires_ms, entry);
    if (isStepped) pending.push(entry);
    else {
      ledger.note({ ...entry, state: 'done' }, true);
      answer(by, id, { ...entry, state: 'done' });
    }
  };
  /** A command that the journal has and the ledger not: the process ended in between. */
  const journaled = (by: string, id: string): LedgerEntry | undefined => {
    const step = inJournal.get(`${by}/${id}`);
    return step === undefined ? undefined : { by, id, expires_ms: wall(), state: 'accepted', step, run: twin.run.run };
  };
  const inJournal = new Map<string, number>();
  for (const { by, id, step, action } of twin.journal()) {
    inJournal.set(`${by}/${id}`, step);
    if (!('component' in action) || (action.do !== 'setpoint' && action.do !== 'release')) continue;
    heartbeats.delete(action.component);
    if (action.do === 'release' || action.heartbeat_s === undefined) continue;
    heartbeats.set(action.component, { by, within_ms: 1000 * action.heartbeat_s });
    heard.set(by, performance.now());
  }

  const hear = ({ topic, payload, retain }: Incoming): void => {
    const parts = commandTopicOf(prefix, topic);
    if (!topic.startsWith(`${prefix}/cmd/`) || payload.length === 0) return;
    counts.commands++;
    const id = idIn(payload);
    const by = parts?.by ?? '';
    const reject = (code: string, message: string): void => {
      counts.rejected++;
      if (parts !== undefined && id !== undefined) answer(by, id, refuse(code, message));
      telemetry.event({
        severity: 'warning',
        component: 'site',
        code: 'command-rejected',
        text: `${topic}: ${message}`,
      });
    };
    if (retain) {
      link.deliver(topic, '', { retain: true });
      reject('retained', 'a command must not be retained; it was cleared and not done');
    } else if (parts === undefined) reject('topic', 'expected cmd/<by>/<target>/<verb>');
    else if (payload.length > MOST_BYTES) reject('too_large', `it has ${payload.length} bytes; at most ${MOST_BYTES}`);
    else if (waiting >= MOST_WAITING) reject('busy', 'too many commands wait; try again');
    else {
      const command = parse(payload);
      if (typeof command === 'string') reject('malformed', command);
      else {
        waiting++;
        queue = queue
          .then(() => run(parts, command))
          .catch((error: Error) => reject('failed', error.message))
          .finally(() => {
            waiting--;
          });
      }
    }
  };

  /** Says `done` of what has acted by now. */
  const look = (): void => {
    if (pending.length === 0) return;
    const { index } = twin.clock;
    const { run: now } = twin.run;
    pending = pending.filter((entry) => {
      if (entry.run === now && entry.step! >= index) return true;
      ledger.note({ ...entry, state: 'done' }, false);
      answer(entry.by, entry.id, { ...entry, state: 'done' });
      return false;
    });
  };
  const listen = (): void => {
    const now = performance.now();
    for (const [component, { by, within_ms }] of heartbeats) {
      if (now - (heard.get(by) ?? 0) <= within_ms) continue;
      heartbeats.delete(component);
      const why = `nothing was heard of ${by} for ${within_ms / 1000} s`;
      void twin.act('site', `heartbeat-${wall()}`, [{ do: 'release', component, why }]);
    }
  };
  const subscriptions = [link.incoming$.subscribe(hear), twin.frames$.subscribe(look)];
  const timer = setInterval(listen, 250);
  return {
    counts,
    async stop() {
      clearInterval(timer);
      for (const one of subscriptions) one.unsubscribe();
      await queue;
      ledger.close();
    },
  };
}

const JOURNALED: ReadonlySet<CommandName> = new Set([
  '<component>/setpoint',
  '<component>/release',
  '<component>/availability',
  'event/inject',
  'event/restore',
  'control/mode',
]);

/** Who may do what: the operator all, a party what it owns. */
function permit(twin: Twin, { by, target, verb }: CommandTopic): Answer | undefined {
  if (by === 'operator') return undefined;
  const isParty = twin.site.participants.some(({ id }) => id === by);
  if (!isParty) return refuse('forbidden', `"${by}" may not command`);
  if (target === 'site' && verb === 'heartbeat') return undefined;
  const owner = twin.site.components.find(({ id }) => id === target)?.owner;
  return owner === by ? undefined : refuse('forbidden', `"${by}" may command only what it owns`);
}

/** The id of a command that may be anything. */
function idIn(payload: Buffer): string | undefined {
  const found = /"id"\s*:\s*"([^"\\]{1,128})"/.exec(payload.subarray(0, MOST_BYTES).toString('utf8'))?.[1];
  return CommandId.safeParse(found).success ? found : undefined;
}

function parse(payload: Buffer): Command | string {
  let data: unknown;
  try {
    data = JSON.parse(payload.toString('utf8'));
  } catch {
    return 'it is no JSON';
  }
  const { success, data: command, error } = Command.safeParse(data);
  if (success) return command;
  const [issue] = error.issues;
  return `${issue!.path.join('.')}: ${issue!.message}`;
}
