import type { CancelledRecord, ClearingRecord, MarketSetup, OrdersRecord } from '../journal/record.ts';
import { isParty } from '../ledger/accounts.ts';
import { type PriceBounds, worstCase } from '../ledger/credit.ts';
import { plus } from '../ledger/exact.ts';
import { tradeTransactions } from '../ledger/settle.ts';
import type { Transaction } from '../ledger/transaction.ts';
import type { Order } from '../order.ts';
import { isCount, moneyOf, PER_THOUSAND } from '../quanta.ts';
import type { Trade } from '../trade.ts';
import { type Books, BooksError, book, marketOf, type SlotBook, slotBook } from './books.ts';

const keyOf = (party: string, order: string): string => `${party}/${order}`;

export const gateOf = ({ gate_s }: MarketSetup, slot_ms: number): number => slot_ms - gate_s * 1000;

/** Puts an order on the book, or what is left of it, with what it may cost; takes it off where nothing is left. */
function keep(books: Books, slot: SlotBook, key: string, order: Order, open: number, bounds: PriceBounds): void {
  const cost = open === 0 ? 0 : worstCase(order, open, bounds);
  const before = slot.orders.get(key)?.cost ?? 0;
  if (cost !== before) books.reserved.set(order.party, plus(books.reserved.get(order.party) ?? 0, cost - before));
  if (open === 0) slot.orders.delete(key);
  else slot.orders.set(key, { order, open, cost });
}

/** Drops orders that can no longer trade. */
export function dropOrders(books: Books, slot: SlotBook): void {
  for (const { order, cost } of slot.orders.values())
    books.reserved.set(order.party, plus(books.reserved.get(order.party) ?? 0, -cost));
  slot.orders.clear();
}

/** What is wrong with an order that comes to a slot, if anything. */
function faultIn(books: Books, order: Order, setup: MarketSetup, at_ms: number): string | undefined {
  const { party, slot_ms, quantity, limit } = order;
  if (!books.parties.has(party) && isParty(party)) return `there is no party "${party}"`;
  if (!isCount(quantity) || quantity <= 0) return `asks for ${quantity} quanta, expected a whole number above 0`;
  if (limit !== undefined && !isCount(limit)) return `its limit ${limit} is no whole number`;
  const gate_ms = gateOf(setup, slot_ms);
  return at_ms > gate_ms ? `came at ${at_ms}, after gate closure at ${gate_ms}` : undefined;
}

/** @throws BooksError where one of them cannot be; none is on a book then */
export function takeOrders(books: Books, { at_ms, taken }: OrdersRecord): void {
  let done = 0;
  let [setup, slot]: [MarketSetup | undefined, SlotBook | undefined] = [undefined, undefined];
  try {
    for (const order of taken) {
      const { id, party, market, slot_ms, quantity } = order;
      if (setup === undefined || slot?.market !== market || slot.slot_ms !== slot_ms) {
        setup = marketOf(books, market);
        slot = slotBook(books, market, slot_ms);
      }
      const key = keyOf(party, id);
      const fault = slot.orders.has(key) ? 'is on the book already' : faultIn(books, order, setup, at_ms);
      if (fault !== undefined) throw new BooksError(`order ${key} on ${market}/${slot_ms}: ${fault}`);
      keep(books, slot, key, order, quantity, setup.bounds);
      done++;
    }
  } catch (error) {
    for (const order of taken.slice(0, done)) {
      const { bounds } = marketOf(books, order.market);
      keep(books, slotBook(books, order.market, order.slot_ms), keyOf(order.party, order.id), order, 0, bounds);
    }
    throw error;
  }
}

export function cancelOrders(books: Books, { orders }: CancelledRecord): void {
  const found = orders.map(({ market, slot_ms, party, order }) => {
    const slot = slotBook(books, market, slot_ms);
    const key = keyOf(party, order);
    if (!slot.orders.has(key)) throw new BooksError(`order ${key} on ${market}/${slot_ms}: is not on the book`);
    return { slot, key, bounds: marketOf(books, market).bounds };
  });
  for (const { slot, key, bounds } of found) {
    const entry = slot.orders.get(key);
    if (entry !== undefined) keep(books, slot, key, entry.order, 0, bounds);
  }
}

/** Most that an order pays in this trade: more for the partner or source that it wants, where it says so. */
function limitIn({ limit, attributes }: Order, trade: Trade): number | undefined {
  if (limit === undefined || attributes?.preferredLimit === undefined) return limit;
  const isWanted =
    attributes.partner === trade.seller ||
    (trade.source !== undefined && attributes.sources?.includes(trade.source) === true);
  return isWanted ? Math.max(limit, attributes.preferredLimit) : limit;
}

/** @throws BooksError where a trade is no sum of its parts, or is past one of its orders */
function checkTrade(trade: Trade, name: Name, record: ClearingRecord, isMean: boolean): void {
  const { market, slot_ms, seller, buyer, quantity, buyPrice, sellPrice, buyerPays, sellerGets, fee } = trade;
  if (market !== record.market || slot_ms !== record.slot_ms)
    throw new BooksError(`${name()}: is of ${market}/${slot_ms}, expected the slot that is cleared`);
  if (seller === buyer) throw new BooksError(`${name()}: "${seller}" trades with itself`);
  if (!isCount(quantity) || quantity <= 0)
    throw new BooksError(`${name()}: of ${quantity} quanta, expected more than 0`);
  if (buyerPays - sellerGets !== fee)
    throw new BooksError(
      `${name()}: buyer pays ${buyerPays}, seller gets ${sellerGets}, expected a fee of ${buyerPays - sellerGets}, met ${fee}`,
    );
  // What is shared after the fact has a mean price, itself rounded.
  const slack = isMean ? 1 + quantity / (2 * PER_THOUSAND) : 0;
  if (
    Math.abs(buyerPays - moneyOf(quantity, buyPrice)) > slack ||
    Math.abs(sellerGets - moneyOf(quantity, sellPrice)) > slack
  )
    throw new BooksError(
      `${name()}: ${quantity} quanta at ${buyPrice} and ${sellPrice} cost ${moneyOf(quantity, buyPrice)} and earn ${moneyOf(quantity, sellPrice)}, met ${buyerPays} and ${sellerGets}`,
    );
}

export function clear(books: Books, record: ClearingRecord): readonly Transaction[] {
  const { at_ms, market, slot_ms, trades } = record;
  const setup = marketOf(books, market);
  const slot = slotBook(books, market, slot_ms);
  const where = `${market}/${slot_ms}`;
  const gate_ms = gateOf(setup, slot_ms);
  const first_ms = {
    auction: gate_ms,
    continuous: Number.NEGATIVE_INFINITY,
    exPost: slot_ms + setup.slot_s * 1000,
  }[setup.trades];
  const last_ms = { auction: slot_ms, continuous: gate_ms, exPost: Number.POSITIVE_INFINITY }[setup.trades];
  if (at_ms < first_ms || at_ms > last_ms)
    throw new BooksError(
      `${where}: trades were made at ${at_ms}, expected from ${first_ms} to ${last_ms} (${setup.trades}, gate closure at ${gate_ms})`,
    );
  if (slot.settled !== undefined) throw new BooksError(`${where}: trades came after its settlement`);
  if (setup.trades === 'auction' && slot.isCleared) throw new BooksError(`${where}: is cleared already`);
  // A journal holds no number that JSON cannot write: what has no bound is left out.
  for (const number of [record.price ?? 0, record.welfare, ...(record.interval ?? [])])
    if (!Number.isFinite(number))
      throw new BooksError(`${where}: price, interval or welfare is ${number}, expected finite numbers or none`);
  const left = new Map<string, number>();
  const isExPost = setup.trades === 'exPost';
  let volume = 0;
  let at = slot.trades.length;
  const name: Name = () => `${where} trade ${at}`;
  for (const trade of trades) {
    checkTrade(trade, name, record, isExPost);
    volume += trade.quantity;
    if (!isExPost) {
      take(slot, trade, 'sell', left, name);
      take(slot, trade, 'buy', left, name);
    }
    at++;
  }
  for (const { party, sellOrder, buyOrder, quantity } of record.own ?? []) {
    const its: Name = () => `${where} own use of ${party}`;
    takeOff(slot, left, party, sellOrder, 'sell', quantity, its);
    takeOff(slot, left, party, buyOrder, 'buy', quantity, its);
  }
  if (volume !== record.volume) throw new BooksError(`${where}: trades sum to ${volume} quanta, met ${record.volume}`);
  const made = tradeTransactions(trades, slot.trades.length, setup.fees);
  book(books, made);
  slot.trades.push(...trades);
  slot.isCleared = true;
  // What is left of an order cannot trade any more once an auction is over.
  if (setup.trades === 'auction') dropOrders(books, slot);
  else for (const [key, open] of left) keep(books, slot, key, slot.orders.get(key)!.order, open, setup.bounds);
  return made;
}

/** What an error calls the trade that it is about. */
type Name = () => string;

/** Takes quanta off an order. The exchange's own accounts (a retailer beside the book) trade without: undefined then. */
function takeOff(
  slot: SlotBook,
  left: Map<string, number>,
  party: string,
  id: string,
  side: Order['side'],
  quantity: number,
  name: Name,
): Order | undefined {
  const key = keyOf(party, id);
  const entry = slot.orders.get(key);
  if (entry === undefined) {
    if (!isParty(party)) return undefined;
    throw new BooksError(`${name()}: order ${key} is not on the book`);
  }
  const { order, open } = entry;
  if (order.side !== side) throw new BooksError(`${name()}: order ${key} is to ${order.side}, and is taken to ${side}`);
  const rest = (left.get(key) ?? open) - quantity;
  if (rest < 0)
    throw new BooksError(`${name()}: ${quantity} quanta are more than order ${key} leaves, ${rest + quantity}`);
  left.set(key, rest);
  return order;
}

/** Takes a trade off one of its orders, within its limit. */
function take(slot: SlotBook, trade: Trade, side: Order['side'], left: Map<string, number>, name: Name): void {
  const party = side === 'sell' ? trade.seller : trade.buyer;
  const id = side === 'sell' ? trade.sellOrder : trade.buyOrder;
  const order = takeOff(slot, left, party, id, side, trade.quantity, name);
  if (order === undefined) return;
  const limit = side === 'buy' ? limitIn(order, trade) : order.limit;
  const price = side === 'buy' ? trade.buyPrice : trade.sellPrice;
  if (limit !== undefined && (side === 'buy' ? price > limit : price < limit))
    throw new BooksError(`${name()}: at ${price}, outside the limit ${limit} of order ${keyOf(party, id)}`);
}
