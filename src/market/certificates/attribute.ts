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
  const left: number[] = [];
  /** What owners have left of each lot, by owner, in the order of the lots; then what others got of them. */
  const ownOf = new Map<string, Part[]>();
  const receivedBy = new Map<string, Part[]>();
  const salesOf = salesByLot(lots, trades);
  for (let lot = 0; lot < lots.length; lot++) {
    const { quantity, owner } = lots[lot]!;
    let delivered = 0;
    const sales = salesOf[lot];
    if (sales !== undefined) {
      const parts = shareOf(quantity, sales);
      for (let k = 0; k < sales.length; k++) {
        if (parts[k]! <= 0) continue;
        delivered += parts[k]!;
        const part = { lot, account: sales[k]!.account, quantity: parts[k]! };
        moved.push(part);
        addTo(receivedBy, part);
      }
    }
    left.push(quantity);
    if (delivered < quantity) addTo(ownOf, { lot, account: owner, quantity: quantity - delivered });
  }
  const short = new Map<string, number>();
  const pooled = left;
  const use = (parts: readonly Part[] | undefined, need: number): number => {
    if (parts === undefined || need === 0) return 0;
    const amounts = shareOf(need, parts);
    let amount = 0;
    for (let k = 0; k < parts.length; k++) {
      const quantity = amounts[k]!;
      if (quantity === 0) continue;
      const { lot, account } = parts[k]!;
      used.push({ lot, account, quantity });
      pooled[lot]! -= quantity;
      amount += quantity;
    }
    return amount;
  };
  for (const [account, need] of taken) {
    if (need <= 0) continue;
    const rest = need - use(ownOf.get(account), need);
    const missing = rest - use(receivedBy.get(account), rest);
    if (missing > 0) short.set(account, missing);
  }
  return { moved, used, pooled, short };
}

/** By lot: what was sold out of it to others than its owner; undefined where nothing was. */
function salesByLot(lots: readonly SourceLot[], trades: readonly SourceTrade[]): readonly (Part[] | undefined)[] {
  const sales: (Part[] | undefined)[] = [];
  for (let lot = 0; lot < lots.length; lot++) sales.push(undefined);
  for (const { lot, buyer, quantity } of trades) {
    if (buyer === lots[lot]!.owner) continue;
    const some = sales[lot];
    if (some === undefined) sales[lot] = [{ lot, account: buyer, quantity }];
    else some.push({ lot, account: buyer, quantity });
  }
  return sales;
}

function addTo(parts: Map<string, Part[]>, part: Part): void {
  const some = parts.get(part.account);
  if (some === undefined) parts.set(part.account, [part]);
  else some.push(part);
}

/** Each part whole where there is enough of it for all, else its share by largest remainder. */
function shareOf(amount: number, parts: readonly Part[]): readonly number[] {
  let sum = 0;
  const whole: number[] = [];
  for (const { quantity } of parts) {
    sum += quantity;
    whole.push(quantity);
  }
  return sum <= amount ? whole : shareOut(amount, whole);
}
