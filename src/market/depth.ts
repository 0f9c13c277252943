import type { Order } from './order.ts';

/** Quantities at a limit; those that take any price have none. */
export interface DepthLevel {
  /** Micro-money for a thousand quanta. */
  readonly limit?: number;
  readonly quantity: number;
  readonly orders: number;
}

/** What is asked for and offered, without who. The best limits come first, and before them those that take any price. */
export interface Sides {
  readonly buys: readonly DepthLevel[];
  readonly sells: readonly DepthLevel[];
}

/** The same of one slot of a market. */
export interface Depth extends Sides {
  readonly market: string;
  readonly slot_ms: number;
}

/** Adds orders up by their limits. */
export function sidesOf(orders: readonly Order[]): Sides {
  const levels = (side: Order['side']): DepthLevel[] => {
    const by = new Map<number | undefined, { quantity: number; orders: number }>();
    for (const { side: own, limit, quantity } of orders) {
      if (own !== side) continue;
      const level = by.get(limit) ?? { quantity: 0, orders: 0 };
      by.set(limit, { quantity: level.quantity + quantity, orders: level.orders + 1 });
    }
    const best = side === 'buy' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const sign = side === 'buy' ? -1 : 1;
    return [...by]
      .sort(([a = best], [b = best]) => (a === b ? 0 : sign * (a < b ? -1 : 1)))
      .map(([limit, level]) => ({ ...(limit === undefined ? {} : { limit }), ...level }));
  };
  return { buys: levels('buy'), sells: levels('sell') };
}
