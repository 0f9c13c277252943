import type { Order } from '../order.ts';
import { SortedPrices } from './sortedPrices.ts';

/** An order that waits in the book, between those that came before and after it at its price. */
export interface Resting {
  readonly order: Order;
  /** Whole quanta, more than 0. */
  left: number;
  /** Its limit as the seller sees it. */
  readonly price: number;
  before: Resting | undefined;
  after: Resting | undefined;
}

interface Level {
  first: Resting;
  last: Resting;
}

/** One side of an order book: price levels, each a queue by arrival. Holds open orders and nothing else. */
export class RestingOrders {
  private readonly prices = new SortedPrices();
  private readonly levels = new Map<number, Level>();
  private readonly side: Order['side'];

  constructor(side: Order['side']) {
    this.side = side;
  }

  /** The order that is served next: of the best price the first. */
  get best(): Resting | undefined {
    const price = this.side === 'buy' ? this.prices.most : this.prices.least;
    return price === undefined ? undefined : this.levels.get(price)!.first;
  }

  add(order: Order, left: number, price: number): Resting {
    const level = this.levels.get(price);
    const resting: Resting = { order, left, price, before: level?.last, after: undefined };
    if (level === undefined) {
      this.levels.set(price, { first: resting, last: resting });
      this.prices.add(price);
    } else {
      level.last.after = resting;
      level.last = resting;
    }
    return resting;
  }

  remove({ price, before, after }: Resting): void {
    const level = this.levels.get(price)!;
    if (before !== undefined) before.after = after;
    else if (after !== undefined) level.first = after;
    if (after !== undefined) after.before = before;
    else if (before !== undefined) level.last = before;
    if (before === undefined && after === undefined) {
      this.levels.delete(price);
      this.prices.remove(price);
    }
  }

  /** From the best on, by price and time. */
  *[Symbol.iterator](): Iterator<Resting> {
    const prices = [...this.prices];
    if (this.side === 'buy') prices.reverse();
    for (const price of prices)
      for (let at: Resting | undefined = this.levels.get(price)!.first; at !== undefined; at = at.after) yield at;
  }
}
