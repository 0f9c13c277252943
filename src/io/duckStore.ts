import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ConfigError, ConnectionError } from '../core/errors.ts';
import type { CheckpointStore, StoredCheckpoint, StoredRun } from '../core/store.ts';
import type { Block } from '../core/table.ts';
import { pointWriter } from './duckPoints.ts';
import { queryDuck } from './duckQuery.ts';
import { type Entry, firstNumber, readEntries, writeRun } from './duckRuns.ts';
import { byKind, pointsOf, seriesOf } from './duckSchema.ts';
import { type Extent, held, lengthOf, missing } from './extents.ts';
import { readyFolder } from './folder.ts';
import { known, rootOf, sameRun } from './lineage.ts';

export interface DuckOptions {
  /** Memory that DuckDB may use. 256 unless said: more would only keep what was written, and grow until it is reached. */
  readonly memory_MB?: number;
  /** Of the checkpoints of a run the last one is kept in each span of so many steps, to seek from. 96 unless said. */
  readonly checkpointEvery?: number;
}

/**
 * Log of what is committed that DuckDB gathers before it works it into the tables (16 MB if left to itself). Points come in
 * small blocks, and every working-in writes the last rows of each table again: this halves the work and takes a third off the
 * file. After a kill the log is read again, which takes a second for as much as this.
 */
const LOG = '128MB';

/**
 * Files that this process has open. A second time would be allowed by the system, and closing that would take the lock of
 * the first away without a word.
 */
const open = new Set<string>();

const bytesOf = (values: Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
const numbersOf = ({ bytes }: { bytes: Uint8Array }): Float64Array => new Float64Array(new Uint8Array(bytes).buffer);

/** Opens a store in one file, made where there is none. `:memory:` keeps it in memory. */
export async function openDuckStore(path: string, options: DuckOptions = {}): Promise<CheckpointStore> {
  const name = `duckdb:${path}`;
  const file = path === ':memory:' ? path : placeOf(path);
  if (file !== ':memory:') {
    if (open.has(file)) throw new ConnectionError(`${name}: this process has it open already; close it first`);
    open.add(file);
  }
  try {
    const instance = await DuckDBInstance.create(file, {
      memory_limit: `${options.memory_MB ?? 256}MB`,
      threads: '2',
      checkpoint_threshold: LOG,
    });
    return await storeIn(instance, name, options.checkpointEvery ?? 96, () => open.delete(file));
  } catch (error) {
    open.delete(file);
    throw opening(name, error);
  }
}

function placeOf(path: string): string {
  readyFolder(dirname(resolve(path)), []);
  return join(realpathSync(dirname(resolve(path))), basename(path));
}

function opening(name: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ConfigError) return error;
  const holder = /Conflicting lock is held in (.*?) \(PID (\d+)\)/.exec(error.message);
  if (holder !== null)
    return new ConnectionError(
      `${name}: process ${holder[2]} (${holder[1]}) has it open, and only one may; ask that one (sixfold live serves the series over HTTP), or stop it first`,
    );
  if (error.message.includes('not a valid DuckDB database'))
    return new ConfigError(`${name}: is not a DuckDB file; choose another path`);
  return new ConnectionError(`${name}: ${error.message}`);
}

async function storeIn(
  instance: DuckDBInstance,
  name: string,
  checkpointEvery: number,
  letGo: () => void,
): Promise<CheckpointStore> {
  // One connection writes, one reads beside it what is committed.
  const connection = await instance.connect();
  const reading = await instance.connect();
  const entries = await readEntries(connection, name);
  const writer = await pointWriter(connection);
  let nextNumber = Math.max(0, ...[...entries.values()].map((e) => e.number)) + 1;
  let nextSeries = await firstNumber(connection, 'SELECT coalesce(max(series), 0) + 1 FROM sixfold_series');
  const find = (id: string): StoredRun | undefined => entries.get(id)?.run;
  const entryOf = (id: string): Entry => {
    known(find, entries.keys(), id);
    return entries.get(id)!;
  };

  let last: Promise<unknown> = Promise.resolve();
  /** One after the other; all of it or nothing. */
  const transaction = <T>(f: () => Promise<T>): Promise<T> => {
    const one = async (): Promise<T> => {
      await connection.run('BEGIN');
      try {
        const value = await f();
        await connection.run('COMMIT');
        return value;
      } catch (error) {
        await connection.run('ROLLBACK').catch(() => undefined);
        await writer.abandon().catch(() => undefined);
        throw error instanceof ConfigError || !(error instanceof Error)
          ? error
          : new ConnectionError(`${name}: ${error.message}`);
      }
    };
    const result = last.then(one, one);
    last = result.catch(() => undefined);
    return result;
  };

  /** Writes what is not there yet; the extents to take over once it is committed. */
  const put = async (entry: Entry, block: Block): Promise<readonly Extent[]> => {
    const until = block.first + block.count;
    const parts = missing(entry.extents, block.first, until);
    if (parts.length === 0) return entry.extents;
    await writer.write(entry.series, block, parts);
    const extents = held(entry.extents, block.first, until);
    const { number } = entry;
    if (extents.length === 1 && entry.extents.length === 1)
      await connection.run('UPDATE sixfold_extents SET from_step = ?, until_step = ? WHERE number = ?', [
        extents[0]!.from,
        extents[0]!.until,
        number,
      ]);
    else {
      await connection.run('DELETE FROM sixfold_extents WHERE number = ?', [number]);
      for (const e of extents)
        await connection.run('INSERT INTO sixfold_extents VALUES (?, ?, ?)', [number, e.from, e.until]);
    }
    return extents;
  };

  const mark = async ({ number }: Entry, c: StoredCheckpoint): Promise<void> => {
    const span = Math.floor(c.index / checkpointEvery) * checkpointEvery;
    await connection.run('DELETE FROM sixfold_checkpoints WHERE number = ? AND step >= ? AND step <= ?', [
      number,
      span,
      c.index,
    ]);
    const write = await connection.prepare('INSERT INTO sixfold_checkpoints VALUES (?, ?, ?, ?, ?)');
    write.bindInteger(1, number);
    write.bindInteger(2, c.index);
    write.bindBlob(3, bytesOf(c.states));
    write.bindBlob(4, bytesOf(c.control));
    write.bindInteger(5, c.journaled);
    await write.run();
    write.destroySync();
  };

  const append = async (id: string, block: Block, checkpoint?: StoredCheckpoint): Promise<void> => {
    await transaction(async () => {
      const entry = entryOf(id);
      const extents = await put(entry, block);
      if (checkpoint !== undefined) await mark(entry, checkpoint);
      return () => {
        entry.extents = extents;
      };
    }).then((take) => take());
  };

  return {
    name,
    append: (run, block) => append(run, block),
    appendWith: (block, checkpoint) => append(checkpoint.run, block, checkpoint),
    async begin(run) {
      const stored = find(run.id);
      if (stored !== undefined) return sameRun(run, stored);
      const list = seriesOf(run, nextSeries);
      const entry: Entry = { number: nextNumber, run, series: byKind(list), extents: [] };
      await transaction(async () => {
        await writeRun(connection, entry);
        for (const s of list)
          await connection.run('INSERT INTO sixfold_series VALUES (?, ?, ?, ?, ?)', [
            s.series,
            entry.number,
            s.component,
            s.kind,
            s.owner ?? null,
          ]);
        await writer.prepare(entry.series);
      });
      nextNumber++;
      nextSeries += list.length;
      entries.set(run.id, entry);
    },
    async query(query) {
      const run = known(find, entries.keys(), query.run);
      const { extents } = entryOf(query.run);
      return queryDuck(reading, { query, run, begin: rootOf(find, run.id), end: endOf(run, extents), find, entries });
    },
    runs: async () => [...entries.values()].map((e) => e.run),
    count: async (run) => lengthOf(entryOf(run).extents),
    end: async (run) => endOf(entryOf(run).run, entryOf(run).extents),
    async remove(id) {
      const { number, series } = entryOf(id);
      const heir = [...entries.values()].find((e) => e.run.parent === id);
      if (heir !== undefined)
        throw new ConfigError(`run "${id}" is continued by "${heir.run.id}"; remove that one first`);
      await transaction(async () => {
        for (const kind of series.keys())
          await connection.run(
            `DELETE FROM ${pointsOf(kind)} WHERE series IN (SELECT series FROM sixfold_series WHERE number = ?)`,
            [number],
          );
        for (const table of ['checkpoints', 'extents', 'series', 'runs'])
          await connection.run(`DELETE FROM sixfold_${table} WHERE number = ?`, [number]);
      });
      entries.delete(id);
    },
    async lastCheckpoint(run, notAfter) {
      const { number } = entryOf(run);
      const found = await reading.runAndReadAll(
        'SELECT step, states, control, journaled FROM sixfold_checkpoints WHERE number = ? AND step <= ? ORDER BY step DESC LIMIT 1',
        [number, Math.min(notAfter ?? 2 ** 31 - 1, 2 ** 31 - 1)],
      );
      const row = found.getRows()[0] as [number, { bytes: Uint8Array }, { bytes: Uint8Array }, number] | undefined;
      if (row === undefined) return undefined;
      return { run, index: row[0], states: numbersOf(row[1]), control: numbersOf(row[2]), journaled: row[3] };
    },
    async close() {
      await last;
      writer.close();
      connection.closeSync();
      reading.closeSync();
      instance.closeSync();
      letGo();
    },
  };
}

const endOf = (run: StoredRun, extents: readonly Extent[]): number => extents.at(-1)?.until ?? run.fork;
