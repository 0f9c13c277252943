import type { StoreEvent } from '../core/store.ts';
import type { SpoolDisk } from './spoolDisk.ts';

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
  /** While all that is sent arrives, a payload may take so long to arrive before it is written. 200 unless said. */
  readonly lazy_ms?: number;
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
  /** Resolves once the payload is safe: on disk, or done (while the disk is full, in memory alone). */
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
