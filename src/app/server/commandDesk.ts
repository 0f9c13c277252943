import { createHash } from 'node:crypto';
import { Subject } from 'rxjs';
import type { z } from 'zod';
import { timeAt } from '../../core/timeGrid.ts';
import type { Ack, Command, CommandName } from '../../io/mqttPayloads.ts';
import { MEASUREMENT, METER_USER } from '../../io/mqttTopicParts.ts';
import type { CommandTopic } from '../../io/mqttTopics.ts';
import type { Ledger, LedgerEntry } from './commandLedger.ts';
import { type Executed, execute, nameOf } from './commandVerbs.ts';
import type { Telemetry } from './telemetry.ts';
import type { Twin } from './twin.ts';

export interface DeskOptions {
  readonly twin: Twin;
  readonly ledger: Ledger;
  readonly telemetry: Pick<Telemetry, 'births' | 'event'>;
  readonly wall: () => number;
}

export type AckMessage = z.infer<typeof Ack>;
/** An answer as it is given. */
export interface Told {
  readonly by: string;
  readonly id: string;
  readonly ack: AckMessage;
}

/** Where commands are judged and done one after the other, in whatever way they came in. */
export interface Desk {
  readonly counts: CommandCounts;
  /** Every answer, `done` included. */
  readonly acks$: Subject<Told>;
  /** Has a command judged and done in its turn. Resolves with its first answer. */
  submit(topic: CommandTopic, command: Command): Promise<AckMessage>;
  /** Turns away what is no command; it is answered where it said by whom and under which id. */
  turnAway(what: string, who: Partial<Pick<Told, 'by' | 'id'>>, code: string, message: string): AckMessage;
  /** What became of a command, as far as it is remembered. */
  find(by: string, id: string): AckMessage | undefined;
  /** Takes no more, and finishes what it has begun. */
  stop(): Promise<void>;
}
export interface CommandCounts {
  readonly commands: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly expired: number;
  readonly repeated: number;
}

/** How long a command may live, and how far the sender's clock may run ahead. */
const LIFE_MS = 3_600_000;
const AHEAD_MS = 60_000;
/** Commands that may wait for their turn. */
const MOST_WAITING = 1000;

/** Whose command it is, as it is remembered. */
type Asking = Pick<LedgerEntry, 'by' | 'id' | 'expires_ms' | 'asked'>;
type Answer = Omit<LedgerEntry, keyof Asking>;
const refuse = (code: string, message: string): Answer => ({ state: 'rejected', code, message });

/** Judges commands, has them done in the order in which they came, and answers each. */
export function startDesk({ twin, ledger, telemetry, wall }: DeskOptions): Desk {
  const { site } = twin;
  const counts = { commands: 0, accepted: 0, rejected: 0, expired: 0, repeated: 0 };
  const acks$ = new Subject<Told>();
  /** Set points that end with their sender's heartbeat, by component. */
  const heartbeats = new Map<string, { readonly by: string; readonly within_ms: number }>();
  const heard = new Map<string, number>();
  /** Commands whose first step is still to be taken. */
  let pending: LedgerEntry[] = [];
  let waiting = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let isStopped = false;

  const ackOf = ({ state, code, message, step, branch }: Answer): AckMessage => {
    const seq = Math.max(0, twin.clock.index - 1);
    const { run, epoch } = twin.run;
    const head = { time_ms: timeAt(site.grid, seq), wall_ms: wall(), run, epoch, seq };
    return { ...head, state, code, message, step, branch };
  };
  const answer = (by: string, id: string, said: Answer): AckMessage => {
    const ack = ackOf(said);
    acks$.next({ by, id, ack });
    return ack;
  };
  /** Remembers what was done already; the journal has what acts on the run. */
  const remember = (entry: LedgerEntry, isKept: boolean): void => {
    if (ledger.note(entry, isKept)) return;
    const text = `${entry.by}/${entry.id} is remembered in memory alone, for the disk takes nothing: free some room`;
    telemetry.event({ severity: 'alarm', component: 'site', code: 'ledger-full', text });
  };
  const settle = (asking: Asking, said: Answer, isKept = false): AckMessage => {
    const { by, id } = asking;
    const isRefused = said.state === 'rejected' || said.state === 'expired';
    if (isRefused) {
      counts[said.state as 'rejected' | 'expired']++;
      const text = `${by}: ${said.code ?? said.state}: ${said.message ?? ''}`;
      telemetry.event({ severity: 'warning', component: 'site', code: `command-${said.state}`, text });
    } else counts.accepted++;
    // What was refused did nothing; that it was is remembered as long as the process lives.
    remember({ ...asking, ...said }, isKept || !isRefused);
    return answer(by, id, said);
  };
  const turnAway: Desk['turnAway'] = (what, { by, id }, code, message) => {
    counts.rejected++;
    const said = refuse(code, message);
    const ack = by !== undefined && id !== undefined ? answer(by, id, said) : ackOf(said);
    telemetry.event({ severity: 'warning', component: 'site', code: 'command-rejected', text: `${what}: ${message}` });
    return ack;
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

  /** What is known of a command that came before. */
  const recall = (by: string, id: string): LedgerEntry | undefined => {
    const known = ledger.find(by, id) ?? journaled(by, id);
    const isDone = known?.state === 'accepted' && (known.run !== twin.run.run || known.step! < twin.clock.index);
    return known !== undefined && isDone ? { ...known, state: 'done' } : known;
  };
  const run = async (topic: CommandTopic, command: Command): Promise<AckMessage> => {
    const { by } = topic;
    const { id, expires_ms } = command;
    const asking = { by, id, expires_ms, asked: digestOf(topic, command) };
    const known = recall(by, id);
    if (known?.asked !== undefined && known.asked !== asking.asked)
      return turnAway(
        `cmd/${by}/${topic.target}/${topic.verb}`,
        { by, id },
        'id_used',
        `the id "${id}" stands for another command of before; give each command its own`,
      );
    if (known !== undefined) {
      counts.repeated++;
      return answer(by, id, known);
    }
    const judged = judge(topic, command);
    if (judged !== undefined) return settle(asking, judged);
    const name = nameOf(topic);
    if (name === 'site/heartbeat') heard.set(by, performance.now());
    if (name === 'site/rebirth') telemetry.births();
    // What has no step to be remembered by is remembered before it is done: once at most.
    const isJournaled = name !== undefined && JOURNALED.has(name);
    const isKept = isJournaled || name === undefined || ledger.note({ ...asking, state: 'accepted' }, true);
    if (!isKept) return settle(asking, refuse('journal', 'could not be kept, so it was not done: the disk is full'));
    const said = await execute(twin, topic, name, command);
    if (said.refusal !== undefined)
      return settle(asking, refuse(said.refusal.code, said.refusal.message), !isJournaled);
    return accept(asking, said);
  };
  const accept = (asking: Asking, said: Executed): AckMessage => {
    const { by, id } = asking;
    const { step, branch, hold } = said;
    if (hold !== undefined) {
      heartbeats.delete(hold.component);
      if (hold.heartbeat_s !== undefined) {
        heartbeats.set(hold.component, { by, within_ms: 1000 * hold.heartbeat_s });
        heard.set(by, performance.now());
      }
    }
    const isStepped = step !== undefined;
    const told = {
      state: 'accepted' as const,
      ...(isStepped ? { step, run: twin.run.run } : {}),
      ...(branch === undefined ? {} : { branch }),
    };
    const accepted = settle(asking, told);
    if (isStepped) {
      pending.push({ ...asking, ...told });
      return accepted;
    }
    remember({ ...asking, ...told, state: 'done' }, true);
    return answer(by, id, { ...told, state: 'done' });
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
  const frames = twin.frames$.subscribe(look);
  const timer = setInterval(listen, 250);
  return {
    counts,
    acks$,
    turnAway(what, who, code, message) {
      counts.commands++;
      return turnAway(what, who, code, message);
    },
    submit(topic, command) {
      counts.commands++;
      const { id } = command;
      const { by, target, verb } = topic;
      const away = (code: string, message: string): AckMessage =>
        turnAway(`cmd/${by}/${target}/${verb}`, { by, id }, code, message);
      if (isStopped) return Promise.resolve(away('stopping', 'the twin is about to stop; try again once it is back'));
      if (waiting >= MOST_WAITING) return Promise.resolve(away('busy', 'too many commands wait; try again'));
      waiting++;
      const said = queue.then(() => run(topic, command)).catch((error: Error) => away('failed', error.message));
      queue = said.finally(() => {
        waiting--;
      });
      return said;
    },
    find(by, id) {
      const known = recall(by, id);
      return known === undefined ? undefined : ackOf(known);
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      frames.unsubscribe();
      await queue;
      acks$.complete();
      ledger.close();
    },
  };
}

/** What a command asks for, whenever it was sent: the same for each repeat. */
const digestOf = ({ target, verb }: CommandTopic, { args }: Command): string =>
  createHash('sha256')
    .update(`${target}/${verb} ${JSON.stringify(args)}`)
    .digest('base64url')
    .slice(0, 22);

const JOURNALED: ReadonlySet<CommandName> = new Set([
  '<component>/setpoint',
  '<component>/release',
  '<component>/availability',
  '<component>/measurement',
  'event/inject',
  'event/restore',
  'control/mode',
]);

/** Who may do what: the operator all, a party what it owns, who reads meters nothing but bring readings. */
function permit(twin: Twin, { by, target, verb }: CommandTopic): Answer | undefined {
  if (by === 'operator' || (by === METER_USER && verb === MEASUREMENT)) return undefined;
  const isParty = twin.site.participants.some(({ id }) => id === by);
  if (!isParty) return refuse('forbidden', `"${by}" may not command`);
  if ((target === 'site' && verb === 'heartbeat') || (target === 'flexibility' && verb === 'offer')) return undefined;
  const owner = twin.site.components.find(({ id }) => id === target)?.owner;
  return owner === by ? undefined : refuse('forbidden', `"${by}" may command only what it owns`);
}
