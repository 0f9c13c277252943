import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { folderWith, say } from './site.ts';

const read = async (path: string): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: await asyncBufferFromFile(path) });

it('writes a run into a store, lists it, and gives it back as its results are', async () => {
  const folder = folderWith();
  const store = join(folder, 'runs.duckdb');
  const out = join(folder, 'out');
  const ran = await say(['run', join(folder, 'small.yaml'), '--out', out, '--store', store, '--no-report', '--csv']);
  expect([ran.exit, ran.err]).toEqual([
    0,
    expect.stringMatching(/^stored as r\d{8}t\d{6}z-[0-9a-f]{4} in duckdb:\S+\n$/),
  ]);
  const id = /stored as (\S+)/.exec(ran.err)![1]!;
  const { command } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as { command: string[] };
  expect(command).toContain('--store');

  const listed = await say(['export', store]);
  expect(listed.exit).toBe(0);
  expect(listed.out.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual(['run', id, '']);
  const [run] = JSON.parse((await say(['export', store, '--json'])).out) as {
    id: string;
    steps: number;
    columns: string[];
  }[];

  const file = join(folder, 'again.parquet');
  const wrote = await say(['export', store, '--run', id, '--out', file]);
  const results = await read(join(out, 'results.parquet'));
  expect(wrote).toEqual({
    exit: 0,
    out: `wrote ${results.length} rows of ${run!.columns.length} columns to ${file}\n`,
    err: '',
  });
  expect(run!.steps).toBe(results.length);
  const again = await read(file);
  expect(again).toEqual(results);

  const csv = join(folder, 'again.csv');
  await say(['export', store, '--run', id, '--out', csv]);
  expect(readFileSync(csv, 'utf8')).toBe(readFileSync(join(out, 'results.csv'), 'utf8'));
});

it('says what is wrong', async () => {
  const folder = folderWith();
  const store = join(folder, 'runs.duckdb');
  const lacking = await say(['export', store]);
  expect([lacking.exit, lacking.err.split('\n')[0]]).toEqual([
    2,
    `there is no store "${store}"; expected one that sixfold live or sixfold run --store wrote, or a database:`,
  ]);
  expect(existsSync(store)).toBe(false);
  await (await openDuckStore(store)).close();
  expect(await say(['export', store])).toEqual({ exit: 0, out: `duckdb:${store} has no runs\n`, err: '' });
  expect(await say(['export', store, '--run', 'x'])).toEqual({
    exit: 2,
    out: '',
    err: 'there is no run "x" in the store; it has none\n',
  });
  expect(await say(['export', store, '--out', 'x.csv'])).toMatchObject({
    exit: 2,
    err: '--out needs --run; the runs are listed without both\n',
  });
  expect(
    await say(['run', join(folder, 'small.yaml'), '--out', join(folder, 'o'), '--store', 'sql://x']),
  ).toMatchObject({
    exit: 2,
    err: expect.stringContaining('a store "sql:" is not known; expected\nduckdb:FILE') as string,
  });
});
