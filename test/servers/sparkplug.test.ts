import { setTimeout as sleep } from 'node:timers/promises';
import type { Packet } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { streamOf, uniform } from '../../src/core/chance.ts';
import { listen } from '../app/server/ear.ts';
import { PREFIX, place } from '../app/server/place.ts';
import { listenAsHost } from '../app/server/sparkplugHost.ts';
import { faultsOf, type Met, metOf } from '../io/sparkplugChecker.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';
import { type Tapped, tapOf } from './mqttTap.ts';

let broker: Mosquitto;
beforeAll(async () => {
  broker = await startMosquitto('small');
});
afterAll(() => broker.end());

const who = (username: string) => ({ username, password: broker.passwords[username]! });
const sparkplug = { group: 'park', node: 'microgrid' };
const rebirth = { name: 'Node Control/Rebirth', type: 'boolean', value: true, timestamp_ms: 0 } as const;
const willOf = ([first]: readonly Packet[]): Met | undefined => {
  if (first?.cmd !== 'connect' || first.will?.topic.startsWith('spBv1.0/') !== true) return undefined;
  expect([first.clean, first.will.qos, first.will.retain]).toEqual([true, 1, false]);
  return metOf(first.will.topic, first.will.payload as Buffer);
};
/** What an edge node published in one session. */
const publishedIn = ({ packets }: Tapped): Met[] =>
  packets.flatMap((packet) => {
    if (packet.cmd !== 'publish') return [];
    expect([packet.topic, packet.qos, packet.retain]).toEqual([
      packet.topic,
      packet.topic.includes('/NDEATH/') ? 1 : 0,
      false,
    ]);
    return [metOf(packet.topic, packet.payload as Buffer)];
  });

describe('Sparkplug B on a real Mosquitto', () => {
  it('every session is in order, whatever cuts it off: cables, brokers, hosts that want births', async () => {
    const ROUNDS = 24;
    const tap = await tapOf(broker.url);
    onTestFinished(tap.end);
    const drawn = (k: number, n: number): number => uniform(8, streamOf('sparkplug'), 8 * k + n);
    const live = await place().start({
      mqtt: { url: tap.url, ...who('twin'), backOff_ms: 100 },
      mode: 'paced',
      speed: 3600 * 20,
      sparkplug,
    });
    const host = await listenAsHost(broker.url, who('operator'));
    for (let k = 0; k < ROUNDS; k++) {
      await sleep(200 * drawn(k, 0));
      if (live.twin.clock.index > 20) await live.twin.seek(0);
      const what = drawn(k, 1);
      if (what < 0.4) tap.cut();
      else if (what < 0.7) await host.write(undefined, [rebirth]);
      else {
        await broker.stop('SIGKILL');
        await sleep(200 * drawn(k, 2));
        await broker.start();
      }
    }
    // Whoever was away asks for births, and is told everything again.
    for (let k = 0; k < 400 && !live.link.isConnected; k++) await sleep(10);
    await sleep(500);
    host.met.length = 0;
    await host.write(undefined, [rebirth]);
    await host.until(({ type }) => type === 'NBIRTH', 'a birth');
    // A step that was told before the wish was heard is of the session before.
    host.met.splice(
      0,
      host.met.findIndex(({ type }) => type === 'NBIRTH'),
    );
    await live.twin.seek(0);
    await host.until(({ type }) => type === 'DDATA', 'data');
    await live.stop();
    await host.until(({ type }) => type === 'NDEATH', 'a death');
    expect(faultsOf(host.met)).toEqual([]);

    const sessions = tap.connections.filter(({ packets }) => willOf(packets) !== undefined);
    const all: Met[] = [];
    let accepted = 0;
    let number = -1;
    for (const session of sessions) {
      const will = willOf(session.packets)!;
      const published = publishedIn(session);
      if (!session.isAccepted) {
        expect(published).toEqual([]);
        continue;
      }
      accepted++;
      number = (number + 1) % 256;
      expect(will).toMatchObject({ bdSeq: number });
      expect(will.seq).toBeUndefined();
      // It hears before it speaks.
      const commands = session.packets.map(({ cmd }) => cmd);
      if (published.length > 0) {
        expect(commands.indexOf('subscribe')).toBeLessThan(commands.indexOf('publish'));
        expect(published[0]).toMatchObject({ type: 'NBIRTH', seq: 0, bdSeq: number });
      }
      all.push(...published);
      const isOver = published.at(-1)?.type === 'NDEATH';
      if (published.length > 0 && !isOver) all.push(will);
    }
    expect(faultsOf(all)).toEqual([]);
    expect(accepted).toBeGreaterThan(ROUNDS / 6);
    expect(all.at(-1)).toMatchObject({ type: 'NDEATH', bdSeq: number });
    const data = all.filter(({ type }) => type === 'DDATA').length;
    console.log(
      `${accepted} sessions, ${all.length} messages, of them ${data} of data; ${all.filter(({ type }) => type === 'NBIRTH').length} births`,
    );
    expect(data).toBeGreaterThan(30);
  });

  it('the broker tells of its death, and commands that were kept are refused and cleared', async () => {
    const host = await listenAsHost(broker.url, who('operator'));
    const payload = Buffer.from('0800', 'hex');
    await host.raw('spBv1.0/park/DCMD/microgrid/battery', payload, true);
    const tap = await tapOf(broker.url);
    onTestFinished(tap.end);
    const live = await place().start({ mqtt: { url: tap.url, ...who('twin'), backOff_ms: 60_000 }, sparkplug });
    await host.until(({ type }) => type === 'NBIRTH', 'a birth');
    await expect.poll(() => live.commands.counts.rejected).toBe(1);
    expect(live.twin.journal()).toEqual([]);
    tap.cut();
    expect(await host.until(({ type }) => type === 'NDEATH', 'a death')).toMatchObject({ bdSeq: 0 });
    expect(faultsOf(host.met)).toEqual([]);
    const late = await listen(broker.url, who('operator'), ['spBv1.0/park/DCMD/#', `${PREFIX}/status`]);
    await late.until('/status');
    expect(late.heard.map(({ topic }) => topic)).toEqual([`${PREFIX}/status`]);
  });
});
