import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Live, LiveOptions } from '../../../../src/app/server/live.ts';
import { openDuckStore } from '../../../../src/io/duckStore.ts';
import { place } from '../place.ts';

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it is JSON. */
  readonly json: Record<string, unknown>;
}
export interface Asked {
  readonly method?: string;
  /** Whose token is shown. */
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A twin in step mode that is served over HTTP, on a store as real ones have. */
export async function served(options: Partial<LiveOptions> = {}): Promise<Live> {
  const live = await place().start({
    http: { host: '127.0.0.1', port: 0 },
    openStore: () => openDuckStore(':memory:'),
    ...options,
  });
  return live;
}

export const tokenOf = (live: Live, name: string): string =>
  (JSON.parse(readFileSync(live.http!.tokensFile, 'utf8')) as Record<string, string>)[name]!;

export async function ask(live: Live, path: string, { method = 'GET', as, body, headers }: Asked = {}): Promise<Said> {
  const answer = await fetch(`${live.http!.url}${path}`, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${tokenOf(live, as)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /^application\/(problem\+)?json/.test(answer.headers.get('content-type') ?? '');
  const json = isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: answer.status, headers: answer.headers, text, json };
}

/** Gives a command as the operator and waits until it is done. */
export const command = (
  live: Live,
  path: string,
  args: object = {},
  more: object = {},
  prefer = 'wait=10',
): Promise<Said> => ask(live, path, { method: 'POST', as: 'operator', body: { args, ...more }, headers: { prefer } });

/** Takes so many steps, and has them stored. */
export async function steps(live: Live, count: number): Promise<void> {
  const until = live.twin.clock.index + count;
  await command(live, '/v1/clock/step', { steps: count });
  for (let k = 0; k < 1000 && live.twin.clock.index < until; k++) await sleep(5);
  await live.twin.flush();
}

export interface Heard {
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly id?: string;
}

/** A stream of events being read. */
export interface Listening {
  readonly status: number;
  readonly heard: Heard[];
  readonly problem: Record<string, unknown> | undefined;
  readonly isOver: boolean;
  until(event: string, test?: (data: Record<string, unknown>) => boolean): Promise<Heard>;
  end(): void;
}

export async function stream(live: Live, query = '', headers: Record<string, string> = {}): Promise<Listening> {
  const ended = new AbortController();
  const answer = await fetch(`${live.http!.url}/v1/stream${query}`, { signal: ended.signal, headers });
  const heard: Heard[] = [];
  let isOver = false;
  const problem = answer.ok ? undefined : ((await answer.json()) as Record<string, unknown>);
  const read = async (): Promise<void> => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of answer.body!) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
        const lines = Object.fromEntries(
          text
            .slice(0, at)
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        text = text.slice(at + 2);
        const { event = '', data = '{}', id } = lines;
        if (event !== '')
          heard.push({ event, data: JSON.parse(data) as Record<string, unknown>, ...(id === undefined ? {} : { id }) });
      }
    }
  };
  if (answer.ok)
    void read()
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
  return {
    status: answer.status,
    heard,
    problem,
    get isOver() {
      return isOver;
    },
    async until(event, test = () => true) {
      for (let k = 0; k < 2000; k++) {
        const found = heard.find((one) => one.event === event && test(one.data));
        if (found !== undefined) return found;
        await sleep(5);
      }
      throw new Error(`never heard ${event}; heard ${JSON.stringify(heard.slice(-5))}`);
    },
    end: () => ended.abort(),
  };
}
