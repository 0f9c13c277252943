import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError } from '../../core/errors.ts';
import type { CheckpointStore } from '../../core/store.ts';
import type { Block } from '../../core/table.ts';
import type { Group } from './messages.ts';

/** Steps that are written in one transaction at most, and how long few of them wait for more. */
const MOST_ROWS = 4096;
const GATHER_ROWS = 1024;
const GATHER_MS = 1000;
const BACK_OFF_MS = { first: 500, most: 30_000 };
/** How long a store that is away may hold up the end. */
const END_MS = 10_000;

export interface StoreWriter {
  push(run: string, group: Group): void;
  /** Resolves once everything pushed so far is stored. @throws ConnectionError where the store has not taken it in time */
  flush(within_ms?: number): Promise<void>;
  /** Stores what it can; false where the store stays away: the rest is given up, and can be simulated again. */
  end(): Promise<boolean>;
  readonly storedRows: number;
  readonly waitingRows: number;
}

export interface StoreWriterOptions {
  readonly store: CheckpointStore;
  /** Columns of the frame. */
  readonly width: number;
  readonly onStored: (rows: number) => void;
  /** The store cannot be reached; it is tried again. */
  readonly onDelay: (error: ConnectionError) => void;
  readonly onFailed: (error: Error) => void;
}

interface Waiting {
  readonly run: string;
  readonly group: Group;
}

/** Writes groups of steps with their checkpoint, in order, many in one transaction; tries again where the store is away. */
export function makeStoreWriter({ store, width, onStored, onDelay, onFailed }: StoreWriterOptions): StoreWriter {
  const queue: Waiting[] = [];
  let waitingRows = 0;
  let storedRows = 0;
  let isUrgent = false;
  let isBusy = false;
  let failed: Error | undefined;
  let gather: NodeJS.Timeout | undefined;
  let drained: (() => void)[] = [];
  const patience = new AbortController();

  const batch = (): Waiting[] => {
    const { run } = queue[0]!;
    let rows = 0;
    let n = 0;
    while (n < queue.length && queue[n]!.run === run && (n === 0 || rows + queue[n]!.group.count <= MOST_ROWS))
      rows += queue[n++]!.group.count;
    return queue.slice(0, n);
  };
  const write = async (waiting: readonly Waiting[]): Promise<number> => {
    const { run, group } = waiting.at(-1)!;
    const block = blockOf(
      waiting.map((w) => w.group),
      width,
    );
    const { index, states, control } = group.state;
    const checkpoint = { run, index, states, control, journaled: group.journaled };
    for (let pause = BACK_OFF_MS.first; ; pause = Math.min(BACK_OFF_MS.most, 2 * pause)) {
      try {
        await store.appendWith(block, checkpoint);
        return block.count;
      } catch (error) {
        if (!(error instanceof ConnectionError) || patience.signal.aborted) throw error;
        onDelay(error);
        // Once patience ends, it is tried a last time.
        const { signal } = patience;
        await sleep(pause * (0.5 + 0.5 * Math.random()), undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const drain = async (): Promise<void> => {
    clearTimeout(gather);
    gather = undefined;
    isBusy = true;
    try {
      while (queue.length > 0 && (isUrgent || waitingRows >= GATHER_ROWS || gather === undefined)) {
        const waiting = batch();
        const rows = await write(waiting);
        queue.splice(0, waiting.length);
        waitingRows -= rows;
        storedRows += rows;
        onStored(rows);
        if (queue.length > 0 && !isUrgent && waitingRows < GATHER_ROWS) break;
      }
    } catch (error) {
      failed = error as Error;
      if (!patience.signal.aborted) onFailed(failed);
    }
    isBusy = false;
    if (queue.length === 0 || failed) {
      isUrgent = false;
      for (const done of drained) done();
      drained = [];
    } else wait();
  };
  const wait = (): void => {
    if (isBusy || failed) return;
    if (isUrgent || waitingRows >= GATHER_ROWS) void drain();
    else gather ??= setTimeout(() => void drain(), GATHER_MS);
  };
  const flush = (within_ms?: number): Promise<void> => {
    if (queue.length === 0 || failed) return failed ? Promise.reject(failed) : Promise.resolve();
    isUrgent = true;
    const done = new Promise<void>((resolve, reject) => drained.push(() => (failed ? reject(failed) : resolve())));
    wait();
    if (within_ms === undefined) return done;
    const late = sleep(within_ms, undefined, { ref: false }).then(() => {
      throw new ConnectionError(`${store.name}: does not take what is to be stored; try again once it does`);
    });
    return Promise.race([done, late]);
  };
  return {
    flush,
    async end() {
      const late = setTimeout(() => patience.abort(), END_MS);
      await flush().catch(() => undefined);
      clearTimeout(late);
      return queue.length === 0;
    },
    push(run, group) {
      if (failed) return;
      queue.push({ run, group });
      waitingRows += group.count;
      wait();
    },
    get storedRows() {
      return storedRows;
    },
    get waitingRows() {
      return waitingRows;
    },
  };
}

/** Groups that follow each other, as columns. */
export function blockOf(groups: readonly Group[], width: number): Block {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const columns = Array.from({ length: width }, () => new Float64Array(count));
  let at = 0;
  for (const group of groups) {
    for (let k = 0; k < width; k++) {
      const column = columns[k]!;
      for (let r = 0, from = k; r < group.count; r++, from += width) column[at + r] = group.rows[from]!;
    }
    at += group.count;
  }
  return { columns, at: 0, first: groups[0]!.first, count };
}
