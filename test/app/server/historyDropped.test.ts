import { Subject } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { startTelemetry } from '../../../src/app/server/telemetry.ts';
import { startTwin } from '../../../src/app/server/twin.ts';
import type { Link } from '../../../src/io/mqttLink.ts';
import { FILES } from '../../scenario/small.ts';
import { folderWith } from '../site.ts';
import { memoryStore } from './memoryStore.ts';

it('an alarm tells how many steps of an outage were given up', async () => {
  const folder = folderWith(FILES);
  const twin = await startTwin({
    file: `${folder}/small.yaml`,
    mode: 'step',
    speed: 1,
    policy: 'strict',
    data: `${folder}/data`,
    openStore: () => Promise.resolve(memoryStore()),
  });
  onTestFinished(() => twin.stop());
  const told: { readonly topic: string; readonly message: string }[] = [];
  const connected$ = new Subject<void>();
  let isConnected = false;
  // A broker that is away, until it is back.
  const link: Link = {
    get isConnected() {
      return isConnected;
    },
    counts: { sent: 0, dropped: 0, waiting: 0 } as never,
    incoming$: new Subject(),
    connected$,
    lost$: new Subject(),
    hasRoom: true,
    isEasy: true,
    send: () => isConnected,
    deliver(topic, payload) {
      const { message } = JSON.parse(String(payload)) as { readonly message: string };
      if (topic.includes('/event/')) told.push({ topic, message });
    },
    settle: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const telemetry = startTelemetry({
    twin,
    link,
    session: 's',
    wall: () => 1,
    qos: 0,
    mostHistory: 5,
    removed: [],
    commandCounts: () => ({ commands: 0, accepted: 0, rejected: 0, expired: 0, repeated: 0 }),
    extraBirths: () => [],
  });
  onTestFinished(() => telemetry.stop());
  const walk = async (steps: number): Promise<void> => {
    const to = twin.clock.index + steps;
    await twin.turn('step', steps);
    for (let k = 0; twin.clock.index < to && k < 1000; k++) await new Promise((done) => setTimeout(done, 2));
  };
  await walk(5);
  expect(told).toEqual([]);
  for (let k = 0; k < 4; k++) await walk(1);
  expect(telemetry.counts.historyDropped).toBe(4);
  const alarms = () => told.filter(({ topic }) => topic.endsWith('/event/alarm/site')).map(({ message }) => message);
  expect(alarms()).toEqual([
    '1 step of an outage will not be told over MQTT, as more than 5 waited; the store has them',
  ]);
  isConnected = true;
  await new Promise((done) => setTimeout(done, 1100));
  connected$.next();
  expect(alarms().at(-1)).toBe(
    '3 steps of an outage will not be told over MQTT, as more than 5 waited; the store has them',
  );
});
