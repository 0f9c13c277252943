import { setTimeout as wait } from 'node:timers/promises';
import { type Job, Worker } from 'bullmq';
import { sweepValues } from '../../scenario/sweepPlan.ts';
import type { SweepDefinition } from './definition.ts';
import { openPool, type Pool } from './pool.ts';
import { dialRedis } from './redisLink.ts';
import type { SweepRow } from './runCase.ts';
import { fetchSweep, QUEUE, type RunJob, record } from './sweepQueue.ts';

export interface Serving {
  readonly url: string;
  readonly threads: number;
  readonly stopped: () => boolean;
  readonly say: (text: string) => void;
}

/** A run whose worker has given no sign for so long is another's; looked for as often as the second says. */
const LOCK_MS = 10_000;
const LOOK_MS = 3000;
/** Workers that may die of one run before it is given up: a host that goes is no fault of the run. */
const MOST_LOST = 10;

/** Makes runs from the queue until it is stopped; then those under way are brought to their end. */
export async function serveSweeps({ url, threads, stopped, say }: Serving): Promise<number> {
  const redis = await dialRedis(url, {
    gone: (where) => say(`${where}: Redis is gone; results wait here until it is back`),
    back: (where) => say(`${where}: Redis is back`),
  });
  const pools = makePools(threads, (id) => fetchSweep(redis, id), say);
  let made = 0;
  const worker = new Worker<RunJob>(
    QUEUE,
    async (job) => {
      const { sweep } = job.data;
      await pools.use(sweep, async (pool, definition) => record(redis, sweep, await rowOf(job, pool, definition)));
      made++;
    },
    {
      connection: redis,
      concurrency: threads,
      lockDuration: LOCK_MS,
      stalledInterval: LOOK_MS,
      maxStalledCount: MOST_LOST,
    },
  );
  // What goes wrong with the connection is told once by the link itself.
  worker.on('error', () => undefined);
  worker.on('failed', (job, error) => {
    if (job !== undefined) say(`run ${job.data.run}, try ${job.attemptsMade}: ${error.message}`);
  });
  while (!stopped()) await wait(100);
  // Without Redis nobody could be told of what is under way: another worker makes it again.
  await worker.close(redis.status !== 'ready');
  await pools.close();
  redis.disconnect();
  return made;
}

async function rowOf(job: Job<RunJob>, pool: Pool, { plan }: SweepDefinition): Promise<SweepRow> {
  const { run } = job.data;
  try {
    return await pool.run(run);
  } catch (error) {
    if (job.attemptsMade + 1 < (job.opts.attempts ?? 1)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { run, values: sweepValues(plan)(run), error: `lost ${job.attemptsMade + 1} times in mid-run: ${why}` };
  }
}

interface Held {
  readonly opened: Promise<{ readonly pool: Pool; readonly definition: SweepDefinition }>;
  users: number;
}

/** Threads of the sweeps at hand: one sweep's are ended when another comes and nobody uses them. */
function makePools(threads: number, fetch: (id: string) => Promise<SweepDefinition>, say: (text: string) => void) {
  const held = new Map<string, Held>();
  const open = async (id: string): Promise<{ pool: Pool; definition: SweepDefinition }> => {
    const definition = await fetch(id);
    say(`running ${definition.name}, sweep ${id.slice(0, 8)}`);
    return { definition, pool: await openPool(definition, threads) };
  };
  return {
    async use<T>(id: string, f: (pool: Pool, definition: SweepDefinition) => Promise<T>): Promise<T> {
      let mine = held.get(id);
      if (mine === undefined) {
        for (const [other, { users, opened }] of held)
          if (users === 0) {
            held.delete(other);
            await opened.then(({ pool }) => pool.close());
          }
        mine = held.get(id) ?? { opened: open(id), users: 0 };
        held.set(id, mine);
      }
      mine.users++;
      try {
        const { pool, definition } = await mine.opened;
        return await f(pool, definition);
      } catch (error) {
        // What could not be fetched is asked for again by the next run.
        mine.opened.catch(() => held.delete(id));
        throw error;
      } finally {
        mine.users--;
      }
    },
    async close(): Promise<void> {
      for (const { opened } of held.values()) await opened.then(({ pool }) => pool.close()).catch(() => undefined);
    },
  };
}
