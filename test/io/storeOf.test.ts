import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { NetworkStore } from '../../src/core/store.ts';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { mirrorStore } from '../../src/io/mirrorStore.ts';
import { isNetwork, openStore, openTwinStore, storeTarget, withoutSecrets } from '../../src/io/storeOf.ts';
import { blockOf, storedRun } from './stored.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sixfold-stores-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const env = { SIXFOLD_INFLUX_USER: 'env-user', SIXFOLD_INFLUX_PASSWORD: 'env-pass', SIXFOLD_INFLUX_TOKEN: 'env-token' };

it.each([
  ['out/a.duckdb', { is: 'duckdb', path: 'out/a.duckdb' }],
  ['duckdb:out/a b.duckdb', { is: 'duckdb', path: 'out/a b.duckdb' }],
  [':memory:', { is: 'duckdb', path: ':memory:' }],
  [
    'influx://u:p%2F1@db.example:8087/my%20db?rp=year',
    {
      is: 'influx',
      target: { url: 'http://db.example:8087', database: 'my db', user: 'u', password: 'p/1', retentionPolicy: 'year' },
    },
  ],
  [
    'influx+https://u@db.example/park',
    { is: 'influx', target: { url: 'https://db.example:8086', database: 'park', user: 'u', password: 'env-pass' } },
  ],
  [
    'influx2+http://[::1]:9000/my-org/bucket?token=t%3D',
    { is: 'influx2', target: { url: 'http://[::1]:9000', org: 'my-org', bucket: 'bucket', token: 't=' } },
  ],
  [
    'influx2+https://db/o/b',
    { is: 'influx2', target: { url: 'https://db:8086', org: 'o', bucket: 'b', token: 'env-token' } },
  ],
])('reads %s', (text, target) => {
  expect(storeTarget(text, env)).toEqual(target);
});

it('takes an InfluxDB without users where none is named', () => {
  expect(storeTarget('influx://localhost/park', {})).toEqual({
    is: 'influx',
    target: { url: 'http://localhost:8086', database: 'park' },
  });
});

const FORMS = `duckdb:FILE (or a file name alone),
influx://USER@HOST:8086/DATABASE (InfluxDB 1.x; influx+https:// over TLS; ?rp=POLICY),
influx2+http://HOST:8086/ORG/BUCKET (InfluxDB 2.x and 3.x; influx2+https:// over TLS)`;
it.each([
  ['mysql://x/y', `a store "mysql:" is not known; expected\n${FORMS}`],
  ['influx2://h/o/b', `a store "influx2:" is not known; expected\n${FORMS}`],
  ['duckdb:', 'duckdb: lacks a file; such as duckdb:out/twin.duckdb'],
  ['influx://u:secret@h:8086', 'influx://h:8086 names no database; such as influx://h:8086/sixfold'],
  ['influx://u:secret@h:x/db', `the address after "influx:" is no URL; expected\n${FORMS}`],
  [
    'influx2+http://h:1/o?token=secret',
    'influx2+http://h:1 needs organisation and bucket; such as influx2+http://h:1/my-org/sixfold',
  ],
  ['influx2+http://h:1/o/b', 'influx2+http://h:1/o/b needs a token; set SIXFOLD_INFLUX_TOKEN'],
])('says what is wrong with %s, without a secret', (text, message) => {
  expect(() => storeTarget(text, {})).toThrow(message);
  try {
    storeTarget(text, {});
  } catch (error) {
    expect(String(error)).not.toContain('secret');
  }
});

it('opens a file, and for a twin its own where none is named', async () => {
  const at = folder();
  const one = await openStore(join(at, 'a.duckdb'), { folder: at });
  expect([one.name, isNetwork(one)]).toEqual([`duckdb:${join(at, 'a.duckdb')}`, false]);
  await one.close();
  const own = await openTwinStore(undefined, { folder: at });
  expect(own.name).toBe(`duckdb:${join(at, 'twin.duckdb')}`);
  await own.close();
});

it('keeps what comes for a database that does not answer, beside the file of a twin', async () => {
  const at = folder();
  const store = await openTwinStore('influx://127.0.0.1:1/park', { folder: at, env: {}, batch_ms: 5 });
  expect(store.name).toBe(`duckdb:${join(at, 'twin.duckdb')} and influx://127.0.0.1:1/park`);
  if (!isNetwork(store)) throw new Error('expected a network');
  const run = storedRun('a');
  await store.begin(run);
  await store.appendWith(blockOf(run, 0, 3), {
    run: 'a',
    index: 3,
    states: Float64Array.of(1),
    control: Float64Array.of(),
    journaled: 0,
  });
  expect(await store.count('a')).toBe(3);
  expect(await store.drain(50)).toBe(false);
  expect(store.health()).toMatchObject({ received: 12, stored: 0, waiting: 12, dropped: 0 });
  await store.close();
  const again = await openTwinStore('influx://127.0.0.1:1/park', { folder: at, env: {} });
  onTestFinished(() => again.close());
  if (!isNetwork(again)) throw new Error('expected a network');
  expect(again.health().waiting).toBe(12);
});

it('commits a checkpoint only after the other store has its steps safe', async () => {
  const local = await openDuckStore(join(folder(), 'a.duckdb'));
  onTestFinished(() => local.close());
  const run = storedRun('a');
  await local.begin(run);
  const remote = { append: () => Promise.reject(new Error('no room')) } as unknown as NetworkStore;
  const both = mirrorStore(local, remote);
  const checkpoint = { run: 'a', index: 3, states: Float64Array.of(), control: Float64Array.of(), journaled: 0 };
  await expect(both.appendWith(blockOf(run, 0, 3), checkpoint)).rejects.toThrow('no room');
  expect([await local.count('a'), await local.lastCheckpoint('a')]).toEqual([0, undefined]);
});

it.each([
  ['out/a.duckdb', 'out/a.duckdb'],
  ['influx://u:secret@h:1/db', 'influx://u@h:1/db'],
  ['influx://h:1/db', 'influx://h:1/db'],
  ['influx2+http://h:1/o/b?token=secret%3D&x=1', 'influx2+http://h:1/o/b?token=&x=1'],
])('shows %s without its secrets', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});
