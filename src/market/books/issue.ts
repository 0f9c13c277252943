import type { IssuedRecord } from '../journal/record.ts';
import { byText, plus } from '../ledger/exact.ts';
import { type Books, BooksError, doneBefore, forgetMetered } from './books.ts';
import { same } from './settlement.ts';

/** What statements of a period that ends then close with: all that counts for days before, as it is booked now. */
export function closingBalances(books: Books, to_ms: number): Record<string, number> {
  const sums = new Map(books.balances.money);
  for (const [slot_ms, day] of books.unissued)
    if (slot_ms >= to_ms) for (const [account, money] of day) sums.set(account, plus(sums.get(account) ?? 0, -money));
  return Object.fromEntries([...sums].filter(([, money]) => money !== 0).sort(([a], [b]) => byText(a, b)));
}

/** The record that statements of a period went out, closing as the books are now. */
export const issueOf = (books: Books, at_ms: number, from_ms: number, to_ms: number): IssuedRecord => ({
  kind: 'issued',
  at_ms,
  from_ms,
  to_ms,
  money: closingBalances(books, to_ms),
});

/** @throws BooksError where the period does not follow, LedgerError where a balance is another */
export function issueAgain(books: Books, record: IssuedRecord): void {
  const { at_ms, from_ms, to_ms } = record;
  if (
    to_ms <= from_ms ||
    from_ms < books.issuedTo_ms ||
    (books.issuedTo_ms > Number.NEGATIVE_INFINITY && from_ms > books.issuedTo_ms)
  )
    throw new BooksError(
      `statements of ${from_ms} to ${to_ms} come after those to ${books.issuedTo_ms}: periods follow each other`,
    );
  same(`statements of ${from_ms} to ${to_ms}`, issueOf(books, at_ms, from_ms, to_ms), record);
  const done_ms = doneBefore(books);
  books.issuedTo_ms = to_ms;
  for (const slot_ms of books.unissued.keys()) if (slot_ms < to_ms) books.unissued.delete(slot_ms);
  forgetMetered(books, done_ms);
}
