import { retailTrade, volumeOf } from '../auction/clearing.ts';
import type { Order } from '../order.ts';
import type { ClearingRules, Mechanism, OwnUse, Trade } from '../trade.ts';
import { filledBy, tradeWelfare } from '../worth.ts';
import { OrderBook } from './orderBook.ts';

/**
 * All orders of a slot through a continuous book (`OrderBook`), in their order of arrival, until its gate closes. A retailer
 * takes what waits then and reaches its price: were it there from the start, orders that bid what energy is worth would all
 * trade with it and none with each other. Nobody waits at a price worse than the retailer's.
 */
export const continuous: Mechanism = (orders, rules) => {
  const { retail, ...bare } = rules;
  const book = new OrderBook(orders[0]?.market ?? '', bare);
  const trades: Trade[] = [];
  const own: OwnUse[] = [];
  const arrived = orders.toSorted((a, b) => a.sequence - b.sequence);
  for (const order of arrived) {
    const submitted = book.submit(noWorse(order, retail));
    trades.push(...submitted.trades);
    own.push(...submitted.own);
  }
  if (retail !== undefined) {
    const filled = filledBy(arrived, trades, own);
    arrived.forEach((order, k) => {
      const left = order.quantity - filled[k]!;
      if (left > 0 && reaches(order, retail)) trades.push(retailTrade(order, left, rules));
    });
  }
  return {
    volume: volumeOf(trades),
    welfare: tradeWelfare(orders, trades, own, rules),
    trades,
    filled: filledBy(orders, trades, own),
    ...(own.length > 0 ? { own } : {}),
  };
};

type Retail = NonNullable<ClearingRules['retail']>;

/** The order with a limit no worse than the price of the retailer. */
function noWorse(order: Order, retail: Retail | undefined): Order {
  const { side, limit } = order;
  const other = side === 'buy' ? retail?.sells : retail?.buys;
  if (other === undefined) return order;
  if (limit === undefined) return { ...order, limit: other };
  return { ...order, limit: side === 'buy' ? Math.min(limit, other) : Math.max(limit, other) };
}

/** Whether an order would trade at the price of the retailer. */
function reaches({ side, limit }: Order, { sells, buys }: Retail): boolean {
  if (side === 'buy') return sells !== undefined && (limit === undefined || limit >= sells);
  return buys !== undefined && (limit === undefined || limit <= buys);
}
