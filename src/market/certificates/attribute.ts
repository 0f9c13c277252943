import { shareOut } from '../quanta.ts';

/** What one source gave in a slot. */
export interface SourceLot {
  readonly source: string;
  readonly owner: string;
  /** Whole quanta, as metered. */
  readonly quantity: number;
}

/** A sale out of a source. */
export interface SourceTrade {
  /** Place of the source among the lots. */
  readonly lot: number;
  readonly buyer: string;
  readonly quantity: number;
}

export interface Part {
  readonly lot: number;
  readonly account: string;
  readonly quantity: number;
}

/** Where the energy of a slot came from and went. */
export interface Attribution {
  /** Delivered to who bought it from its source. */
  readonly moved: readonly Part[];
  /** Used by its owner or by who bought it. */
  readonly used: readonly Part[];
  /** By lot: what nobody had a claim on. */
  readonly pooled: readonly number[];
  /** By account: what it took beyond its own and what it bought: out of the pool. */
  readonly short: ReadonlyMap<string, number>;
}

/**
 * Says who used what of which source. Sales come first: of a source that gave less than was sold all buyers get their part;
 * what it gave beyond its owner uses; and who took less than it bought and made leaves the rest, as those sources leave what
 * nobody bought, in the pool of the slot. From there come deviations. Every split is by largest remainder.
 * @param taken quanta by account
 */
export function attribute(
  lots: readonly SourceLot[],
  trades: readonly SourceTrade[],
  taken: ReadonlyMap<string, number>,
): Attribution {
  const moved: Part[] = [];
  const used: Part[] = [];
  const left = lots.map(({ quantity }) => quantity);
  const tradesOf = lots.map((): SourceTrade[] => []);
  for (const trade of trades) tradesOf[trade.lot]!.push(trade);
  lots.forEach(({ quantity, owner }, lot) => {
    const sales = tradesOf[lot]!.filter(({ buyer }) => buyer !== owner);
    const sold = sales.reduce((sum, sale) => sum + sale.quantity, 0);
    const delivered = Math.min(sold, quantity);
    if (delivered === 0) return;
    const weights = sales.map((sale) => sale.quantity);
    shareOut(delivered, weights).forEach((part, k) => {
      if (part > 0) moved.push({ lot, account: sales[k]!.buyer, quantity: part });
    });
    left[lot] = quantity - delivered;
  });
  const receivedBy = new Map<string, Part[]>();
  for (const part of moved) {
    const some = receivedBy.get(part.account);
    if (some === undefined) receivedBy.set(part.account, [part]);
    else some.push(part);
  }
  const short = new Map<string, number>();
  const pooled = [...left];
  for (const part of moved) pooled[part.lot]! += part.quantity;
  const use = (parts: readonly Part[], need: number): number => {
    const sum = parts.reduce((all, { quantity }) => all + quantity, 0);
    const amount = Math.min(sum, need);
    if (amount === 0) return 0;
    const weights = parts.map(({ quantity }) => quantity);
    shareOut(amount, weights).forEach((quantity, k) => {
      if (quantity === 0) return;
      const { lot, account } = parts[k]!;
      used.push({ lot, account, quantity });
      pooled[lot]! -= quantity;
    });
    return amount;
  };
  for (const [account, need] of taken) {
    if (need <= 0) continue;
    const own = lots.flatMap(({ owner }, lot) =>
      owner === account && left[lot]! > 0 ? [{ lot, account, quantity: left[lot]! }] : [],
    );
    const rest = need - use(own, need);
    const missing = rest - use(receivedBy.get(account) ?? [], rest);
    if (missing > 0) short.set(account, missing);
  }
  return { moved, used, pooled, short };
}
