import { randomBytes } from 'node:crypto';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { Subject } from 'rxjs';
import { ConnectionError } from '../core/errors.ts';

export type Payload = string | Uint8Array;

export interface LinkOptions {
  /** mqtt, mqtts, ws or wss. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM texts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** What the broker says where the connection ends without a word; asked for at every attempt. Kept unless `retain` is false. */
  readonly will: () => { readonly topic: string; readonly payload: Payload; readonly retain?: boolean };
  readonly subscriptions: readonly string[];
  /** Longest pause between two attempts. */
  readonly backOff_ms?: number;
}

export interface Incoming {
  readonly topic: string;
  readonly payload: Buffer;
  /** It was kept by the broker, and is not news. */
  readonly retain: boolean;
}

export interface LinkCounts {
  readonly sent: number;
  readonly acknowledged: number;
  /** Messages of QoS 1 given up because too many waited. */
  readonly dropped: number;
  readonly waiting: number;
}

/** A connection to a broker that comes back by itself. It speaks MQTT 3.1.1 with a clean session. */
export interface Link {
  readonly isConnected: boolean;
  readonly counts: LinkCounts;
  readonly incoming$: Subject<Incoming>;
  readonly connected$: Subject<void>;
  readonly lost$: Subject<ConnectionError>;
  /** Room for live messages. */
  readonly hasRoom: boolean;
  /** Whether so little is under way that more would not pile up; also where there is no connection. */
  readonly isEasy: boolean;
  /** Sends at once, once at most; false where there is no connection or no room. */
  send(topic: string, payload: Payload): boolean;
  /** Sends at least once, also over a loss of the connection; `onDone` is called when the broker has it. */
  deliver(topic: string, payload: Payload, options?: { readonly retain?: boolean; readonly onDone?: () => void }): void;
  /** Resolves once all that waits is delivered, or after `within_ms`. */
  settle(within_ms: number): Promise<void>;
  close(): Promise<void>;
}

interface Letter {
  readonly topic: string;
  readonly payload: Payload;
  readonly retain: boolean;
  readonly onDone: (() => void) | undefined;
}

const FIRST_MS = 100;
const BACK_OFF_MS = 30_000;
/** Bytes that may lie in the socket before live messages are held back. */
const ROOM_BYTES = 24_000_000;
/** Bytes up to which whoever can wait need not. */
const EASY_BYTES = 2_000_000;
const MOST_LETTERS = 20_000;
/** Messages of QoS 1 that are under way together. */
const IN_FLIGHT = 256;

const sendable = (payload: Payload): string | Buffer =>
  typeof payload === 'string' ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);

export function openLink(options: LinkOptions): Link {
  const incoming$ = new Subject<Incoming>();
  const connected$ = new Subject<void>();
  const lost$ = new Subject<ConnectionError>();
  const waiting: Letter[] = [];
  const flying = new Set<Letter>();
  let client: MqttClient | undefined;
  let isConnected = false;
  let isClosed = false;
  let pause = FIRST_MS;
  let timer: NodeJS.Timeout | undefined;
  let sent = 0;
  let acknowledged = 0;
  let dropped = 0;
  let settled: (() => void)[] = [];

  const clientOptions = (): IClientOptions => {
    const { topic, payload, retain = true } = options.will();
    return {
      protocolVersion: 4,
      clean: true,
      clientId: `sixfold-${randomBytes(6).toString('hex')}`,
      reconnectPeriod: 0,
      connectTimeout: 10_000,
      keepalive: 15,
      queueQoSZero: false,
      will: { topic, payload: sendable(payload), qos: 1, retain },
      ...(options.username === undefined ? {} : { username: options.username }),
      ...(options.password === undefined ? {} : { password: options.password }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(options.cert === undefined ? {} : { cert: options.cert }),
      ...(options.key === undefined ? {} : { key: options.key }),
    };
  };

  const pump = (): void => {
    while (isConnected && flying.size < IN_FLIGHT && waiting.length > 0) {
      const letter = waiting.shift()!;
      const by = client!;
      flying.add(letter);
      sent++;
      by.publish(letter.topic, sendable(letter.payload), { qos: 1, retain: letter.retain }, (error) => {
        // What a lost connection left open goes out again over the next one.
        if (error || by !== client || !flying.delete(letter)) return;
        acknowledged++;
        letter.onDone?.();
        pump();
      });
    }
    if (waiting.length + flying.size > 0) return;
    for (const done of settled) done();
    settled = [];
  };

  const open = (): void => {
    let why = '';
    const mine = connect(options.url, clientOptions());
    client = mine;
    mine.on('error', (error) => {
      why = error.message;
    });
    mine.on('connect', () => {
      pause = FIRST_MS;
      if (options.subscriptions.length > 0)
        mine.subscribe([...options.subscriptions], { qos: 1 }, (error) => {
          if (error) mine.end(true);
        });
      isConnected = true;
      connected$.next();
      pump();
    });
    mine.on('message', (topic, payload, { retain }) => incoming$.next({ topic, payload, retain }));
    mine.on('close', () => {
      if (client !== mine) return;
      client = undefined;
      isConnected = false;
      waiting.unshift(...flying);
      flying.clear();
      mine.removeAllListeners();
      mine.on('error', () => undefined);
      mine.end(true);
      if (isClosed) return;
      lost$.next(new ConnectionError(`${options.url}: ${why === '' ? 'the connection was lost' : why}; trying again`));
      timer = setTimeout(open, pause * (0.5 + 0.5 * Math.random()));
      pause = Math.min(options.backOff_ms ?? BACK_OFF_MS, 2 * pause);
    });
  };
  open();

  return {
    incoming$,
    connected$,
    lost$,
    get isConnected() {
      return isConnected;
    },
    get counts() {
      return { sent, acknowledged, dropped, waiting: waiting.length + flying.size };
    },
    get hasRoom() {
      return isConnected && client!.stream.writableLength < ROOM_BYTES;
    },
    get isEasy() {
      return !isConnected || client!.stream.writableLength < EASY_BYTES;
    },
    send(topic, payload) {
      if (!isConnected || client!.stream.writableLength >= ROOM_BYTES) return false;
      client!.publish(topic, sendable(payload), { qos: 0 });
      sent++;
      return true;
    },
    deliver(topic, payload, { retain = false, onDone } = {}) {
      // Of what is kept, only the last counts.
      if (retain) {
        const at = waiting.findIndex((letter) => letter.retain && letter.topic === topic);
        if (at >= 0) waiting.splice(at, 1);
      }
      waiting.push({ topic, payload, retain, onDone });
      if (waiting.length > MOST_LETTERS) {
        waiting.shift();
        dropped++;
      }
      pump();
    },
    settle(within_ms) {
      if (waiting.length + flying.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const late = setTimeout(resolve, within_ms);
        settled.push(() => {
          clearTimeout(late);
          resolve();
        });
      });
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const mine = client;
      if (mine !== undefined) await new Promise<void>((done) => mine.end(!isConnected, {}, () => done()));
      incoming$.complete();
      connected$.complete();
      lost$.complete();
    },
  };
}
