import type { Clearing, Mechanism } from '../trade.ts';
import { clearingOf, pairMatch, tradesOf } from './clearing.ts';
import { matchOrders } from './match.ts';
import { netOwn } from './net.ts';

/**
 * Call auction at one price. All orders of a gate closure are equals in time; buyers down and sellers up by limit meet at
 * the volume of the greatest welfare, the price lies within the competitive interval by `k`, and of orders at the price
 * the longer side is filled in proportion to quantities, to the quantum by largest remainder. Buyers pay the price and
 * the fees, sellers get the price. Purchases and sales of one party that are both filled give to each other first: no
 * trade, no fee.
 */
export const uniform: Mechanism = (orders, rules) => {
  const { match, left, own } = netOwn(matchOrders(orders, rules));
  const { price, interval } = match;
  const trades = tradesOf(orders, match, pairMatch(match, left), rules, () => price!);
  const clearing: { -readonly [K in keyof Clearing]: Clearing[K] } = clearingOf(orders, match, rules, trades, own);
  if (price !== undefined) clearing.price = price;
  if (interval !== undefined) clearing.interval = interval;
  return clearing;
};
