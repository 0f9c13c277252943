import type { Wish } from './agent.ts';

/** What is left of a party's wishes once its own supply has served its own demand. */
export interface ServedOwn {
  /** By wish: quanta that another wish of the same party serves or takes. */
  readonly own: readonly number[];
  /** Dearest supply and least demand that met; undefined where none did. */
  readonly price: number | undefined;
}

/**
 * Serves a party's own demand from its own supply, cheapest supply and dearest demand first, as long as that is worth more
 * than it costs. Nothing is paid, and no fee falls due; what is left goes to the market.
 */
export function ownUse(wishes: readonly Wish[]): ServedOwn {
  const own: number[] = [];
  const sells: number[] = [];
  const buys: number[] = [];
  for (let i = 0; i < wishes.length; i++) {
    own.push(0);
    (wishes[i]!.side === 'sell' ? sells : buys).push(i);
  }
  let price: number | undefined;
  if (sells.length === 0 || buys.length === 0) return { own, price };
  if (sells.length > 1) sells.sort((a, b) => wishes[a]!.limit - wishes[b]!.limit || a - b);
  if (buys.length > 1) buys.sort((a, b) => wishes[b]!.limit - wishes[a]!.limit || a - b);
  for (let s = 0, b = 0; s < sells.length && b < buys.length; ) {
    const sell = sells[s]!;
    const buy = buys[b]!;
    if (wishes[sell]!.limit > wishes[buy]!.limit) break;
    if (wishes[sell]!.component === wishes[buy]!.component) {
      b++;
      continue;
    }
    const quantity = Math.min(wishes[sell]!.quantity - own[sell]!, wishes[buy]!.quantity - own[buy]!);
    own[sell]! += quantity;
    own[buy]! += quantity;
    if (quantity > 0) price = wishes[sell]!.limit;
    if (own[sell] === wishes[sell]!.quantity) s++;
    if (own[buy] === wishes[buy]!.quantity) b++;
  }
  return { own, price };
}
