import type { Attributes } from './order.ts';

/** A quantity that is needed or to spare whatever the price. */
export interface Fixed {
  readonly component: string;
  /** Whole quanta, more than 0. */
  readonly quantity: number;
  /** Of a need: what it is worth to be served. Of a surplus: the least that is asked for it. Micro-money per thousand quanta. */
  readonly worth: number;
}

/** A machine that could run: blocks in the order in which they come, each with what it costs. */
export interface MachineOffer {
  readonly component: string;
  readonly blocks: readonly { readonly quantity: number; readonly cost: number }[];
}

/** A store: what it could give and take in the slot, and what a unit in it is worth (its water value). */
export interface StoreOffer {
  readonly component: string;
  readonly gives: number;
  /** Least price at which giving pays. */
  readonly givesAt: number;
  readonly takes: number;
  /** Highest price at which taking pays. */
  readonly takesAt: number;
}

/**
 * What a party may know when it makes its orders for one market and slot: its own machines, what it expects of itself, and
 * public prices. Nothing of others.
 */
export interface AgentView {
  readonly party: string;
  readonly market: string;
  readonly slot_ms: number;
  readonly slot_h: number;
  /** Prices outside the market: where a retailer (or a machine of one's own) would sell, and what would be paid there. */
  readonly ceiling: number;
  readonly floor: number;
  /** Price that is expected here, by what was paid at this time of day. */
  readonly expected: number;
  readonly needs: readonly Fixed[];
  readonly surpluses: readonly (Fixed & Attributes)[];
  readonly machines: readonly (MachineOffer & Attributes)[];
  readonly stores: readonly StoreOffer[];
}

/** What an agent asks for: an order of one of its components. */
export interface Wish {
  readonly component: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly limit: number;
  readonly sources?: readonly string[];
}

/** From what it may know to orders: a pure function, so that anyone can put one of their own in its place. */
export type Agent = (view: AgentView) => readonly Wish[];

/**
 * Bids what things cost and are worth: needs at what they are worth but no more than the ceiling, surplus at the least that
 * is asked, machines at their cost, stores at their water values.
 */
export const truthful: Agent = ({ ceiling, needs, surpluses, machines, stores }) => {
  const wishes: Wish[] = [];
  const sell = (component: string, quantity: number, limit: number, sources?: readonly string[]): void => {
    if (sources === undefined) wishes.push({ component, side: 'sell', quantity, limit });
    else wishes.push({ component, side: 'sell', quantity, limit, sources });
  };
  const buy = (component: string, quantity: number, limit: number): void => {
    wishes.push({ component, side: 'buy', quantity, limit });
  };
  for (const { component, quantity, worth } of needs) buy(component, quantity, Math.min(worth, ceiling));
  for (const { component, quantity, worth, sources } of surpluses) sell(component, quantity, worth, sources);
  for (const { component, blocks, sources } of machines)
    for (const { quantity, cost } of blocks) sell(component, quantity, cost, sources);
  for (const { component, gives, givesAt, takes, takesAt } of stores) {
    if (gives > 0) sell(component, gives, givesAt);
    // One unit in and out again earns nothing: a store never trades with itself.
    if (takes > 0) buy(component, takes, Math.min(takesAt, givesAt - 1));
  }
  return wishes;
};
