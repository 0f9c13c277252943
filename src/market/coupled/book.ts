import type { Order } from '../order.ts';
import { PER_THOUSAND } from '../quanta.ts';
import type { BlockOrder, ConverterOrder, CoupledBook, CoupledRules, StorageOrder, TransferLine } from './orders.ts';

/**
 * A book in an order that does not depend on how its orders came: all sorts by party and id, lines by id. A node is a market in
 * a slot: number `slot * markets + market`.
 */
export interface SortedBook {
  readonly markets: readonly string[];
  /** Starts of the slots, ms UTC, ascending. */
  readonly slots: readonly number[];
  readonly nodes: number;
  readonly orders: readonly Order[];
  readonly converters: readonly ConverterOrder[];
  readonly blocks: readonly BlockOrder[];
  readonly storages: readonly StorageOrder[];
  readonly lines: readonly TransferLine[];
  /** By sorted place: the place in the book as given. */
  readonly given: {
    readonly orders: Int32Array;
    readonly converters: Int32Array;
    readonly blocks: Int32Array;
    readonly storages: Int32Array;
  };
  /** By market: the fee, micro-money per thousand quanta bought. */
  readonly fees: Float64Array;
  /** Parties that trade without a fee on top. */
  readonly retailers: ReadonlySet<string>;
  /** What a purchase at any price counts as. */
  readonly ceiling: number;
  readonly nodeOf: (market: string, slot_ms: number) => number;
}

export function sortBook(book: CoupledBook, markets: readonly string[], rules: CoupledRules): SortedBook {
  const [orders, givenOrders] = sorted(book.orders);
  const [converters, givenConverters] = sorted(book.converters ?? []);
  const [blocks, givenBlocks] = sorted(book.blocks ?? []);
  const [storages, givenStorages] = sorted(book.storages ?? []);
  const lines = [...(book.lines ?? [])].sort((a, b) => compare(a.id, b.id) || (a.slot_ms ?? 0) - (b.slot_ms ?? 0));
  const slots = slotsOf(book);
  const marketAt = new Map(markets.map((id, m) => [id, m]));
  const slotAt = new Map(slots.map((slot_ms, t) => [slot_ms, t * markets.length]));
  return {
    markets,
    slots,
    nodes: slots.length * markets.length,
    orders,
    converters,
    blocks,
    storages,
    lines,
    given: { orders: givenOrders, converters: givenConverters, blocks: givenBlocks, storages: givenStorages },
    fees: Float64Array.from(markets, (id) => book.fees?.[id] ?? rules.fees?.[id] ?? 0),
    retailers: new Set(rules.retailers),
    ceiling: rules.ceiling ?? 2 * largestLimit(book),
    nodeOf: (market, slot_ms) => slotAt.get(slot_ms)! + marketAt.get(market)!,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sorted<T extends { readonly party: string; readonly id: string }>(items: readonly T[]): [T[], Int32Array] {
  const places = Int32Array.from(items, (_, i) => i);
  const isBefore = (a: number, b: number): number =>
    compare(items[a]!.party, items[b]!.party) || compare(items[a]!.id, items[b]!.id);
  // Most books come in order; a look is cheaper than a sort.
  for (let i = 1; i < places.length; i++)
    if (isBefore(i - 1, i) > 0) {
      places.sort(isBefore);
      break;
    }
  return [Array.from(places, (i) => items[i]!), places];
}

/** Slots that a book names, ascending. */
export function slotsOf({ orders, converters = [], blocks = [], lines = [] }: CoupledBook): number[] {
  const slots = new Set<number>();
  for (const { slot_ms } of orders) slots.add(slot_ms);
  for (const { slot_ms, others } of converters) {
    slots.add(slot_ms);
    for (const other of others) if (other.slot_ms !== undefined) slots.add(other.slot_ms);
  }
  for (const { items } of blocks) for (const { slot_ms } of items) slots.add(slot_ms);
  for (const { slot_ms } of lines) if (slot_ms !== undefined) slots.add(slot_ms);
  return [...slots].sort((a, b) => a - b);
}

function largestLimit({ orders, converters = [], blocks = [], storages = [] }: CoupledBook): number {
  let most = 0;
  const meet = (limit: number): void => {
    most = Math.max(most, Math.abs(limit));
  };
  for (const { limit } of orders) if (limit !== undefined) meet(limit);
  for (const { cost, steps } of converters) {
    meet(cost);
    for (const step of steps ?? []) meet(step.cost);
  }
  for (const { limit, items } of blocks)
    meet((limit * PER_THOUSAND) / items.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0));
  for (const { value, cost } of storages) {
    meet(value);
    meet(cost);
  }
  return most;
}
