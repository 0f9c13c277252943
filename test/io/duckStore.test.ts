import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import type { CheckpointStore, StoredCheckpoint } from '../../src/core/store.ts';
import { type DuckOptions, openDuckStore } from '../../src/io/duckStore.ts';
import { storeContract } from './storeContract.ts';
import { blockOf, storedRun, valueAt, whole } from './stored.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sixfold-duck-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function opened(path = join(folder(), 'a.duckdb'), options: DuckOptions = {}): Promise<CheckpointStore> {
  const store = await openDuckStore(path, options);
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}

storeContract('DuckDB', async () => ({ store: await opened(), settle: async () => undefined }));

const checkpoint = (run: string, index: number, over: Partial<StoredCheckpoint> = {}): StoredCheckpoint => ({
  run,
  index,
  states: Float64Array.of(index, -0, Number.NaN, 0.1),
  control: Float64Array.of(),
  journaled: index * 2,
  ...over,
});

it('keeps everything over closing and opening again', async () => {
  const path = join(folder(), 'deep', 'er', 'a.duckdb');
  const run = storedRun('a');
  const first = await openDuckStore(path);
  await first.begin(run);
  await first.appendWith(blockOf(run, 0, 5), checkpoint('a', 5));
  await first.close();
  const again = await opened(path);
  expect(await again.runs()).toEqual([run]);
  await again.begin(run);
  await again.append('a', blockOf(run, 3, 5));
  expect([await again.count('a'), await again.end('a')]).toEqual([8, 8]);
  const [power] = await again.query(whole('a', 'mill'));
  expect([...power!.values]).toEqual(Array.from({ length: 8 }, (_, i) => valueAt(i, 4)));
  expect(await again.lastCheckpoint('a')).toEqual(checkpoint('a', 5));
  // A run begun now gets series of its own.
  await again.begin(storedRun('b'));
  await again.append('b', blockOf(run, 0, 2, 9));
  expect((await again.query(whole('b', 'mill')))[0]!.values[1]).toBe(valueAt(1, 4, 9));
});

it('leaves out of means what is no number', async () => {
  const store = await opened();
  const run = storedRun('a');
  await store.begin(run);
  const block = blockOf(run, 0, 8);
  for (const column of block.columns) column.fill(Number.NaN, block.at + 1, block.at + 3);
  await store.append('a', block);
  const every = await store.query(whole('a', 'mill'));
  const thin = await store.query({ ...whole('a', 'mill'), every_s: 4 * run.step_s });
  const values = [...every[0]!.values];
  expect(values.map(Number.isNaN)).toEqual([false, true, true, false, false, false, false, false]);
  expect(thin[0]!.values[0]).toBeCloseTo((values[0]! + values[3]!) / 2, 12);
});

it('finds the checkpoint to go on or to seek from, and keeps one of each span', async () => {
  const store = await opened(undefined, { checkpointEvery: 10 });
  const run = storedRun('a');
  await store.begin(run);
  expect(await store.lastCheckpoint('a')).toBeUndefined();
  for (let i = 0; i < 24; i += 2) await store.appendWith(blockOf(run, i, 2), checkpoint('a', i + 2));
  expect((await store.lastCheckpoint('a'))?.index).toBe(24);
  expect((await store.lastCheckpoint('a', 23))?.index).toBe(18);
  expect((await store.lastCheckpoint('a', 17))?.index).toBe(8);
  expect(await store.lastCheckpoint('a', 7)).toBeUndefined();
});

it('writes frames and checkpoint together or not at all', async () => {
  const store = await opened();
  const run = storedRun('a');
  await store.begin(run);
  await store.appendWith(blockOf(run, 0, 2), checkpoint('a', 2));
  const broken = { ...checkpoint('a', 4), journaled: Number.NaN };
  await expect(store.appendWith(blockOf(run, 2, 2), broken)).rejects.toThrow();
  expect([await store.count('a'), (await store.lastCheckpoint('a'))?.index]).toEqual([2, 2]);
  // It goes on after that.
  await store.appendWith(blockOf(run, 2, 2), checkpoint('a', 4));
  expect([await store.count('a'), (await store.lastCheckpoint('a'))?.index]).toEqual([4, 4]);
  expect((await store.query(whole('a', 'plant')))[0]!.values).toHaveLength(4);
});

it('takes appends that are not waited for, in their order', async () => {
  const store = await opened();
  const run = storedRun('a');
  await store.begin(run);
  await Promise.all(Array.from({ length: 40 }, (_, k) => store.append('a', blockOf(run, k * 3, 3))));
  expect([await store.count('a'), await store.end('a')]).toEqual([120, 120]);
  const [power] = await store.query(whole('a', 'pv-1'));
  expect([...power!.values]).toEqual(Array.from({ length: 120 }, (_, i) => valueAt(i, 5)));
});

it('writes more rows than a chunk has', async () => {
  const store = await opened();
  const run = storedRun('a');
  await store.begin(run);
  await store.append('a', blockOf(run, 0, 5000));
  for (const [component, k] of [
    ['plant', 2],
    ['mill', 4],
    ['pv-1', 5],
  ] as const) {
    const [series] = await store.query(whole('a', component));
    expect([...series!.values]).toEqual(Array.from({ length: 5000 }, (_, i) => valueAt(i, k)));
  }
});

it('shows the points of a kind with tags and time to anyone with DuckDB', async () => {
  const path = join(folder(), 'a.duckdb');
  const store = await openDuckStore(path);
  const run = storedRun('a');
  await store.begin(run);
  await store.append('a', blockOf(run, 0, 2));
  await store.close();
  const instance = await DuckDBInstance.create(path);
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll(
    'SELECT site, run, component, owner, epoch_ms(time)::DOUBLE AS t, "gas_kW", "electricity_kW" FROM "converter" ORDER BY component, time',
  );
  expect(rows.getRows()).toEqual([
    ['park', 'a', 'mill', run.owners.mill, run.start_ms, null, valueAt(0, 4)],
    ['park', 'a', 'mill', run.owners.mill, run.start_ms + 900_000, null, valueAt(1, 4)],
    ['park', 'a', 'plant', null, run.start_ms, valueAt(0, 2), null],
    ['park', 'a', 'plant', null, run.start_ms + 900_000, valueAt(1, 2), null],
  ]);
});

it('says who holds the file, and what is no store', async () => {
  const path = join(folder(), 'a.duckdb');
  const script = `import { DuckDBInstance } from '@duckdb/node-api';
    const held = await DuckDBInstance.create(${JSON.stringify(path)});
    console.log('ready'); process.stdin.on('data', () => { held.closeSync(); process.exit(); });`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill());
  await once(holder.stdout, 'data');
  await expect(openDuckStore(path)).rejects.toThrow(
    `duckdb:${path}: process ${holder.pid} (${process.execPath}) has it open, and only one may; ask that one (sixfold live serves the series over HTTP), or stop it first`,
  );
  holder.stdin.write('go');
  await once(holder, 'exit');
  await opened(path);
  await expect(openDuckStore(path)).rejects.toThrow(`duckdb:${path}: this process has it open already; close it first`);
  const text = join(folder(), 'notes.txt');
  writeFileSync(text, 'no database');
  await expect(openDuckStore(text)).rejects.toThrow(`duckdb:${text}: is not a DuckDB file; choose another path`);
});
