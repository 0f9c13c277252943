import type { Order } from '../order.ts';

/**
 * A machine offered as one order on several books: it takes and gives in fixed proportions, or it does not run. A heat pump
 * has the electricity book as `market`, side `buy`, and heat as one of `others` with `per` its COP; a CHP sells on both.
 */
export interface ConverterOrder {
  /** Unique within its party, among orders of every sort. */
  readonly id: string;
  readonly party: string;
  /** Start of the slot, ms UTC. */
  readonly slot_ms: number;
  /** The book on which quantity and cost are counted: its main flow. */
  readonly market: string;
  /** Of the main flow. */
  readonly side: 'buy' | 'sell';
  /** Most of the main flow, whole quanta, more than 0; of the first step where there are `steps`. */
  readonly quantity: number;
  /** It stands still or moves this much at least: whole quanta, at most what all steps hold. Whole numbers make the clearing slower. */
  readonly least?: number;
  /** Quanta that a quantum of main flow gives to other books (above 0) or takes from them (below 0). At most one per book and slot. */
  readonly others: readonly {
    readonly market: string;
    readonly per: number;
    /** Its slot, where the other book has slots of another length; the order's where left out. */
    readonly slot_ms?: number;
  }[];
  /** Least that it must keep of what it gets less what it pays: whole micro-money per thousand quanta of main flow (fuel, wear). */
  readonly cost: number;
  /** More of the main flow beyond `quantity`, each step dearer than the one before, or as dear. */
  readonly steps?: readonly { readonly quantity: number; readonly cost: number }[];
  /** Source of what it sells, such as `chp`, for certificates. */
  readonly source?: string;
}

/**
 * Sales and purchases that are taken together, all by the same share. Whole numbers decide where the least share is above 0;
 * a simple order with a minimum acceptance is a block of one item.
 */
export interface BlockOrder {
  /** Unique within its party, among orders of every sort. */
  readonly id: string;
  readonly party: string;
  /** Whole quanta, sold above 0 and bought below 0; a profile has others in each slot. At most one item per book and slot. */
  readonly items: readonly { readonly market: string; readonly slot_ms: number; readonly quantity: number }[];
  /** Least that it takes for the whole of it, whole micro-money; below 0: most that it pays. */
  readonly limit: number;
  /** Least share that is taken, if any is: 1 is all or nothing, 0 any part. */
  readonly leastShare: number;
  /** Id of a block of the same party: this one is taken by no greater share than that one. */
  readonly parent?: string;
  /** Name of a group of the same party, whose shares sum to 1 at most. */
  readonly group?: string;
  /** Source of what it sells, for certificates. */
  readonly source?: string;
}

/**
 * A store that buys and sells over the slots that are cleared together. Between slots it keeps its energy to itself. In trades its
 * purchases carry its id with `:buy` behind it, and its sales with `:sell`.
 */
export interface StorageOrder {
  /** Unique within its party, among orders of every sort. */
  readonly id: string;
  readonly party: string;
  readonly market: string;
  /** Most that it buys or sells in a slot, whole quanta. */
  readonly charge: number;
  readonly discharge: number;
  /** Most that it holds, and what it holds at the start of the first slot; quanta. */
  readonly capacity: number;
  readonly level: number;
  /** Quanta stored per quantum bought, sold per quantum taken out, kept from one slot to the next. Above 0, at most 1. */
  readonly into: number;
  readonly outOf: number;
  readonly kept: number;
  /** What a thousand quanta in it are worth after the last slot (its water value), whole micro-money. */
  readonly value: number;
  /** Wear, whole micro-money per thousand quanta sold. */
  readonly cost: number;
}

/** A line or pipe between two books, which the exchange itself uses. */
export interface TransferLine {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Its slot; every slot where left out. */
  readonly slot_ms?: number;
  /** Most that is sent each way in a slot, whole quanta. */
  readonly capacity: number;
  readonly back: number;
  /** Share of what is sent that is lost on the way; 0 where left out. */
  readonly loss?: number;
  /**
   * Where given, flow follows the DC approximation of power flow: susceptance times the difference of angles, in any unit that
   * all lines share. Such a line has no loss. Lines without are steered freely, as pipes and DC links are.
   */
  readonly susceptance?: number;
  /** Who trades for it and keeps its rent; `congestion:` of the market where it arrives, where left out. */
  readonly account?: string;
}

/** All that is cleared together: one slot, or several. */
export interface CoupledBook {
  readonly orders: readonly Order[];
  readonly converters?: readonly ConverterOrder[];
  readonly blocks?: readonly BlockOrder[];
  readonly storages?: readonly StorageOrder[];
  readonly lines?: readonly TransferLine[];
  /** By market, in place of the fee of the rules: what this book takes of each thousand quanta that are bought. */
  readonly fees?: CoupledRules['fees'];
}

export interface CoupledRules {
  /** Share of the competitive interval that goes to sellers; 0.5 unless said. */
  readonly k?: number;
  /** By market: what the network takes of each thousand quanta that are bought, whole micro-money. */
  readonly fees?: Readonly<Record<string, number>>;
  /**
   * Parties whose prices hold the network's charges already, as those of a retailer do: no fee is added where they sell or buy,
   * and of equals they come last. No more than lies between what one sells and buys at may be the fee of its market.
   */
  readonly retailers?: readonly string[];
  /**
   * What a purchase at any price counts as, and the price where even those are not all served; whole micro-money per thousand
   * quanta. A sale at any price counts as its negative. Twice the largest limit in the book unless said.
   */
  readonly ceiling?: number;
  /**
   * Blocks that the greatest welfare takes at prices at which they lose (paradoxically accepted): `forbid` looks for the
   * greatest welfare without any, `uplift` takes them and pays what they lose. `forbid` unless said.
   */
  readonly paradox?: 'forbid' | 'uplift';
  /** Rounds of looking for a solution without paradoxically accepted blocks; what is left then is paid. 200 unless said. */
  readonly maxRounds?: number;
  /** Nodes of each search for whole numbers: a count, so that the same book gives the same answer. No bound unless said. */
  readonly maxNodes?: number;
}
