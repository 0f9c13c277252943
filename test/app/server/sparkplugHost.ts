import { connect } from 'mqtt';
import { onTestFinished } from 'vitest';
import { encodeSparkplug, type SparkplugMetric, type Writing } from '../../../src/io/sparkplugPayload.ts';
import { type Met, metOf } from '../../io/sparkplugChecker.ts';
import type { Who } from './ear.ts';

/** A host application that keeps what it meets, over every loss of the connection. */
export interface Host {
  readonly met: Met[];
  readonly flags: { readonly topic: string; readonly qos: number; readonly retain: boolean }[];
  until(this: void, test: (met: Met) => boolean, what: string): Promise<Met>;
  /** Writes metrics to the node, or to a device. */
  write(this: void, device: string | undefined, metrics: readonly Writing[], at?: number): Promise<void>;
  raw(this: void, topic: string, payload: Uint8Array, retain?: boolean): Promise<unknown>;
  /** The alias that a metric was born with. */
  alias(this: void, device: string | undefined, name: string): number;
}

export function listenAsHost(url: string, who: Who, address = 'park/microgrid'): Promise<Host> {
  const [group, node] = address.split('/');
  const met: Met[] = [];
  const flags: Host['flags'] = [];
  const client = connect(url, { ...who, protocolVersion: 4, reconnectPeriod: 20, connectTimeout: 5000 });
  onTestFinished(() => client.endAsync(true));
  client.on('message', (topic, payload, { qos, retain }) => {
    // What hosts say is none of the node's messages.
    if (/\/[ND]CMD\//.test(topic) || topic.includes('/STATE/')) return;
    met.push(metOf(topic, payload));
    flags.push({ topic, qos, retain });
  });
  const births = (device: string | undefined): readonly SparkplugMetric[] =>
    met.findLast(({ type, device: of }) => type.endsWith('BIRTH') && of === device)?.metrics ?? [];
  const host: Host = {
    met,
    flags,
    async until(test, what) {
      for (let k = 0; k < 2000; k++) {
        const found = met.find(test);
        if (found !== undefined) return found;
        await new Promise((done) => setTimeout(done, 5));
      }
      throw new Error(
        `never met ${what}; met ${met.map(({ type, device, seq }) => `${type} ${device ?? ''} ${seq}`).join(', ')}`,
      );
    },
    async write(device, metrics, at = Date.now()) {
      const type = device === undefined ? 'NCMD' : 'DCMD';
      const topic = `spBv1.0/${group}/${type}/${node}${device === undefined ? '' : `/${device}`}`;
      await host.raw(topic, encodeSparkplug(at, undefined, metrics));
    },
    raw: (topic, payload, retain = false) => client.publishAsync(topic, Buffer.from(payload), { qos: 0, retain }),
    alias: (device, name) => births(device).find((one) => one.name === name)!.alias!,
  };
  return new Promise((resolve, reject) => {
    client.on('error', (error) => reject(error));
    client.once('connect', () => {
      client.subscribe('spBv1.0/#', { qos: 1 }, (error) => (error ? reject(error) : resolve(host)));
    });
  });
}
