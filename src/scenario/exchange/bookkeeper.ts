import { type Kept, keptOf, keptTogether } from '../../core/kept.ts';
import { apply } from '../../market/books/apply.ts';
import { type Books, openBooks } from '../../market/books/books.ts';
import { charge, demandParts } from '../../market/books/charges.ts';
import { issueOf } from '../../market/books/issue.ts';
import { settle } from '../../market/books/settlement.ts';
import type { ClearingRecord, ExchangeRecord, JournalRecord, Refusal } from '../../market/journal/record.ts';
import { balanceOf } from '../../market/ledger/balances.ts';
import { creditRefusal, worstCase } from '../../market/ledger/credit.ts';
import { type Reading, registerOf } from '../../market/ledger/register.ts';
import type { Transaction, TransactionKind } from '../../market/ledger/transaction.ts';
import type { Order } from '../../market/order.ts';
import { priceOf } from '../../market/quanta.ts';
import type { EnergyExchangeSpec } from '../exchangeSpec.ts';
import { aloneOf, type ConnectionBill, micro } from './aloneCharge.ts';
import type { CreditCheck } from './book.ts';
import { correctionFault, correctReadings, type NoCorrection } from './correction.ts';
import { deviationWorth } from './deviationWorth.ts';
import type { PriceMemory } from './priceMemory.ts';
import type { SlotCleared, SlotMetered } from './trading.ts';

/** Slots become final so many at a time. */
const CLOSE_ms = 6 * 3_600_000;

/** Keeps the books of a run: every order, trade, reading, settlement and charge becomes a record. */
export interface Bookkeeper {
  readonly books: Books;
  /** Takes in an order that a party sent before its slot clears. @throws BooksError where it cannot be */
  received(order: Order, at_ms: number): void;
  /** Keeps what was not taken. */
  refused(refused: readonly Refusal[], at_ms: number): void;
  /** Takes an order back. */
  cancelled(order: Order, at_ms: number): void;
  cleared(slot: SlotCleared): void;
  /** Why orders of a party are past its credit beside all that it has open, if they are. */
  readonly credit: CreditCheck;
  metered(slot: SlotMetered): void;
  /** Takes in corrected readings, and settles anew what they change; with `isTrial` they are only judged. */
  corrected(readings: readonly Reading[], at_ms: number, isTrial: boolean): NoCorrection | undefined;
  /** Books what another part of the exchange made. */
  put(record: JournalRecord): void;
  /** Shares out what connections cost in a month, and issues the statements up to now. */
  closeMonth(bills: readonly ConnectionBill[]): void;
  /** Micro-money that each account got (positive) or gave, by what for. */
  readonly moneyBy: ReadonlyMap<string, ReadonlyMap<TransactionKind, number>>;
  /** Micro-money that each party would have paid for its own highest demand on a connection of its own, at the same price. */
  readonly alone: ReadonlyMap<string, number>;
  /** Micro-money that each party paid of demand charges. */
  readonly demandShares: ReadonlyMap<string, number>;
  /** Micro-money that what each party's meters counted beside its trades would have been worth alone. */
  readonly deviationWorth: ReadonlyMap<string, number>;
  readonly kept: Kept;
}

/**
 * @param onRecord what is to be journaled, in order
 */
export function keepBooks(
  first: ExchangeRecord,
  prices: PriceMemory,
  spec: EnergyExchangeSpec,
  seed: number,
  onRecord: (record: JournalRecord) => void,
): Bookkeeper {
  const books = openBooks(first);
  onRecord(first);
  const moneyBy = new Map<string, Map<TransactionKind, number>>();
  const alone = new Map<string, number>();
  const demandShares = new Map<string, number>();
  const deviations = deviationWorth();
  const sum = (transactions: readonly Transaction[]): void => {
    for (const { kind, lines } of transactions)
      for (const { account, money } of lines) {
        if (money === 0) continue;
        let by = moneyBy.get(account);
        if (by === undefined) {
          by = new Map();
          moneyBy.set(account, by);
        }
        by.set(kind, (by.get(kind) ?? 0) + money);
      }
  };
  const put = (record: JournalRecord): void => {
    sum(apply(books, record));
    onRecord(record);
  };
  const meterIds = first.markets.map((market) =>
    first.meters.filter((meter) => meter.market === market.id).map(({ id }) => id),
  );
  const clearingPrice = new Map<string, number>();
  /** By market: what its retailer has billed, micro-money. */
  const billed = new Map<string, number>();
  const longest_ms = 1000 * Math.max(...first.markets.map(({ slot_s }) => slot_s));
  const finalAfter_ms = Math.max(spec.finalAfter_h * 3_600_000, longest_ms);
  const done = { closedTo_ms: first.at_ms, issuedTo_ms: first.at_ms };
  // Without it the first slot would have no beginning, and be settled as it was traded.
  put({
    kind: 'readings',
    at_ms: first.at_ms,
    taken: first.meters.map(
      ({ id }): Reading => ({ meter: id, at_ms: first.at_ms, injected: 0, taken: 0, version: 1 }),
    ),
    refused: [],
  });
  /** By party: what its orders in the book that is being made may cost at most. */
  const pending = new Map<string, number>();

  return {
    books,
    moneyBy,
    alone,
    demandShares,
    deviationWorth: deviations.by,
    // The books change by records alone, so a copy of them is as good as making them again.
    kept: keptTogether({
      books: keptOf(books, done, { moneyBy, alone, demandShares, clearingPrice, billed }),
      deviations: deviations.kept,
    }),
    put,
    received: (order, at_ms) => put({ kind: 'orders', at_ms, taken: [order], refused: [] }),
    refused: (refused, at_ms) => put({ kind: 'orders', at_ms, taken: [], refused }),
    credit(...orders) {
      let cost = 0;
      for (const order of orders) {
        const { party } = order;
        const { bounds } = books.markets.get(order.market)!;
        const limit = books.parties.get(party)?.limit ?? 0;
        const reserved = (books.reserved.get(party) ?? 0) + (pending.get(party) ?? 0) + cost;
        const refusal = creditRefusal(order, { balance: balanceOf(books.balances, party), limit, reserved }, bounds);
        if (refusal !== undefined) return refusal.reason;
        cost += worstCase(order, order.quantity, bounds);
      }
      const party = orders[0]?.party;
      if (party !== undefined) pending.set(party, (pending.get(party) ?? 0) + cost);
      return undefined;
    },
    cancelled({ market, slot_ms, party, id }, at_ms) {
      put({ kind: 'cancelled', at_ms, orders: [{ market, slot_ms, party, order: id }] });
    },
    cleared(slot) {
      const { orders, received, refused, clearing, market, slot_ms, at_ms } = slot;
      pending.clear();
      if (!market.isTraded) return;
      deviations.cleared(slot);
      const taken = received === 0 ? orders : orders.slice(received);
      if (taken.length + refused.length > 0) put({ kind: 'orders', at_ms, taken, refused });
      const { price, interval, volume, welfare, trades, own = [] } = clearing;
      if (volume > 0 || own.length > 0) {
        const record: { -readonly [K in keyof ClearingRecord]: ClearingRecord[K] } = {
          kind: 'clearing',
          at_ms,
          market: market.id,
          slot_ms,
          volume,
          welfare,
          trades,
        };
        if (price !== undefined) record.price = price;
        if (interval !== undefined) record.interval = interval;
        if (own.length > 0) record.own = own;
        put(record);
      }
      if (price === undefined) clearingPrice.delete(market.id);
      else clearingPrice.set(market.id, price);
    },
    metered({ market, m, first: from, slot_ms, end_ms, meter }) {
      if (!market.isTraded) return;
      const { injected, taken } = meter.state;
      put({
        kind: 'readings',
        at_ms: end_ms,
        taken: meterIds[m]!.map(
          (id, k): Reading => ({
            meter: id,
            at_ms: end_ms,
            injected: registerOf(injected[k]!),
            taken: registerOf(taken[k]!),
            version: 1,
          }),
        ),
        refused: [],
      });
      const bill = micro(meter.state.billed_money);
      const slotBill = bill - (billed.get(market.id) ?? 0);
      billed.set(market.id, bill);
      const { ceiling, floor, outside } = prices.bounds(m, from);
      const tariff = market.retailer?.label ?? '';
      const local = clearingPrice.get(market.id) ?? priceOf(prices.expected(m, from));
      // Without a retailer a deviation is worth the market's own price; by two prices, who is short pays at least what it
      // costs outside, and who is long gets no more than surplus does.
      const isDual = spec.imbalance === 'dual';
      const short = isDual ? Math.max(local, priceOf(outside)) : local;
      const long = isDual ? Math.min(local, priceOf(floor)) : local;
      const retail =
        market.retailer === undefined
          ? { buy: short, sell: long }
          : { buy: priceOf(ceiling), sell: priceOf(floor), tariff };
      const { record, transactions } = settle(books, {
        at_ms: end_ms,
        market: market.id,
        slot_ms,
        retail,
        utilities: market.retailer === undefined ? [] : [{ account: market.retailer.account, bill: slotBill, tariff }],
      });
      sum(transactions);
      if (record !== undefined) {
        deviations.metered(m, record.metered);
        onRecord(record);
      }
      const final_ms = end_ms - finalAfter_ms;
      if (final_ms >= done.closedTo_ms + CLOSE_ms) {
        done.closedTo_ms = final_ms;
        put({ kind: 'closed', at_ms: end_ms, before_ms: final_ms });
      }
    },
    corrected(readings, at_ms, isTrial) {
      const fault = correctionFault(books, readings);
      if (fault !== undefined || isTrial) return fault;
      correctReadings(books, readings, at_ms, {
        put,
        settled(record, transactions) {
          sum(transactions);
          onRecord(record);
        },
      });
      return undefined;
    },
    closeMonth(bills) {
      for (const bill of bills) {
        const { component, market, from_ms, to_ms, demand_money, windows, fixed_money, adjustment_money, tariff } =
          bill;
        for (const [party, money] of aloneOf(books, bill)) alone.set(party, (alone.get(party) ?? 0) + money);
        const { record, transactions } = charge(books, {
          at_ms: books.at_ms,
          component,
          market,
          from_ms,
          to_ms,
          method: spec.connectionCharge,
          demand: micro(demand_money),
          ...(windows.length === 0
            ? {}
            : { windows: windows.map(({ money, slots }) => ({ demand: micro(money), slots })) }),
          fixed: micro(fixed_money),
          ...(adjustment_money === 0 ? {} : { adjustment: micro(adjustment_money) }),
          seed,
          tariff,
        });
        sum(transactions);
        if (record === undefined) continue;
        onRecord(record);
        for (const [party, part] of Object.entries(demandParts(books, record)))
          demandShares.set(party, (demandShares.get(party) ?? 0) + part);
      }
      put(issueOf(books, books.at_ms, done.issuedTo_ms, books.at_ms));
      done.issuedTo_ms = books.at_ms;
    },
  };
}
