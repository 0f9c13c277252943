import { setTimeout as wait } from 'node:timers/promises';
import type { StoreEvent, StoreHealth } from '../core/store.ts';
import type { Spool, SpoolItem } from './spool.ts';

/** What became of one payload. */
export type Sent =
  | { readonly is: 'stored' }
  /** Not now: the link is down, or the other side is busy and says for how long. */
  | { readonly is: 'retry'; readonly why: string; readonly after_ms?: number }
  /** Never: the other side took some of it or none, and would say the same again. `points` is how many it refused. */
  | { readonly is: 'refused'; readonly why: string; readonly points: number }
  /** Nothing will do until someone puts something right. */
  | { readonly is: 'stop'; readonly why: string };

export interface SenderOptions {
  /** Whom it sends to, as the operator knows it. */
  readonly name: string;
  readonly spool: Spool;
  readonly send: (item: SpoolItem, signal: AbortSignal) => Promise<Sent>;
  readonly onEvent?: (event: StoreEvent) => void;
  /** First wait after a failure and the longest; it doubles in between. 0.5 s and 60 s unless said. */
  readonly first_ms?: number;
  readonly most_ms?: number;
  /** A number in [0, 1) that spreads the waits. */
  readonly random?: () => number;
  /** Payloads on their way at a time; 1 unless said. */
  readonly inFlight?: number;
}

export interface Sender {
  health(): StoreHealth;
  /** Resolves true once nothing waits; false once the time is over, or sending has stopped. */
  drain(timeout_ms: number): Promise<boolean>;
  resume(): void;
  /** Counts what the spool was given. */
  received(points: number): void;
  /** Stops; what is on its way and not acknowledged waits in the spool. */
  close(): Promise<void>;
}

/** Sends what a spool holds, as fast as the other side takes it; after a failure it waits, longer each time and never the same. */
export function startSender(options: SenderOptions): Sender {
  const { name, spool, send, onEvent = () => undefined, random = Math.random } = options;
  const first_ms = options.first_ms ?? 500;
  const most_ms = options.most_ms ?? 60_000;
  const closing = new AbortController();
  const { signal } = closing;
  let state: StoreHealth['state'] = 'up';
  let received = spool.waiting.weight;
  let stored = 0;
  let refused = 0;
  let failures = 0;
  /** Each ends a wait before its time. */
  const waits = new Set<() => void>();
  const tell = (severity: StoreEvent['severity'], code: string, text: string, points: number): void =>
    onEvent({ severity, code, text: `${name}: ${text}`, points });

  const pause = (time_ms: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        waits.delete(end);
        resolve();
      };
      const timer = setTimeout(end, time_ms);
      waits.add(end);
      if (signal.aborted) end();
    });
  const backOff = (after_ms: number | undefined): number => {
    const most = Math.min(most_ms, first_ms * 2 ** Math.min(failures - 1, 30));
    // At least a tenth, so that a run of small draws is no flood.
    return Math.max(after_ms ?? 0, most * (0.1 + 0.9 * random()));
  };

  const judge = async (item: SpoolItem, sent: Sent): Promise<void> => {
    if (sent.is === 'stored' || sent.is === 'refused') {
      const lost = sent.is === 'refused' ? Math.min(sent.points, item.weight) : 0;
      spool.done(item);
      stored += item.weight - lost;
      refused += lost;
      if (sent.is === 'refused')
        tell('alarm', 'store-refused', `refused ${lost} of ${item.weight} for good: ${sent.why}`, lost);
      if (failures > 0) {
        failures = 0;
        state = 'up';
        const { weight } = spool.waiting;
        tell('info', 'store-up', `answers again; ${weight} held up will follow`, weight);
      }
      return;
    }
    spool.back(item);
    if (signal.aborted) return;
    const { weight } = spool.waiting;
    if (sent.is === 'stop') {
      if (state !== 'stopped')
        tell('alarm', 'store-stopped', `${sent.why}; sending has stopped, ${weight} wait in the spool`, weight);
      state = 'stopped';
      return;
    }
    failures++;
    if (failures === 1) tell('warning', 'store-down', `${sent.why}; what comes waits in the spool`, weight);
    if (state === 'up') state = 'down';
    await pause(backOff(sent.after_ms));
  };

  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      if (state === 'stopped') {
        await pause(2 ** 30);
        continue;
      }
      await spool.arrived(signal);
      if (signal.aborted) return;
      const item = await spool.take();
      if (item === undefined) continue;
      const sent = await send(item, signal).catch(
        (error: unknown): Sent => ({ is: 'retry', why: error instanceof Error ? error.message : String(error) }),
      );
      await judge(item, sent);
    }
  };
  const workers = Array.from({ length: options.inFlight ?? 1 }, work);

  return {
    health: () => ({
      state,
      received,
      stored,
      refused,
      dropped: spool.dropped.weight,
      waiting: spool.waiting.weight,
      waitingBytes: spool.waiting.bytes,
    }),
    async drain(timeout_ms) {
      const until = performance.now() + timeout_ms;
      while (spool.waiting.items > 0 && state !== 'stopped' && performance.now() < until && !signal.aborted)
        await wait(10);
      return spool.waiting.items === 0;
    },
    resume() {
      if (state === 'stopped') state = 'up';
      failures = 0;
      for (const end of waits) end();
    },
    received(points) {
      received += points;
    },
    async close() {
      closing.abort();
      for (const end of waits) end();
      await Promise.all(workers);
    },
  };
}
