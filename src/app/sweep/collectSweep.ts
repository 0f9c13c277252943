import { setTimeout as wait } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { sweepLength, sweepValues } from '../../scenario/sweepPlan.ts';
import type { SweepDefinition } from './definition.ts';
import type { SweepJournal } from './journal.ts';
import { dialRedis } from './redisLink.ts';
import { enqueue, forget, openQueue, publish, type RunJob, rowsFrom, rowsThere } from './sweepQueue.ts';

export interface Collecting {
  readonly url: string;
  readonly definition: SweepDefinition;
  readonly journal: SweepJournal;
  /** Throws away what workers gave before. */
  readonly anew: boolean;
  readonly onDone: (done: number) => void;
  readonly stopped: () => boolean;
  readonly say: (text: string) => void;
}

const EVERY_MS = 200;
const ROWS = 1000;
/** Looks between two searches for runs that were given up, and for workers. */
const LOOKS = 25;

/**
 * Queues the runs of a sweep that the journal has not, and keeps what workers give until all is there or it is stopped.
 * Where Redis goes it waits; where Redis comes back without what it had, the missing runs are queued again.
 */
export async function collectSweep(collecting: Collecting): Promise<void> {
  const { url, definition, journal, say } = collecting;
  const runs = sweepLength(definition.plan);
  const state = { mustQueue: true };
  const news = {
    gone: (where: string): void =>
      say(
        `${where}: Redis is gone; ${journal.rows.size} of ${runs} runs are safe on this disk, waiting for it to come back`,
      ),
    back: (where: string): void => {
      state.mustQueue = true;
      say(`${where}: Redis is back; going on`);
    },
  };
  // A question that nobody can answer now fails at once, so that a wish to stop is heard.
  const redis = await dialRedis(url, news, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  const queue = openQueue(redis);
  queue.on('error', () => undefined);
  try {
    if (collecting.anew) await forget(redis, definition.id);
    await collect(collecting, redis, queue, state);
    if (journal.rows.size >= runs) await forget(redis, definition.id).catch(() => undefined);
  } finally {
    await queue.close().catch(() => undefined);
    redis.disconnect();
  }
}

async function collect(
  { definition, journal, onDone, stopped, say }: Collecting,
  redis: Redis,
  queue: Queue<RunJob>,
  state: { mustQueue: boolean },
): Promise<void> {
  const { id, plan } = definition;
  const runs = sweepLength(plan);
  let from = 0;
  let told = false;
  for (let look = 1; journal.rows.size < runs && !stopped(); look++) {
    try {
      const rows = await rowsFrom(redis, id, from, ROWS);
      from += rows.length;
      journal.add(rows);
      onDone(journal.rows.size);
      if (rows.length > 0) continue;
      if (from > 0 && (await rowsThere(redis, id)) < from) from = 0;
      if (state.mustQueue) {
        await publish(redis, definition);
        await enqueue(queue, id, missing(runs, journal), stopped);
        state.mustQueue = false;
      }
      if (look % LOOKS === 0) {
        journal.add(await givenUp(queue, definition, journal));
        if (!told && (await queue.getWorkersCount()) === 0) {
          told = true;
          say(
            `no worker of version ${definition.version} is there yet; start one on any host with: sixfold worker --redis URL`,
          );
        }
      }
    } catch (error) {
      if (redis.status === 'ready' && !/closed|ECONN|writeable/i.test(String(error))) throw error;
    }
    await wait(EVERY_MS);
  }
}

const missing = (runs: number, journal: SweepJournal): number[] =>
  Array.from({ length: runs }, (_, run) => run).filter((run) => !journal.rows.has(run));

/** Runs that no worker could bring to an end: that is their result. */
async function givenUp(queue: Queue<RunJob>, { id, plan }: SweepDefinition, journal: SweepJournal): Promise<SweepRows> {
  const valuesOf = sweepValues(plan);
  const failed = await queue.getFailed(0, ROWS);
  return failed
    .filter(({ data }) => data.sweep === id && !journal.rows.has(data.run))
    .map(({ data: { run }, failedReason }) => ({ run, values: valuesOf(run), error: `given up: ${failedReason}` }));
}
type SweepRows = Parameters<SweepJournal['add']>[0];
