// Telling over MQTT: a twin's telemetry beside the bare client, to the same broker in one run; and a year of hours at once
// into store and frames.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { dist, median, report, scenario } from './timing.mjs';
import { startTwin } from './twin.mjs';

const { startBroker } = await import(dist('io/mqttBroker.js'));
const { openLink } = await import(dist('io/mqttLink.js'));
const { encoderOf, headText } = await import(dist('app/server/encode.js'));

const MESSAGES = 20_000;
const ROUNDS = 5;
/** Messages of QoS 1 under way together, by the bare client as by the twin. */
const FLYING = 256;
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
  const late = performance.now() + 60_000;
  while (heard < count) {
    if (performance.now() > late) throw new Error(`${heard} of ${count} messages came`);
    await sleep(1);
  }
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
      while (flying < FLYING && k < MESSAGES) {
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
      // Broker, twin and listener are this process: its own time says the same on a busy machine as on an idle one.
      const from = process.cpuUsage();
      await publish(qos);
      await allHeard(MESSAGES);
      const { user, system } = process.cpuUsage(from);
      // The first round warms up.
      if (round > 0) rates[name].push((1e6 * MESSAGES) / (user + system));
    }
  const [a, b] = [median(rates.bare), median(rates.twin)];
  report(
    `MQTT, QoS ${qos}: ${MESSAGES} messages of ${payload.length} bytes to the broker in this process and back, by its processor time`,
    [
      ['the bare client, a text that is there', `${a.toFixed(0)}/s`],
      ['the twin, values into text', `${b.toFixed(0)}/s`],
      ['share (asked: at least 70 %)', `${((100 * b) / a).toFixed(0)} %`],
    ],
  );
}
await Promise.all([ear.endAsync(true), bare.endAsync(true), link.close()]);
await broker.close();

// A year, with somebody who listens.
const twin = await startTwin(scenario, ['--mode', 'step', '--until', 'end']);
let frames = 0;
twin.client.on('message', (at) => {
  if (at.endsWith('/frame')) frames++;
});
await twin.client.subscribeAsync(`${twin.prefix}/frame`, { qos: 0 });
const before_s = twin.cpu_s();
let cpu_s = before_s;
const looking = setInterval(() => {
  cpu_s = twin.cpu_s() ?? cpu_s;
}, 50);
const from = performance.now();
await twin.command('clock/mode', { mode: 'asap' });
await twin.exited;
const took_ms = performance.now() - from;
clearInterval(looking);
const said = await twin.close();
if (frames !== 8760 || !said.includes('8760 stored')) throw new Error(`${frames} frames came of 8760; ${said}`);
report('A year of hourly frames as fast as it goes, into DuckDB and MQTT frames, in a process of its own', [
  ['start, with loading the scenario', `${(twin.started_ms / 1000).toFixed(2)} s`],
  ['simulated, stored, told and flushed (asked: under 10 s)', `${(took_ms / 1000).toFixed(2)} s`],
  [
    'processor time of that, of all threads',
    before_s === undefined ? 'not told' : `${(cpu_s - before_s).toFixed(2)} s`,
  ],
]);
