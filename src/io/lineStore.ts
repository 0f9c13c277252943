import { setImmediate as tick } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { ConfigError, ConnectionError } from '../core/errors.ts';
import type { NetworkStore, StoredRun, StoreEvent } from '../core/store.ts';
import { type AskQl, countQl, endQl, kindsOf, queryQl, runsQl } from './influxQl.ts';
import { known, rootOf, sameRun } from './lineage.ts';
import { type LineWriter, lineWriter, RUNS_MEASUREMENT, runLine } from './lineProtocol.ts';
import { type Sent, startSender } from './sender.ts';
import { openSpool, type SpoolOptions } from './spool.ts';

export interface NetworkOptions {
  /** Where what is not sent yet waits. */
  readonly spool: Omit<SpoolOptions, 'onEvent'>;
  readonly onEvent?: (event: StoreEvent) => void;
  /** Points of a batch at most; 5,000 unless said. A fifth of it is sent at once, less after `batch_ms`. */
  readonly batchPoints?: number;
  readonly batch_ms?: number;
  readonly first_ms?: number;
  readonly most_ms?: number;
  readonly random?: () => number;
}

/** How a server that takes line protocol is spoken to. */
export interface LineServer {
  /** As the operator knows it, without secrets. */
  readonly name: string;
  /** Sends lines in ms, zipped. */
  write(zipped: Uint8Array, points: number, signal: AbortSignal): Promise<Sent>;
  readonly ask: AskQl;
  erase(run: string, measurements: readonly string[]): Promise<void>;
  close?(): void;
}

interface Batch {
  lines: string;
  points: number;
  readonly safe: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const emptyBatch = (): Batch => {
  let resolve = (): void => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const safe = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { lines: '', points: 0, safe, resolve, reject };
};

const zip = promisify<string, { level: number }, Buffer>(gzip);

/** A store behind line protocol: batches, a spool, one sender; read back in InfluxQL. */
export async function openLineStore(server: LineServer, options: NetworkOptions): Promise<NetworkStore> {
  const { onEvent = () => undefined } = options;
  const most = options.batchPoints ?? 5000;
  const batch_ms = options.batch_ms ?? 1000;
  const spool = await openSpool({ ...options.spool, onEvent });
  const sender = startSender({
    name: server.name,
    spool,
    onEvent,
    ...(options.first_ms === undefined ? {} : { first_ms: options.first_ms }),
    ...(options.most_ms === undefined ? {} : { most_ms: options.most_ms }),
    ...(options.random === undefined ? {} : { random: options.random }),
    send: (item, signal) => server.write(item.payload, item.weight, signal),
  });
  const runs = new Map<string, StoredRun>();
  const writers = new Map<string, LineWriter>();
  const find = (id: string): StoredRun | undefined => runs.get(id);

  let batch = emptyBatch();
  let timer: NodeJS.Timeout | undefined;
  /** Batches are handed to the spool in their order, though they are zipped side by side. */
  let handing: Promise<unknown> = Promise.resolve();
  const cut = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (batch.lines === '') return;
    const { lines, points, resolve, reject } = batch;
    batch = emptyBatch();
    const zipped = zip(lines, { level: constants.Z_BEST_SPEED });
    handing = handing
      .then(() => zipped)
      .then((payload) => {
        sender.received(points);
        spool.append(payload, points).then(resolve, reject);
      })
      .catch(reject);
  };

  /** What the server knows, beside what was begun here and may be on its way. */
  const refresh = async (): Promise<void> => {
    for (const run of await runsQl(server.ask)) if (!runs.has(run.id)) runs.set(run.id, run);
  };
  const knownRun = async (id: string): Promise<StoredRun> => {
    const found = find(id);
    const lacks = found === undefined || (found.parent !== undefined && find(found.parent) === undefined);
    if (lacks) await refresh();
    return known(find, runs.keys(), id);
  };

  return {
    name: server.name,
    async begin(run) {
      const here = find(run.id);
      if (here === undefined)
        // A server that does not answer now is told later; what it has is then the same run or was another's.
        await refresh().catch((error: unknown) => {
          if (!(error instanceof ConnectionError)) throw error;
        });
      const stored = here ?? find(run.id);
      if (stored !== undefined) sameRun(run, stored);
      runs.set(run.id, run);
      if (writers.has(run.id)) return;
      writers.set(run.id, lineWriter(run));
      if (stored !== undefined) return;
      batch.lines += runLine(run);
      const { safe } = batch;
      cut();
      await safe;
    },
    async append(id, block) {
      const writer = writers.get(id);
      if (writer === undefined) throw new ConfigError(`run "${id}" was not begun in ${server.name}`);
      const safe: Promise<void>[] = [];
      for (let row = 0; row < block.count; row++)
        for (let c = 0; c < writer.components; c++) {
          const line = writer.line(c, block, row);
          if (line === '') continue;
          batch.lines += line;
          batch.points++;
          if (batch.points < most) continue;
          safe.push(batch.safe);
          cut();
          // The batch leaves while the next is being made.
          await tick();
        }
      if (batch.points > 0) safe.push(batch.safe);
      if (batch.points >= most / 5) cut();
      else if (batch.points > 0) timer ??= setTimeout(cut, batch_ms);
      await Promise.all(safe);
    },
    async query(query) {
      const run = await knownRun(query.run);
      const end = await endQl(server.ask, run);
      return queryQl(server.ask, { query, run, begin: rootOf(find, run.id), end, find });
    },
    async runs() {
      await refresh();
      return [...runs.values()];
    },
    count: async (id) => countQl(server.ask, await knownRun(id)),
    end: async (id) => endQl(server.ask, await knownRun(id)),
    async remove(id) {
      await refresh();
      const run = known(find, runs.keys(), id);
      const heir = [...runs.values()].find((r) => r.parent === id);
      if (heir !== undefined) throw new ConfigError(`run "${id}" is continued by "${heir.id}"; remove that one first`);
      await server.erase(id, [...kindsOf(run), RUNS_MEASUREMENT]);
      runs.delete(id);
      writers.delete(id);
    },
    health: () => sender.health(),
    async drain(timeout_ms) {
      cut();
      await handing;
      return sender.drain(timeout_ms);
    },
    resume: () => sender.resume(),
    async close() {
      cut();
      await handing;
      await sender.close();
      await spool.close();
      server.close?.();
    },
  };
}
