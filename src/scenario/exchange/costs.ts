import { type AgentView, truthful } from '../../market/agent.ts';
import type { Order } from '../../market/order.ts';
import { METERED } from '../../market/sharing/sharing.ts';
import type { Cleared } from './book.ts';

/**
 * What sales cost those who made them, micro-money per thousand quanta, by `party/order`: the limit of an order, or what the
 * agent that is there would have asked where a party has one of its own, which may ask more; no less than surplus is worth
 * outside, where it could have gone.
 */
export function saleCosts(
  orders: readonly Order[],
  views: readonly AgentView[],
  isOwnAgent: (party: string) => boolean,
): Map<string, number> {
  const truths = new Map<string, number>();
  for (const view of views) {
    if (!isOwnAgent(view.party)) continue;
    for (const { component, side, limit } of truthful(view))
      if (side === 'sell') truths.set(`${view.party}/${component}`, limit);
  }
  const costs = new Map<string, number>();
  const floor = views[0]?.floor ?? Number.NEGATIVE_INFINITY;
  for (const { id, party, side, limit } of orders) {
    if (side !== 'sell') continue;
    const cost = (truths.size === 0 ? undefined : truths.get(`${party}/${componentOf(id)}`)) ?? limit;
    if (cost !== undefined) costs.set(`${party}/${id}`, Math.max(cost, floor));
  }
  return costs;
}

/** The component that an agent's order is of. */
const componentOf = (order: string): string => order.slice(0, order.lastIndexOf('.'));

/** The same where trades follow from meters: by party, the mean over what it was planned to sell. */
export function meteredCosts({ orders, clearing }: Cleared, costs: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map<string, { quanta: number; cost: number }>();
  orders.forEach(({ side, party, id }, k) => {
    const quanta = clearing.filled[k]!;
    const cost = costs.get(`${party}/${id}`);
    if (side === 'buy' || quanta === 0 || cost === undefined) return;
    const sum = sums.get(party) ?? { quanta: 0, cost: 0 };
    sums.set(party, { quanta: sum.quanta + quanta, cost: sum.cost + quanta * cost });
  });
  return new Map([...sums].map(([party, { quanta, cost }]) => [`${party}/${METERED}`, Math.round(cost / quanta)]));
}
