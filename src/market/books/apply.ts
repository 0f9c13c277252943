import { applyDeals } from '../certificates/deals.ts';
import type { CertificatesRecord, ClosedRecord, JournalRecord, PostingRecord } from '../journal/record.ts';
import { slotKey } from '../ledger/balances.ts';
import { placeAt } from '../ledger/history.ts';
import { idOf, type Transaction } from '../ledger/transaction.ts';
import { type Books, BooksError, book, changeSetup, checkTime, doneBefore, forgetMetered, marketOf } from './books.ts';
import { chargeAgain } from './charges.ts';
import { callEvent, reportEvent } from './events.ts';
import { issueAgain } from './issue.ts';
import { cancelOrders, clear, takeOrders } from './orders.ts';
import { takeAllReadings } from './readings.ts';
import { settleAgain } from './settlement.ts';

/**
 * Brings one record into the books.
 * @returns what it booked
 * @throws BooksError, CertificateError, LedgerError or RangeError where it cannot be; the books are then as they were
 */
export function apply(books: Books, record: JournalRecord): readonly Transaction[] {
  checkTime(books, record.at_ms, record.kind);
  const made = dispatch(books, record);
  books.at_ms = record.at_ms;
  return made;
}

const NOTHING: readonly Transaction[] = [];

function dispatch(books: Books, record: JournalRecord): readonly Transaction[] {
  switch (record.kind) {
    case 'exchange':
      throw new BooksError('there is one exchange record, and it is the first');
    case 'changed':
      changeSetup(books, record);
      return NOTHING;
    case 'orders':
      takeOrders(books, record);
      return NOTHING;
    case 'cancelled':
      cancelOrders(books, record);
      return NOTHING;
    case 'clearing':
      return clear(books, record);
    case 'readings':
      takeAllReadings(books, record);
      return NOTHING;
    case 'settlement':
      return settleAgain(books, record);
    case 'charge':
      return chargeAgain(books, record);
    case 'posting':
      return postAgain(books, record);
    case 'event':
      callEvent(books, record);
      return NOTHING;
    case 'report':
      return reportEvent(books, record);
    case 'certificates':
      certify(books, record);
      return NOTHING;
    case 'issued':
      issueAgain(books, record);
      return NOTHING;
    case 'closed':
      close(books, record);
      return NOTHING;
  }
}

function postAgain(books: Books, { transactions }: PostingRecord): readonly Transaction[] {
  for (const transaction of transactions)
    if (transaction.lines.some(({ quanta }) => quanta !== 0))
      throw new BooksError(`${idOf(transaction)}: moves energy; only trades and settlements do`);
  book(books, transactions);
  return transactions;
}

/** @throws CertificateError where a deal cannot be, BooksError where another number expired than it says */
function certify(books: Books, record: CertificatesRecord): void {
  const { market, slot_ms, expired, issued, moved, used } = record;
  marketOf(books, market);
  const unused =
    issued.reduce((sum, { quantity }) => sum + quantity, 0) - used.reduce((sum, { quantity }) => sum + quantity, 0);
  if (unused !== expired)
    throw new BooksError(`${slotKey(market, slot_ms)}: ${expired} certificates expired, expected ${unused}`);
  applyDeals(books.certificates, { market, slot_ms, issued, moved, used });
}

/** Lets go of what can no longer change. */
function close(books: Books, { before_ms }: ClosedRecord): void {
  if (before_ms < books.closedBefore_ms)
    throw new BooksError(`slots before ${books.closedBefore_ms} are closed; ${before_ms} opens some again`);
  for (const [key, slot] of books.slots) {
    if (slot.slot_ms >= before_ms) continue;
    if (slot.trades.length > 0 && slot.settled === undefined)
      throw new BooksError(`${key}: has trades and is not settled`);
  }
  for (const [key, slot] of books.slots)
    if (slot.slot_ms < before_ms) {
      books.slots.delete(key);
      books.stale.delete(key);
    }
  for (const [meter, history] of books.histories)
    books.histories.set(meter, history.slice(Math.max(0, placeAt(history, before_ms))));
  for (const key of books.charges.keys())
    if (Number(key.slice(key.lastIndexOf('/') + 1)) < before_ms) books.charges.delete(key);
  const done_ms = doneBefore(books);
  books.closedBefore_ms = before_ms;
  forgetMetered(books, done_ms);
}
