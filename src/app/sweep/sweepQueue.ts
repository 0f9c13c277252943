import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { ConfigError } from '../../core/errors.ts';
import { version } from '../cli/version.ts';
import { hashOf, type SweepDefinition } from './definition.ts';
import type { SweepRow } from './runCase.ts';

/** Of this version alone: another one's figures may differ, and would stand in the same table. */
export const QUEUE = `sixfold-runs-${version()}`;
/** What nobody has asked for in so long is gone from Redis. */
const KEPT_s = 7 * 86_400;
/** Jobs that are handed over at once. */
const BULK = 500;
/** Times that a run is begun where a thread or a solver breaks down, with pauses of 1, 2, 4 and 8 s in between. */
export const ATTEMPTS = 5;

export interface RunJob {
  readonly sweep: string;
  readonly run: number;
}

const textKey = (hash: string): string => `sixfold:text:${hash}`;
const sweepKey = (id: string): string => `sixfold:sweep:${id}`;
const rowsKey = (id: string): string => `sixfold:sweep:${id}:rows`;
const doneKey = (id: string): string => `sixfold:sweep:${id}:done`;

export const openQueue = (redis: Redis): Queue<RunJob> => new Queue<RunJob>(QUEUE, { connection: redis });

/** Puts a sweep and all that it reads where workers find them. Doing it again changes nothing. */
export async function publish(redis: Redis, { texts, ...definition }: SweepDefinition): Promise<void> {
  const batch = redis.multi();
  for (const [hash, text] of Object.entries(texts)) batch.set(textKey(hash), text, 'EX', KEPT_s);
  batch.set(sweepKey(definition.id), JSON.stringify(definition), 'EX', KEPT_s);
  await batch.exec();
}

/** Queues runs. A run that is queued already stays as it is: its job has the name of what it does. */
export async function enqueue(
  queue: Queue<RunJob>,
  sweep: string,
  runs: readonly number[],
  stopped: () => boolean = () => false,
): Promise<void> {
  for (let k = 0; k < runs.length && !stopped(); k += BULK)
    await queue.addBulk(
      runs.slice(k, k + BULK).map((run) => ({
        name: 'run',
        data: { sweep, run },
        opts: {
          jobId: jobIdOf(sweep, run),
          attempts: ATTEMPTS,
          backoff: { type: 'exponential', delay: 1000 },
          removeOnComplete: true,
          removeOnFail: { age: KEPT_s },
        },
      })),
    );
}

/** The sweep's id is a hash of the scenario, its files and all values; with the number of a run it names that run. */
export const jobIdOf = (sweep: string, run: number): string => hashOf(`${sweep} ${run}`).slice(0, 32);

/** A sweep with its texts. @throws an error where it is not (or no longer) there, or something is not what it was */
export async function fetchSweep(redis: Redis, id: string): Promise<SweepDefinition> {
  const text = await redis.get(sweepKey(id));
  const gone = `the sweep ${id} is not in Redis; start "sixfold sweep" again, which puts it there`;
  if (text === null) throw new Error(gone);
  const definition = JSON.parse(text) as Omit<SweepDefinition, 'texts'>;
  const hashes = [...new Set(definition.readings.map(({ hash }) => hash))];
  const found = await redis.mget(hashes.map(textKey));
  const texts: Record<string, string> = {};
  hashes.forEach((hash, k) => {
    const one = found[k];
    if (one === null || one === undefined) throw new Error(gone);
    if (hashOf(one) !== hash) throw new ConfigError(`a file of the sweep ${id} is not what it was when it was sent`);
    texts[hash] = one;
  });
  return { ...definition, texts };
}

/** In one go, so that a worker that dies has written the row or has not. */
const RECORD = `
if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then redis.call('RPUSH', KEYS[2], ARGV[2]) end
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])`;

/** Writes what a run gave, unless another worker has. */
export async function record(redis: Redis, sweep: string, row: SweepRow): Promise<void> {
  await redis.eval(RECORD, 2, doneKey(sweep), rowsKey(sweep), row.run, JSON.stringify(row), KEPT_s);
}

/** Rows from the one with number `from` on, in the order in which they came. */
export async function rowsFrom(redis: Redis, sweep: string, from: number, most: number): Promise<SweepRow[]> {
  const lines = await redis.lrange(rowsKey(sweep), from, from + most - 1);
  return lines.map((line) => JSON.parse(line) as SweepRow);
}

export const rowsThere = (redis: Redis, sweep: string): Promise<number> => redis.llen(rowsKey(sweep));

/** Takes a sweep away that has been collected; texts go by themselves, since others may share them. */
export async function forget(redis: Redis, sweep: string): Promise<void> {
  await redis.del(sweepKey(sweep), rowsKey(sweep), doneKey(sweep));
}
