import type { StoreEvent } from '../core/store.ts';
import { readyFolder } from './folder.ts';
import { lockFolder } from './folderLock.ts';
import { nodeDisk } from './spoolDisk.ts';
import { spoolLog } from './spoolLog.ts';
import { spoolQueue } from './spoolQueue.ts';
import { recover, type Segment, type Waiting, waitingOf } from './spoolSegment.ts';
import type { Spool, SpoolItem, SpoolOptions } from './spoolTypes.ts';

export type { Spool, SpoolCounts, SpoolItem, SpoolOptions } from './spoolTypes.ts';

/** What waits to be written goes to disk at once where it is more than this. */
const LAZY_BYTES = 4 * 2 ** 20;

/** @throws ConnectionError where another process uses the folder */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, onEvent = () => undefined, now = Date.now, disk = nodeDisk } = options;
  const maxBytes = options.maxBytes ?? 256 * 2 ** 20;
  const maxAge_ms = options.maxAge_ms ?? 7 * 86_400_000;
  const memoryBytes = options.memoryBytes ?? 16 * 2 ** 20;
  const lazy_ms = options.lazy_ms ?? 200;
  const segmentBytes = Math.min(options.segmentBytes ?? 4 * 2 ** 20, Math.floor(maxBytes / 8));
  readyFolder(folder, []);
  const unlock = lockFolder(folder);

  const found = await recover(disk, folder);
  const log = spoolLog(disk, folder, found, segmentBytes);
  const queue = spoolQueue(found.segments.flatMap((segment) => segment.items));
  const out = new Map<SpoolItem, Waiting>();
  /** Not safe yet: neither written nor sent. */
  const pending = new Map<Waiting, () => void>();
  /** What was sent last arrived, so that the next may arrive sooner than a disk would write it. */
  let isProven = false;
  /** In memory alone, for the disk did not take them. */
  let unwritten: Waiting[] = [];
  let cached = 0;
  let isKept = true;
  let isNearlyFull = false;
  let dropped = { items: 0, weight: 0, bytes: 0 };
  let untold = 0;
  let told_ms = Number.NEGATIVE_INFINITY;
  let wake: (() => void) | undefined;

  const tell = (severity: StoreEvent['severity'], code: string, text: string, points = 0): void =>
    onEvent({ severity, code, text: `spool ${folder}: ${text}`, points });
  const tellDropped = (isLast = false): void => {
    // A clock that was set back is no reason to be silent.
    if (untold === 0 || (!isLast && Math.abs(now() - told_ms) < 10_000)) return;
    tell('alarm', 'spool-dropped', `${untold} of the oldest dropped, for it is full or they are too old`, untold);
    untold = 0;
    told_ms = now();
  };
  if (found.torn > 0)
    tell('info', 'spool-torn', `${found.torn} bytes at an end were being written when the process ended; left out`);
  if (found.spoilt > 0)
    tell('alarm', 'spool-spoilt', `${found.spoilt} lost: the disk changed what was written`, found.spoilt);
  if (queue.counts().items > 0) {
    const { items, weight } = queue.counts();
    tell('info', 'spool-recovered', `${weight} in ${items} parts wait from before`, weight);
  }

  /** Takes an item out of the account, and out of its segment. */
  const forget = (item: Waiting): void => {
    if (item.payload !== undefined) cached -= item.length;
    item.payload = undefined;
    log.forget(item);
  };
  const drop = (item: Waiting): void => {
    queue.gone(item);
    dropped = {
      items: dropped.items + 1,
      weight: dropped.weight + item.weight,
      bytes: dropped.bytes + item.length,
    };
    untold += item.weight;
    forget(item);
  };
  const dropSegment = (segment: Segment): void => {
    for (const item of segment.items) if (item.state === 'waiting') drop(item);
    if (!segment.isRemoved) log.remove(segment);
  };
  const dropOld = (): void => {
    for (let item = queue.oldest(); item !== undefined && now() - item.wall_ms > maxAge_ms; item = queue.oldest())
      drop(item);
    tellDropped();
  };

  /** Brings what is in memory alone to disk; where the disk is full, makes room for it or keeps it within bounds. */
  const settle = async (): Promise<void> => {
    unwritten = unwritten.filter((item) => item.state !== 'gone');
    for (;;) {
      try {
        await log.write(unwritten);
        if (!isKept) tell('info', 'spool-kept', 'the disk takes what comes again');
        isKept = true;
        return;
      } catch (error) {
        if (isKept)
          tell(
            'alarm',
            'spool-full',
            `${error instanceof Error ? error.message : String(error)}; what comes is kept in memory alone, up to ${memoryBytes} bytes: free some room`,
          );
        isKept = false;
        unwritten = unwritten.filter((item) => item.state !== 'gone');
        if (unwritten.reduce((sum, item) => sum + item.length, 0) <= memoryBytes) return;
        const [oldest] = log.closed();
        if (oldest === undefined) break;
        dropSegment(oldest);
        await log.settled();
      }
    }
    let bytes = unwritten.reduce((sum, item) => sum + item.length, 0);
    for (const item of unwritten) {
      if (bytes <= memoryBytes) break;
      if (item.state !== 'waiting') continue;
      bytes -= item.length;
      drop(item);
    }
  };
  const keepBounds = (): void => {
    let { bytes } = log;
    for (const segment of log.closed()) {
      if (bytes <= maxBytes) break;
      bytes -= segment.size;
      dropSegment(segment);
    }
    dropOld();
    if (!isNearlyFull && bytes > 0.9 * maxBytes)
      tell(
        'warning',
        'spool-nearly-full',
        `over nine tenths of its ${maxBytes} bytes are in use; the oldest will be dropped`,
      );
    if (bytes > 0.9 * maxBytes) isNearlyFull = true;
    else if (bytes < 0.7 * maxBytes) isNearlyFull = false;
  };

  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    const group = [...pending];
    pending.clear();
    for (const [item] of group) unwritten.push(item);
    await settle();
    for (const [item, resolve] of group) {
      // What is on disk stays in memory too where there is room, for most of it is sent at once.
      if (item.payload !== undefined && item.segment !== undefined && cached > memoryBytes) {
        item.payload = undefined;
        cached -= item.length;
      }
      resolve();
    }
    keepBounds();
    writing = undefined;
    if (pending.size > 0) writeSoon();
  };
  let later: NodeJS.Timeout | undefined;
  const writeNow = (): void => {
    clearTimeout(later);
    later = undefined;
    if (pending.size > 0) writing ??= write();
  };
  /** A disk takes as long as a database, and both on one machine hinder each other: what arrives at once is not written. */
  const writeSoon = (): void => {
    const bytes = [...pending.keys()].reduce((sum, item) => sum + item.length, 0);
    if (isProven && lazy_ms > 0 && bytes <= LAZY_BYTES) later ??= setTimeout(writeNow, lazy_ms);
    else writeNow();
  };

  return {
    append: (payload, weight) =>
      new Promise((resolve) => {
        const item = waitingOf({ weight, length: payload.length, wall_ms: now() }, true, payload);
        pending.set(item, resolve);
        queue.push(item);
        cached += item.length;
        wake?.();
        writeSoon();
      }),
    async take() {
      dropOld();
      for (;;) {
        const item = queue.take();
        if (item === undefined) return undefined;
        let payload = item.payload;
        if (payload === undefined) {
          payload = await item.segment!.file.read(item.at, item.length).catch(() => undefined);
          if (payload?.length !== item.length) {
            tell(
              'alarm',
              'spool-spoilt',
              `${item.weight} lost: the disk does not give back what was written`,
              item.weight,
            );
            drop(item);
            continue;
          }
        }
        const handed = { payload, weight: item.weight, wall_ms: item.wall_ms, isLive: item.isLive };
        out.set(handed, item);
        return handed;
      }
    },
    done(handed) {
      const item = out.get(handed);
      if (item === undefined) return;
      out.delete(handed);
      queue.gone(item);
      forget(item);
      isProven = true;
      pending.get(item)?.();
      pending.delete(item);
    },
    back(handed) {
      const item = out.get(handed);
      if (item === undefined) return;
      out.delete(handed);
      // Its segment was dropped while it was out.
      if (item.segment?.isRemoved === true) return drop(item);
      queue.back(item);
      queue.retire();
      isProven = false;
      writeNow();
    },
    async arrived(signal) {
      if (queue.counts().items > out.size || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          wake = undefined;
          signal.removeEventListener('abort', end);
          resolve();
        };
        wake = end;
        signal.addEventListener('abort', end);
      });
    },
    get waiting() {
      return queue.counts();
    },
    get dropped() {
      return dropped;
    },
    get isKept() {
      return isKept;
    },
    async close() {
      isProven = false;
      writeNow();
      while (writing !== undefined) await writing;
      tellDropped(true);
      await log.close();
      unlock();
    },
  };
}
