import type { RunState } from '../../core/loop.ts';
import type { Depth } from '../../market/depth.ts';
import type { Refusal } from '../../market/journal/record.ts';
import type { Order } from '../../market/order.ts';
import type { Action, JournalEntry } from '../../scenario/command.ts';
import type { Sent } from '../../scenario/exchange/liveExchange.ts';
import type { HeldSetpoint } from '../../scenario/heldSetpoint.ts';
import type { SessionEvent } from '../../scenario/sessionEvents.ts';
import type { Mode, Policy } from './clock.ts';
import type { Account, Called, EventTold, MarketNews } from './market/marketMessages.ts';
import type { SiteInfo } from './siteInfo.ts';

/** A scenario, and what drives it in place of its own series. */
export interface ScenarioSource {
  /** Scenario file. */
  readonly file: string;
  readonly weather?: string;
  /** Start and end in place of the scenario's. */
  readonly from?: string;
  readonly to?: string;
  /** What another run recorded: its folder, a Parquet file, or a store with the id of a run. */
  readonly history?: string;
  readonly historyRun?: string;
  /** Signals of that run to take as meters. */
  readonly meters?: readonly string[];
}

/** What the thread of a twin is given at its start. */
export interface EngineSetup extends ScenarioSource {
  readonly mode: Mode;
  readonly speed: number;
  readonly policy: Policy;
  /** Step, or time in the zone of the site, before which the run ends; the grid's end where left out. */
  readonly until?: number | string;
  /** Beside the run: meters are looked at and correct nothing. */
  readonly isWhatIf?: boolean;
}

export type ClockVerb = 'pause' | 'resume' | 'speed' | 'step' | 'mode';

/** How the clock stands. */
export interface ClockState {
  readonly mode: Mode;
  readonly state: 'running' | 'paused' | 'ended';
  readonly speed: number;
  readonly policy: Policy;
  readonly lag_ms: number;
  readonly slipped_ms: number;
  /** The next step. */
  readonly index: number;
}

/** Where a run begins, or goes on. */
export interface Start {
  /** Null for the beginning of the scenario. */
  readonly from: RunState | null;
  readonly journal: readonly JournalEntry[];
  /** Commands that act from now on are kept here. */
  readonly journalFile: string;
  /** Folder of the run's exchange, where it has one; of a what-if that of the run it sets out from. */
  readonly exchangeFolder: string;
  /** Steps before `fork` are taken again without a word; from there to `target` they are handed out at once. */
  readonly fork: number;
  readonly target: number;
}

/** Questions to the thread of a twin; each gets one answer. */
export type Question =
  | { readonly ask: 'start'; readonly start: Start }
  | { readonly ask: 'act'; readonly by: string; readonly id: string; readonly actions: readonly Action[] }
  | { readonly ask: 'clock'; readonly verb: ClockVerb; readonly value?: number | string }
  | { readonly ask: 'state' }
  | { readonly ask: 'send'; readonly by: string; readonly sent: Sent }
  | { readonly ask: 'call'; readonly by: string; readonly sent: Called }
  | { readonly ask: 'events'; readonly party?: string }
  | { readonly ask: 'refuse'; readonly refusal: Refusal }
  | { readonly ask: 'book'; readonly market: string; readonly slot_ms: number }
  | { readonly ask: 'account'; readonly party: string }
  | { readonly ask: 'stop' };

export type Answer =
  | { readonly kind: 'acted'; readonly step: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'state';
      readonly state: RunState;
      readonly journal: readonly JournalEntry[];
      readonly clock: ClockState;
    }
  | { readonly kind: 'order'; readonly order: Order; readonly isRepeated: boolean }
  | { readonly kind: 'book'; readonly book: Depth }
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'events'; readonly events: readonly EventTold[] }
  | { readonly kind: 'done' };

/** Steps that were taken together, one row of the frame after the other. */
export interface Group {
  readonly first: number;
  readonly count: number;
  readonly rows: Float64Array;
  /** After the last of them. */
  readonly state: RunState;
  readonly journaled: number;
  readonly events: readonly SessionEvent[];
  readonly held: readonly HeldSetpoint[];
  readonly clock: ClockState;
}

/** A fault, as it passes between threads. */
export interface Fault {
  readonly name: string;
  readonly message: string;
}

export type FromEngine =
  | { readonly tell: 'ready'; readonly site: SiteInfo }
  | { readonly tell: 'answer'; readonly n: number; readonly answer: Answer }
  | { readonly tell: 'group'; readonly group: Group }
  | { readonly tell: 'clock'; readonly clock: ClockState }
  /** `isOld` where it was told before this process began. */
  | { readonly tell: 'market'; readonly news: readonly MarketNews[]; readonly isOld: boolean }
  | { readonly tell: 'failed'; readonly fault: Fault };

export type ToEngine =
  | { readonly n: number; readonly question: Question }
  /** So many rows have been dealt with. */
  | { readonly credit: number };
