import type { DuckDBConnection } from '@duckdb/node-api';
import { ConfigError } from '../core/errors.ts';
import type { StoredRun } from '../core/store.ts';
import { byKind, SCHEMA_VERSION, type SeriesByKind, seriesOf, TABLES } from './duckSchema.ts';
import type { Extent } from './extents.ts';

/** What the store knows of a run, beside what is on disk. */
export interface Entry {
  readonly number: number;
  readonly run: StoredRun;
  readonly series: SeriesByKind;
  extents: readonly Extent[];
}

/** The one number that a question asks for. */
export const firstNumber = async (connection: DuckDBConnection, sql: string): Promise<number> =>
  Number((await connection.runAndReadAll(sql)).getRows()[0]![0]);

/** Writes the row of a run that begins. */
export async function writeRun(connection: DuckDBConnection, { number, run }: Entry): Promise<void> {
  await connection.run('INSERT INTO sixfold_runs VALUES (?, ?, ?, ?, ?, ?, ?::BIGINT, ?, ?, ?, ?, ?)', [
    number,
    run.id,
    run.site,
    run.scenario,
    run.parent ?? null,
    run.fork,
    BigInt(run.start_ms),
    run.step_s,
    run.zone,
    run.currency,
    JSON.stringify(run.columns),
    JSON.stringify(run.owners),
  ]);
}

type RunRow = [number, string, string, string, string | null, number, bigint, number, string, string, string, string];

/** The runs of the file; its tables are made where it is new. */
export async function readEntries(connection: DuckDBConnection, name: string): Promise<Map<string, Entry>> {
  await connection.run(TABLES);
  const version = await firstNumber(connection, 'SELECT coalesce(max(version), 0) FROM sixfold_store');
  if (version === 0) await connection.run(`INSERT INTO sixfold_store VALUES (${SCHEMA_VERSION})`);
  else if (version !== SCHEMA_VERSION)
    throw new ConfigError(`${name}: has schema ${version}, this version reads ${SCHEMA_VERSION}; choose another path`);
  const firsts = await connection.runAndReadAll('SELECT number, min(series) FROM sixfold_series GROUP BY number');
  const firstOf = new Map(firsts.getRows() as [number, number][]);
  const extents = (
    await connection.runAndReadAll('SELECT number, from_step, until_step FROM sixfold_extents ORDER BY from_step')
  ).getRows() as [number, number, number][];
  const rows = (await connection.runAndReadAll('SELECT * FROM sixfold_runs ORDER BY number')).getRows() as RunRow[];
  return new Map(
    rows.map(([number, id, site, scenario, parent, fork, start, step_s, zone, currency, columns, owners]) => {
      const run: StoredRun = {
        id,
        site,
        scenario,
        ...(parent === null ? {} : { parent }),
        fork,
        start_ms: Number(start),
        step_s,
        zone,
        currency,
        columns: JSON.parse(columns) as StoredRun['columns'],
        owners: JSON.parse(owners) as StoredRun['owners'],
      };
      const own = extents.filter(([n]) => n === number).map(([, from, until]) => ({ from, until }));
      return [id, { number, run, series: byKind(seriesOf(run, firstOf.get(number) ?? 0)), extents: own }];
    }),
  );
}
