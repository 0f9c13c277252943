import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet';
import { z } from 'zod';
import type { Column } from '../../core/columns.ts';
import { ConfigError } from '../../core/errors.ts';
import type { Store, StoredRun } from '../../core/store.ts';
import { known, signalsOf } from '../../io/lineage.ts';
import { seriesFill, seriesGrid } from '../../io/seriesGrid.ts';

/** What is read of `meta.json`. */
const Meta = z.looseObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  label: z.string(),
  grid: z.object({ start_ms: z.number(), step_s: z.number(), length: z.number() }),
  zone: z.string(),
  currency: z.string(),
  columns: z.array(
    z.looseObject({
      name: z.string(),
      component: z.string(),
      kind: z.string(),
      signal: z.string(),
      unit: z.string(),
      role: z.enum(['port', 'signal', 'state', 'meter']),
      bus: z.string().nullable().optional(),
    }),
  ),
});

interface Result {
  readonly run: StoredRun;
  readonly folder: string;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
}

/** Runs that `sixfold run` wrote, for reading alone. */
export interface ResultStore extends Store {
  /** Text of the `summary.json` of a run. */
  summary(run: string): Promise<string | undefined>;
  /** Its `report.html`. */
  report(run: string): Promise<string | undefined>;
}

const isRun = (folder: string): boolean =>
  existsSync(join(folder, 'meta.json')) && existsSync(join(folder, 'results.parquet'));

/** Opens the results in a folder: its own, or those of the folders in it, each a run under the name of its folder. @throws ConfigError */
export async function openResultStore(path: string): Promise<ResultStore> {
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new ConfigError(`there is no folder "${path}"; check the path`);
  const own = readdirSync(path, { withFileTypes: true }).filter((one) => one.isDirectory());
  const folders = [path, ...own.map(({ name }) => join(path, name)).sort()].filter(isRun);
  if (folders.length === 0)
    throw new ConfigError(
      `${path}: holds no results; expected a folder that "sixfold run" wrote, or one of such folders`,
    );
  const results = new Map<string, Result>();
  for (const folder of folders) {
    const result = await resultIn(folder);
    results.set(result.run.id, result);
  }
  const find = (id: string): StoredRun | undefined => results.get(id)?.run;
  const of = (id: string): Result => results.get(known(find, results.keys(), id).id)!;
  const refuse = (): Promise<never> => Promise.reject(new ConfigError(`${path}: results are for reading alone`));
  return {
    name: `results:${path}`,
    begin: refuse,
    append: refuse,
    remove: refuse,
    async query(query) {
      const { run, file, metadata } = of(query.run);
      const columns = signalsOf(run, query);
      const grid = seriesGrid(run, query, 0, Number(metadata.num_rows));
      const fill = seriesFill(grid, columns);
      const names = columns.map(({ name }) => name);
      const range = { rowStart: grid.from, rowEnd: grid.until };
      const rows = grid.until > grid.from ? await parquetReadObjects({ file, metadata, columns: names, ...range }) : [];
      rows.forEach((row, r) => {
        const step = grid.from + r;
        names.forEach((name, k) => {
          const value = Number(row[name]);
          if (Number.isNaN(value)) return;
          if (grid.every_ms === undefined) fill.put(k, grid.rowOf(step), value);
          else fill.add(k, grid.rowOf(step), { sum: value, count: 1, last: value, min: value, max: value });
        });
      });
      return fill.done();
    },
    runs: () => Promise.resolve([...results.values()].map(({ run }) => run)),
    count: (id) => Promise.resolve(Number(of(id).metadata.num_rows)),
    end: (id) => Promise.resolve(Number(of(id).metadata.num_rows)),
    summary: (id) => textOf(join(of(id).folder, 'summary.json')),
    report: (id) => textOf(join(of(id).folder, 'report.html')),
    close: () => Promise.resolve(),
  };
}

const textOf = async (file: string): Promise<string | undefined> =>
  existsSync(file) ? readFile(file, 'utf8') : undefined;

async function resultIn(folder: string): Promise<Result> {
  const path = join(folder, 'meta.json');
  const fault = (message: string): ConfigError => new ConfigError([{ file: path, path: '', message }]);
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw fault(`is no JSON (${(error as Error).message}); run the scenario again`);
  }
  const { success, data: meta } = Meta.safeParse(given);
  if (!success) throw fault('is no description of a run of this version; run the scenario again');
  const file = await asyncBufferFromFile(join(folder, 'results.parquet'));
  const metadata = await parquetMetadataAsync(file);
  const { name, label, grid, zone, currency } = meta;
  const columns = meta.columns.map((column) => ({ ...column, laws: [] })) as unknown as Column[];
  const id = basename(resolve(folder)).replaceAll(/[^A-Za-z0-9_.:-]/g, '-');
  const { start_ms, step_s } = grid;
  const run = { id, site: name, scenario: label, fork: 0, start_ms, step_s, zone, currency, columns, owners: {} };
  return { run, folder, file, metadata };
}
