import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, it, onTestFinished } from 'vitest';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { exportRun } from '../../src/io/exportRun.ts';
import { blockOf, START_MS, storedRun, valueAt } from './stored.ts';

async function stored() {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-export-'));
  const store = await openDuckStore(join(folder, 'a.duckdb'));
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = storedRun('a');
  await store.begin(run);
  await store.begin(storedRun('b', { parent: 'a', fork: 9000 }));
  await store.append('a', blockOf(run, 0, 9500));
  await store.append('b', blockOf(run, 9000, 300, 1));
  return { store, run, folder };
}

it('writes a run as its results are written, parents before the fork included, to the last bit', async () => {
  const { store, run, folder } = await stored();
  const path = join(folder, 'b.parquet');
  expect(await exportRun(store, { run: 'b', path })).toEqual({ rows: 9300, columns: 6 });
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  expect(rows.length).toBe(9300);
  expect(Object.keys(rows[0]!)).toEqual(['time', ...run.columns.map((c) => c.name)]);
  for (const i of [0, 8191, 8192, 8999, 9000, 9299]) {
    const salt = i < 9000 ? 0 : 1;
    expect(rows[i]!.time).toEqual(new Date(START_MS + i * 900_000));
    run.columns.forEach((c, k) => {
      expect(rows[i]![c.name]).toBe(valueAt(i, k, salt));
    });
  }
});

it('writes a range of some components as CSV, by every step or in means', async () => {
  const { store, folder } = await stored();
  const path = join(folder, 'a.csv');
  const range = { from_ms: START_MS + 900_000, to_ms: START_MS + 6 * 900_000 };
  await exportRun(store, { run: 'a', path, ...range, components: ['mill', 'pv-1'] });
  expect(readFileSync(path, 'utf8')).toBe(
    `time,mill.electricity_kW,pv-1.electricity_kW\n${[1, 2, 3, 4, 5]
      .map(
        (i) =>
          `2023-01-01T0${Math.floor(i / 4)}:${['00', '15', '30', '45'][i % 4]}Z,${valueAt(i, 4)},${valueAt(i, 5)}\n`,
      )
      .join('')}`,
  );
  expect(await exportRun(store, { run: 'a', path, ...range, every_s: 3600 })).toEqual({ rows: 2, columns: 6 });
  const [head, first, second] = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(','));
  expect([first![0], second![0]]).toEqual(['2023-01-01T00:00Z', '2023-01-01T01:00Z']);
  const soc = head!.indexOf('battery-1.soc');
  expect([Number(first![soc]), Number(second![soc])]).toEqual([valueAt(3, 1), valueAt(5, 1)]);
});

it('says which runs there are', async () => {
  const { store, folder } = await stored();
  await expect(exportRun(store, { run: 'c', path: join(folder, 'c.csv') })).rejects.toThrow(
    'there is no run "c" in the store; it has a, b',
  );
});
