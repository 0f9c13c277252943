import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startLive } from '../../src/app/server/live.ts';
import { streamOf, uniform } from '../../src/core/chance.ts';
import type { NetworkStore } from '../../src/core/store.ts';
import { openInfluxStore } from '../../src/io/influxStore.ts';
import { openTwinStore } from '../../src/io/storeOf.ts';
import { listen } from '../app/server/ear.ts';
import { as, PREFIX } from '../app/server/place.ts';
import { folderWith } from '../app/site.ts';
import { changed, FILES } from '../scenario/small.ts';
import { startInfluxd } from '../servers/influxd.ts';
import { trials } from './share.ts';

/** A day in steps of a minute. */
const LONG = changed('step_s: 3600', 'step_s: 60', FILES);
const STEPS = 1440;

it(`a twin whose InfluxDB is away for a simulated hour, ${trials(10)} times: both stores have every step once, and the operator hears of it`, async () => {
  const influxd = await startInfluxd();
  onTestFinished(() => influxd.end());
  await influxd.ask('CREATE DATABASE park');
  const folder = folderWith(LONG);
  let [received, stored, dropped, downs] = [0, 0, 0, 0];
  for (let round = 0; round < trials(10); round++) {
    const data = mkdtempSync(join(tmpdir(), 'sixfold-away-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const url = influxd.url.replace('http://', 'influx://');
    let network: NetworkStore | undefined;
    const live = await startLive({
      file: join(folder, 'small.yaml'),
      mode: 'step',
      speed: 3600,
      policy: 'strict',
      data,
      async openStore(at, onEvent) {
        const store = await openTwinStore(`${url}/park`, {
          folder: at,
          onEvent,
          batch_ms: 10,
          first_ms: 20,
          most_ms: 200,
        });
        network = store as typeof store & NetworkStore;
        return store;
      },
      port: 0,
      wsPort: 0,
    });
    const operator = await listen(live.broker!.url, as(live, 'operator'), [`${PREFIX}/event/#`]);
    const from = Math.floor(1300 * uniform(9, streamOf('away'), round));
    const steps = async (until: number): Promise<void> => {
      if (until > live.twin.clock.index) await live.twin.turn('step', until - live.twin.clock.index);
      await expect.poll(() => live.twin.clock.index, { timeout: 30_000, interval: 5 }).toBe(until);
      await live.twin.flush();
    };
    await steps(from);
    await influxd.stop('SIGKILL');
    // The hour, a quarter at a time, each safe before the next.
    for (let k = 1; k <= 4; k++) await steps(from + 15 * k);
    await operator.until('/event/warning/site', ({ code }) => code === 'store-down');
    expect(network!.health().state).toBe('down');
    await influxd.start();
    await operator.until('/event/info/site', ({ code }) => code === 'store-up');
    await steps(STEPS);
    expect(await network!.drain(60_000)).toBe(true);
    const health = network!.health();
    const { run } = live.twin.run;
    const { columns, components } = live.twin.site;
    expect(health).toMatchObject({ refused: 0, dropped: 0, waiting: 0 });
    expect(health.stored).toBe(health.received);
    received += health.received;
    stored += health.stored;
    dropped += health.dropped;
    downs += operator.of('/event/warning/site').filter(({ code }) => code === 'store-down').length;
    expect(await live.twin.store.count(run)).toBe(STEPS);
    const away = await openInfluxStore(
      { url: influxd.url, database: 'park' },
      { spool: { folder: join(data, 'other') } },
    );
    const range = { run, from_ms: live.twin.site.grid.start_ms, to_ms: live.twin.site.grid.start_ms + STEPS * 60_000 };
    expect(await away.count(run)).toBe(STEPS);
    for (const { id } of components) {
      const [here, there] = [
        await live.twin.store.query({ ...range, component: id }),
        await away.query({ ...range, component: id }),
      ];
      expect(here.length).toBe(columns.filter(({ component }) => component === id).length);
      for (const { signal, values } of here) {
        const other = there.find((one) => one.signal === signal)!;
        expect([id, signal, other.values.length]).toEqual([id, signal, STEPS]);
        expect(values.every((v, i) => Object.is(v, other.values[i]))).toBe(true);
      }
    }
    await away.close();
    await live.stop();
  }
  console.log(
    `database away for an hour, ${trials(10)} times: received ${received}, stored ${stored}, dropped ${dropped}; told of ${downs} times`,
  );
});
