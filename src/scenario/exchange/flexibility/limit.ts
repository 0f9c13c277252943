import type { Wish } from '../../../market/agent.ts';
import type { Order } from '../../../market/order.ts';

/**
 * Keeps what a party asks for below a limit: it may buy no more in all than that and what it sells itself. The purchases that
 * are worth least to it go first.
 * @param most whole quanta
 */
export function limitedWishes(wishes: readonly Wish[], most: number): Wish[] {
  const sum = (side: Wish['side']): number => wishes.reduce((all, w) => all + (w.side === side ? w.quantity : 0), 0);
  let excess = sum('buy') - sum('sell') - most;
  if (excess <= 0) return [...wishes];
  const cut = new Map<Wish, number>();
  const buys = wishes.filter(({ side }) => side === 'buy').sort((a, b) => a.limit - b.limit);
  for (const wish of buys) {
    const less = Math.min(wish.quantity, Math.max(0, excess));
    cut.set(wish, less);
    excess -= less;
  }
  return wishes.flatMap((wish) => {
    const quantity = wish.quantity - (cut.get(wish) ?? 0);
    return quantity > 0 ? [{ ...wish, quantity }] : [];
  });
}

/** The same for orders that a party sent itself: those that came last go first. */
export function limitedOrders(orders: readonly Order[], party: string, most: number): Order[] {
  const own = orders.filter((order) => order.party === party);
  const sum = (side: Order['side']): number => own.reduce((all, o) => all + (o.side === side ? o.quantity : 0), 0);
  let excess = Math.max(0, sum('buy') - sum('sell') - most);
  return orders
    .toReversed()
    .flatMap((order) => {
      if (order.party !== party || order.side !== 'buy') return [order];
      const less = Math.min(order.quantity, excess);
      excess -= less;
      return order.quantity > less ? [{ ...order, quantity: order.quantity - less }] : [];
    })
    .reverse();
}
