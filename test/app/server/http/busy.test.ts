import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_LOG } from '../../../../src/app/log.ts';
import { serveStore } from '../../../../src/app/server/http/serveStore.ts';
import type { Store, StoredRun } from '../../../../src/core/store.ts';
import { openDuckStore } from '../../../../src/io/duckStore.ts';
import { seriesFill, seriesGrid } from '../../../../src/io/seriesGrid.ts';
import { folderWith } from '../../site.ts';

const RUN: StoredRun = {
  id: 'long',
  site: 's',
  scenario: 's',
  fork: 0,
  start_ms: 0,
  step_s: 1,
  zone: 'UTC',
  currency: 'CNY',
  owners: {},
  columns: [
    {
      name: 'a.electricity_kW',
      component: 'a',
      kind: 'battery',
      signal: 'electricity_kW',
      unit: 'kW',
      role: 'port',
      laws: [],
    },
  ],
};

/** A store with a run of 16 million steps that takes a while for every portion of it. */
async function slow(): Promise<{ url: string; reads: () => number }> {
  const duck = await openDuckStore(':memory:');
  onTestFinished(() => duck.close());
  let reads = 0;
  const store: Store = {
    ...duck,
    runs: () => Promise.resolve([RUN]),
    count: () => Promise.resolve(16_000_000),
    end: () => Promise.resolve(16_000_000),
    async query(query) {
      reads++;
      await sleep(40);
      return seriesFill(seriesGrid(RUN, query, 0, 16_000_000), RUN.columns).done();
    },
  };
  const tokensFile = `${folderWith({})}/tokens.json`;
  const server = await serveStore({ store, host: '127.0.0.1', port: 0, tokensFile }, NO_LOG);
  onTestFinished(() => server.stop());
  return { url: `${server.url}/v1/runs/long/series?points=100`, reads: () => reads };
}

describe('long series', () => {
  it('are given up where nobody waits for them any more', async () => {
    const { url, reads } = await slow();
    const gone = new AbortController();
    const asked = fetch(url, { signal: gone.signal }).catch((error: Error) => error.name);
    await sleep(300);
    gone.abort();
    expect(await asked).toBe('AbortError');
    await sleep(100);
    const before = reads();
    expect(before).toBeGreaterThan(3);
    await sleep(300);
    // Of 62 portions.
    expect(reads()).toBe(before);
  });

  it('are read two at a time, few wait, and others are told to come again', async () => {
    const { url, reads } = await slow();
    const gone = new AbortController();
    onTestFinished(() => gone.abort());
    const codes: unknown[] = [];
    for (let k = 0; k < 60; k++)
      void fetch(url, { signal: gone.signal }).then(
        async (said) => {
          codes.push([said.status, said.headers.get('retry-after'), ((await said.json()) as { code: string }).code]);
        },
        () => undefined,
      );
    for (let k = 0; k < 400 && codes.length < 26; k++) await sleep(10);
    // 2 are read, 32 wait.
    expect(codes).toEqual(Array.from({ length: 26 }, () => [503, '1', 'busy']));
    expect(reads()).toBeGreaterThan(0);
    const others = await fetch(new URL('/v1/runs', url));
    expect(others.status).toBe(200);
  });
});
