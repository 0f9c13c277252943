import type { Order } from './order.ts';
import { isCount, PER_THOUSAND, wholeOf } from './quanta.ts';
import type { ClearingRules, OwnUse, Trade } from './trade.ts';

/** A sum of quanta at prices: thousands and the rest apart, so that sums of large books stay exact. */
export class Worth {
  private whole = 0;
  private rest = 0;

  /** @throws RangeError where the product would not be exact */
  add(quantity: number, price: number): void {
    const product = quantity * price;
    if (!isCount(product))
      throw new RangeError(
        `${quantity} quanta at ${price} micro-money a thousand are past 2^53, where sums are not exact`,
      );
    const rest = product % PER_THOUSAND;
    this.rest += rest;
    this.whole += (product - rest) / PER_THOUSAND;
  }

  /** Whole micro-money. */
  get money(): number {
    return this.whole + wholeOf(this.rest / PER_THOUSAND);
  }
}

/**
 * What trades and own uses are worth to buyers by their limits, less what they cost sellers by theirs; whole micro-money.
 * Orders at any price count by what they pay or get (of own use by the limit of the other order), the retailer by its own
 * price.
 * @param limitOf the limit that counts in a trade, where it is not the order's
 */
export function tradeWelfare(
  orders: readonly Order[],
  trades: readonly Trade[],
  own: readonly OwnUse[],
  { retail }: ClearingRules,
  limitOf: (order: Order, trade: Trade) => number | undefined = (order) => order.limit,
): number {
  const byId = new Map(orders.map((order) => [key(order.party, order.id), order]));
  const worth = new Worth();
  for (const trade of trades) {
    const { buyer, buyOrder, seller, sellOrder, quantity } = trade;
    const limit = (party: string, id: string, price: number): number => {
      const order = party === retail?.party ? undefined : byId.get(key(party, id));
      return (order === undefined ? undefined : limitOf(order, trade)) ?? price;
    };
    worth.add(quantity, limit(buyer, buyOrder, trade.buyPrice));
    worth.add(-quantity, limit(seller, sellOrder, trade.sellPrice));
  }
  for (const { party, sellOrder, buyOrder, quantity } of own) {
    const sell = byId.get(key(party, sellOrder))?.limit;
    const buy = byId.get(key(party, buyOrder))?.limit;
    worth.add(quantity, buy ?? sell ?? 0);
    worth.add(-quantity, sell ?? buy ?? 0);
  }
  return worth.money;
}

/** Quanta of each order that trades and own uses fill. */
export function filledBy(orders: readonly Order[], trades: readonly Trade[], own: readonly OwnUse[]): number[] {
  const filled = new Map<string, number>();
  const add = (party: string, id: string, quantity: number): unknown =>
    filled.set(key(party, id), (filled.get(key(party, id)) ?? 0) + quantity);
  for (const { seller, sellOrder, buyer, buyOrder, quantity } of trades) {
    add(seller, sellOrder, quantity);
    add(buyer, buyOrder, quantity);
  }
  for (const { party, sellOrder, buyOrder, quantity } of own) {
    add(party, sellOrder, quantity);
    add(party, buyOrder, quantity);
  }
  return orders.map(({ party, id }) => filled.get(key(party, id)) ?? 0);
}

/** The own use of two orders of one party. */
export function ownUseOf(sell: Order, buy: Order, quantity: number): OwnUse {
  const source = sell.attributes?.sources?.[0];
  return {
    party: sell.party,
    sellOrder: sell.id,
    buyOrder: buy.id,
    quantity,
    ...(source === undefined ? {} : { source }),
  };
}

const key = (party: string, id: string): string => `${party} ${id}`;
