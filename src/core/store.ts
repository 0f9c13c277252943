import type { Column } from './columns.ts';
import type { Block } from './table.ts';

/** A run as a store knows it; a seek or a branch begins a new one that names where it comes from. */
export interface StoredRun {
  readonly id: string;
  readonly site: string;
  readonly scenario: string;
  /** Run that it continues, and the index of its first own step. */
  readonly parent?: string;
  readonly fork: number;
  readonly start_ms: number;
  readonly step_s: number;
  /** IANA name. */
  readonly zone: string;
  readonly currency: string;
  readonly columns: readonly Column[];
  /** Owner of each component that has one. */
  readonly owners: Readonly<Record<string, string>>;
}

/** What is asked of a store. Times are of the simulation; the end is left out. */
export interface SeriesQuery {
  readonly run: string;
  readonly component: string;
  /** All of the component where left out. */
  readonly signals?: readonly string[];
  readonly from_ms: number;
  readonly to_ms: number;
  /** Means over intervals of this length (a state by its last value); every step where left out. */
  readonly every_s?: number;
  /** The least and the highest step of each such interval, too. */
  readonly extremes?: boolean;
}

/** Values by time; NaN where a step was not stored. */
export interface StoredSeries {
  readonly signal: string;
  readonly unit: string;
  readonly time_ms: Float64Array;
  readonly values: Float64Array;
  /** Of the steps of each interval, where asked for. */
  readonly min?: Float64Array;
  readonly max?: Float64Array;
}

/** What a process needs to go on where another stopped: a frame index, the state of the loop, the journal's length. */
export interface StoredCheckpoint {
  readonly run: string;
  readonly index: number;
  readonly states: Float64Array;
  readonly control: Float64Array;
  /** Commands of the journal that are in it. */
  readonly journaled: number;
}

/**
 * A time-series store. Measurement is the kind of component; tags are site, run, component and owner; fields are the names
 * of signals, always numbers; time is that of the simulation. The same step written twice is one step.
 */
export interface Store {
  readonly name: string;
  /** Makes a run known. Again with the same id it does nothing. */
  begin(run: StoredRun): Promise<void>;
  /**
   * Adds steps of a run; resolves once they will survive a crash. The block must stay as it is until then.
   * @throws ConnectionError where it may be tried again
   */
  append(run: string, block: Block): Promise<void>;
  /** The series of one component; follows the lineage of a run to its parents before its fork. */
  query(query: SeriesQuery): Promise<readonly StoredSeries[]>;
  runs(): Promise<readonly StoredRun[]>;
  /** Steps of a run that are stored, its own alone. */
  count(run: string): Promise<number>;
  /** Index after the last step that is stored of a run's own; its fork where none is. */
  end(run: string): Promise<number>;
  remove(run: string): Promise<void>;
  close(): Promise<void>;
}

/** A store that keeps checkpoints in the same transaction as frames, so that a restart loses and repeats nothing. */
export interface CheckpointStore extends Store {
  appendWith(block: Block, checkpoint: StoredCheckpoint): Promise<void>;
  lastCheckpoint(run: string, notAfter?: number): Promise<StoredCheckpoint | undefined>;
}

/** What an operator is to know of a store, a queue or a link. */
export interface StoreEvent {
  readonly severity: 'info' | 'warning' | 'alarm';
  /** Such as `store-down`, `store-refused`, `spool-dropped`. */
  readonly code: string;
  readonly text: string;
  /** Points (or messages) that it is about. */
  readonly points: number;
}

/** What became of what was handed to a network store; points since it was opened, but for what waits. */
export interface StoreHealth {
  readonly state: 'up' | 'down' | 'stopped';
  /** Taken over, durable. */
  readonly received: number;
  /** Acknowledged by the server. */
  readonly stored: number;
  /** Refused by the server and not tried again. */
  readonly refused: number;
  /** Given up for want of room or for age. */
  readonly dropped: number;
  readonly waiting: number;
  readonly waitingBytes: number;
}

/** A store over a network, behind a spool on disk. */
export interface NetworkStore extends Store {
  health(): StoreHealth;
  /** Resolves once all that was appended is at the server, or at once where that has stopped; false where some waits. */
  drain(timeout_ms: number): Promise<boolean>;
  /** Sends again after a stop (a password put right, a database made). */
  resume(): void;
}
