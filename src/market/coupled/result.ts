import type { OwnUse, Trade } from '../trade.ts';

/** What a party's own order gave to another of its own at one market. */
export interface OwnUseAt extends OwnUse {
  readonly market: string;
  readonly slot_ms: number;
}

/** One book in one slot. */
export interface MarketSlot {
  readonly market: string;
  readonly slot_ms: number;
  /** What sellers get, whole micro-money per thousand quanta; buyers pay the fee on top. Undefined where nothing moved. */
  readonly price: number | undefined;
  /** Prices that support the same quantities; `price` lies at k between them. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Whole quanta put in, which are those taken out; what parties give to themselves among them. */
  readonly volume: number;
}

export interface ConverterResult {
  /** Whole quanta of main flow. */
  readonly filled: number;
  /** By `others`: whole quanta given (above 0) or taken. */
  readonly others: readonly number[];
  /** What it got less what it paid and its own cost, uplift aside; whole micro-money. */
  readonly surplus: number;
  readonly verdict: Verdict;
}

export interface BlockResult {
  readonly share: number;
  /** By item: whole quanta, signed as the item. */
  readonly items: readonly number[];
  /** What it got less what it paid and its limit, uplift aside; whole micro-money. */
  readonly surplus: number;
  readonly verdict: Verdict;
}

/**
 * `paradoxicallyAccepted`: taken at a loss that no child of it makes good. `paradoxicallyRejected`: left out, though it
 * would have gained at the prices.
 */
export type Verdict = 'accepted' | 'rejected' | 'paradoxicallyAccepted' | 'paradoxicallyRejected';

export interface StorageResult {
  /** By slot: whole quanta bought, and sold. */
  readonly bought: readonly number[];
  readonly sold: readonly number[];
  /** Quanta held at the end of each slot. */
  readonly level: readonly number[];
  /** What it got less what it paid, wear and change of stored value counted; whole micro-money. */
  readonly surplus: number;
}

/** What passed a line in one slot. */
export interface LineResult {
  readonly id: string;
  readonly slot_ms: number;
  readonly from: string;
  readonly to: string;
  /** Whole quanta sent and received; below 0 where they went from `to` to `from`. */
  readonly sent: number;
  readonly received: number;
  /** What arrived was sold for, less what was sent was bought for; whole micro-money. */
  readonly rent: number;
}

/** Money that passes between accounts beside trades, whole micro-money, above 0. */
export interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  /** Start of the slot that it belongs to, ms UTC. */
  readonly slot_ms: number;
  /** The order or line that it is for. */
  readonly of: string;
  readonly why: 'uplift' | 'losses';
}

/** Where the welfare went; whole micro-money. The parts sum to it. */
export interface Surpluses {
  readonly buyers: number;
  readonly sellers: number;
  readonly converters: number;
  readonly blocks: number;
  readonly storages: number;
  /** Of lines, what they lose paid for. */
  readonly rent: number;
  /** To the network. */
  readonly fees: number;
}

export interface CoupledClearing {
  /** Slot by slot, in each the markets in the order given. */
  readonly markets: readonly MarketSlot[];
  /** By simple order, in the order given: whole quanta. */
  readonly filled: readonly number[];
  readonly converters: readonly ConverterResult[];
  readonly blocks: readonly BlockResult[];
  readonly storages: readonly StorageResult[];
  readonly lines: readonly LineResult[];
  readonly trades: readonly Trade[];
  /** What parties gave to themselves: no trade, no money, no fee. */
  readonly own: readonly OwnUseAt[];
  readonly transfers: readonly Transfer[];
  /**
   * What energy is worth to those who took it less what it costs those who gave it, by their limits; whole micro-money.
   * Orders at any price count by the price.
   */
  readonly welfare: number;
  readonly surpluses: Surpluses;
  /** What the linear or whole-number problem reached before quantities were made whole, fees counted as a cost; micro-money. */
  readonly optimum: number;
  /** What it would have reached with paradoxically accepted blocks, less `optimum`; micro-money. 0 where none were in the way. */
  readonly lostByForbidding: number;
  /** Sum of uplift paid; whole micro-money. */
  readonly uplift: number;
  /** Searches for whole numbers, one more each time that paradoxically accepted blocks are forbidden; 0 where none was needed. */
  readonly rounds: number;
}
