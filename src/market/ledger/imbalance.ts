import { wholeOf } from '../quanta.ts';

/**
 * - `single`: one price for both signs. Where the market as a whole is short it is what the retailer sells at, where it is
 *   long what the retailer buys at, and half way where deviations cancel.
 * - `dual`: who is short pays the dearer of the two, who is long gets the cheaper, whatever the others do.
 */
export type ImbalanceRule = 'single' | 'dual';

/** What energy from outside costs in a slot, and what it earns; micro-money per thousand quanta. */
export interface RetailPrices {
  readonly buy: number;
  readonly sell: number;
  /** Period of the tariff that they are of, as its bill names it. */
  readonly tariff?: string;
}

/** What a deviation pays where it is short, and gets where it is long; micro-money per thousand quanta. */
export interface ImbalancePrices {
  readonly short: number;
  readonly long: number;
}

/** @param deviation sum over all who deviate but the retailer, metered less traded, quanta: below 0 where the market is short */
export function imbalancePrices(rule: ImbalanceRule, { buy, sell }: RetailPrices, deviation: number): ImbalancePrices {
  if (rule === 'dual') return { short: Math.max(buy, sell), long: Math.min(buy, sell) };
  const price = deviation < 0 ? buy : deviation > 0 ? sell : wholeOf((buy + sell) / 2);
  return { short: price, long: price };
}
