import type { Hash } from '../../core/hash.ts';
import { JournalError, unchain } from '../journal/chain.ts';
import type { JournalRecord } from '../journal/record.ts';
import { recordOf } from '../journal/schema.ts';
import type { Transaction } from '../ledger/transaction.ts';
import { apply } from './apply.ts';
import { type Books, openBooks } from './books.ts';

/** One entry of a journal, and what it booked. */
export interface Entry {
  /** Line of the journal, from 1. */
  readonly place: number;
  /** Its hash. */
  readonly head: string;
  readonly record: JournalRecord;
  readonly transactions: readonly Transaction[];
}

export interface Replayed {
  /** Undefined where the journal is empty. */
  readonly books?: Books;
  /** Hash of the last entry. */
  readonly head: string;
  readonly entries: number;
}

/**
 * Makes the books anew from the lines of a journal. Every entry is checked as it was when it came: the chain, its form, and
 * whether it can follow what was there.
 * @throws JournalError that names the first line that cannot be
 */
export function replay(lines: Iterable<string>, hash: Hash, onEntry?: (entry: Entry, books: Books) => void): Replayed {
  let books: Books | undefined;
  let head = '';
  let place = 0;
  for (const line of lines) {
    place++;
    const entry = unchain(hash, head, line, place);
    const record = recordOf(entry.record);
    if (typeof record === 'string') throw new JournalError(place, record);
    let transactions: readonly Transaction[] = [];
    try {
      if (books === undefined) {
        if (record.kind !== 'exchange') throw new RangeError(`a journal begins with an exchange, met ${record.kind}`);
        books = openBooks(record);
      } else transactions = apply(books, record);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new JournalError(place, error.message);
    }
    head = entry.head;
    onEntry?.({ place, head, record, transactions }, books);
  }
  return { ...(books === undefined ? {} : { books }), head, entries: place };
}
