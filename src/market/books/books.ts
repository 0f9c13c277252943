import { type CertificateRegister, openRegister } from '../certificates/register.ts';
import type { EventCall, Progress } from '../flexibility/event.ts';
import type {
  ChargeRecord,
  ExchangeRecord,
  MarketSetup,
  MeterSetup,
  PartySetup,
  SettlementRecord,
} from '../journal/record.ts';
import { add, type Balances, emptyBalances, post, type SlotSums, slotKey, sumUp } from '../ledger/balances.ts';
import type { Reading } from '../ledger/register.ts';
import type { Transaction } from '../ledger/transaction.ts';
import type { Order } from '../order.ts';
import { isCount } from '../quanta.ts';
import type { Trade } from '../trade.ts';

/** An order that is on a book, and what of it is not traded yet. */
export interface OpenOrder {
  readonly order: Order;
  readonly open: number;
  /** What it may cost at most, micro-money: reserved of its party's credit. */
  readonly cost: number;
}

/** What a slot is settled by. */
export interface Terms {
  readonly setup: MarketSetup;
  readonly meters: readonly MeterSetup[];
}

/** What is settled, and the record of every revision, so that one that comes again is known. */
export interface Settled {
  /** Market and meters as they were when it was settled first: a later change of them is none of earlier slots. */
  readonly terms: Terms;
  readonly contents: readonly (SettlementRecord | ChargeRecord)[];
  readonly standing: readonly Transaction[];
}

/** An event that was called, and how far it is reported. */
export interface OpenEvent {
  readonly call: EventCall;
  readonly progress: Progress;
}

/** What the books know of one slot of one market, until it is closed. */
export interface SlotBook {
  readonly market: string;
  readonly slot_ms: number;
  /** By `party/order`. */
  readonly orders: Map<string, OpenOrder>;
  readonly trades: Trade[];
  isCleared: boolean;
  settled?: Settled;
  /** Whether an account without a reading was settled by what it did in the slot before. */
  followsBefore: boolean;
}

/**
 * All that an exchange must remember: made by `openBooks`, changed by `apply` and `settle` alone, one record after the
 * other. The records alone make it, so that a journal read from its start gives the same books at every entry.
 */
export interface Books {
  readonly site: string;
  readonly currency: string;
  readonly markets: Map<string, MarketSetup>;
  readonly parties: Map<string, PartySetup>;
  readonly meters: Map<string, MeterSetup>;
  /** Meters of each market, in the order of their ids. */
  readonly metersOf: Map<string, readonly MeterSetup[]>;
  readonly balances: Balances;
  readonly certificates: CertificateRegister;
  /** By market and slot. */
  readonly slots: Map<string, SlotBook>;
  readonly histories: Map<string, Reading[]>;
  /** Quanta by account as settled last, by market and slot: of slots that are not closed, or whose statements are not out. */
  readonly metered: Map<string, Readonly<Record<string, number>>>;
  /** End of the last slot of each market that is settled. */
  readonly settledTo: Map<string, number>;
  /** By component and start of the period. */
  readonly charges: Map<string, Omit<Settled, 'terms'>>;
  /** Events of flexibility that are not reported whole, by id. */
  readonly events: Map<string, OpenEvent>;
  /** What open orders of a party may cost at most, micro-money. */
  readonly reserved: Map<string, number>;
  /** Slots that were settled before a reading of theirs came or was corrected: to be settled anew. */
  readonly stale: Set<string>;
  /** Money by day that it counts for (start of the slot), then by account; of slots whose statements are not out. */
  readonly unissued: Map<number, Map<string, number>>;
  at_ms: number;
  closedBefore_ms: number;
  /** End of the last period whose statements are out. */
  issuedTo_ms: number;
}

/** A record cannot be: it breaks what the books know. Nothing of it is booked. */
export class BooksError extends Error {
  override readonly name = 'BooksError';
}

export function openBooks(record: ExchangeRecord): Books {
  const books: Books = {
    site: record.site,
    currency: record.currency,
    markets: new Map(),
    parties: new Map(),
    meters: new Map(),
    metersOf: new Map(),
    balances: emptyBalances(),
    certificates: openRegister(),
    slots: new Map(),
    histories: new Map(),
    metered: new Map(),
    settledTo: new Map(),
    charges: new Map(),
    events: new Map(),
    reserved: new Map(),
    stale: new Set(),
    unissued: new Map(),
    at_ms: record.at_ms,
    closedBefore_ms: Number.NEGATIVE_INFINITY,
    issuedTo_ms: Number.NEGATIVE_INFINITY,
  };
  changeSetup(books, record);
  return books;
}

/** @throws BooksError where something happened before what is booked already */
export function checkTime(books: Books, at_ms: number, what: string): void {
  if (!isCount(at_ms)) throw new BooksError(`a ${what} of ${at_ms}: expected whole ms UTC`);
  if (at_ms < books.at_ms)
    throw new BooksError(`a ${what} of ${at_ms} comes after an entry of ${books.at_ms}: time goes on`);
}

type Setup = Pick<ExchangeRecord, 'markets' | 'parties' | 'meters'>;

/** Adds markets, parties and meters, or puts others in their place. */
export function changeSetup(books: Books, { markets, parties, meters }: Setup): void {
  const known = new Set([...books.markets.keys(), ...markets.map(({ id }) => id)]);
  for (const { id, market } of meters)
    if (!known.has(market))
      throw new BooksError(`meter "${id}" is of market "${market}", expected one of ${[...known].join(', ')}`);
  for (const market of markets) books.markets.set(market.id, market);
  for (const party of parties) books.parties.set(party.id, party);
  for (const meter of meters) books.meters.set(meter.id, meter);
  const all = [...books.meters.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const id of known)
    books.metersOf.set(
      id,
      all.filter(({ market }) => market === id),
    );
}

export function marketOf(books: Books, id: string): MarketSetup {
  const market = books.markets.get(id);
  if (market === undefined)
    throw new BooksError(`there is no market "${id}"; there are ${[...books.markets.keys()].join(', ')}`);
  return market;
}

/** The slot's own book, made where there is none. @throws BooksError where no slot of the market starts then, or it is closed */
export function slotBook(books: Books, id: string, slot_ms: number): SlotBook {
  const key = slotKey(id, slot_ms);
  const known = books.slots.get(key);
  if (known !== undefined) return known;
  const { slot_s } = marketOf(books, id);
  if (slot_ms % (slot_s * 1000) !== 0)
    throw new BooksError(`${key}: no slot of ${slot_s} s starts then; slots are counted from 1970-01-01T00:00Z`);
  if (slot_ms < books.closedBefore_ms)
    throw new BooksError(`${key}: is closed, as are all slots before ${books.closedBefore_ms}`);
  const made: SlotBook = { market: id, slot_ms, orders: new Map(), trades: [], isCleared: false, followsBefore: false };
  books.slots.set(key, made);
  return made;
}

/** Slots before this are closed, and their statements are out. */
export const doneBefore = ({ closedBefore_ms, issuedTo_ms }: Books): number => Math.min(closedBefore_ms, issuedTo_ms);

/** Forgets what slots were metered at once they are done. @param before_ms before which all are forgotten already */
export function forgetMetered(books: Books, before_ms: number): void {
  const until_ms = doneBefore(books);
  if (until_ms <= before_ms) return;
  for (const key of books.metered.keys())
    if (Number(key.slice(key.lastIndexOf('/') + 1)) < until_ms) books.metered.delete(key);
}

/** Books transactions, all or none, and keeps what counts for days whose statements are not out. */
export function book(
  books: Books,
  transactions: readonly Transaction[],
  all: readonly SlotSums[] = sumUp(transactions),
): void {
  post(books.balances, transactions, all);
  for (const { slot_ms, sums } of all) {
    if (slot_ms < books.issuedTo_ms) continue;
    let day = books.unissued.get(slot_ms);
    if (day === undefined) {
      day = new Map();
      books.unissued.set(slot_ms, day);
    }
    for (const [account, { money }] of sums) add(day, account, money);
  }
}
