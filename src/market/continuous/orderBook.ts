import { retailTrade, tradeOf } from '../auction/clearing.ts';
import { checkRules } from '../auction/match.ts';
import { levelsOf, type Wedge, wedgeOf } from '../fees.ts';
import type { Order, Rejection } from '../order.ts';
import type { ClearingRules, OwnUse, Trade } from '../trade.ts';
import { ownUseOf } from '../worth.ts';
import { type Resting, RestingOrders } from './restingOrders.ts';

/** What became of an order that came in. */
export interface Submitted {
  readonly trades: readonly Trade[];
  /** What it met of its own party: own use, no trade. */
  readonly own: readonly OwnUse[];
  /** Quanta that wait in the book now. */
  readonly resting: number;
  /** Why it was not taken, if so. */
  readonly rejection?: Rejection;
}

/** An order that waits, as plain data. */
export interface OpenOrder {
  readonly order: Order;
  readonly left: number;
}

/**
 * The continuous order book of one market and slot: an order that comes in trades at once with the best that waits, the
 * earlier first at one price, as long as its limit allows, at the price of the order that waited; who comes in pays the
 * fee. What is left of it waits, unless it is at any price or immediate. A retailer stands behind the book: it takes what
 * reaches its price. Orders of
 * one party that meet fill each other as own use: no trade, no fee.
 *
 * The same events in the same order give the same trades. Memory is in proportion to open orders.
 */
export class OrderBook {
  private readonly rules: ClearingRules;
  private readonly wedge: Wedge;
  private readonly sides = { buy: new RestingOrders('buy'), sell: new RestingOrders('sell') };
  private readonly byParty = new Map<string, Map<string, Resting>>();
  private closed = false;
  private count = 0;

  /** @param open orders that wait already, as `open` gave them */
  constructor(market: string, rules: ClearingRules, open: readonly OpenOrder[] = []) {
    checkRules(rules);
    this.rules = rules;
    this.wedge = wedgeOf(levelsOf(rules, market));
    for (const { order, left } of open) this.rest(order, left);
  }

  /** Orders that wait. */
  get size(): number {
    return this.count;
  }

  submit(order: Order): Submitted {
    const refused = (code: Rejection['code'], reason: string): Submitted => ({
      trades: [],
      own: [],
      resting: 0,
      rejection: { party: order.party, order: order.id, code, reason },
    });
    if (this.closed) return refused('late', 'the gate of its slot has closed; trade in a later one');
    if (this.byParty.get(order.party)?.has(order.id) === true)
      return refused('replayed', 'an order of this id waits already; give it an id of its own');
    const buys = order.side === 'buy';
    const limit = this.limitOf(order);
    const retail = this.retailPrice(order.side);
    const others = buys ? this.sides.sell : this.sides.buy;
    const trades: Trade[] = [];
    const own: OwnUse[] = [];
    let left = order.quantity;
    for (let best = others.best; left > 0 && best !== undefined; best = others.best) {
      if (buys ? best.price > limit : best.price < limit) break;
      if (retail !== undefined && (buys ? best.price > retail : best.price < retail)) break;
      const quantity = Math.min(left, best.left);
      const [sell, buy] = buys ? [best.order, order] : [order, best.order];
      if (sell.party === buy.party) own.push(ownUseOf(sell, buy, quantity));
      else trades.push(tradeOf(sell, buy, quantity, this.buyPrice(best), best.price));
      left -= quantity;
      best.left -= quantity;
      if (best.left === 0) this.drop(best);
    }
    if (left > 0 && retail !== undefined && (buys ? limit >= retail : limit <= retail)) {
      trades.push(retailTrade(order, left, this.rules));
      left = 0;
    }
    if (left === 0 || order.limit === undefined || order.immediate === true) return { trades, own, resting: 0 };
    this.rest(order, left);
    return { trades, own, resting: left };
  }

  /** @returns quanta that waited, or why there are none */
  cancel(party: string, id: string): number | Rejection {
    const found = this.byParty.get(party)?.get(id);
    if (found === undefined)
      return {
        party,
        order: id,
        code: 'unknownOrder',
        reason: `no order "${id}" of ${party} waits; it may be filled or cancelled already`,
      };
    this.drop(found);
    return found.left;
  }

  /** Gate closure: nothing comes in any more. @returns what waited, which is cancelled */
  close(): OpenOrder[] {
    const open = this.open();
    for (const { order } of open) this.drop(this.byParty.get(order.party)!.get(order.id)!);
    this.closed = true;
    return open;
  }

  /** What waits, purchases and then sales, each from the best on; a book made of it goes on as this one. */
  open(): OpenOrder[] {
    return [...this.sides.buy, ...this.sides.sell].map(({ order, left }) => ({ order, left }));
  }

  /** An order's limit as the seller sees it. */
  private limitOf({ side, limit }: Order): number {
    if (side === 'sell') return limit ?? -Infinity;
    return limit === undefined ? Infinity : this.wedge.toSeller(limit);
  }

  /** The retailer's price for an order of this side, as the seller sees it. */
  private retailPrice(side: Order['side']): number | undefined {
    const { sells, buys } = this.rules.retail ?? {};
    if (side === 'sell') return buys;
    return sells === undefined ? undefined : this.wedge.toSeller(sells);
  }

  /** What a buyer pays at the price of an order that waits: its own limit to the digit if it is the buyer's. */
  private buyPrice({ order, price }: Resting): number {
    return order.side === 'buy' ? order.limit! : this.wedge.toBuyer(price);
  }

  private rest(order: Order, left: number): void {
    const resting = this.sides[order.side].add(order, left, this.limitOf(order));
    const own = this.byParty.get(order.party);
    if (own === undefined) this.byParty.set(order.party, new Map([[order.id, resting]]));
    else own.set(order.id, resting);
    this.count++;
  }

  private drop(resting: Resting): void {
    const { party, id, side } = resting.order;
    this.sides[side].remove(resting);
    const own = this.byParty.get(party)!;
    own.delete(id);
    if (own.size === 0) this.byParty.delete(party);
    this.count--;
  }
}
