import type { ChargeRecord } from '../journal/record.ts';
import { isParty } from '../ledger/accounts.ts';
import { slotKey } from '../ledger/balances.ts';
import { chargeParts, chargeTransactions } from '../ledger/connection.ts';
import { byText, minus } from '../ledger/exact.ts';
import { revise } from '../ledger/revision.ts';
import { LedgerError, type Transaction } from '../ledger/transaction.ts';
import { type Books, BooksError, book, checkTime, marketOf } from './books.ts';
import { type Booked, checkRevision, same } from './settlement.ts';

export type ChargeRequest = Omit<ChargeRecord, 'kind' | 'parts' | 'revision'> & { readonly revision?: number };

/** What every party took in every slot of a period, as settled last. */
function takesOf(books: Books, { market, from_ms, to_ms }: ChargeRequest): Map<string, number[]> {
  const length_ms = marketOf(books, market).slot_s * 1000;
  const slots: number[] = [];
  for (let slot_ms = Math.ceil(from_ms / length_ms) * length_ms; slot_ms < to_ms; slot_ms += length_ms)
    slots.push(slot_ms);
  const takes = new Map<string, number[]>();
  for (const account of [...books.parties.keys()].filter(isParty).sort(byText)) takes.set(account, []);
  for (const [k, slot_ms] of slots.entries()) {
    const metered = books.metered.get(slotKey(market, slot_ms));
    if (metered === undefined)
      throw new BooksError(
        `${slotKey(market, slot_ms)}: is not settled, or closed; the charge of ${from_ms} to ${to_ms} needs all its slots`,
      );
    for (const [account, take] of takes) take[k] = minus(metered[account] ?? 0);
  }
  // Who is not on this bus has no part in its connection.
  const meters = books.metersOf.get(market) ?? [];
  for (const [account, take] of takes)
    if (take.every((v) => v === 0) && !meters.some((meter) => meter.account === account)) takes.delete(account);
  return takes;
}

const whereOf = ({ component, from_ms }: ChargeRequest): string => `shared:${component}/${from_ms}`;

interface Prepared {
  readonly record: ChargeRecord;
  readonly transactions: readonly Transaction[];
  commit(): void;
}

/** Works a charge out and changes nothing; undefined where all of it is booked already. */
function prepare(books: Books, request: ChargeRequest): Prepared | undefined {
  const where = whereOf(request);
  const { contents, standing } = books.charges.get(where) ?? { contents: [], standing: [] };
  const revision = request.revision ?? contents.length;
  const byParty = takesOf(books, request);
  const parties = [...byParty.keys()];
  if (parties.length === 0) throw new BooksError(`${where}: no party has a meter on "${request.market}"`);
  const input = { ...request, revision, parties, takes: [...byParty.values()] };
  const revised = revise(standing, chargeTransactions(input), revision);
  if (request.revision === undefined && contents.length > 0 && revised.booked.length === 0) return undefined;
  const shares = chargeParts(input);
  const parts = Object.fromEntries(parties.map((party, k) => [party, shares[k]!]));
  const record: ChargeRecord = { ...request, kind: 'charge', revision, parts };
  if (checkRevision(where, contents, revision, record) === 'done') return undefined;
  return {
    record,
    transactions: revised.booked,
    commit() {
      book(books, revised.booked);
      books.charges.set(where, { contents: [...contents, record], standing: revised.standing });
    },
  };
}

/**
 * Shares the fixed and demand charge of a connection among the parties of its bus, by what they took in the slots of the
 * period. As with slots, the same once more changes nothing, and what changed is a new revision.
 */
export function charge(books: Books, request: ChargeRequest): Booked<ChargeRecord> {
  checkTime(books, request.at_ms, 'charge');
  const prepared = prepare(books, request);
  if (prepared === undefined) return { transactions: [] };
  prepared.commit();
  books.at_ms = request.at_ms;
  return prepared;
}

/** What each party pays of the demand charge alone, micro-money. */
export function demandParts(books: Books, record: ChargeRecord): Record<string, number> {
  const byParty = takesOf(books, record);
  const parties = [...byParty.keys()];
  const parts = chargeParts({ ...record, fixed: 0, adjustment: 0, parties, takes: [...byParty.values()] });
  return Object.fromEntries(parties.map((party, k) => [party, parts[k]!]));
}

/** Books a charge of a journal: what the books make of it must be what it says. */
export function chargeAgain(books: Books, record: ChargeRecord): readonly Transaction[] {
  const { kind: _, parts: __, ...request } = record;
  const prepared = prepare(books, request);
  const where = `${whereOf(request)} revision ${record.revision}`;
  if (prepared === undefined) throw new LedgerError(`${where}: is booked already`);
  same(where, prepared.record, record);
  prepared.commit();
  return prepared.transactions;
}
