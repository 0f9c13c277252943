import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../../core/errors.ts';
import { indexAt } from '../../../core/timeGrid.ts';
import { type LineFile, openLines, readLines } from '../../../io/durable.ts';
import { creditOf } from '../../../market/books/credit.ts';
import type { JournalRecord } from '../../../market/journal/record.ts';
import type { Compiled } from '../../../scenario/compile.ts';
import { type LiveExchange, type Sent, startLiveExchange } from '../../../scenario/exchange/liveExchange.ts';
import { modelsFor } from '../../exchangeModels.ts';
import type { Answer } from '../messages.ts';
import { type LiveJournal, openLiveJournal } from './liveJournal.ts';
import { type Depth, depthOf, type MarketNews } from './marketMessages.ts';

/** What a party sent and was taken in, with the step before which it came. */
const Entry = z.strictObject({
  step: z.number().int().min(0),
  by: z.string().min(1),
  sent: z.union([z.strictObject({ order: z.unknown() }), z.strictObject({ cancel: z.unknown() })]),
});
type Entry = z.infer<typeof Entry>;

const ORDERS = 'orders.jsonl';

export interface EngineExchangeOptions {
  /** Folder of its journal, and of the orders that parties sent. */
  readonly folder: string;
  /** False: a what-if, which reads what came until `until` and keeps nothing. */
  readonly isKept: boolean;
  readonly until: number;
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
  book(market: string, slot_ms: number): Depth | undefined;
  account(party: string): Answer;
  /** Keeps what was recorded safe. @returns what happened since it was last asked */
  flush(): readonly MarketNews[];
  close(): void;
}

/** Sets the exchange of a run going from its beginning; whatever was sent to it before comes again in its time. */
export async function openEngineExchange(
  compiled: Compiled,
  { folder, isKept, until }: EngineExchangeOptions,
): Promise<EngineExchange> {
  const path = join(folder, ORDERS);
  const journal: LiveJournal | undefined = isKept ? openLiveJournal(folder) : undefined;
  const file: LineFile | undefined = isKept ? openLines(path) : undefined;
  const entries = readEntries(path).filter(({ step }) => isKept || step <= until);
  const news: MarketNews[] = [];
  const onRecord = (record: JournalRecord): void => {
    journal?.put(record);
    if (isKept && record.kind === 'settlement') news.push({ kind: 'settled', settlement: record });
  };
  const exchange = startLiveExchange(compiled, {
    ...(await modelsFor(compiled)),
    onRecord,
    onSlot: (slot) => {
      if (isKept) news.push({ kind: 'cleared', slot });
    },
  });
  let next = 0;
  const replay = (i: number): void => {
    for (let entry = entries[next]; entry !== undefined && entry.step <= i; entry = entries[++next]) {
      const taken = exchange.take(entry.sent, entry.by, i);
      if ('code' in taken)
        throw new ConfigError(
          `${path}: line ${next + 1} cannot be taken in again (${taken.reason}); the file was changed, or the program is another: begin a new run with --fresh`,
        );
    }
  };
  replay(0);
  const told = journal?.reached_ms === undefined ? 0 : indexAt(compiled.run.grid, journal.reached_ms);
  return {
    reached: Math.max(told, entries.at(-1)?.step ?? 0),
    follow: (...given) => exchange.follow(...given),
    after(i) {
      exchange.after(i);
      replay(i + 1);
    },
    send(by, sent, i) {
      const repeated = 'order' in sent ? exchange.desk.repeated(sent.order, by) : undefined;
      if (repeated !== undefined) return { kind: 'order', order: repeated, isRepeated: true };
      const judged = exchange.judge(sent, by, i);
      if ('code' in judged) return { kind: 'refused', code: judged.code, message: judged.reason };
      try {
        file!.append([JSON.stringify({ step: i, by, sent } satisfies Entry)]);
      } catch (error) {
        return { kind: 'refused', code: 'journal', message: `could not be kept: ${(error as Error).message}` };
      }
      const taken = exchange.take(sent, by, i);
      if ('code' in taken) return { kind: 'refused', code: taken.code, message: taken.reason };
      return { kind: 'order', order: taken, isRepeated: false };
    },
    book: (market, slot_ms) =>
      exchange.gates.has(market) ? depthOf(market, slot_ms, exchange.desk.openAt(market, slot_ms)) : undefined,
    account(party) {
      const { balance, limit, reserved } = creditOf(exchange.books, party);
      return { kind: 'account', account: { party, balance, limit, reserved, orders: exchange.desk.openOf(party) } };
    },
    flush() {
      journal?.flush();
      return news.splice(0);
    },
    close() {
      journal?.close();
      file?.close();
    },
  };
}

/** @throws ConfigError where a line is no entry */
function readEntries(path: string): Entry[] {
  return readLines(path).map((line, k) => {
    try {
      return Entry.parse(JSON.parse(line));
    } catch (error) {
      throw new ConfigError(`${path}: line ${k + 1} cannot be read (${(error as Error).message})`);
    }
  });
}
