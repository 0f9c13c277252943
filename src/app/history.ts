import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { formatUtc, timeAt } from '../core/timeGrid.ts';
import { exportRun } from '../io/exportRun.ts';
import { parquetNames } from '../io/parquetText.ts';
import { openStore } from '../io/storeOf.ts';
import type { Meta } from '../report/meta.ts';

/** What another run recorded, as a Parquet file that is there until `close`. */
export interface History {
  readonly path: string;
  readonly columns: ReadonlySet<string>;
  /** Where it is told. */
  readonly start?: string;
  readonly end?: string;
  close(): void;
}

/**
 * Opens what drives a replay: the folder of a run, a Parquet file with columns `component.signal_unit`, or a store with the
 * id of one of its runs (the only one where left out).
 * @throws ConfigError
 */
export async function openHistory(where: string, run?: string): Promise<History> {
  if (/^\w[\w+]*:\/\//.test(where) || /\.duckdb$/i.test(where)) return fromStore(where, run);
  if (run !== undefined) throw new ConfigError(`--history-run names a run of a store, and ${where} is none`);
  if (/\.csv$/i.test(where))
    throw new ConfigError(
      `--history ${where}: a CSV says nothing of its units and clock; map it in the scenario, under profiles, and name its columns under drive and meters`,
    );
  if (existsSync(where) && statSync(where).isFile())
    return { path: resolve(where), columns: new Set(parquetNames(where)), close: () => undefined };
  const { grid, columns, unfinished } = metaIn(where);
  return {
    path: resolve(where, 'results.parquet'),
    columns: new Set(columns.map((c) => c.name)),
    start: formatUtc(grid.start_ms),
    end: formatUtc(timeAt(grid, unfinished ?? grid.length)),
    close: () => undefined,
  };
}

function metaIn(folder: string): Meta {
  const file = join(folder, 'meta.json');
  const fault = (message: string): ConfigError => new ConfigError([{ file, path: '', message }]);
  if (!existsSync(file)) throw fault('is not there; expected a folder that "sixfold run" wrote');
  const meta = JSON.parse(readFileSync(file, 'utf8')) as Partial<Meta>;
  if (meta.schemaVersion !== 1 || meta.grid === undefined || meta.columns === undefined)
    throw fault('is no description of a run of this version; run the scenario again');
  return meta as Meta;
}

async function fromStore(where: string, asked: string | undefined): Promise<History> {
  if (!where.includes('://') && !existsSync(where))
    throw new ConfigError(`there is no store "${where}"; check the path`);
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-history-'));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const store = await openStore(where, { folder });
    try {
      const runs = await store.runs();
      const run = asked === undefined && runs.length === 1 ? runs[0] : runs.find(({ id }) => id === asked);
      if (run === undefined)
        throw new ConfigError(
          `${asked === undefined ? 'name a run' : `there is no run "${asked}"`} of ${store.name}: --history-run ${runs.map(({ id }) => id).join(' | ') || '(it has none)'}`,
        );
      const path = join(folder, 'results.parquet');
      await exportRun(store, { run: run.id, path });
      const at = (index: number): string => formatUtc(run.start_ms + index * run.step_s * 1000);
      const columns = new Set(run.columns.map((c) => c.name));
      return { path, columns, start: at(0), end: at(await store.end(run.id)), close };
    } finally {
      await store.close();
    }
  } catch (error) {
    close();
    throw error;
  }
}
