import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_LOG } from '../../src/app/log.ts';
import { serveStore } from '../../src/app/server/http/serveStore.ts';
import { openResultStore } from '../../src/app/server/resultStore.ts';
import type { Store } from '../../src/core/store.ts';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { folderWith, say } from './site.ts';

/** Results of two runs, each in a folder of its own. */
async function results(): Promise<string> {
  const folder = folderWith();
  for (const name of ['one', 'two words'])
    expect(
      (await say(['run', join(folder, 'small.yaml'), '--out', join(folder, 'out', name), '--no-report'])).exit,
    ).toBe(0);
  return join(folder, 'out');
}
async function serving(store: Store, more: object = {}): Promise<string> {
  const folder = folderWith({});
  const options = { store, host: '127.0.0.1', port: 0, tokensFile: join(folder, 'tokens.json'), ...more };
  const server = await serveStore(options, NO_LOG);
  onTestFinished(() => server.stop());
  return server.url;
}
const get = async (url: string, init: RequestInit = {}): Promise<{ status: number; json: Record<string, unknown> }> => {
  const answer = await fetch(url, init);
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
};

describe('results as a store', () => {
  it('gives each series as it stands in the file', async () => {
    const out = await results();
    const store = await openResultStore(out);
    const runs = await store.runs();
    expect(runs.map(({ id, site }) => [id, site])).toEqual([
      ['one', 'small'],
      ['two-words', 'small'],
    ]);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'one', 'results.parquet')) });
    expect(await store.count('one')).toBe(24);
    const range = { run: 'one', component: 'battery', from_ms: runs[0]!.start_ms + 3 * 3_600_000, to_ms: 9e15 };
    const [series] = await store.query({ ...range, signals: ['electricity_kW'] });
    expect([...series!.values]).toEqual(rows.slice(3).map((row) => row['battery.electricity_kW']));
    const [mean] = await store.query({ ...range, signals: ['electricity_kW'], every_s: 21_600 });
    // 19:00 to 24:00 UTC.
    const first = rows.slice(3, 8).map((row) => Number(row['battery.electricity_kW']));
    expect(mean!.values[0]).toBeCloseTo(first.reduce((a, b) => a + b, 0) / 5, 9);
    await expect(store.remove('one')).rejects.toThrow('results are for reading alone');
    await expect(store.query({ ...range, run: 'three' })).rejects.toThrow(
      'there is no run "three" in the store; it has one, two-words',
    );
    // A run by itself is a folder, too.
    expect((await (await openResultStore(join(out, 'one'))).runs()).map(({ id }) => id)).toEqual(['one']);
  });

  it('says what is missing', async () => {
    const folder = folderWith({});
    await expect(openResultStore(join(folder, 'none'))).rejects.toThrow(
      `there is no folder "${join(folder, 'none')}"; check the path`,
    );
    await expect(openResultStore(folder)).rejects.toThrow(
      `${folder}: holds no results; expected a folder that "sixfold run" wrote`,
    );
    const out = await results();
    writeFileSync(join(out, 'one', 'meta.json'), '{"schemaVersion":2}');
    await expect(openResultStore(out)).rejects.toThrow(
      /meta\.json.* is no description of a run of this version; run the scenario again$/,
    );
    rmSync(join(out, 'one'), { recursive: true });
    mkdirSync(join(out, 'one'));
    expect(await (await openResultStore(out)).runs()).toHaveLength(1);
  });
});

describe('sixfold serve', () => {
  it('serves results with what their report says, and changes nothing', async () => {
    const out = await results();
    const store = await openResultStore(out);
    const url = await serving(store, { results: store });
    expect((await get(`${url}/v1/runs`)).json.runs).toHaveLength(2);
    const summary = await get(`${url}/v1/runs/one/summary`);
    expect(summary.json).toEqual(JSON.parse(readFileSync(join(out, 'one', 'summary.json'), 'utf8')));
    writeFileSync(join(out, 'one', 'report.html'), '<!doctype html><script>fetch("/v1/session")</script>');
    const report = await fetch(`${url}/v1/runs/one/report`);
    expect(await report.text()).toBe(readFileSync(join(out, 'one', 'report.html'), 'utf8'));
    // In a place of its own: its script reaches neither a session nor this server.
    expect(report.headers.get('content-security-policy')).toMatch(
      /^sandbox allow-scripts allow-downloads; default-src 'none'; (?!.*(same-origin|connect-src))/,
    );
    expect((await fetch(`${url}/v1/runs/two-words/report`)).status).toBe(404);
    const kpis = await get(`${url}/v1/runs/one/kpis`);
    type Sums = Readonly<Record<'supply' | 'discharge' | 'use' | 'sale' | 'charge', number>>;
    const buses = summary.json.buses as Record<string, Sums>;
    type Amount = Readonly<{ value: number; unit: string }>;
    const told = kpis.json.buses as { bus: string; given: Amount; taken: Amount }[];
    expect(told.map(({ bus }) => bus)).toEqual(Object.keys(buses));
    for (const { bus, given, taken } of told) {
      const { supply, discharge, use, sale, charge } = buses[bus]!;
      expect(given.value).toBeCloseTo(supply + discharge, 6);
      expect(taken.value).toBeCloseTo(use + sale + charge, 6);
    }
    const series = await get(`${url}/v1/runs/one/series?component=load&signal=input_kW&points=6`);
    expect(series.json).toMatchObject({
      every_s: 14_400,
      columns: [{ how: 'mean', max: expect.any(Array) as unknown }],
    });
    expect((await get(`${url}/readyz`)).json).toMatchObject({ status: 'ready' });
    const { json: document } = await get(`${url}/openapi.json`);
    expect(Object.keys(document.paths as object)).toEqual([
      '/v1/runs',
      '/v1/runs/{run}',
      '/v1/runs/{run}/kpis',
      '/v1/runs/{run}/series',
      '/v1/runs/{run}/summary',
      '/v1/runs/{run}/report',
      '/v1/session',
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.json',
    ]);
    for (const [method, path, status] of [
      ['DELETE', '/v1/runs/one', 405],
      ['POST', '/v1/clock/pause', 404],
      ['GET', '/v1/runs/current', 404],
    ] as const)
      expect((await get(`${url}${path}`, { method })).status).toBe(status);
  });

  it('takes a token of a file of its own where others can reach it', async () => {
    const store = await openDuckStore(':memory:');
    onTestFinished(() => store.close());
    const tokensFile = join(folderWith({}), 'tokens.json');
    const url = (await serving(store, { host: '0.0.0.0', tokensFile })).replace('0.0.0.0', '127.0.0.1');
    expect((await get(`${url}/v1/runs`)).status).toBe(401);
    const { viewer } = JSON.parse(readFileSync(tokensFile, 'utf8')) as { viewer: string };
    expect((await get(`${url}/v1/runs`, { headers: { authorization: `Bearer ${viewer}` } })).json).toEqual({
      runs: [],
    });
    expect(statSync(tokensFile).mode & 0o777).toBe(0o600);
  });

  it('is told by name of a store that is gone', async () => {
    const store = await openDuckStore(':memory:');
    onTestFinished(() => store.close());
    const url = await serving({ ...store, runs: () => Promise.reject(new Error('the disk is gone')) });
    const { status, json } = await get(`${url}/readyz`);
    expect([status, json.detail]).toEqual([503, 'store: the disk is gone']);
    expect((await get(`${url}/v1/runs`)).status).toBe(500);
  });

  it('says where it is, and what is wrong', async () => {
    const out = await results();
    const { exit, out: text, err } = await say(['serve', out, '--http', '127.0.0.1:0'], 3);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(text).toMatch(
      /^Store {2}results:\S+, 2 runs\nHTTP {3}http:\/\/127\.0\.0\.1:\d+\/openapi\.json\nStop {3}Ctrl-C\n$/,
    );
    expect(await say(['serve', join(out, 'no.duckdb')])).toEqual({
      exit: 2,
      out: '',
      err: `there is no store "${join(out, 'no.duckdb')}"; expected a DuckDB file, a folder of results, or the URL of a database\n`,
    });
  });
});
