import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { NetworkStore, StoreEvent } from '../../src/core/store.ts';
import { openInflux2Store } from '../../src/io/influx2Store.ts';
import { blockOf, storedRun, valueAt, whole } from '../io/stored.ts';
import { type Influxd, startInfluxd } from './influxd.ts';
import { startVictoria, type Victoria } from './victoria.ts';

let victoria: Victoria;
let influxd: Influxd;
beforeAll(async () => {
  victoria = await startVictoria();
  influxd = await startInfluxd();
});
afterAll(async () => {
  await victoria.end();
  await influxd.end();
});

async function opened(url: string, bucket = 'park'): Promise<{ store: NetworkStore; events: StoreEvent[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-influx2-spool-'));
  const events: StoreEvent[] = [];
  const store = await openInflux2Store(
    { url, org: 'six', bucket, token: 'secret-token' },
    { spool: { folder }, onEvent: (e) => events.push(e), batch_ms: 20, first_ms: 20, most_ms: 200 },
  );
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { store, events };
}

it('writes by /api/v2/write to a real server, also after it was away', async () => {
  const { store, events } = await opened(victoria.url);
  const run = storedRun('r1', { start_ms: Math.floor(Date.now() / 3_600_000 - 1000) * 3_600_000 });
  // Its InfluxQL it does not answer, so that the run counts as unknown there.
  await store.begin(run);
  await store.append('r1', blockOf(run, 0, 1500));
  expect(await store.drain(20_000)).toBe(true);
  // Killed, it would lose what it acknowledged within the last second.
  await victoria.stop();
  await store.append('r1', blockOf(run, 1500, 20));
  await expect.poll(() => store.health().state).toBe('down');
  await victoria.start();
  expect(await store.drain(20_000)).toBe(true);
  expect(store.health()).toMatchObject({ received: 6080, stored: 6080, refused: 0, dropped: 0 });
  expect(events.map((e) => e.code)).toEqual(['store-down', 'store-up']);
  const found = await victoria.series('{__name__="pv_electricity_kW",run="r1"}', 1520);
  expect(found.length).toBe(1);
  expect(found[0]!.metric).toEqual({
    __name__: 'pv_electricity_kW',
    component: 'pv-1',
    run: 'r1',
    site: 'park',
    ...('db' in found[0]!.metric ? { db: 'park' } : {}),
  });
  const byTime = new Map(found[0]!.timestamps.map((t, k) => [t, found[0]!.values[k]!]));
  expect(byTime.size).toBe(1520);
  for (let i = 0; i < 1520; i++) {
    const v = byTime.get(run.start_ms + i * 900_000)!;
    expect(Math.abs(v - valueAt(i, 5))).toBeLessThan(1e-9 * Math.max(1, Math.abs(valueAt(i, 5))));
  }
});

it('reads back in InfluxQL what is there', async () => {
  await influxd.ask('CREATE DATABASE two');
  const run = storedRun('r1');
  const fields = (i: number): string => `electricity_kW=${valueAt(i, 0)},soc=${valueAt(i, 1)}`;
  const lines = Array.from(
    { length: 8 },
    (_, i) => `battery,component=battery-1,run=r1,site=park ${fields(i)} ${run.start_ms + i * 900_000}`,
  );
  const { runLine } = await import('../../src/io/lineProtocol.ts');
  const body = `${runLine(run)}${lines.join('\n')}`;
  const wrote = await fetch(`${influxd.url}/write?db=two&precision=ms`, { method: 'POST', body });
  expect(wrote.status).toBe(204);
  const { store } = await opened(influxd.url, 'two');
  expect(await store.runs()).toEqual([run]);
  const [power, soc] = await store.query(whole('r1', 'battery-1'));
  expect([...power!.values]).toEqual(Array.from({ length: 8 }, (_, i) => valueAt(i, 0)));
  const [, hourly] = await store.query(whole('r1', 'battery-1', { every_s: 3600 }));
  expect([...hourly!.values]).toEqual([soc!.values[3], soc!.values[7]]);
});

/** Answers as told; for what no server here can be made to say. */
async function stub(answer: { status: number; body: string; headers?: Record<string, string> }) {
  const seen: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (request.url?.startsWith('/api/v2/write') === true) {
        const isZipped = request.headers['content-encoding'] === 'gzip';
        seen.push({
          url: request.url,
          headers: request.headers,
          body: (isZipped ? gunzipSync(body) : body).toString(),
        });
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(answer.body);
      } else {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"results":[{}]}');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, seen, answer };
}

it('sends organisation, bucket, precision and token, zipped', async () => {
  const { url, seen } = await stub({ status: 204, body: '' });
  const { store } = await opened(url);
  const run = storedRun('r1');
  await store.begin(run);
  await store.append('r1', blockOf(run, 0, 1));
  expect(await store.drain(5000)).toBe(true);
  expect(seen.map((s) => s.url)).toEqual(Array(2).fill('/api/v2/write?org=six&bucket=park&precision=ms'));
  expect(seen[1]!.headers).toMatchObject({ authorization: 'Token secret-token', 'content-encoding': 'gzip' });
  expect(seen[1]!.body.split('\n').length).toBe(4);
});

it.each([
  [
    401,
    { code: 'unauthorized', message: 'unauthorized access' },
    'stopped',
    /unauthorized access \(401\); put the token of/,
  ],
  [
    404,
    { code: 'not found', message: 'bucket "park" not found' },
    'stopped',
    /bucket "park" not found \(404\); make bucket "park" in organisation "six"/,
  ],
  [429, { code: 'too many requests', message: 'limit' }, 'down', /limit \(429\); what comes waits/],
  [
    400,
    { code: 'invalid', message: 'partial write: field type conflict dropped=1' },
    'up',
    /refused 1 of 4 for good: partial write/,
  ],
] as const)('takes an answer %i as it is meant', async (status, body, state, text) => {
  const { url, seen, answer } = await stub({ status: 204, body: '' });
  const { store, events } = await opened(url);
  const run = storedRun('r1');
  await store.begin(run);
  expect(await store.drain(5000)).toBe(true);
  Object.assign(answer, { status, body: JSON.stringify(body) });
  await store.append('r1', blockOf(run, 0, 1));
  await expect.poll(() => events.length).toBe(1);
  expect(events[0]!.text).toMatch(text);
  expect(events[0]!.text).not.toContain('secret-token');
  expect(store.health().state).toBe(state);
  // The client itself does not try again.
  if (state !== 'down') expect(seen.length).toBe(2);
});
