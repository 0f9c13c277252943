import type { FeeLevel } from './fees.ts';
import type { Order } from './order.ts';

/**
 * A quantity that passes from a seller to a buyer in one slot of one market. `buyerPays` - `sellerGets` = `fee`, to the last
 * micro-money; the fee is the network's.
 */
export interface Trade {
  readonly market: string;
  readonly slot_ms: number;
  readonly seller: string;
  readonly buyer: string;
  readonly sellOrder: string;
  readonly buyOrder: string;
  /** Whole quanta, more than 0. */
  readonly quantity: number;
  /** Micro-money per thousand quanta; they differ by the fee. */
  readonly buyPrice: number;
  readonly sellPrice: number;
  /** Whole micro-money. */
  readonly buyerPays: number;
  readonly sellerGets: number;
  readonly fee: number;
  /** Source that the sale named, for certificates. */
  readonly source?: string;
}

/** What a mechanism made of the orders of one market and slot. */
export interface Clearing {
  /** One price for all, where the mechanism has one: what sellers get; buyers pay the fees on top. */
  readonly price?: number;
  /** Lowest and highest price at which the same volume clears. */
  readonly interval?: readonly [low: number, high: number];
  /** Whole quanta traded. */
  readonly volume: number;
  /** Sum over trades of what they are worth to buyers less what they cost sellers, by the limits of their orders; micro-money. Market orders count by the price. */
  readonly welfare: number;
  readonly trades: readonly Trade[];
  /** By order, in the order given: quanta filled. */
  readonly filled: readonly number[];
  /** What parties' own sales gave to their own purchases, counted in `filled`; nothing unless said. */
  readonly own?: readonly OwnUse[];
}

/** Quanta that a party's sale gives to its own purchase: no trade, no money, no fee. */
export interface OwnUse {
  readonly party: string;
  readonly sellOrder: string;
  readonly buyOrder: string;
  /** Whole quanta, more than 0. */
  readonly quantity: number;
  /** Source that the sale named, for certificates. */
  readonly source?: string;
}

export interface ClearingRules {
  /** Share of the competitive interval that goes to sellers; 0.5 unless said. */
  readonly k?: number;
  /** What the network takes of each thousand quanta, micro-money. */
  readonly fee?: number;
  /** Networks that a trade passes, each with a fee of its own, beside `fee`. */
  readonly levels?: readonly FeeLevel[];
  /** Price where nothing but market orders meet, micro-money per thousand quanta; without it they do not trade. */
  readonly reference?: number;
  /** Prices at which a retailer sells and buys without end, beside the book, its own network charges included; micro-money per thousand quanta. */
  readonly retail?: { readonly party: string; readonly sells?: number; readonly buys?: number };
}

/** Orders of one market and slot in, trades out: pure. Orders that are not valid never reach it (`admit` refused them). */
export type Mechanism = (orders: readonly Order[], rules: ClearingRules) => Clearing;
