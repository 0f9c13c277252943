import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../../core/errors.ts';
import type { RunState } from '../../../core/loop.ts';
import { indexAt } from '../../../core/timeGrid.ts';
import { type LineFile, openLines, readLines } from '../../../io/durable.ts';
import { creditOf } from '../../../market/books/credit.ts';
import { type Depth, sidesOf } from '../../../market/depth.ts';
import type { JournalRecord, Refusal } from '../../../market/journal/record.ts';
import type { Compiled } from '../../../scenario/compile.ts';
import { FlexibilitySent } from '../../../scenario/exchange/flexibility/message.ts';
import { type LiveExchange, type Sent, startLiveExchange } from '../../../scenario/exchange/liveExchange.ts';
import { ReadingsSent } from '../../../scenario/exchange/readingsMessage.ts';
import { modelsFor } from '../../exchangeModels.ts';
import type { Answer } from '../messages.ts';
import { type ExchangeCheckpoint, keepCheckpoint, lastCheckpoint } from './checkpoints.ts';
import { eventsTold } from './eventsTold.ts';
import { hasMark, type LiveJournal, openLiveJournal } from './liveJournal.ts';
import { type Called, type MarketNews, MOST_SLOTS } from './marketMessages.ts';
import { countRefusals } from './refusals.ts';

/** What a party sent and was taken in, or what was refused, with the step before which it came. */
const Entry = z.strictObject({
  step: z.number().int().min(0),
  by: z.string(),
  sent: z.union([
    z.strictObject({ order: z.unknown() }),
    z.strictObject({ cancel: z.unknown() }),
    FlexibilitySent,
    ReadingsSent,
    z.strictObject({
      refused: z.strictObject({
        order: z.string(),
        code: z.string(),
        reason: z.string(),
        count: z.number().int().min(1).optional(),
      }),
    }),
  ]),
});
type Entry = z.infer<typeof Entry>;

const ORDERS = 'orders.jsonl';
/** A checkpoint is written no more often than this, and takes no more of the time than one part in so many. */
const KEEP_MS = 1000;
const KEEP_SHARE = 20;

export interface EngineExchangeOptions {
  /** Folder of its journal, of the orders that parties sent, and of its checkpoints. */
  readonly folder: string;
  /** False: a what-if, which reads what came until `until` and keeps nothing. */
  readonly isKept: boolean;
  /** No checkpoint after this step is gone on from. */
  readonly until: number;
  /** Puts the run, which stands at its beginning, where the checkpoint has it. */
  readonly restore: (state: RunState) => void;
}

/** The exchange in the thread of a twin. */
export interface EngineExchange {
  /** Step that it had reached before: until then nothing new can come. */
  readonly reached: number;
  readonly follow: LiveExchange['follow'];
  /** Counts step i that was taken, and has those orders act that came before the next. */
  after(i: number): void;
  /** Judges what a party sends before step i, keeps it safe, and takes it in. */
  send(by: string, sent: Sent, i: number): Answer;
  /** The same for an event that is called, what is offered for one, or readings that are corrected. */
  call(by: string, sent: Called, i: number): Answer;
  /** Events that were told, as `party` may see them; all of all where it is undefined. */
  events(party: string | undefined): Answer;
  /** Keeps what was refused before it came here. */
  refuse(refusal: Refusal, i: number): void;
  book(market: string, slot_ms: number): Depth | undefined;
  account(party: string): Answer;
  /** Keeps what was recorded safe. @returns what happened since it was last asked */
  flush(): readonly MarketNews[];
  /**
   * Writes a checkpoint of now where one is due.
   * @param stored steps that nobody goes back behind
   */
  keep(state: () => RunState, stored: number, isDue?: boolean): void;
  close(): void;
}

/** Sets the exchange of a run going from its last checkpoint; what was sent to it after that comes again in its time. */
export async function openEngineExchange(
  compiled: Compiled,
  { folder, isKept, until, restore }: EngineExchangeOptions,
): Promise<EngineExchange> {
  const path = join(folder, ORDERS);
  const models = await modelsFor(compiled);
  const from = lastCheckpoint(
    folder,
    until,
    ({ journal, orders_bytes }) => hasMark(folder, journal) && sizeOf(path) >= orders_bytes,
  );
  const journal: LiveJournal | undefined = isKept ? openLiveJournal(folder, from?.journal) : undefined;
  const file: LineFile | undefined = isKept ? openLines(path) : undefined;
  const entries = readEntries(path, from?.orders_bytes).filter(({ step }) => isKept || step <= until);
  let news: MarketNews[] = [];
  /** What is shown of the last slots, by what it is and market. */
  const recent = new Map<string, MarketNews[]>();
  let isSilent = from !== undefined;
  const tell = (one: MarketNews): void => {
    if (!isKept || isSilent) return;
    news.push(one);
    const key = `${one.kind}/${one.kind === 'cleared' ? one.slot.market : one.settlement.market}`;
    const list = recent.get(key);
    if (list === undefined) recent.set(key, [one]);
    else if (list.push(one) > MOST_SLOTS) list.shift();
  };
  const exchange = startLiveExchange(compiled, {
    ...models,
    onRecord(record: JournalRecord) {
      if (isSilent) return;
      journal?.put(record);
      if (record.kind === 'settlement') tell({ kind: 'settled', settlement: record });
    },
    onSlot: (slot) => tell({ kind: 'cleared', slot }),
  });
  isSilent = false;
  if (from !== undefined) {
    restore(from.state);
    try {
      exchange.kept.restore(from.exchange);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ConfigError(
        `${folder}: its checkpoint of step ${from.state.index} is of another program (${error.message}); remove checkpoint-*.bin there, and the exchange is made again from its journal`,
      );
    }
    for (const one of from.recent) tell(one);
  }
  const refusals = countRefusals(new Set(Object.keys(compiled.cluster.spec.participants)));
  const takeCalled = (sent: Called, by: string, i: number, isTrial = false) =>
    'readings' in sent ? exchange.correct(sent, i, isTrial) : exchange.takeFlexibility(sent, by, i, isTrial);
  let next = 0;
  const replay = (i: number): void => {
    for (let entry = entries[next]; entry !== undefined && entry.step <= i; entry = entries[++next]) {
      const { by, sent } = entry;
      if ('refused' in sent) {
        exchange.refuse([refusalOf(by, sent.refused)], i);
        continue;
      }
      if ('event' in sent || 'offer' in sent || 'readings' in sent) {
        takeCalled(sent, by, i);
        continue;
      }
      const taken = exchange.take(sent, by, i);
      // What the books would not have was refused then, too.
      const then = entries[next + 1]?.sent;
      if ('code' in taken && !(then !== undefined && 'refused' in then && then.refused.code === taken.code))
        throw new ConfigError(
          `${path}: what "${by}" sent before step ${i} cannot be taken in again (${taken.reason}); the file was changed, or the program is another: begin a new run with --fresh`,
        );
    }
  };
  const keepRefused = (all: readonly Refusal[], i: number): void => {
    if (file === undefined || all.length === 0) return;
    const lines = all.map(({ party: by, ...refused }) =>
      JSON.stringify({ step: i, by, sent: { refused } } satisfies Entry),
    );
    try {
      file.append(lines);
    } catch {
      // A disk without room for it: an order that does nothing is no reason to stop.
      return;
    }
    exchange.refuse(all, i);
  };
  const refuse = (refusal: Refusal, i: number): void => {
    const kept = refusals.note(refusal);
    if (kept !== undefined) keepRefused([kept], i);
  };
  let now = from?.state.index ?? 0;
  let kept = { at: now, ended: performance.now(), took: 0 };
  replay(now);
  const told = journal?.reached_ms === undefined ? 0 : indexAt(compiled.run.grid, journal.reached_ms);
  return {
    reached: Math.max(told, now, entries.at(-1)?.step ?? 0),
    follow: (...given) => exchange.follow(...given),
    after(i) {
      exchange.after(i);
      now = i + 1;
      replay(now);
      keepRefused(refusals.rest(), now);
    },
    send(by, sent, i) {
      const repeated = 'order' in sent ? exchange.desk.repeated(sent.order, by) : undefined;
      if (repeated !== undefined) return { kind: 'order', order: repeated, isRepeated: true };
      const judged = exchange.judge(sent, by, i);
      if ('code' in judged) {
        refuse(judged, i);
        return { kind: 'refused', code: judged.code, message: judged.reason };
      }
      try {
        file!.append([JSON.stringify({ step: i, by, sent } satisfies Entry)]);
      } catch (error) {
        return { kind: 'refused', code: 'journal', message: `could not be kept: ${(error as Error).message}` };
      }
      const taken = exchange.take(sent, by, i);
      if ('code' in taken) {
        keepRefused([taken], i);
        return { kind: 'refused', code: taken.code, message: taken.reason };
      }
      return { kind: 'order', order: taken, isRepeated: false };
    },
    call(by, sent, i) {
      const wrong = takeCalled(sent, by, i, true);
      if (wrong !== undefined) return { kind: 'refused', code: wrong.code, message: wrong.reason };
      try {
        file!.append([JSON.stringify({ step: i, by, sent } satisfies Entry)]);
      } catch (error) {
        return { kind: 'refused', code: 'journal', message: `could not be kept: ${(error as Error).message}` };
      }
      takeCalled(sent, by, i);
      return { kind: 'done' };
    },
    events: (party) => ({
      kind: 'events',
      events: exchange.flexibility === undefined ? [] : eventsTold(compiled.run.grid, exchange.flexibility, party),
    }),
    refuse,
    book: (market, slot_ms) =>
      exchange.gates.has(market) ? { market, slot_ms, ...sidesOf(exchange.desk.openAt(market, slot_ms)) } : undefined,
    account(party) {
      const { balance, limit, reserved } = creditOf(exchange.books, party);
      return { kind: 'account', account: { party, balance, limit, reserved, orders: exchange.desk.openOf(party) } };
    },
    flush() {
      journal?.flush();
      const all = news;
      news = [];
      return all;
    },
    keep(state, stored, isDue = performance.now() - kept.ended >= Math.max(KEEP_MS, KEEP_SHARE * kept.took)) {
      if (!isDue || now === kept.at || next < entries.length) return;
      journal?.flush();
      const mark = journal?.mark();
      if (mark === undefined) return;
      const begun = performance.now();
      const checkpoint: ExchangeCheckpoint = {
        version: 2,
        state: state(),
        exchange: exchange.kept.save(),
        journal: mark,
        orders_bytes: sizeOf(path),
        recent: [...recent.values()].flat(),
      };
      try {
        keepCheckpoint(folder, checkpoint, stored);
      } catch {
        // A disk without room for it: a start then goes on from the one before.
      }
      const ended = performance.now();
      kept = { at: now, ended, took: ended - begun };
    },
    close() {
      if (journal === undefined) return;
      keepRefused(refusals.rest(), now);
      journal.close();
      file?.close();
    },
  };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const refusalOf = (
  party: string,
  {
    count,
    ...refused
  }: { readonly order: string; readonly code: string; readonly reason: string; readonly count?: number | undefined },
): Refusal => ({ party, ...refused, ...(count === undefined ? {} : { count }) });

/** @throws ConfigError where a line is no entry */
function readEntries(path: string, from_bytes?: number): Entry[] {
  return readLines(path, from_bytes).map((line) => {
    try {
      return Entry.parse(JSON.parse(line));
    } catch (error) {
      throw new ConfigError(`${path}: the line ${line.slice(0, 80)} cannot be read (${(error as Error).message})`);
    }
  });
}
