import type { Books } from '../../market/books/books.ts';
import { sortReadings } from '../../market/books/readings.ts';
import { settle } from '../../market/books/settlement.ts';
import type { JournalRecord, SettlementRecord } from '../../market/journal/record.ts';
import { placeAt } from '../../market/ledger/history.ts';
import type { Reading } from '../../market/ledger/register.ts';
import type { Transaction } from '../../market/ledger/transaction.ts';

/** Why readings cannot be corrected so. */
export interface NoCorrection {
  readonly code: string;
  readonly reason: string;
}

/** Why readings are no corrections of what the books know, if they are none. */
export function correctionFault(books: Books, readings: readonly Reading[]): NoCorrection | undefined {
  for (const { meter, at_ms } of readings) {
    const history = books.histories.get(meter);
    if (history === undefined) return { code: 'unknownMeter', reason: `there is no meter "${meter}"` };
    const last = history.at(-1)!;
    // The next reading is a state of the same register: one corrected beyond it would leave it nowhere to go.
    if (at_ms >= last.at_ms)
      return {
        code: 'early',
        reason: `the last reading of "${meter}" is of ${last.at_ms}, and can be corrected once the next has come; met one of ${at_ms}`,
      };
    if (history[placeAt(history, at_ms)]?.at_ms !== at_ms && at_ms >= books.closedBefore_ms)
      return { code: 'unknownReading', reason: `"${meter}" was not read at ${at_ms}; it is at the end of each slot` };
  }
  return sortReadings(books, readings).refused[0];
}

/** Where corrected readings go. */
export interface Corrected {
  /** Books what it is given. */
  put(this: void, record: JournalRecord): void;
  /** Keeps what was booked already. */
  settled(this: void, record: SettlementRecord, transactions: readonly Transaction[]): void;
}

/**
 * Takes in readings without a fault, and settles every slot that they change anew, by the prices and bills by which it stands:
 * what no longer holds is taken back, and what holds now is booked beside it.
 */
export function correctReadings(books: Books, readings: readonly Reading[], at_ms: number, to: Corrected): void {
  const { taken } = sortReadings(books, readings);
  if (taken.length === 0) return;
  to.put({ kind: 'readings', at_ms, taken, refused: [] });
  const stale = [...books.stale].map((key) => books.slots.get(key)!);
  stale.sort((a, b) => a.slot_ms - b.slot_ms || (a.market < b.market ? -1 : 1));
  for (const { market, slot_ms, settled } of stale) {
    const stands = settled?.contents.at(-1);
    if (stands?.kind !== 'settlement') continue;
    const { retail, utilities } = stands;
    const { record, transactions } = settle(books, { at_ms, market, slot_ms, retail, utilities });
    if (record !== undefined) to.settled(record, transactions);
  }
}
