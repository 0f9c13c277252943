import type { SettlementRecord } from '../../../market/journal/record.ts';
import type { Order } from '../../../market/order.ts';
import type { FlexibilitySent } from '../../../scenario/exchange/flexibility/message.ts';
import type { SlotDone } from '../../../scenario/exchange/liveExchange.ts';
import type { ReadingsSent } from '../../../scenario/exchange/readingsMessage.ts';

/** What is done to an exchange beside orders. */
export type Called = FlexibilitySent | ReadingsSent;

/** Slots of a market that are shown: two days of quarter hours; the journal has all. ASSUMED */
export const MOST_SLOTS = 192;

/** An event of flexibility, in the words of OpenADR 3. Reports count whole Wh (g). */
export interface EventTold {
  readonly programID: string;
  readonly eventName: string;
  readonly market: string;
  readonly calledBy: string;
  readonly createdDateTime_ms: number;
  readonly intervalPeriod: { readonly start_ms: number; readonly duration_s: number };
  readonly intervals: readonly {
    readonly id: number;
    readonly payloads: readonly { readonly type: string; readonly values: readonly number[] }[];
  }[];
  readonly mostPrice_money_per_kWh: number;
  /** told: offers are open; active: they are chosen. */
  readonly state: 'told' | 'active' | 'completed';
  readonly reports: readonly {
    readonly resourceName: string;
    readonly slot_ms: number;
    readonly BASELINE?: number;
    readonly USAGE: number;
    readonly payment_money: number;
    readonly penalty_money: number;
  }[];
}

/** What happened on an exchange, in order. */
export type MarketNews =
  | { readonly kind: 'cleared'; readonly slot: SlotDone }
  | { readonly kind: 'settled'; readonly settlement: SettlementRecord };

/** What a party has and owes, micro-money. */
export interface Account {
  readonly party: string;
  readonly balance: number;
  readonly limit: number;
  /** What its open orders may cost at most. */
  readonly reserved: number;
  /** Its open orders by arrival. */
  readonly orders: readonly Order[];
}

/** A market as others know it. */
export interface MarketInfo {
  readonly id: string;
  readonly label: string;
  readonly carrier: string;
  readonly unit: 'Wh' | 'g';
  readonly mechanism: string;
  readonly slot_s: number;
  readonly gate_s: number;
  /** Whether parties may send orders; all markets that clear together take those of agents alone. */
  readonly isOpen: boolean;
  readonly parties: readonly string[];
}
