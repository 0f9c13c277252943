import { noProgress, partiesOf, performanceOf, reportTransactions, selectOffers } from '../flexibility/event.ts';
import { canonical } from '../journal/canonical.ts';
import type { EventRecord, ReportRecord } from '../journal/record.ts';
import { slotKey } from '../ledger/balances.ts';
import type { Transaction } from '../ledger/transaction.ts';
import { type Books, BooksError, book, marketOf } from './books.ts';

/** Takes in an event. @throws BooksError where its offers were not chosen as the rule has it, or it is there already */
export function callEvent(books: Books, record: EventRecord): void {
  const { at_ms, programme, event, slots, needed, offers, activated, told_ms } = record;
  const where = `event "${event}" of "${programme.id}"`;
  const { slot_s } = marketOf(books, programme.market);
  if (books.events.has(event)) throw new BooksError(`${where}: is called already`);
  if (slots.length === 0 || needed.length !== slots.length)
    throw new BooksError(`${where}: ${slots.length} slots and ${needed.length} needs; expected one of each or more`);
  const wrong = slots.find((slot_ms, k) => slot_ms % (slot_s * 1000) !== 0 || (k > 0 && slot_ms <= slots[k - 1]!));
  if (wrong !== undefined)
    throw new BooksError(`${where}: ${wrong} is no slot of "${programme.market}" after the last`);
  if (slots[0]! < at_ms || told_ms > at_ms)
    throw new BooksError(`${where}: begins at ${slots[0]}, told at ${told_ms}, called at ${at_ms}: time goes on`);
  for (const { party } of offers)
    if (!books.parties.has(party)) throw new BooksError(`${where}: "${party}" is no party, and offers`);
  const made = canonical(selectOffers(programme, needed, offers));
  if (made !== canonical(activated))
    throw new BooksError(`${where}: activates ${canonical(activated)}, and its offers make it ${made}`);
  const call = { programme, event, told_ms, slots, needed, offers, activated };
  books.events.set(event, { call, progress: noProgress });
}

/** Books what parties did in a slot of an event. @throws BooksError where it is not what meters and the rule make it */
export function reportEvent(books: Books, { event, slot_ms, lines }: ReportRecord): readonly Transaction[] {
  const open = books.events.get(event);
  if (open === undefined) throw new BooksError(`event "${event}": is reported, and was not called`);
  const { call, progress } = open;
  const { market } = call.programme;
  const where = `event "${event}" in ${slotKey(market, slot_ms)}`;
  const k = call.slots.indexOf(slot_ms);
  if (k < 0 || progress.reported.includes(slot_ms))
    throw new BooksError(`${where}: is no slot that waits for a report`);
  const asked = partiesOf(call, k);
  const said = lines.map(({ party }) => party);
  if (canonical([...asked].sort()) !== canonical([...said].sort()))
    throw new BooksError(`${where}: reports ${said.join(', ') || 'nobody'}; expected ${asked.join(', ') || 'nobody'}`);
  const metered = books.metered.get(slotKey(market, slot_ms));
  for (const line of lines) {
    const taken = 0 - (metered?.[line.party] ?? 0);
    if (metered !== undefined && taken !== line.metered)
      throw new BooksError(
        `${where}: "${line.party}" is said to have taken ${line.metered}, and was metered at ${taken}`,
      );
    const { payment, penalty } = performanceOf(call, k, line);
    if (payment !== line.payment || penalty !== line.penalty)
      throw new BooksError(
        `${where}: "${line.party}" is paid ${line.payment} and charged ${line.penalty}; what it did makes that ${payment} and ${penalty}`,
      );
  }
  const { made, after } = reportTransactions(call, progress, slot_ms, lines, marketOf(books, market).slot_s / 3600);
  book(books, made);
  if (after.reported.length === call.slots.length) books.events.delete(event);
  else books.events.set(event, { call, progress: after });
  return made;
}
