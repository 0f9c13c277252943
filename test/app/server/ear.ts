import { connect, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';

export interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
  readonly qos: number;
}

/** A client that keeps what it hears. */
export interface Ear {
  readonly client: MqttClient;
  readonly heard: Heard[];
  /** Messages whose topic ends with this, or matches, as data. */
  of(this: void, what: string | RegExp): Record<string, unknown>[];
  /** Resolves once there is one that the test asks for. */
  until(
    this: void,
    what: string | RegExp,
    test?: (data: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>>;
  end(this: void): Promise<void>;
}

export interface Who {
  readonly username?: string;
  readonly password?: string;
}

/** Connects once; rejects where it is refused. */
export function listen(url: string, who: Who, filters: readonly string[] = ['#']): Promise<Ear> {
  return new Promise((resolve, reject) => {
    const client = connect(url, { ...who, protocolVersion: 4, reconnectPeriod: 0, connectTimeout: 5000 });
    const heard: Heard[] = [];
    const of = (what: string | RegExp): Record<string, unknown>[] =>
      heard
        .filter(
          ({ topic, text }) => text !== '' && (typeof what === 'string' ? topic.endsWith(what) : what.test(topic)),
        )
        .map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    client.on('error', reject);
    client.on('close', () => reject(new Error('closed')));
    client.on('message', (topic, payload, { retain, qos }) =>
      heard.push({ topic, text: payload.toString('utf8'), retain, qos }),
    );
    const ear: Ear = {
      client,
      heard,
      of,
      async until(what, test = () => true) {
        for (let k = 0; k < 1500; k++) {
          const found = of(what).find(test);
          if (found !== undefined) return found;
          await new Promise((done) => setTimeout(done, 4));
        }
        throw new Error(
          `never heard ${String(what)}; heard ${[...new Set(heard.map(({ topic }) => topic))].join(', ')}; last ${heard.at(-1)?.text}`,
        );
      },
      end: () => client.endAsync(true),
    };
    onTestFinished(() => ear.end());
    client.on('connect', () => {
      client.subscribe([...filters], { qos: 1 }, (error) => (error ? reject(error) : resolve(ear)));
    });
  });
}

let count = 0;
/** A command's payload. */
export const command = (args: object = {}, more: object = {}): string =>
  JSON.stringify({ id: `c${++count}`, issued_ms: Date.now(), expires_ms: Date.now() + 60_000, args, ...more });
export const idOf = (payload: string): string => (JSON.parse(payload) as { id: string }).id;
