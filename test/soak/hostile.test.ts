import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { streamOf, uniform } from '../../src/core/chance.ts';
import { encodeSparkplug, type Writing } from '../../src/io/sparkplugPayload.ts';
import { command, idOf, listen } from '../app/server/ear.ts';
import { as, PREFIX, place, send, tell } from '../app/server/place.ts';
import { listenAsHost } from '../app/server/sparkplugHost.ts';
import { faultsOf } from '../io/sparkplugChecker.ts';
import { startMosquitto } from '../servers/mosquitto.ts';
import { trials } from './share.ts';

const COMMANDS = trials(10_000);
const ROUNDS = trials(100);

describe('a hostile world', () => {
  it(`${COMMANDS} malformed, oversized, expired, repeated and forbidden commands: none is obeyed, all are counted`, async () => {
    const { start } = place();
    const live = await start();
    const operator = await listen(live.broker!.url, as(live, 'operator'), [`${PREFIX}/ack/#`, `${PREFIX}/event/#`]);
    const owner = await listen(live.broker!.url, as(live, 'owner'), [`${PREFIX}/ack/owner/#`]);
    const good = command({ electricity_kW: 7 });
    await send(operator, 'operator/battery/setpoint', good);
    await operator.until(`/ack/operator/${idOf(good)}`);
    const drawn = (k: number, n: number): number => uniform(5, streamOf('hostile'), 8 * k + n);
    const heap = process.memoryUsage().heapUsed;
    for (let k = 0; k < COMMANDS; k++) {
      const what = Math.floor(7 * drawn(k, 0));
      const late = { issued_ms: Date.now() - 9000, expires_ms: Date.now() - 1 };
      const [ear, topic, payload] = [
        [operator, 'operator/battery/setpoint', '{"id":"x'.slice(0, Math.floor(9 * drawn(k, 1)))] as const,
        [operator, 'operator/battery/setpoint', `{"id":"big${k}","args":"${'x'.repeat(16_000)}"}`] as const,
        [operator, 'operator/battery/setpoint', command({ electricity_kW: 1 }, late)] as const,
        [operator, 'operator/battery/setpoint', good] as const,
        [owner, 'owner/battery/setpoint', command({ electricity_kW: 1 })] as const,
        [operator, 'operator/battery/setpoint', command({ electricity_kW: 'much', hold_s: -1 })] as const,
        [
          operator,
          `operator/${['grid', 'nobody', 'clock', 'site'][k % 4]}/explode`,
          command({ a: { b: [k] } }),
        ] as const,
      ][what]!;
      // An empty payload is no command at all.
      await send(ear, topic, payload === '' ? '{' : payload);
    }
    await tell(operator, 'operator/clock/step');
    const { commands, accepted, rejected, expired, repeated } = live.commands.counts;
    console.log(
      `sent ${COMMANDS + 2}, heard ${commands}, accepted ${accepted}, rejected ${rejected}, expired ${expired}, repeated ${repeated}`,
    );
    expect(commands).toBe(COMMANDS + 2);
    expect(accepted + rejected + expired + repeated).toBe(commands);
    expect(accepted).toBe(2);
    expect(live.twin.journal()).toHaveLength(1);
    expect(operator.of('/event/warning/site').length).toBeGreaterThan(0);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(200_000_000);
  });

  it(`a broker that is killed and started ${ROUNDS} times: every step is stored once, and told live or as history`, async () => {
    const broker = await startMosquitto('small');
    try {
      const { store, start } = place();
      const password = broker.passwords.twin!;
      const mqtt = { url: broker.url, username: 'twin', password, backOff_ms: 100 };
      const live = await start({ mqtt, mode: 'step' });
      const drawn = (k: number, n: number): number => uniform(6, streamOf('broker'), 8 * k + n);
      const told = new Set<number>();
      let steps = 0;
      for (let k = 0; k < ROUNDS; k++) {
        const ear = await listen(broker.url, { username: 'viewer', password: broker.passwords.viewer! });
        await sleep(60 * drawn(k, 0));
        // Once through the day, and back to its start under a new run.
        if (live.twin.clock.index >= 23) {
          await live.twin.flush();
          expect(await live.twin.seek(0)).toEqual({ kind: 'done' });
        }
        await live.twin.turn('step', 1);
        steps++;
        await sleep(60 * drawn(k, 1));
        for (const { seq } of [...ear.of('/tele/battery'), ...ear.of('/history/battery')]) told.add(seq as number);
        await broker.stop('SIGKILL');
        await sleep(30 * drawn(k, 2));
        await broker.start();
        for (let n = 0; n < 1000 && !live.link.isConnected; n++) await sleep(5);
        await ear.end();
      }
      const { counts } = live.telemetry;
      await live.stop();
      const runs = await store.runs();
      const stored = (await Promise.all(runs.map(({ id }) => store.count(id)))).reduce((a, b) => a + b, 0);
      console.log(
        `${ROUNDS} kills: ${steps} steps, ${stored} stored, ${store.rewritten} twice; ${counts.history} told as history, ${counts.historyDropped} given up; ${live.link.counts.sent} messages sent, ${live.link.counts.dropped} dropped; ${told.size} steps heard by somebody who came and went`,
      );
      expect(stored).toBe(steps);
      expect([store.rewritten, store.contradicted, counts.historyDropped, live.link.counts.dropped]).toEqual([
        0, 0, 0, 0,
      ]);
      expect(live.link.isConnected).toBe(false);
    } finally {
      await broker.end();
    }
  });

  it(`${trials(2000)} messages of Sparkplug that are late, strange, cut off or no payload at all: none is obeyed, all are counted`, async () => {
    const { start } = place();
    const live = await start({ sparkplug: { group: 'park', node: 'microgrid' } });
    const host = await listenAsHost(live.broker!.url, as(live, 'operator'));
    const drawn = (k: number, n: number): number => uniform(7, streamOf('sparkplug'), 8 * k + n);
    const good: Writing = { name: 'setpoint/electricity_kW', type: 'double', value: 7, timestamp_ms: 0 };
    const first = Date.now();
    await host.write('battery', [good], first);
    await expect.poll(() => live.commands.counts.accepted).toBe(1);
    const bytes = Buffer.from(encodeSparkplug(first, undefined, [good]));
    for (let k = 0; k < trials(2000); k++) {
      const what = Math.floor(7 * drawn(k, 0));
      const at = Date.now();
      // A second is enough for what is cut off or changed to be another message than the good one.
      const cut = bytes.subarray(0, 1 + Math.floor(drawn(k, 1) * (bytes.length - 2)));
      const noise = Buffer.from(Array.from({ length: 40 }, (_, n) => Math.floor(256 * drawn(k * 40 + n, 2))));
      await [
        () => host.raw('spBv1.0/park/DCMD/microgrid/battery', cut),
        () => host.raw('spBv1.0/park/DCMD/microgrid/battery', noise),
        () => host.write('battery', [good], first),
        () => host.write('battery', [good], at - 3_600_000),
        () => host.write('battery', [{ ...good, name: 'electricity_kW' }], at),
        () => host.write(['grid', 'nobody', 'load'][k % 3], [good], at),
        () => host.write(undefined, [{ ...good, name: 'clock/speed', value: -drawn(k, 3) }], at),
      ][what]!();
    }
    await expect.poll(() => live.commands.counts.commands, { timeout: 60_000 }).toBe(1 + trials(2000));
    const { commands, accepted, rejected, expired, repeated } = live.commands.counts;
    console.log(
      `Sparkplug: sent ${1 + trials(2000)}, heard ${commands}, accepted ${accepted}, rejected ${rejected}, expired ${expired}, repeated ${repeated}`,
    );
    expect(accepted + rejected + expired + repeated).toBe(commands);
    expect(accepted).toBe(1);
    expect(live.twin.journal()).toHaveLength(1);
    expect(live.twin.clock.speed).toBe(3600);
    expect(faultsOf(host.met)).toEqual([]);
  });

  it('a subscriber that never reads is let go, and holds nobody up', async () => {
    const { start } = place();
    const live = await start();
    const { username, password } = as(live, 'viewer');
    const socket = createConnection(Number(new URL(live.broker!.url).port), '127.0.0.1');
    let isGone = false;
    socket.on('close', () => {
      isGone = true;
    });
    socket.on('error', () => undefined);
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: 'deaf',
        keepalive: 0,
        username: username!,
        password: Buffer.from(password!),
      }),
    );
    socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] }));
    await sleep(300);
    socket.pause();
    const operator = await listen(live.broker!.url, as(live, 'operator'), [`${PREFIX}/ack/#`]);
    const before = process.memoryUsage().rss;
    for (let k = 0; k < 400 && !isGone; k++) {
      await tell(operator, 'operator/site/rebirth');
      await live.twin.seek(0);
      await live.twin.turn('step', 20);
    }
    for (let k = 0; k < 100 && live.broker!.clients > 2; k++) await sleep(100);
    expect(live.broker!.clients).toBe(2);
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
    await tell(operator, 'operator/clock/step');
    socket.destroy();
  });
});
