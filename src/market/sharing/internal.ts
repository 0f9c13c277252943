import { isCount, moneyOf, PER_THOUSAND, wholeOf } from '../quanta.ts';

/** Prices of a retailer, micro-money per thousand quanta. */
export interface RetailPrices {
  readonly sells: number;
  readonly buys: number;
}

/** How a community prices what passes between its members after the fact, all of it at one price. */
export type PoolRule =
  /** Halfway between the retailer's prices (Long et al., "Peer-to-peer energy trading in a community microgrid", 2017). */
  | { readonly kind: 'midMarket' }
  /** By the ratio r of supply to demand: sells buys / ((sells - buys) r + buys) below 1, else buys (Liu et al. 2017). */
  | { readonly kind: 'supplyDemand' }
  /** Nothing: members share the bill of the connection by what they use, and its credit by what they feed in. */
  | { readonly kind: 'billSharing' }
  /** A curve over the ratio of supply to demand, straight between its points, level beyond its ends; micro-money per thousand quanta. */
  | { readonly kind: 'priceTable'; readonly ratio: readonly number[]; readonly price: readonly number[] };

/**
 * What buyers pay sellers for what passes within the community, whole micro-money.
 * @param supply quanta that members feed in, in all
 * @param demand quanta that members take, in all
 * @throws RangeError where the rule has no price
 */
export function internalMoney(rule: PoolRule, supply: number, demand: number, { sells, buys }: RetailPrices): number {
  const passes = Math.min(supply, demand);
  if (passes === 0 || rule.kind === 'billSharing') return 0;
  if (rule.kind === 'midMarket') {
    const product = passes * (sells + buys);
    if (!isCount(product)) throw new RangeError(`${passes} quanta at ${sells} + ${buys} micro-money are past 2^53`);
    return wholeOf(product / (2 * PER_THOUSAND));
  }
  if (rule.kind === 'priceTable') {
    const price = interpolate(rule.ratio, rule.price, supply / demand);
    return wholeOf((passes * price) / PER_THOUSAND);
  }
  if (!(buys >= 0 && sells >= buys))
    throw new RangeError(
      `the supply-demand ratio has no price between ${buys} and ${sells}; expected a retailer that buys at 0 or more and sells at no less`,
    );
  if (supply >= demand) return moneyOf(demand, buys);
  // supply x sells buys / ((sells - buys) supply / demand + buys), the fraction cleared
  return wholeOf((supply * sells * buys * demand) / ((sells - buys) * supply + buys * demand) / PER_THOUSAND);
}

function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  if (xs.length === 0 || xs.length !== ys.length || xs.some((v, k) => k > 0 && v <= xs[k - 1]!))
    throw new RangeError(
      `a price table of ${xs.length} ratios and ${ys.length} prices; expected as many, ratios rising`,
    );
  const k = xs.findIndex((v) => v >= x);
  if (k <= 0) return k === 0 ? ys[0]! : ys.at(-1)!;
  const share = (x - xs[k - 1]!) / (xs[k]! - xs[k - 1]!);
  return ys[k - 1]! + share * (ys[k]! - ys[k - 1]!);
}
