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
export const truthful: Agent = ({ ceiling, needs, surpluses, machines, stores }) => [
  ...needs.map(
    ({ component, quantity, worth }): Wish => ({ component, side: 'buy', quantity, limit: Math.min(worth, ceiling) }),
  ),
  ...surpluses.map(
    ({ component, quantity, worth, sources }): Wish => ({
      component,
      side: 'sell',
      quantity,
      limit: worth,
      ...(sources === undefined ? {} : { sources }),
    }),
  ),
  ...machines.flatMap(({ component, blocks, sources }) =>
    blocks.map(
      ({ quantity, cost }): Wish => ({
        component,
        side: 'sell',
        quantity,
        limit: cost,
        ...(sources === undefined ? {} : { sources }),
      }),
    ),
  ),
  ...stores.flatMap(({ component, gives, givesAt, takes, takesAt }): Wish[] => [
    ...(gives > 0 ? [{ component, side: 'sell' as const, quantity: gives, limit: givesAt }] : []),
    // One unit in and out again earns nothing: a store never trades with itself.
    ...(takes > 0 ? [{ component, side: 'buy' as const, quantity: takes, limit: Math.min(takesAt, givesAt - 1) }] : []),
  ]),
];
