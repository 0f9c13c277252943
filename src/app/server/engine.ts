import { setImmediate as breathe } from 'node:timers/promises';
import { ConfigError } from '../../core/errors.ts';
import { endOf, formatUtc } from '../../core/timeGrid.ts';
import { type LineFile, openLines } from '../../io/durable.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { exchangeSpecOf } from '../../scenario/exchange/exchange.ts';
import { type PlanRhythm, planOrRules } from '../../scenario/livePlan.ts';
import { makeSession } from '../../scenario/session.ts';
import { type Clock, type Mode, makeClock } from './clock.ts';
import { type EngineExchange, openEngineExchange } from './market/engineExchange.ts';
import type { Answer, ClockState, ClockVerb, EngineSetup, FromEngine, Question, Start, ToEngine } from './messages.ts';
import { lengthOf } from './runLength.ts';
import { siteInfoOf } from './siteInfo.ts';
import { makeSleeper } from './sleeper.ts';
import { steadyWall } from './wall.ts';

/** Steps that are handed out together at most, and how long they may gather. */
const GROUP_ROWS = 256;
const GROUP_MS = 20;
/** Values that may be under way before somebody has dealt with them: stored, and told where that can be waited for. */
const UNDER_WAY = 500_000;
/** How often the clock is told while nothing happens to it. */
const TELL_MS = 1000;

export interface Engine {
  hear(message: ToEngine): void;
  /** Runs until it is stopped. */
  readonly ended: Promise<void>;
}

/** The loop of a twin: takes steps when they are due, hears commands in between, and hands frames out. */
export function makeEngine(
  compiled: Compiled,
  setup: EngineSetup,
  post: (message: FromEngine, transfer?: readonly ArrayBuffer[]) => void,
): Engine {
  const hasExchange = compiled.cluster.spec.exchange !== undefined;
  if (hasExchange) exchangeSpecOf(compiled);
  let exchange: EngineExchange | undefined;
  const session = makeSession(compiled, {
    rebases: setup.isWhatIf !== true,
    ...(hasExchange ? { follow: (...given) => exchange?.follow(...given) } : {}),
  });
  const { run } = session;
  const width = session.columns.length;
  const initial = session.save();
  const length = lengthOf(compiled, setup.until);
  const wall = steadyWall();
  /** What is wrong with following the wall clock: there is nothing left to follow. */
  const missed = (mode: Mode): string | undefined => {
    const over_ms = endOf(run.grid);
    if (mode !== 'live' || wall() < over_ms) return undefined;
    return `mode live follows the wall clock, and the scenario ended at ${formatUtc(over_ms)}; take mode paced, or another start and end`;
  };
  const begun = missed(setup.mode);
  if (begun !== undefined) throw new ConfigError(begun);
  const clock: Clock = makeClock({
    start_ms: run.grid.start_ms,
    step_s: run.grid.step_s,
    mode: setup.mode,
    speed: setup.speed,
    policy: setup.policy,
    now: () => performance.now(),
    wall,
  });
  const mostUnderWay = Math.max(16, Math.floor(UNDER_WAY / Math.max(1, width)));
  let underWay = 0;
  let journalFile: LineFile | undefined;
  let isStarted = false;
  /** How often a run was taken up. */
  let starts = 0;
  let isStopped = false;
  /** Steps before it are taken without waiting. */
  let target = 0;
  let told = 0;
  const { sleep, wake } = makeSleeper();

  const isDone = (): boolean => session.index >= length;
  const clockState = (): ClockState => ({
    mode: clock.mode,
    state: isDone() ? 'ended' : clock.isPaused ? 'paused' : 'running',
    speed: clock.speed,
    policy: clock.policy,
    lag_ms: clock.lag_ms,
    slipped_ms: clock.slipped_ms,
    index: session.index,
  });
  const tellClock = (): void => {
    told = performance.now();
    post({ tell: 'clock', clock: clockState() });
  };
  const step = (): void => {
    session.step();
    exchange?.after(session.index - 1);
  };
  /** Keeps what the exchange recorded before anybody hears of it. */
  const tellMarket = (isOld: boolean): void => {
    const news = exchange?.flush() ?? [];
    if (news.length > 0) post({ tell: 'market', news, isOld });
  };

  const keepExchange = (isDue?: boolean): void => exchange?.keep(() => session.save(), session.index - underWay, isDue);

  const handOut = (): void => {
    const first = session.index;
    const begun = performance.now();
    const rows = new Float64Array(width * GROUP_ROWS);
    let count = 0;
    const most = Math.min(GROUP_ROWS, mostUnderWay - underWay);
    while (
      count < most &&
      !isDone() &&
      session.planDue === undefined &&
      (count === 0 || performance.now() - begun < GROUP_MS)
    ) {
      if (session.index >= target && clock.wait(session.index) > 0) break;
      step();
      session.read(rows, count * width);
      count++;
      if (session.index > target) clock.taken(session.index - 1);
      else if (session.index === target) clock.start(target);
    }
    if (count === 0) return;
    tellMarket(false);
    underWay += count;
    const used = count === GROUP_ROWS ? rows : rows.slice(0, count * width);
    const group = {
      first,
      count,
      rows: used,
      state: session.save(),
      journaled: session.acted,
      events: session.events.splice(0),
      held: session.holds(),
      clock: clockState(),
    };
    post({ tell: 'group', group }, [used.buffer as ArrayBuffer]);
    keepExchange();
    if (isDone()) tellClock();
  };

  const start = async (given: Start): Promise<Answer> => {
    isStarted = false;
    starts++;
    journalFile?.close();
    journalFile = openLines(given.journalFile);
    exchange?.close();
    exchange = undefined;
    // An exchange begins where the run does, and goes on from a checkpoint of its own: what it was told, and when, makes it.
    session.restore(hasExchange ? initial : (given.from ?? initial), given.journal);
    const until = given.from?.index ?? 0;
    if (hasExchange)
      exchange = await openEngineExchange(compiled, {
        folder: given.exchangeFolder,
        isKept: setup.isWhatIf !== true,
        until: Math.max(given.fork, until),
        restore: (state) => session.restore(state, given.journal),
      });
    const known = hasExchange ? Math.max(given.fork, until) : given.fork;
    for (let begun = performance.now(); session.index < known && !isDone(); ) {
      step();
      session.events.length = 0;
      if (performance.now() - begun < GROUP_MS) continue;
      tellMarket(true);
      await breathe();
      begun = performance.now();
    }
    tellMarket(true);
    target = Math.min(Math.max(given.target, exchange?.reached ?? 0), length);
    underWay = 0;
    clock.start(target);
    isStarted = true;
    tellClock();
    return { kind: 'done' };
  };

  const act = ({ by, id, actions }: Extract<Question, { ask: 'act' }>): Answer => {
    if (!isStarted) return { kind: 'refused', code: 'busy', message: 'the run is not started yet; try again' };
    if (isDone()) return { kind: 'refused', code: 'ended', message: 'the run has come to its end; seek back to go on' };
    for (const action of actions) {
      const refusal = session.refusal(action);
      if (refusal) return { kind: 'refused', ...refusal };
    }
    const step = session.index;
    try {
      journalFile!.append(actions.map((action) => JSON.stringify({ step, by, id, action })));
    } catch (error) {
      return { kind: 'refused', code: 'journal', message: `could not be kept: ${(error as Error).message}` };
    }
    for (const action of actions) session.act(by, id, action);
    return { kind: 'acted', step };
  };

  const send = (question: Extract<Question, { ask: 'send' | 'call' }>): Answer => {
    if (exchange === undefined) return noExchange;
    if (!isStarted || session.index < exchange.reached)
      return { kind: 'refused', code: 'busy', message: 'the exchange is not where it was yet; try again' };
    if (isDone()) return { kind: 'refused', code: 'ended', message: 'the run has come to its end' };
    if (question.ask === 'send') return exchange.send(question.by, question.sent, session.index);
    const answer = exchange.call(question.by, question.sent, session.index);
    tellMarket(false); // What is settled anew does not wait for the next step.
    return answer;
  };
  const lack = hasExchange ? 'the exchange is not started yet; try again' : 'the scenario has no exchange';
  const noExchange: Answer = { kind: 'refused', code: 'no_exchange', message: lack };

  /** Plans from where the run stands, and keeps the plan before it acts. */
  const plan = async (rhythm: PlanRhythm): Promise<void> => {
    const begun = starts;
    const { highsSolver } = await import('../../io/highsSolver.ts');
    const action = await planOrRules(compiled, rhythm, session.save(), session.standing(), highsSolver);
    // The run may have been left in the meantime.
    if (begun !== starts || isStopped) return;
    const entry = { step: session.index, by: 'planner', id: `plan-${session.index}`, action };
    journalFile!.append([JSON.stringify(entry)]);
    session.act(entry.by, entry.id, action);
  };

  const turn = (verb: ClockVerb, value: number | string | undefined): Answer => {
    const fault = verb === 'mode' ? missed(value as Mode) : undefined;
    if (fault !== undefined) return { kind: 'refused', code: 'range', message: fault };
    if (verb === 'pause') clock.pause();
    else if (verb === 'resume') clock.resume();
    else if (verb === 'speed') clock.setSpeed(Number(value));
    else if (verb === 'mode') clock.setMode(value as Mode);
    else clock.allow(Number(value ?? 1));
    tellClock();
    return { kind: 'done' };
  };

  const answer = async (question: Question): Promise<Answer> => {
    switch (question.ask) {
      case 'start':
        return start(question.start);
      case 'act':
        return act(question);
      case 'clock':
        return turn(question.verb, question.value);
      case 'state':
        keepExchange(true); // A what-if goes on from here.
        return { kind: 'state', state: session.save(), journal: session.journal, clock: clockState() };
      case 'send':
      case 'call':
        return send(question);
      case 'events':
        return exchange?.events(question.party) ?? noExchange;
      case 'book': {
        const book = exchange?.book(question.market, question.slot_ms);
        return book === undefined ? noExchange : { kind: 'book', book };
      }
      case 'refuse':
        if (isStarted && session.index >= (exchange?.reached ?? 0)) exchange?.refuse(question.refusal, session.index);
        return { kind: 'done' };
      case 'account':
        return exchange?.account(question.party) ?? noExchange;
      case 'stop':
        isStopped = true;
        return { kind: 'done' };
    }
  };

  const live = async (): Promise<void> => {
    while (!isStopped) {
      // Beforehand, so that the step is not late for it.
      const rhythm = isStarted && !isDone() ? session.planDue : undefined;
      if (rhythm !== undefined) await plan(rhythm);
      const due = !isStarted || isDone() || underWay >= mostUnderWay ? Number.POSITIVE_INFINITY : 0;
      const wait = due > 0 || session.index < target ? due : clock.wait(session.index);
      if (wait > 0) await sleep(Math.min(wait, TELL_MS));
      else {
        handOut();
        await breathe();
      }
      if (isStarted && performance.now() - told >= TELL_MS) tellClock();
    }
    journalFile?.close();
    if (isStarted) keepExchange(true);
    exchange?.close();
  };
  const fail = (error: unknown): void => {
    isStopped = true;
    const { name, message } = error as Error;
    post({ tell: 'failed', fault: { name, message } });
  };
  post({ tell: 'ready', site: siteInfoOf(compiled, session.columns) });
  const ended = live().catch(fail);
  return {
    ended,
    hear(message) {
      if ('credit' in message) underWay = Math.max(0, underWay - message.credit);
      else
        answer(message.question).then((said) => {
          post({ tell: 'answer', n: message.n, answer: said });
          wake();
        }, fail);
      wake();
    },
  };
}
