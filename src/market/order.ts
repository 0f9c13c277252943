/** What an order may say of where energy comes from, or where it wants it from. */
export interface Attributes {
  /** Party that it wants to trade with before all others. */
  readonly partner?: string;
  /** Of a sale: its source, such as `solar`, `wind`, `chp`. Of a purchase: sources that are wanted before all others. */
  readonly sources?: readonly string[];
  /** Most that a purchase pays for a wanted partner or source, micro-money per thousand quanta; its limit where left out. */
  readonly preferredLimit?: number;
}

/**
 * An offer to buy or sell on one book in one slot. Quantities are whole quanta, limits whole micro-money per thousand
 * quanta (src/market/quanta.ts). A limit may be negative: who must sell may pay for it.
 */
export interface Order {
  /** Unique within its party. */
  readonly id: string;
  readonly party: string;
  /** The book: a bus, or buses that one network joins. */
  readonly market: string;
  /** Start of the slot, ms UTC. */
  readonly slot_ms: number;
  readonly side: 'buy' | 'sell';
  /** More than 0. */
  readonly quantity: number;
  /** Most that is paid, or least that is taken; undefined: at any price (a market order). */
  readonly limit?: number;
  /** Place in the order of arrival, counted by the exchange. Orders that came by the same gate closure are equals in auctions. */
  readonly sequence: number;
  readonly attributes?: Attributes;
  /** In a continuous book: what cannot be filled at once is cancelled. Market orders are so without saying. */
  readonly immediate?: boolean;
}

/** Why an order was not taken, or not served. */
export interface Rejection {
  readonly party: string;
  readonly order: string;
  readonly code: RejectionCode;
  /** What was met, what is expected, what to do. */
  readonly reason: string;
}

export type RejectionCode =
  | 'malformed'
  | 'notWhole'
  | 'outOfRange'
  | 'unknownMarket'
  | 'unknownSlot'
  | 'notOpenYet'
  | 'late'
  | 'unknownParty'
  | 'notYours'
  | 'replayed'
  | 'unknownOrder'
  | 'tooMany'
  | 'credit';
