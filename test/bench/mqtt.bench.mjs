// Telling over MQTT: a twin's telemetry beside the bare client, to the same broker in one run; and a year of hours at once
// into store and frames.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { dist, median, report, root, scenario } from './timing.mjs';

const { startBroker } = await import(dist('io/mqttBroker.js'));
const { openLink } = await import(dist('io/mqttLink.js'));
const { encoderOf, headText } = await import(dist('app/server/encode.js'));

const MESSAGES = 20_000;
const ROUNDS = 3;
const SIGNALS = 8;
const user = { name: 'twin', role: 'twin', password: 'a password of the bench' };
const broker = await startBroker({ site: 'bench', users: [user], port: 0, wsPort: 0 });
const who = { username: user.name, password: user.password };
const topic = 'sixfold/v1/bench/tele/battery';

const ear = await connectAsync(broker.url, { ...who, protocolVersion: 4 });
await ear.subscribeAsync('sixfold/#', { qos: 1 });
let heard = 0;
ear.on('message', () => {
  heard++;
});
const allHeard = async (count) => {
  while (heard < count) await sleep(1);
  heard = 0;
};

const row = Float64Array.from({ length: SIGNALS }, (_, k) => 1000 / (k + 1.7));
const names = Array.from({ length: SIGNALS }, (_, k) => [`signal${k}_kW`, k]);
const { encode } = encoderOf(names);
const headOf = (seq) => ({
  time_ms: 1_672_531_200_000 + 1000 * seq,
  wall_ms: Date.now(),
  run: 'r20230101t000000z-0000',
  epoch: 1,
  seq,
});
const payload = encode(headText(headOf(0)), row, 0);

const bare = await connectAsync(broker.url, { ...who, protocolVersion: 4 });
/** As fast as the bare client goes: a payload that is there, as many at a time as it takes. */
const publishBare = async (qos) => {
  if (qos === 0) {
    for (let k = 0; k < MESSAGES; k++) {
      bare.publish(topic, payload, { qos });
      if (k % 500 === 499) while (bare.stream.writableLength > 1_000_000) await sleep(0);
    }
    return;
  }
  let flying = 0;
  let done = 0;
  await new Promise((resolve) => {
    let k = 0;
    const more = () => {
      while (flying < 64 && k < MESSAGES) {
        k++;
        flying++;
        bare.publish(topic, payload, { qos }, () => {
          flying--;
          if (++done === MESSAGES) resolve();
          else more();
        });
      }
    };
    more();
  });
};
const link = openLink({
  url: broker.url,
  ...who,
  will: () => ({ topic: 'sixfold/v1/bench/status', payload: '{}' }),
  subscriptions: [],
});
while (!link.isConnected) await sleep(5);
/** What a twin does for each message: values of a frame into text, and out. */
const publishTwin = async (qos) => {
  for (let k = 0; k < MESSAGES; k++) {
    const text = encode(headText(headOf(k)), row, 0);
    if (qos === 0) while (!link.send(topic, text)) await sleep(0);
    else link.deliver(topic, text);
    if (k % 500 === 499) {
      if (qos === 1) while (link.counts.waiting > 2000) await sleep(0);
      else while (!link.hasRoom) await sleep(0);
    }
  }
  await link.settle(60_000);
};
for (const qos of [0, 1]) {
  const rates = { bare: [], twin: [] };
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, publish] of [
      ['bare', publishBare],
      ['twin', publishTwin],
    ]) {
      const from = performance.now();
      await publish(qos);
      await allHeard(MESSAGES);
      // The first round warms up.
      if (round > 0) rates[name].push((1000 * MESSAGES) / (performance.now() - from));
    }
  const [a, b] = [median(rates.bare), median(rates.twin)];
  report(`MQTT, QoS ${qos}: ${MESSAGES} messages of ${payload.length} bytes to the broker in this process and back`, [
    ['the bare client, a text that is there', `${a.toFixed(0)}/s`],
    ['the twin, values into text', `${b.toFixed(0)}/s`],
    ['share (asked: at least 70 %)', `${((100 * b) / a).toFixed(0)} %`],
  ]);
}
await Promise.all([ear.endAsync(true), bare.endAsync(true), link.close()]);
await broker.close();

// A year, with somebody who listens.
const data = mkdtempSync(join(tmpdir(), 'sixfold-bench-'));
try {
  const from = performance.now();
  const args = ['bin/sixfold.js', 'live', scenario, '--mode', 'step', '--until', 'end', '--data', data];
  const twin = spawn(process.execPath, [...args, '--port', '0', '--ws-port', '0'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  twin.stderr.on('data', (text) => {
    said += text;
  });
  const place = join(data, 'live.json');
  while (!existsSync(place)) await sleep(5);
  const { mqtt, users, prefix } = JSON.parse(readFileSync(place, 'utf8'));
  const { operator } = JSON.parse(readFileSync(users, 'utf8'));
  const client = await connectAsync(mqtt, { username: 'operator', password: operator, protocolVersion: 4 });
  let frames = 0;
  client.on('message', (at) => {
    if (at.endsWith('/frame')) frames++;
  });
  await client.subscribeAsync(`${prefix}/frame`, { qos: 0 });
  const loaded = performance.now();
  const now = Date.now();
  const order = { id: 'go', issued_ms: now, expires_ms: now + 60_000, args: { mode: 'asap' } };
  await client.publishAsync(`${prefix}/cmd/operator/clock/mode`, JSON.stringify(order), { qos: 1 });
  await once(twin, 'exit');
  const ended = performance.now();
  await client.endAsync(true);
  report('A year of hourly frames as fast as it goes, into DuckDB and MQTT frames, in a process of its own', [
    ['start, with loading the scenario', `${((loaded - from) / 1000).toFixed(2)} s`],
    ['simulated, stored, told and flushed (asked: under 10 s)', `${((ended - loaded) / 1000).toFixed(2)} s`],
    ['frames heard of 8760', `${frames}`],
    ['the twin counts', said.trim().split('\n').slice(-2).join('; ')],
  ]);
} finally {
  rmSync(data, { recursive: true, force: true });
}
