import type { SlotDeals } from '../certificates/deals.ts';
import type { FeeLevel } from '../fees.ts';
import type { EventCall, ReportLine } from '../flexibility/event.ts';
import type { ChargeMethod, ChargeWindow } from '../ledger/connection.ts';
import type { PriceBounds } from '../ledger/credit.ts';
import type { RetailPrices } from '../ledger/imbalance.ts';
import type { MissingPolicy } from '../ledger/metering.ts';
import type { Reading, ReadingRefusal } from '../ledger/register.ts';
import type { SettlementRules, UtilityBill } from '../ledger/settle.ts';
import type { Transaction } from '../ledger/transaction.ts';
import type { Order, Rejection } from '../order.ts';
import type { OwnUse, Trade } from '../trade.ts';

/** Whole numbers by account, in micro-money or quanta. */
export type ByAccount = Readonly<Record<string, number>>;

/** A book, and how it runs. */
export interface MarketSetup {
  readonly id: string;
  readonly carrier: string;
  /** What a quantum is. */
  readonly unit: 'Wh' | 'g';
  readonly slot_s: number;
  /** Gate closure before the start of the slot. Orders come until then. */
  readonly gate_s: number;
  /** When trades are made: after gate closure, until then, or after delivery and without orders. */
  readonly trades: 'auction' | 'continuous' | 'exPost';
  readonly rules: SettlementRules;
  readonly missing: MissingPolicy;
  /** Networks that have a part of the fees of trades; all is the market's own network's where left out. */
  readonly fees?: readonly FeeLevel[];
  /** Prices that orders without limit may meet. */
  readonly bounds: PriceBounds;
}
export interface PartySetup {
  readonly id: string;
  readonly label?: string;
  /** Credit, micro-money: how far below 0 its balance may go with its open orders. */
  readonly limit: number;
}
export interface MeterSetup {
  readonly id: string;
  readonly market: string;
  /** Whose energy it counts: a party, a utility, or the losses of the market. */
  readonly account: string;
}

interface At {
  /** When it happened, ms UTC; never before the entry before. */
  readonly at_ms: number;
}
/** The first entry: what the books are of. */
export interface ExchangeRecord extends At {
  readonly kind: 'exchange';
  /** Of the form in which records stand in the journal (`JOURNAL_VERSION`). */
  readonly version: 1 | 2;
  readonly site: string;
  readonly currency: string;
  readonly markets: readonly MarketSetup[];
  readonly parties: readonly PartySetup[];
  readonly meters: readonly MeterSetup[];
}
/** Markets, parties and meters that come, or are another from now on. */
export interface ChangedRecord extends At {
  readonly kind: 'changed';
  readonly markets: readonly MarketSetup[];
  readonly parties: readonly PartySetup[];
  readonly meters: readonly MeterSetup[];
}
export interface OrdersRecord extends At {
  readonly kind: 'orders';
  readonly taken: readonly Order[];
  readonly refused: readonly Refusal[];
}
/** An order that was not taken, or many alike of one party. */
export interface Refusal extends Omit<Rejection, 'code'> {
  /** One of `RejectionCode`, or of who hears orders before they are judged, such as `rate`. */
  readonly code: string;
  /** How many it stands for; 1 where left out. */
  readonly count?: number;
}
/** Orders that their parties took back. */
export interface CancelledRecord extends At {
  readonly kind: 'cancelled';
  readonly orders: readonly {
    readonly market: string;
    readonly slot_ms: number;
    readonly party: string;
    readonly order: string;
  }[];
}
export interface ClearingRecord extends At {
  readonly kind: 'clearing';
  readonly market: string;
  readonly slot_ms: number;
  readonly price?: number;
  readonly interval?: readonly [low: number, high: number];
  readonly volume: number;
  readonly welfare: number;
  readonly trades: readonly Trade[];
  /** What parties' sales gave to their own purchases: no trade, and no longer for sale. */
  readonly own?: readonly OwnUse[];
}
export interface ReadingsRecord extends At {
  readonly kind: 'readings';
  readonly taken: readonly Reading[];
  readonly refused: readonly ReadingRefusal[];
}
export interface SettlementRecord extends At {
  readonly kind: 'settlement';
  readonly market: string;
  readonly slot_ms: number;
  readonly revision: number;
  readonly retail: RetailPrices;
  readonly utilities: readonly UtilityBill[];
  /** Quanta of every account, into the bus positive. */
  readonly metered: ByAccount;
  readonly estimated: readonly string[];
  readonly unaccounted: number;
  /** What this settlement gives every account beside the trades, micro-money. */
  readonly money: ByAccount;
}
/** Fixed and demand charge of a connection for a period. */
export interface ChargeRecord extends At {
  readonly kind: 'charge';
  readonly component: string;
  /** The book whose meters say who took what. */
  readonly market: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly revision: number;
  readonly method: ChargeMethod;
  readonly demand: number;
  /** Parts of `demand` that count some slots alone; the rest counts all. */
  readonly windows?: readonly ChargeWindow[];
  readonly fixed: number;
  /** For the power factor; none where left out. */
  readonly adjustment?: number;
  readonly seed: number;
  readonly tariff?: string;
  /** What every party pays, micro-money. */
  readonly parts: ByAccount;
}
/** What other parts of the exchange book: payments, contracts, flexibility, certificates, uplift. */
export interface PostingRecord extends At {
  readonly kind: 'posting';
  readonly transactions: readonly Transaction[];
}
/** Certificates of a slot: made, handed on and used; the rest expired. And what carbon came with what each account took. */
export interface CertificatesRecord extends At, SlotDeals {
  readonly kind: 'certificates';
  readonly expired: number;
  readonly taken: readonly AccountCarbon[];
}
/** What an account took in a slot, whole quanta, and the carbon of it, whole grams. */
export interface AccountCarbon {
  readonly account: string;
  readonly quanta: number;
  readonly scope1_g: number;
  readonly scope2_g: number;
}
/** An event of flexibility whose offers were chosen, before its first slot. */
export interface EventRecord extends At, EventCall {
  readonly kind: 'event';
}
/** What the parties of an event did in one of its slots, and what they are paid for it. */
export interface ReportRecord extends At {
  readonly kind: 'report';
  readonly event: string;
  readonly slot_ms: number;
  readonly lines: readonly ReportLine[];
}
/** Statements of a period went out. */
export interface IssuedRecord extends At {
  readonly kind: 'issued';
  readonly from_ms: number;
  readonly to_ms: number;
  /** Closing balances of all statements, micro-money. */
  readonly money: ByAccount;
}
/** Slots that start before are final: their readings and settlements are no longer open to correction. */
export interface ClosedRecord extends At {
  readonly kind: 'closed';
  readonly before_ms: number;
}

export type JournalRecord =
  | ExchangeRecord
  | ChangedRecord
  | OrdersRecord
  | CancelledRecord
  | ClearingRecord
  | ReadingsRecord
  | SettlementRecord
  | ChargeRecord
  | PostingRecord
  | CertificatesRecord
  | EventRecord
  | ReportRecord
  | IssuedRecord
  | ClosedRecord;
