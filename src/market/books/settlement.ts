import { canonical } from '../journal/canonical.ts';
import type { SettlementRecord } from '../journal/record.ts';
import { type SlotSums, slotKey, sumUp } from '../ledger/balances.ts';
import { byText, sorted } from '../ledger/exact.ts';
import type { RetailPrices } from '../ledger/imbalance.ts';
import { type Metered, meteredOf } from '../ledger/metering.ts';
import { revise } from '../ledger/revision.ts';
import { type Positions, positions, settleSlot, type UtilityBill } from '../ledger/settle.ts';
import { LedgerError, type Transaction } from '../ledger/transaction.ts';
import { type Books, BooksError, book, checkTime, marketOf, type SlotBook, slotBook, type Terms } from './books.ts';
import { dropOrders } from './orders.ts';

/** What a settlement needs beside what the books know. */
export interface SettlementRequest {
  readonly at_ms: number;
  readonly market: string;
  readonly slot_ms: number;
  /** The next one where left out. */
  readonly revision?: number;
  readonly retail: RetailPrices;
  readonly utilities: readonly UtilityBill[];
  /** Quanta by account, into the bus positive, summing to 0; of a market without meters alone. */
  readonly metered?: Readonly<Record<string, number>>;
}

export interface Booked<R> {
  /** To be journaled; undefined where all is booked already, and nothing came of it. */
  readonly record?: R;
  readonly transactions: readonly Transaction[];
}

type Dated = { readonly at_ms: number };
const contentOf = (record: Dated): string => canonical({ ...record, at_ms: 0 });

/** What comes of settling the same content, or another one, once more: undefined where it is to be booked. */
export function checkRevision(
  where: string,
  contents: readonly Dated[],
  revision: number,
  record: Dated,
): 'done' | undefined {
  if (revision === contents.length) return undefined;
  if (revision > contents.length)
    throw new BooksError(
      `${where}: revision ${revision} comes before revision ${contents.length}; send that one first`,
    );
  if (contentOf(contents[revision]!) === contentOf(record)) return 'done';
  throw new BooksError(
    `${where}: revision ${revision} is settled with other content; send what changed as revision ${contents.length}`,
  );
}

/** Reads the meters of a slot as they are known now. */
function metered(
  books: Books,
  { market, slot_ms }: SlotBook,
  { setup, meters }: Terms,
  traded: Positions,
  given: SettlementRequest['metered'],
): Metered {
  if (meters.length === 0) return { quanta: given ?? {}, readings: new Map(), estimated: [], unaccounted: 0 };
  const { slot_s, missing } = setup;
  const before = books.metered.get(slotKey(market, slot_ms - slot_s * 1000));
  return meteredOf({
    market,
    from_ms: slot_ms,
    to_ms: slot_ms + slot_s * 1000,
    meters,
    historyOf: (meter) => books.histories.get(meter) ?? [],
    missing,
    tradedOf: (account) => traded.get(account)?.quanta ?? 0,
    beforeOf: (account) => before?.[account] ?? 0,
  });
}

/** What a settlement gives every account, by name. */
function moneyBy([all]: readonly SlotSums[]): Record<string, number> {
  const accounts: string[] = [];
  for (const [account, sum] of all?.sums ?? []) if (sum.money !== 0) accounts.push(account);
  const money: Record<string, number> = {};
  for (const account of sorted(accounts)) money[account] = all!.sums.get(account)!.money;
  return money;
}

interface Prepared {
  readonly record: SettlementRecord;
  readonly transactions: readonly Transaction[];
  /** Brings it into the books. */
  commit(): void;
}

/** Works a settlement out and changes nothing; undefined where all of it is booked already. */
function prepare(books: Books, request: SettlementRequest): Prepared | undefined {
  const { at_ms, market, slot_ms, retail, utilities } = request;
  const where = slotKey(market, slot_ms);
  const slot = slotBook(books, market, slot_ms);
  const terms = slot.settled?.terms ?? { setup: marketOf(books, market), meters: books.metersOf.get(market) ?? [] };
  const { slot_s, rules, missing } = terms.setup;
  const end_ms = slot_ms + slot_s * 1000;
  if (at_ms < end_ms) throw new BooksError(`${where}: is settled at ${at_ms}, before its end at ${end_ms}`);
  const { contents, standing } = slot.settled ?? { contents: [], standing: [] };
  const revision = request.revision ?? contents.length;
  const traded = positions(slot.trades);
  const { quanta, readings, estimated, unaccounted } = metered(books, slot, terms, traded, request.metered);
  const next = settleSlot({
    market,
    slot_ms,
    revision,
    retail,
    utilities,
    metered: quanta,
    estimated,
    rules,
    traded,
    readings,
  });
  const revised = revise(standing, next, revision);
  // A slot that waits for a revision gets one even where that changes nothing, so that the journal says it was looked at.
  const isAsked = request.revision !== undefined || contents.length === 0 || books.stale.has(where);
  if (!isAsked && revised.booked.length === 0) return undefined;
  const all = sumUp(next);
  const record: SettlementRecord = {
    kind: 'settlement',
    at_ms,
    market,
    slot_ms,
    revision,
    retail,
    utilities,
    metered: quanta,
    estimated,
    unaccounted,
    money: moneyBy(all),
  };
  if (checkRevision(where, contents, revision, record) === 'done') return undefined;
  const before = books.metered.get(where);
  const hasMoved = before !== undefined && canonical(before) !== canonical(quanta);
  return {
    record,
    transactions: revised.booked,
    commit() {
      book(books, revised.booked, revised.booked === next ? all : undefined);
      slot.settled = { terms, contents: [...contents, record], standing: revised.standing };
      books.metered.set(where, quanta);
      books.settledTo.set(market, Math.max(end_ms, books.settledTo.get(market) ?? end_ms));
      dropOrders(books, slot);
      slot.followsBefore = missing === 'asBefore' && estimated.length > 0;
      books.stale.delete(where);
      const after = slotKey(market, end_ms);
      if (hasMoved && books.slots.get(after)?.followsBefore === true) books.stale.add(after);
    },
  };
}

/**
 * Settles a slot from the readings and trades that the books know. The same once more changes nothing; what changed is a
 * new revision that takes back what is no longer so.
 * @throws BooksError where the slot is not over or closed, or the revision is another than what is known or comes next
 */
export function settle(books: Books, request: SettlementRequest): Booked<SettlementRecord> {
  checkTime(books, request.at_ms, 'settlement');
  if (request.metered !== undefined && (books.metersOf.get(request.market) ?? []).length > 0)
    throw new BooksError(
      `${slotKey(request.market, request.slot_ms)}: "${request.market}" has meters; send their readings instead of quanta`,
    );
  const prepared = prepare(books, request);
  if (prepared === undefined) return { transactions: [] };
  prepared.commit();
  books.at_ms = request.at_ms;
  return prepared;
}

/** Books a settlement of a journal: what the books make of it must be what it says. */
export function settleAgain(books: Books, record: SettlementRecord): readonly Transaction[] {
  const { at_ms, market, slot_ms, revision, retail, utilities } = record;
  const where = slotKey(market, slot_ms);
  const prepared = prepare(books, { at_ms, market, slot_ms, revision, retail, utilities, metered: record.metered });
  if (prepared === undefined) throw new LedgerError(`${where}: revision ${revision} is booked already`);
  same(`${where} revision ${revision}`, prepared.record, record);
  prepared.commit();
  return prepared.transactions;
}

/** @throws LedgerError that names the first fact in which a record is not what the books make */
export function same(where: string, made: object, said: object): void {
  const names = [...new Set([...Object.keys(made), ...Object.keys(said)])].sort(byText);
  for (const name of names) {
    const [a, b] = [made, said].map((r) => (r as Readonly<Record<string, unknown>>)[name]);
    const [expected, met] = [a, b].map((v) => (v === undefined ? 'nothing' : canonical(v)));
    if (expected !== met)
      throw new LedgerError(`${where}: its ${name} is ${met}, and the entries before make it ${expected}`);
  }
}
