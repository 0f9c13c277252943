import type { Order } from '../order.ts';
import { moneyOf } from '../quanta.ts';
import type { Clearing, ClearingRules, Trade } from '../trade.ts';
import { ownUseOf, Worth } from '../worth.ts';
import type { Match } from './match.ts';
import { meritOrder } from './merit.ts';
import { type Pairs, pairInOrder, RETAILER } from './pair.ts';

/** Id of the retailer's side of a trade. */
export const RETAIL_ORDER = 'retail';

/** A trade of two orders at their prices, each side's money rounded once. */
export function tradeOf(
  sell: Pick<Order, 'party' | 'id' | 'market' | 'slot_ms' | 'attributes'>,
  buy: Pick<Order, 'party' | 'id'>,
  quantity: number,
  buyPrice: number,
  sellPrice: number,
): Trade {
  const buyerPays = moneyOf(quantity, buyPrice);
  const sellerGets = moneyOf(quantity, sellPrice);
  const source = sell.attributes?.sources?.[0];
  const trade: { -readonly [K in keyof Trade]: Trade[K] } = {
    market: sell.market,
    slot_ms: sell.slot_ms,
    seller: sell.party,
    buyer: buy.party,
    sellOrder: sell.id,
    buyOrder: buy.id,
    quantity,
    buyPrice,
    sellPrice,
    buyerPays,
    sellerGets,
    fee: buyerPays - sellerGets,
  };
  if (source !== undefined) trade.source = source;
  return trade;
}

/** A sale to, or a purchase from, the retailer at its own price; its network charges are in it, so no fee is added. */
export function retailTrade(order: Order, quantity: number, { retail }: ClearingRules): Trade {
  const retailer = { party: retail!.party, id: RETAIL_ORDER, market: order.market, slot_ms: order.slot_ms };
  const price = order.side === 'buy' ? retail!.sells! : retail!.buys!;
  return order.side === 'buy'
    ? tradeOf(retailer, order, quantity, price, price)
    : tradeOf(order, retailer, quantity, price, price);
}

/** Pairs the filled quanta of a match in merit order, the retailer last. */
export function pairMatch(match: Match, left: Float64Array): Pairs {
  const sellers = meritOrder(match.book, match.filled, 1, match.tie);
  const buyers = meritOrder(match.book, match.filled, 0, match.tie);
  const { retailSells, retailBuys } = match;
  if (retailSells === 0 || retailBuys === 0) return pairInOrder(sellers, buyers, left, retailSells, retailBuys);
  // Nobody trades with anybody but the retailer.
  const bought = pairInOrder([], buyers, left, retailSells, 0);
  const sold = pairInOrder(sellers, [], left, 0, retailBuys);
  return {
    seller: [...bought.seller, ...sold.seller],
    buyer: [...bought.buyer, ...sold.buyer],
    quantity: [...bought.quantity, ...sold.quantity],
  };
}

/**
 * Trades of pairs.
 * @param sellPriceOf what the seller gets in a pair of two orders of the book
 */
export function tradesOf(
  orders: readonly Order[],
  { wedge }: Match,
  { seller, buyer, quantity }: Pairs,
  rules: ClearingRules,
  sellPriceOf: (seller: number, buyer: number) => number,
): Trade[] {
  return quantity.map((q, k) => {
    const s = seller[k]!;
    const b = buyer[k]!;
    if (s === RETAILER) return retailTrade(orders[b]!, q, rules);
    if (b === RETAILER) return retailTrade(orders[s]!, q, rules);
    const price = sellPriceOf(s, b);
    return tradeOf(orders[s]!, orders[b]!, q, wedge.toBuyer(price), price);
  });
}

/**
 * What filled quanta are worth to buyers by their limits, less what they cost sellers by theirs; whole micro-money. Orders
 * at any price count by the price, the retailer by its own.
 */
export function welfareOf(orders: readonly Order[], match: Match, { retail }: ClearingRules): number {
  const { filled, price, wedge } = match;
  const worth = new Worth();
  for (let i = 0; i < orders.length; i++) {
    const q = filled[i]!;
    if (q === 0) continue;
    const { side, limit } = orders[i]!;
    if (side === 'buy') worth.add(q, limit ?? (price === undefined ? retail!.sells! : wedge.toBuyer(price)));
    else worth.add(-q, limit ?? price ?? retail!.buys!);
  }
  if (match.retailSells > 0) worth.add(-match.retailSells, retail!.sells!);
  if (match.retailBuys > 0) worth.add(match.retailBuys, retail!.buys!);
  return worth.money;
}

export function volumeOf(trades: readonly Trade[]): number {
  let sum = 0;
  for (const { quantity } of trades) sum += quantity;
  return sum;
}

/** The record of a match with its trades, without a price of its own. */
export function clearingOf(
  orders: readonly Order[],
  match: Match,
  rules: ClearingRules,
  trades: readonly Trade[],
  own: Pairs,
): Clearing {
  const filled: number[] = [];
  for (let i = 0; i < match.filled.length; i++) filled.push(match.filled[i]!);
  const welfare = welfareOf(orders, match, rules);
  const clearing: { -readonly [K in keyof Clearing]: Clearing[K] } = {
    volume: volumeOf(trades),
    welfare,
    trades,
    filled,
  };
  if (own.quantity.length > 0)
    clearing.own = own.quantity.map((q, k) => ownUseOf(orders[own.seller[k]!]!, orders[own.buyer[k]!]!, q));
  return clearing;
}
