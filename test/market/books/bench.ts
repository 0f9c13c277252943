import { sha256 } from '../../../src/io/sha256.ts';
import { apply } from '../../../src/market/books/apply.ts';
import { type Books, openBooks } from '../../../src/market/books/books.ts';
import { sortReadings } from '../../../src/market/books/readings.ts';
import { type Booked, settle } from '../../../src/market/books/settlement.ts';
import { chain } from '../../../src/market/journal/chain.ts';
import { JOURNAL_VERSION } from '../../../src/market/journal/packed.ts';
import type { ExchangeRecord, JournalRecord, MarketSetup } from '../../../src/market/journal/record.ts';
import type { Reading } from '../../../src/market/ledger/register.ts';
import type { Order } from '../../../src/market/order.ts';
import { moneyOf } from '../../../src/market/quanta.ts';
import type { Trade } from '../../../src/market/trade.ts';

/** A small exchange for tests: two markets of quarter hours, three parties, the grid, and a journal in memory. */
export const Q = 900_000;
export const GATE_S = 300;
/** 2026-07-01T00:00Z. */
export const START_MS = 1_782_864_000_000;
export const PARTIES = ['mill', 'park', 'works'] as const;
export const hash = sha256;

export const marketOf = (id: string, more: Partial<MarketSetup> = {}): MarketSetup => ({
  id,
  carrier: 'electricity',
  unit: 'Wh',
  slot_s: 900,
  gate_s: GATE_S,
  trades: 'auction',
  rules: { imbalance: 'single', losses: 'users', surplus: 'keep' },
  missing: 'asTraded',
  bounds: { highest: 500_000, lowest: -100_000 },
  ...more,
});

export const exchangeRecord = (more: Partial<ExchangeRecord> = {}): ExchangeRecord => ({
  kind: 'exchange',
  version: JOURNAL_VERSION,
  at_ms: START_MS - 86_400_000,
  site: 'test',
  currency: 'CNY',
  markets: [marketOf('power')],
  parties: PARTIES.map((id) => ({ id, limit: 5_000_000_000 })),
  meters: [...PARTIES, 'utility:grid', 'losses:power'].map((account) => ({
    id: `m-${account.replace(':', '-')}`,
    market: 'power',
    account,
  })),
  ...more,
});

export const meterOf = (account: string): string => `m-${account.replace(':', '-')}`;

/** An exchange that writes as it goes. */
export interface Desk {
  readonly books: Books;
  readonly lines: string[];
  readonly records: JournalRecord[];
  readonly head: () => string;
  /** Brings a record into the books and the journal. */
  take(record: JournalRecord): void;
  /** Journals what was booked already. */
  keep(booked: Booked<JournalRecord>): void;
}

export function deskOf(first: ExchangeRecord = exchangeRecord()): Desk {
  const books = openBooks(first);
  const lines: string[] = [];
  const records: JournalRecord[] = [];
  let head = '';
  const write = (record: JournalRecord): void => {
    const chained = chain(hash, head, record);
    lines.push(chained.line);
    records.push(record);
    head = chained.head;
  };
  write(first);
  return {
    books,
    lines,
    records,
    head: () => head,
    take(record) {
      apply(books, record);
      write(record);
    },
    keep({ record }) {
      if (record !== undefined) write(record);
    },
  };
}

export const orderOf = (
  party: string,
  side: Order['side'],
  quantity: number,
  limit: number,
  slot_ms: number,
  more: Partial<Order> = {},
): Order => ({ id: `${side}-1`, party, market: 'power', slot_ms, side, quantity, limit, sequence: 0, ...more });

export const tradeOf = (seller: Order, buyer: Order, quantity: number, price: number, fee = 0): Trade => {
  const [buyerPays, sellerGets] = [moneyOf(quantity, price + fee), moneyOf(quantity, price)];
  return {
    market: seller.market,
    slot_ms: seller.slot_ms,
    seller: seller.party,
    buyer: buyer.party,
    sellOrder: seller.id,
    buyOrder: buyer.id,
    quantity,
    buyPrice: price + fee,
    sellPrice: price,
    buyerPays,
    sellerGets,
    fee: buyerPays - sellerGets,
  };
};

export const readingOf = (account: string, at_ms: number, injected: number, taken: number, version = 1): Reading => ({
  meter: meterOf(account),
  at_ms,
  injected,
  taken,
  version,
});

export const RETAIL = { buy: 200_000, sell: 50_000 };

/** Readings as the exchange takes them: sorted, then brought in. */
export function read(desk: Desk, at_ms: number, readings: readonly Reading[]): void {
  desk.take({ kind: 'readings', at_ms, ...sortReadings(desk.books, readings) });
}

/** Settles a slot with the bill that the grid's meter makes by the retail prices. */
export function settleSlotOf(desk: Desk, at_ms: number, slot_ms: number, bill: number, revision?: number): void {
  desk.keep(
    settle(desk.books, {
      at_ms,
      market: 'power',
      slot_ms,
      retail: { ...RETAIL, tariff: '2026-07' },
      utilities: [{ account: 'utility:grid', bill, tariff: '2026-07' }],
      ...(revision === undefined ? {} : { revision }),
    }),
  );
}
