import type { Subject } from 'rxjs';
import type { CheckpointStore, StoreEvent } from '../../core/store.ts';
import type { Refusal } from '../../market/journal/record.ts';
import type { Action, JournalEntry } from '../../scenario/command.ts';
import type { Sent } from '../../scenario/exchange/liveExchange.ts';
import type { SessionEvent } from '../../scenario/sessionEvents.ts';
import type { CurrentRun } from './dataFolder.ts';
import type { Forecast, ForecastWish } from './forecastJob.ts';
import type { Called } from './market/marketMessages.ts';
import type { Answer, ClockState, ClockVerb, EngineSetup, FromEngine, Group } from './messages.ts';
import type { SiteInfo } from './siteInfo.ts';

/** What happened on the exchange, as its thread tells it. */
export type MarketTold = Omit<Extract<FromEngine, { tell: 'market' }>, 'tell'>;

export interface TwinOptions extends EngineSetup {
  /** Folder of what it keeps beside its store, by the name of the site. */
  readonly data: string | ((site: string) => string);
  readonly openStore: (folder: string, onEvent: (event: StoreEvent) => void) => Promise<CheckpointStore>;
  /** Begins a run of its own, though there is one to go on with. */
  readonly isFresh?: boolean;
}

/** Something that an operator should hear of, with the run and time it belongs to. */
export interface TwinEvent extends SessionEvent {
  readonly run: string;
}

export interface Frames {
  readonly run: CurrentRun;
  readonly group: Group;
}

/** A running twin. What it does arrives on its streams; questions to it are asked one after the other. */
export interface Twin {
  readonly site: SiteInfo;
  /** Folder of what it keeps beside its store. */
  readonly folder: string;
  /** Whether it goes on with a run of before, and the step with which it began in this process. */
  readonly isContinued: boolean;
  readonly begins: number;
  readonly run: CurrentRun;
  readonly clock: ClockState;
  readonly store: CheckpointStore;
  readonly frames$: Subject<Frames>;
  readonly clock$: Subject<ClockState>;
  readonly events$: Subject<TwinEvent>;
  readonly forecasts$: Subject<Forecast>;
  /** What happens on its exchange, if it has one. */
  readonly market$: Subject<MarketTold>;
  /** Ends with an error where the twin cannot go on. */
  readonly failed: Promise<Error>;
  readonly storedRows: number;
  readonly waitingRows: number;
  /** What-ifs that are running, by run. */
  readonly branching: readonly string[];
  /** Has it wait, for a while, where somebody does not keep up. */
  waitFor(isReady: () => boolean): void;
  /** Lets it run. */
  start(): Promise<void>;
  act(by: string, id: string, actions: readonly Action[]): Promise<Answer>;
  /** Has the exchange judge what a party sends, and take it in. */
  send(by: string, sent: Sent): Promise<Answer>;
  /** The same for an event of flexibility that is called, what is offered for one, or readings that are corrected. */
  call(by: string, sent: Called): Promise<Answer>;
  /** Events of flexibility as a party may see them; all of all where it is left out. */
  called(party?: string): Promise<Answer>;
  /** Keeps what was refused before it came to the exchange. */
  refuse(refusal: Refusal): Promise<Answer>;
  /** What is open for a slot of a market. */
  book(market: string, slot_ms: number): Promise<Answer>;
  account(party: string): Promise<Answer>;
  turn(verb: ClockVerb, value?: number | string): Promise<Answer>;
  /** Goes on from step `index` under a new run. */
  seek(index: number): Promise<Answer>;
  /** Runs a what-if of `steps` beside, under its own run. Resolves with its id once it has begun. */
  branch(
    steps: number,
    by: string,
    id: string,
    actions: readonly Action[],
  ): Promise<Answer & { readonly run?: string }>;
  /** Looks ahead from now, beside, under a run of its own. Resolves with its id once it has begun. */
  forecast(wish: ForecastWish): Promise<Answer & { readonly run?: string }>;
  /** Resolves once all that was handed out is stored. */
  flush(): Promise<void>;
  /** Commands that act, or have acted, in its run. */
  journal(): readonly JournalEntry[];
  /** Takes no more steps. */
  halt(): Promise<void>;
  /** Stores everything and ends. */
  stop(): Promise<void>;
}
