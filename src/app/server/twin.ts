import { Subject } from 'rxjs';
import { ConfigError, type ConnectionError } from '../../core/errors.ts';
import type { RunState } from '../../core/loop.ts';
import type { StoreEvent } from '../../core/store.ts';
import type { JournalEntry } from '../../scenario/command.ts';
import type { SessionEvent } from '../../scenario/sessionEvents.ts';
import { runBranch } from './branch.ts';
import { type CurrentRun, openDataFolder } from './dataFolder.ts';
import { type EngineHandle, sourceOf, startEngine, type Told } from './engineThread.ts';
import type { Forecast } from './forecastJob.ts';
import { openForecasts } from './forecasts.ts';
import type { Answer, ClockState } from './messages.ts';
import { pickUp } from './pickUp.ts';
import { newRunId, storedRunOf } from './storedRun.ts';
import { makeStoreWriter, type StoreWriter } from './storeWriter.ts';
import type { Frames, MarketTold, Twin, TwinEvent, TwinOptions } from './twinShape.ts';

export type { Frames, Twin, TwinEvent, TwinOptions } from './twinShape.ts';

/** How long it waits for others, and for its store where somebody waits for an answer. */
const PATIENCE_MS = 5000;

export async function startTwin(options: TwinOptions): Promise<Twin> {
  const twin = await openTwin(options);
  await twin.start();
  return twin;
}

/** Loads a twin and finds where it goes on; it stands still until it is started, so that nobody misses its first steps. */
export async function openTwin(options: TwinOptions): Promise<Twin> {
  const frames$ = new Subject<Frames>();
  const clock$ = new Subject<ClockState>();
  const events$ = new Subject<TwinEvent>();
  const forecasts$ = new Subject<Forecast>();
  const market$ = new Subject<MarketTold>();
  let clock: ClockState | undefined;
  let current: CurrentRun | undefined;
  let writer: StoreWriter | undefined;
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const onTold = (told: Told): void => {
    if (told.tell === 'clock') {
      clock = told.clock;
      clock$.next(told.clock);
      return;
    }
    if (told.tell === 'market') {
      market$.next({ news: told.news, isOld: told.isOld });
      return;
    }
    const { group } = told;
    clock = group.clock;
    writer?.push(current!.run, group);
    frames$.next({ run: current!, group });
    for (const event of group.events) events$.next({ ...event, run: current!.run });
  };
  const engine: EngineHandle = await startEngine(options, onTold, (error) => fail(error));
  const { site } = engine;
  const data = openDataFolder(typeof options.data === 'string' ? options.data : options.data(site.name));
  const tell = (severity: SessionEvent['severity'], code: string, text: string): void => {
    const event = { step: clock?.index ?? 0, severity, component: 'site', code, text, run: current?.run ?? '' };
    events$.next(event);
  };
  const onStoreEvent = ({ severity, code, text }: StoreEvent): void => tell(severity, code, text);
  const store = await options.openStore(data.path, onStoreEvent).catch(async (error: Error) => {
    await engine.stop();
    throw error;
  });
  /** Steps that are stored, and held back until whoever tells them keeps up. */
  let owed = 0;
  let since = 0;
  const settle = (rows: number): void => {
    if (owed === 0) since = performance.now();
    owed += rows;
    if (!gate.isOpen() && performance.now() - since < PATIENCE_MS) {
      setTimeout(settle, 5, 0);
      return;
    }
    if (owed > 0) engine.credit(owed);
    owed = 0;
  };
  const gate = { isOpen: (): boolean => true };
  const delay = (error: ConnectionError): void => tell('warning', 'store-down', error.message);
  writer = makeStoreWriter({
    store,
    width: site.columns.length,
    onStored: settle,
    onDelay: delay,
    onFailed: (error) => fail(error),
  });

  const begin = async (next: CurrentRun, from: RunState | null, journal: readonly JournalEntry[]): Promise<void> => {
    await store.begin(storedRunOf(site, next));
    data.setCurrent(next);
    current = next;
    const { run, fork, target } = next;
    const files = { journalFile: data.journalFile(run), exchangeFolder: data.exchangeFolder(run) };
    const start = { from, journal, ...files, fork, target };
    await engine.ask({ ask: 'start', start });
  };

  const known = options.isFresh === true ? undefined : data.current();
  let first: readonly [CurrentRun, RunState | null, readonly JournalEntry[]];
  if (known !== undefined) {
    if (known.fingerprint !== site.fingerprint) {
      await engine.stop();
      await store.close();
      throw new ConfigError(
        `the scenario, its profiles or the program have changed since run "${known.run}" in ${data.path} began; take another --data folder, or --fresh to begin a new run`,
      );
    }
    const { state, journal } = await pickUp(store, data, known, Number.POSITIVE_INFINITY);
    first = [{ ...known, target: Math.max(known.target, known.fork, state?.index ?? 0) }, state, journal];
  } else {
    const epoch = (data.current()?.epoch ?? 0) + 1;
    const { fingerprint } = site;
    first = [{ version: 1, fingerprint, run: newRunId('r'), fork: 0, epoch, target: 0 }, null, []];
    data.beginJournal(first[0].run, []);
  }
  [current] = first;
  const { mode, speed, policy } = options;
  clock = { mode, state: 'paused', speed, policy, lag_ms: 0, slipped_ms: 0, index: current.target };

  const state = async (): Promise<Extract<Answer, { kind: 'state' }>> => {
    const answer = await engine.ask({ ask: 'state' });
    if (answer.kind !== 'state') throw new Error('the twin gave no state');
    return answer;
  };
  let halting: Promise<void> | undefined;
  const halt = (): Promise<void> => (halting ??= engine.stop().catch(() => undefined));
  const branches = new Map<string, Promise<void>>();
  const forecasts = openForecasts({
    source: sourceOf(options),
    site,
    folder: data.path,
    store,
    async now() {
      const { run } = current!;
      const { state: from, journal } = await state();
      return { run, state: from, journal };
    },
    onDone(forecast) {
      forecasts$.next(forecast);
      tell('info', 'forecast-done', `forecast "${forecast.run}": ${forecast.hours_h} h from step ${forecast.fork}`);
    },
    onFailed: (run, error) => tell('warning', 'forecast-failed', `forecast "${run}": ${error.message}`),
  });

  const twin: Twin = {
    site,
    folder: data.path,
    isContinued: known !== undefined,
    begins: first[0].target,
    store,
    frames$,
    clock$,
    events$,
    forecasts$,
    market$,
    failed,
    waitFor(isReady) {
      gate.isOpen = isReady;
    },
    start: () => begin(...first),
    get run() {
      return current!;
    },
    get clock() {
      return clock!;
    },
    get storedRows() {
      return writer.storedRows;
    },
    get waitingRows() {
      return writer.waitingRows;
    },
    get branching() {
      return [...branches.keys()];
    },
    act: (by, id, actions) => engine.ask({ ask: 'act', by, id, actions }),
    send: (by, sent) => engine.ask({ ask: 'send', by, sent }),
    call: (by, sent) => engine.ask({ ask: 'call', by, sent }),
    called: (party) => engine.ask({ ask: 'events', ...(party === undefined ? {} : { party }) }),
    refuse: (refusal) => engine.ask({ ask: 'refuse', refusal }),
    book: (market, slot_ms) => engine.ask({ ask: 'book', market, slot_ms }),
    account: (party) => engine.ask({ ask: 'account', party }),
    turn: (verb, value) => engine.ask({ ask: 'clock', verb, ...(value === undefined ? {} : { value }) }),
    async seek(index) {
      if (!(index >= 0 && index <= site.grid.length))
        return { kind: 'refused', code: 'range', message: `expected a step from 0 to ${site.grid.length}` };
      if (site.markets.length > 0)
        return {
          kind: 'refused',
          code: 'exchange',
          message: 'what was traded is settled; a run that trades goes on only',
        };
      // Nothing of the run that is left may come after the one that takes its place.
      const old = current!;
      const { clock: then } = await state();
      await engine.ask({ ask: 'clock', verb: 'pause' });
      const { state: reached } = await state();
      try {
        await writer.flush(PATIENCE_MS);
        const fork = Math.min(index, reached.index);
        const { state: from, journal } = await pickUp(store, data, old, fork);
        // What meters showed stays what they showed.
        const kept = journal.filter(({ step, action }) => step < fork || action.do === 'measure');
        const next = { ...old, run: newRunId('r'), parent: old.run, fork, epoch: old.epoch + 1, target: index };
        data.beginJournal(next.run, kept);
        await begin(next, from, kept);
        tell('info', 'seek', `run "${next.run}" goes on from step ${index} of run "${old.run}"`);
        return { kind: 'done' };
      } catch (error) {
        return { kind: 'refused', code: 'store', message: (error as Error).message };
      } finally {
        if (then.state !== 'paused') await engine.ask({ ask: 'clock', verb: 'resume' });
      }
    },
    async branch(steps, by, id, actions) {
      if (branches.size > 0) return { kind: 'refused', code: 'busy', message: 'another what-if is still running' };
      const { state: from, journal } = await state();
      const parent = current!;
      const run = newRunId('r');
      const own = [...journal, ...actions.map((action) => ({ step: from.index, by, id, action }))];
      const until = Math.min(site.grid.length, from.index + steps);
      if (until <= from.index) return { kind: 'refused', code: 'ended', message: 'the run has come to its end' };
      data.beginJournal(run, own);
      await store.begin(storedRunOf(site, { run, parent: parent.run, fork: from.index }));
      const files = { journalFile: data.journalFile(run), exchangeFolder: data.exchangeFolder(parent.run) };
      const start = { from, journal: own, ...files, fork: from.index, target: until };
      const going = runBranch(options, until, start, run, store, site.columns.length).then(
        () => tell('info', 'branch-done', `what-if "${run}": steps ${from.index} to ${until - 1} are stored`),
        (error: Error) => tell('warning', 'branch-failed', `what-if "${run}": ${error.message}`),
      );
      branches.set(run, going);
      void going.then(() => branches.delete(run));
      return { kind: 'done', run };
    },
    forecast: (wish) => forecasts.make(wish),
    flush: () => writer.flush(),
    journal: () => data.journal(current!.run),
    halt,
    async stop() {
      await halt();
      // What runs beside is stored in the same place, or not.
      if (await writer.end()) await Promise.all([...branches.values(), forecasts.settle()]);
      frames$.complete();
      clock$.complete();
      await store.close();
      events$.complete();
      forecasts$.complete();
      market$.complete();
    },
  };
  return twin;
}
