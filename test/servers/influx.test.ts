import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { uniform } from '../../src/core/chance.ts';
import type { NetworkStore, StoreEvent } from '../../src/core/store.ts';
import { type InfluxTarget, openInfluxStore } from '../../src/io/influxStore.ts';
import type { NetworkOptions } from '../../src/io/lineStore.ts';
import { storeContract } from '../io/storeContract.ts';
import { blockOf, storedRun, valueAt, whole } from '../io/stored.ts';
import { type Influxd, startInfluxd } from './influxd.ts';

interface Opened {
  readonly store: NetworkStore;
  readonly events: StoreEvent[];
}

let draws = 0;

async function opened(target: InfluxTarget, options: Partial<NetworkOptions> = {}): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-influx-spool-'));
  const events: StoreEvent[] = [];
  const store = await openInfluxStore(target, {
    spool: { folder },
    onEvent: (event) => events.push(event),
    batch_ms: 20,
    first_ms: 20,
    most_ms: 200,
    random: () => uniform(1, 2, draws++),
    ...options,
  });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { store, events };
}

describe('InfluxDB 1.6', () => {
  let influxd: Influxd;
  let count = 0;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd.end());

  /** A database of its own. */
  const fresh = async (): Promise<InfluxTarget> => {
    const database = `db ${++count}`;
    await influxd.ask(`CREATE DATABASE "${database}"`);
    return { url: influxd.url, database };
  };

  storeContract('InfluxDB 1.6', async () => {
    const { store } = await opened(await fresh());
    const settle = async (): Promise<void> => {
      expect(await store.drain(10_000)).toBe(true);
      expect(store.health()).toMatchObject({ state: 'up', refused: 0, dropped: 0, waiting: 0 });
    };
    return { store, settle };
  });

  it('writes the vocabulary of every store: kind, tags, fields, simulated time', async () => {
    const target = await fresh();
    const { store } = await opened(target);
    const run = storedRun('r1');
    await store.begin(run);
    await store.append('r1', blockOf(run, 0, 3));
    await store.drain(10_000);
    const answer = await influxd.ask('SELECT * FROM converter GROUP BY *', target.database);
    expect(answer).toEqual({
      results: [
        {
          statement_id: 0,
          series: [
            {
              name: 'converter',
              tags: { component: 'mill', owner: run.owners.mill, run: 'r1', site: 'park' },
              columns: ['time', 'electricity_kW', 'gas_kW', 'steam_kW'],
              values: [0, 1, 2].map((i) => [run.start_ms + i * 900_000, valueAt(i, 4), null, null]),
            },
            {
              name: 'converter',
              tags: { component: 'plant', owner: '', run: 'r1', site: 'park' },
              columns: ['time', 'electricity_kW', 'gas_kW', 'steam_kW'],
              values: [0, 1, 2].map((i) => [run.start_ms + i * 900_000, null, valueAt(i, 2), valueAt(i, 3)]),
            },
          ],
        },
      ],
    });
  });

  it('reads a long series back in parts, and one that a new process asks for', async () => {
    const target = await fresh();
    const one = await opened(target);
    const run = storedRun('long', { step_s: 1, columns: storedRun('x').columns.slice(0, 2) });
    await one.store.begin(run);
    for (let k = 0; k < 11; k++) await one.store.append('long', blockOf(run, k * 10_000, 10_000));
    expect(await one.store.drain(30_000)).toBe(true);
    const two = await opened(target);
    expect(await two.store.runs()).toEqual([run]);
    const [power] = await two.store.query(whole('long', 'battery-1'));
    expect(power!.values.length).toBe(110_000);
    for (let i = 0; i < 110_000; i += 997) expect(power!.values[i]).toBe(valueAt(i, 0));
    const [day] = await two.store.query(whole('long', 'battery-1', { every_s: 86_400 }));
    expect(day!.values.length).toBe(2);
  });

  it('holds what comes while the database is away: nothing lost, nothing twice', async () => {
    const { store, events } = await opened(await fresh());
    const run = storedRun('r1');
    await store.begin(run);
    await store.append('r1', blockOf(run, 0, 50));
    expect(await store.drain(10_000)).toBe(true);
    await influxd.stop('SIGKILL');
    for (let k = 50; k < 150; k += 10) await store.append('r1', blockOf(run, k, 10));
    await expect.poll(() => store.health().state).toBe('down');
    await expect(store.query(whole('r1', 'pv-1'))).rejects.toThrow(/^influx:\/\/127\.0\.0\.1:\d+\/db \d+: /);
    await wait(300);
    await influxd.start();
    for (let k = 150; k < 200; k += 10) await store.append('r1', blockOf(run, k, 10));
    expect(await store.drain(20_000)).toBe(true);
    expect(await store.count('r1')).toBe(200);
    const [power] = await store.query(whole('r1', 'pv-1'));
    expect([...power!.values]).toEqual(Array.from({ length: 200 }, (_, i) => valueAt(i, 5)));
    // 200 steps of 4 components, and the run itself, which counts as none.
    expect(store.health()).toEqual({
      state: 'up',
      received: 800,
      stored: 800,
      refused: 0,
      dropped: 0,
      waiting: 0,
      waitingBytes: 0,
    });
    expect(events.map((e) => e.code)).toEqual(['store-down', 'store-up']);
  });

  it('reports a partial write, keeps its good lines and does not try again', async () => {
    const target = await fresh();
    const run = storedRun('r1');
    // Somebody wrote text into a field.
    const url = `${influxd.url}/write?precision=ms&db=${encodeURIComponent(target.database)}`;
    await fetch(url, { method: 'POST', body: `pv,site=other electricity_kW="much" ${run.start_ms}` });
    const { store, events } = await opened(target);
    await store.begin(run);
    await store.append('r1', blockOf(run, 0, 10));
    expect(await store.drain(10_000)).toBe(true);
    expect(store.health()).toMatchObject({ state: 'up', received: 40, stored: 30, refused: 10, waiting: 0 });
    expect(events.map((e) => [e.severity, e.code, e.points])).toEqual([['alarm', 'store-refused', 10]]);
    expect(events[0]!.text).toMatch(/refused 10 of 40 for good: partial write: field type conflict.*dropped=10$/);
    expect((await store.query(whole('r1', 'mill')))[0]!.values[9]).toBe(valueAt(9, 4));
  });

  it('stops at a database that is not there, tells what to do, and goes on once it is', async () => {
    const { store, events } = await opened({ url: influxd.url, database: 'none' });
    const run = storedRun('r1');
    await expect(store.begin(run)).rejects.toThrow(
      /: database not found: none; make the database: influx -execute 'CREATE DATABASE "none"'$/,
    );
    await influxd.ask('CREATE DATABASE none');
    await store.begin(run);
    expect(await store.drain(10_000)).toBe(true);
    await influxd.ask('DROP DATABASE none');
    await store.append('r1', blockOf(run, 0, 10));
    await expect.poll(() => store.health().state).toBe('stopped');
    expect(await store.drain(5000)).toBe(false);
    expect(events.map((e) => [e.severity, e.code, e.points])).toEqual([['alarm', 'store-stopped', 40]]);
    expect(events[0]!.text).toMatch(
      /database not found: "none" \(404\); make the database: influx -execute 'CREATE DATABASE "none"'; sending has stopped, 40 wait in the spool$/,
    );
    await influxd.ask('CREATE DATABASE none');
    store.resume();
    expect(await store.drain(10_000)).toBe(true);
    expect(await store.count('r1')).toBe(10);
  });
});

describe('InfluxDB 1.6 with users', () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd({ users: true });
    await influxd.ask('CREATE DATABASE park');
    await influxd.ask(`CREATE USER twin WITH PASSWORD 'p/ä:s s'`);
    await influxd.ask('GRANT ALL ON park TO twin');
  });
  afterAll(() => influxd.end());

  it('takes user and password', async () => {
    const { store } = await opened({ url: influxd.url, database: 'park', user: 'twin', password: 'p/ä:s s' });
    const run = storedRun('r1');
    await store.begin(run);
    await store.append('r1', blockOf(run, 0, 5));
    expect(await store.drain(10_000)).toBe(true);
    expect(await store.count('r1')).toBe(5);
  });

  it('stops at a wrong password and says so without it', async () => {
    const { store, events } = await opened({ url: influxd.url, database: 'park', user: 'twin', password: 'guess-1' });
    const host = new URL(influxd.url).host;
    const advice = `put user and password of influx://${host}/park right`;
    await expect(store.runs()).rejects.toThrow(advice);
    const run = storedRun('r2');
    await expect(store.begin(run)).rejects.toThrow(advice);
    expect(events).toEqual([]);
    // Changed while the twin runs.
    const good = await opened({ url: influxd.url, database: 'park', user: 'twin', password: 'p/ä:s s' });
    await good.store.begin(run);
    expect(await good.store.drain(10_000)).toBe(true);
    await influxd.ask(`SET PASSWORD FOR twin = 'other'`);
    await good.store.append('r2', blockOf(run, 0, 5));
    await expect.poll(() => good.store.health().state).toBe('stopped');
    expect(good.events.map((e) => e.text)).toEqual([
      `influx://${host}/park: authorization failed (401); ${advice}; sending has stopped, 20 wait in the spool`,
    ]);
    expect(good.store.health()).toMatchObject({ waiting: 20, stored: 0, dropped: 0 });
    await influxd.ask(`SET PASSWORD FOR twin = 'p/ä:s s'`);
    good.store.resume();
    expect(await good.store.drain(10_000)).toBe(true);
    expect(await good.store.count('r2')).toBe(5);
  });
});
