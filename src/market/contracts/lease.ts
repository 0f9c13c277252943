import { total } from '../ledger/exact.ts';
import type { Transaction } from '../ledger/transaction.ts';
import { moneyOf, wholeOf } from '../quanta.ts';
import type { Trade } from '../trade.ts';

/** A share of a store's power and capacity, lent for a rent. The store runs as one; what it earns is shared. */
export interface Lease {
  readonly id: string;
  readonly lessor: string;
  readonly lessee: string;
  /** Above 0, at most 1. */
  readonly share: number;
  /** Whole micro-money of a month. */
  readonly rent: number;
}

/** What is wrong with leases of one store, if anything: shares are above 0 and sum to no more than 1. */
export function leaseFault(shares: readonly number[]): string | undefined {
  const bad = shares.find((share) => !(share > 0 && share <= 1));
  if (bad !== undefined) return `met a share of ${bad}; expected above 0 and at most 1`;
  const sum = shares.reduce((a, b) => a + b, 0);
  // A tenth ten times is one, whatever the last bit says.
  return sum > 1 + 1e-9
    ? `shares sum to ${Number(sum.toFixed(9))}; expected no more than 1: a store is lent once`
    : undefined;
}

/**
 * What a store earned in a slot, micro-money: what its sales got less what its purchases cost, and the rest of what its meter
 * counted, which served its owner or deviated, at the market's price.
 * @param sales trades of the store as the seller
 * @param net quanta that its meter counted, into the bus positive
 */
export function storeEarnings(
  sales: readonly Trade[],
  purchases: readonly Trade[],
  net: number,
  price: number,
): number {
  const traded = total(sales.map((t) => t.quantity)) - total(purchases.map((t) => t.quantity));
  const money = total(sales.map((t) => t.sellerGets)) - total(purchases.map((t) => t.buyerPays));
  return money + moneyOf(net - traded, price);
}

const entry = (
  lease: Lease,
  where: { readonly market: string; readonly slot_ms: number },
  key: string,
  toLessee: number,
  text: string,
): Transaction | undefined =>
  toLessee === 0
    ? undefined
    : {
        kind: 'contract',
        ...where,
        key,
        revision: 0,
        lines: [
          { account: lease.lessor, money: 0 - toLessee, quanta: 0 },
          { account: lease.lessee, money: toLessee, quanta: 0 },
        ],
        refs: { text },
      };

/** The lessee's part of what a store earned in a slot (or lost); undefined where there is none. */
export const leaseTransaction = (
  lease: Lease,
  where: { readonly market: string; readonly slot_ms: number },
  earned: number,
): Transaction | undefined =>
  entry(
    lease,
    where,
    `lease ${lease.id}`,
    wholeOf(earned * lease.share),
    `lease "${lease.id}": ${lease.share} of what the store earned`,
  );

/** The rent of a month, or of the part of it that a run covers. */
export const rentTransaction = (
  lease: Lease,
  where: { readonly market: string; readonly slot_ms: number },
  part: number,
): Transaction | undefined =>
  entry(lease, where, `rent ${lease.id}`, 0 - wholeOf(lease.rent * part), `lease "${lease.id}": rent of the month`);
