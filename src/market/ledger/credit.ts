import type { Order, Rejection } from '../order.ts';
import { moneyOf } from '../quanta.ts';
import { minus, plus } from './exact.ts';

/** Prices that an order without a limit may meet at worst; micro-money per thousand quanta. */
export interface PriceBounds {
  /** Most that a purchase may cost: what the retailer sells at, or the cap of the book. */
  readonly highest: number;
  /** Least that a sale may earn; below 0 where who sells may have to pay. */
  readonly lowest: number;
}

/** What an order may cost at most, micro-money: all that is open of it, at its limit. A sale costs only where it may have to pay. */
export function worstCase(order: Order, open: number, { highest, lowest }: PriceBounds): number {
  if (order.side === 'sell') return Math.max(0, minus(moneyOf(open, order.limit ?? lowest)));
  const limit = order.limit ?? highest;
  return Math.max(0, moneyOf(open, Math.max(limit, order.attributes?.preferredLimit ?? limit)));
}

export interface Credit {
  /** What the exchange owes the party; below 0 where the party owes. */
  readonly balance: number;
  /** How far below 0 it may go, 0 or more. */
  readonly limit: number;
  /** What its open orders may cost at most, together. */
  readonly reserved: number;
}

/** What a party may still spend: balance + limit - worst case of its open orders; micro-money. */
export const available = ({ balance, limit, reserved }: Credit): number => plus(plus(balance, limit), -reserved);

/** Why an order is past its party's credit, if it is. */
export function creditRefusal(order: Order, credit: Credit, bounds: PriceBounds): Rejection | undefined {
  const cost = worstCase(order, order.quantity, bounds);
  const left = available(credit);
  if (cost <= Math.max(0, left)) return undefined;
  return {
    party: order.party,
    order: order.id,
    code: 'credit',
    reason: `may cost ${cost} micro-money, and ${left} are left (balance ${credit.balance} + limit ${credit.limit} - ${credit.reserved} for open orders); pay in, cancel an order, or ask for less`,
  };
}
