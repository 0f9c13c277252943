import type { Order } from '../order.ts';
import type { Clearing } from '../trade.ts';
import { filledBy, tradeWelfare } from '../worth.ts';
import type { CoupledBook } from './orders.ts';
import type { CoupledClearing, OwnUseAt } from './result.ts';

/** What one market and slot sees of a coupled clearing. */
export interface BookClearing extends Clearing {
  readonly market: string;
  readonly slot_ms: number;
  /** The simple orders on it, then what other orders may do there; `filled` goes by them. */
  readonly orders: readonly Order[];
  readonly own: readonly OwnUseAt[];
}

/**
 * What converters, blocks and storages may do on each single book, as orders at any price: for admission, credit and journal,
 * which know one book at a time. Quantities are the most that can be filled.
 * @param sequence place in the order of arrival of each, counted on from here
 */
export function singleOrders(
  { converters = [], blocks = [], storages = [] }: CoupledBook,
  slots: readonly number[],
  sequence: number,
): Order[] {
  const orders: Order[] = [];
  const put = (party: string, id: string, market: string, slot_ms: number, most: number, source?: string): void => {
    const side = most > 0 ? 'sell' : 'buy';
    // Rounded up, as any share of it may be; what a product of doubles adds is none.
    const quantity = Math.ceil(Math.abs(most) - NOISE * Math.abs(most));
    if (quantity === 0) return;
    const order: Order = { id, party, market, slot_ms, side, quantity, sequence: sequence + orders.length };
    orders.push(source === undefined || most < 0 ? order : { ...order, attributes: { sources: [source] } });
  };
  for (const { party, id, market, slot_ms, side, quantity, steps = [], others, source } of converters) {
    const most = steps.reduce((sum, step) => sum + step.quantity, quantity);
    put(party, id, market, slot_ms, side === 'sell' ? most : -most, source);
    for (const other of others) put(party, id, other.market, other.slot_ms ?? slot_ms, other.per * most, source);
  }
  for (const { party, id, items, source } of blocks)
    for (const { market, slot_ms, quantity } of items) put(party, id, market, slot_ms, quantity, source);
  for (const { party, id, market, charge, discharge } of storages)
    for (const slot_ms of slots) {
      put(party, `${id}:buy`, market, slot_ms, -charge);
      put(party, `${id}:sell`, market, slot_ms, discharge);
    }
  return orders;
}
const NOISE = 1e-12;

/**
 * A coupled clearing as one clearing for each market and slot, in the order of its `markets`. The welfare of a book is that of
 * the limits of its simple orders; all others count by the price, so that books do not sum to the whole.
 * @param sequence of the first order; others count on from the last
 */
export function bookClearings(book: CoupledBook, result: CoupledClearing, sequence: number): BookClearing[] {
  const slots = [...new Set(result.markets.map(({ slot_ms }) => slot_ms))];
  const all = groupBy([...book.orders, ...singleOrders(book, slots, sequence + book.orders.length)]);
  const trades = groupBy(result.trades);
  const owns = groupBy(result.own);
  return result.markets.map(({ market, slot_ms, price, interval }) => {
    const key = keyOf({ market, slot_ms });
    const orders = all.get(key) ?? [];
    const traded = trades.get(key) ?? [];
    const own = owns.get(key) ?? [];
    return {
      market,
      slot_ms,
      orders,
      ...(price === undefined ? {} : { price }),
      ...(interval === undefined ? {} : { interval }),
      volume: traded.reduce((sum, { quantity }) => sum + quantity, 0),
      welfare: tradeWelfare(orders, traded, own, {}),
      trades: traded,
      filled: filledBy(orders, traded, own),
      own,
    };
  });
}

interface Placed {
  readonly market: string;
  readonly slot_ms: number;
}
const keyOf = ({ market, slot_ms }: Placed): string => `${slot_ms} ${market}`;

function groupBy<T extends Placed>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
