import { wedgeOf } from '../../src/market/fees.ts';
import type { Order } from '../../src/market/order.ts';
import type { ClearingRules } from '../../src/market/trade.ts';

/** A block of quanta at a price as the seller sees it, and what it is worth by its own limit. */
interface Step {
  quantity: number;
  readonly at: number;
  readonly worth: number;
}

/**
 * The greatest welfare that any allocation can have, by the oldest rule: sort, and merge while the dearest purchase still
 * pays for the cheapest sale. (The linear programme max sum(limit q) over purchases less sales, with as much bought
 * as sold, is solved by merit order.) The retailer is a block without end on each side. Shares nothing with the code
 * that it judges but the fees. Orders at any price count as `anyPrice`.
 * @returns micro-money times thousand, and quanta that pass
 */
export function bestWelfare(
  orders: readonly Order[],
  rules: ClearingRules,
  anyPrice: number,
): { welfare: number; quantity: number } {
  const levels = [...(rules.levels ?? []), { account: 'network:power', constant: rules.fee ?? 0 }];
  const { toSeller, toBuyer } = wedgeOf(levels);
  const steps = (side: 'buy' | 'sell'): Step[] =>
    orders
      .filter((o) => o.side === side)
      .map(({ limit, quantity }) => ({
        quantity,
        at: limit === undefined ? (side === 'buy' ? Infinity : -Infinity) : side === 'buy' ? toSeller(limit) : limit,
        worth: limit ?? (side === 'buy' ? toBuyer(anyPrice) : anyPrice),
      }));
  const { sells, buys } = rules.retail ?? {};
  const demand = steps('buy');
  const supply = steps('sell');
  let welfare = 0;
  let quantity = 0;
  if (sells !== undefined && buys !== undefined && toSeller(sells) < buys) {
    // The retailer alone serves all, but for what parties give to themselves.
    const served = orders.filter(({ side, limit }) =>
      side === 'buy' ? toSeller(limit ?? Infinity) >= toSeller(sells) : (limit ?? -Infinity) <= buys,
    );
    for (const { side, limit, quantity: q } of served) {
      welfare += side === 'buy' ? q * ((limit ?? sells) - sells) : q * (buys - (limit ?? buys));
      quantity += q;
    }
    for (const party of new Set(served.map((o) => o.party))) {
      const sum = (side: string): number =>
        served.filter((o) => o.party === party && o.side === side).reduce((q, o) => q + o.quantity, 0);
      const own = Math.min(sum('buy'), sum('sell'));
      welfare += own * (sells - buys);
      quantity -= own;
    }
    return { welfare, quantity };
  }
  // Last of its price, as an order of the book goes first.
  demand.sort((a, b) => b.at - a.at || 0);
  supply.sort((a, b) => a.at - b.at || 0);
  const after = (list: Step[], step: Step, better: (a: Step) => boolean): void => {
    const at = list.findIndex((other) => !better(other));
    list.splice(at < 0 ? list.length : at, 0, step);
  };
  const retailSale = { quantity: 1e12, at: sells === undefined ? 0 : toSeller(sells), worth: sells ?? 0 };
  const retailPurchase = { quantity: 1e12, at: buys ?? 0, worth: buys ?? 0 };
  if (buys !== undefined) after(demand, retailPurchase, (d) => d.at >= retailPurchase.at);
  if (sells !== undefined) after(supply, retailSale, (s) => s.at <= retailSale.at);
  let s = 0;
  let d = 0;
  while (d < demand.length && s < supply.length) {
    const wanted = demand[d]!;
    const offered = supply[s]!;
    if (wanted.at < offered.at || (wanted === retailPurchase && offered === retailSale)) break;
    const q = Math.min(wanted.quantity, offered.quantity);
    welfare += q * (wanted.worth - offered.worth);
    quantity += q;
    wanted.quantity -= q;
    offered.quantity -= q;
    if (wanted.quantity === 0) d++;
    if (offered.quantity === 0) s++;
  }
  return { welfare, quantity };
}
