import { volumeOf } from '../auction/clearing.ts';
import type { Mechanism, OwnUse, Trade } from '../trade.ts';
import { filledBy, tradeWelfare } from '../worth.ts';
import { OrderBook } from './orderBook.ts';

/** All orders of a slot through a continuous book (`OrderBook`), in their order of arrival, until its gate closes. */
export const continuous: Mechanism = (orders, rules) => {
  const book = new OrderBook(orders[0]?.market ?? '', rules);
  const trades: Trade[] = [];
  const own: OwnUse[] = [];
  for (const order of orders.toSorted((a, b) => a.sequence - b.sequence)) {
    const submitted = book.submit(order);
    trades.push(...submitted.trades);
    own.push(...submitted.own);
  }
  return {
    volume: volumeOf(trades),
    welfare: tradeWelfare(orders, trades, own, rules),
    trades,
    filled: filledBy(orders, trades, own),
    ...(own.length > 0 ? { own } : {}),
  };
};
