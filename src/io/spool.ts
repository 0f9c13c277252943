import type { StoreEvent } from '../core/store.ts';
import { readyFolder } from './folder.ts';
import { lockFolder } from './folderLock.ts';
import { nodeDisk, type SpoolDisk } from './spoolDisk.ts';
import { spoolLog } from './spoolLog.ts';
import { spoolQueue } from './spoolQueue.ts';
import { recover, type Segment, type Waiting, waitingOf } from './spoolSegment.ts';

export interface SpoolOptions {
  readonly folder: string;
  /** Most on disk; 256 MiB unless said. */
  readonly maxBytes?: number;
  /** What has waited longer is dropped; seven days unless said. */
  readonly maxAge_ms?: number;
  /** Size at which a file is closed and the next begun; 4 MiB unless said, at most an eighth of `maxBytes`. */
  readonly segmentBytes?: number;
  /** Most that is kept in memory, beside what is being sent; 16 MiB unless said. */
  readonly memoryBytes?: number;
  readonly onEvent?: (event: StoreEvent) => void;
  /** Wall clock; for trials. */
  readonly now?: () => number;
  readonly disk?: SpoolDisk;
}

/** One of the payloads, on its way. */
export interface SpoolItem {
  readonly payload: Uint8Array;
  /** What it counts as: points, messages. */
  readonly weight: number;
  readonly wall_ms: number;
  /** Nothing has failed since it was appended. */
  readonly isLive: boolean;
}

export interface SpoolCounts {
  readonly items: number;
  /** Sum of weights. */
  readonly weight: number;
  readonly bytes: number;
}

/**
 * A bounded queue on disk, the only one in front of a network: what is appended survives a kill, what is sent is forgotten.
 * Live items go first; those that an outage held up go between them, the oldest first. Where it is full, the oldest is
 * dropped, counted and told. While the disk is full, what comes stays in memory, and is told too.
 */
export interface Spool {
  /** Resolves once the payload is safe on disk (or, while the disk is full, in memory alone). */
  append(payload: Uint8Array, weight: number): Promise<void>;
  /** The next to send; it is the caller's until `done` or `back`. Undefined where nothing waits. */
  take(): Promise<SpoolItem | undefined>;
  done(item: SpoolItem): void;
  /** To be tried again. All that waits counts as held up from now on. */
  back(item: SpoolItem): void;
  /** Resolves once there is something to take, or the signal says no more. */
  arrived(signal: AbortSignal): Promise<void>;
  readonly waiting: SpoolCounts;
  readonly dropped: SpoolCounts;
  /** Whether the disk took the last write. */
  readonly isKept: boolean;
  close(): Promise<void>;
}

interface Pending {
  readonly item: Waiting;
  readonly resolve: () => void;
}

/** @throws ConnectionError where another process uses the folder */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, onEvent = () => undefined, now = Date.now, disk = nodeDisk } = options;
  const maxBytes = options.maxBytes ?? 256 * 2 ** 20;
  const maxAge_ms = options.maxAge_ms ?? 7 * 86_400_000;
  const memoryBytes = options.memoryBytes ?? 16 * 2 ** 20;
  const segmentBytes = Math.min(options.segmentBytes ?? 4 * 2 ** 20, Math.floor(maxBytes / 8));
  readyFolder(folder, []);
  const unlock = lockFolder(folder);

  const found = await recover(disk, folder);
  const log = spoolLog(disk, folder, found, segmentBytes);
  const queue = spoolQueue(found.segments.flatMap((segment) => segment.items));
  const out = new Map<SpoolItem, Waiting>();
  const pending: Pending[] = [];
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
    while (pending.length > 0) {
      const group = pending.splice(0);
      for (const { item } of group) unwritten.push(item);
      await settle();
      for (const { item, resolve } of group) {
        // What is on disk stays in memory too where there is room, for most of it is sent at once.
        if (item.payload !== undefined && item.segment !== undefined && cached > memoryBytes) {
          item.payload = undefined;
          cached -= item.length;
        }
        resolve();
      }
      keepBounds();
    }
    writing = undefined;
  };

  return {
    append: (payload, weight) =>
      new Promise((resolve) => {
        const item = waitingOf({ weight, length: payload.length, wall_ms: now() }, true, payload);
        pending.push({ item, resolve });
        // It may be sent while it is being written: whatever is sent needs no disk.
        queue.push(item);
        cached += item.length;
        wake?.();
        writing ??= write();
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
    },
    back(handed) {
      const item = out.get(handed);
      if (item === undefined) return;
      out.delete(handed);
      // Its segment was dropped while it was out.
      if (item.segment?.isRemoved === true) return drop(item);
      queue.back(item);
      queue.retire();
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
      while (writing !== undefined) await writing;
      tellDropped(true);
      await log.close();
      unlock();
    },
  };
}
