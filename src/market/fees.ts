import { moneyOf, shareOut, wholeOf } from './quanta.ts';
import type { ClearingRules } from './trade.ts';

/** What one network between a seller and a buyer takes. Both parts may be given; they add up. */
export interface FeeLevel {
  /** Account that gets it, such as `network:n1`, or `congestion:n1` for the price of a scarce line. */
  readonly account: string;
  /** Micro-money per thousand quanta, not below 0. */
  readonly constant?: number;
  /** Fraction of what the seller gets, not below 0; of a price below 0 nothing is taken. */
  readonly share?: number;
}

/** What stands between the price of a seller and that of a buyer. */
export interface Wedge {
  /** What the buyer pays where the seller gets this. Strictly rising. */
  readonly toBuyer: (sellerPrice: number) => number;
  /** The most that a seller can get of a buyer who pays this: the largest price whose `toBuyer` is not above it. */
  readonly toSeller: (buyerPrice: number) => number;
}

/** The levels of a market's rules: its own fee, which is the network's, and those that are named. */
export const levelsOf = (rules: ClearingRules, market: string): readonly FeeLevel[] => [
  ...(rules.fee === undefined || rules.fee === 0 ? [] : [{ account: `network:${market}`, constant: rules.fee }]),
  ...(rules.levels ?? []),
];

/**
 * The fees of all levels as one wedge. Shares are taken of what the seller gets and add up, they do not compound:
 * buyer = seller (1 + sum of shares) + sum of constants.
 * @throws RangeError on a fee below 0, or a constant that is not whole
 */
export function wedgeOf(levels: readonly FeeLevel[]): Wedge {
  let constant = 0;
  let share = 0;
  for (const level of levels) {
    const { account, constant: c = 0, share: s = 0 } = level;
    if (!(c >= 0 && Number.isSafeInteger(c)) || !(s >= 0 && Number.isFinite(s)))
      throw new RangeError(
        `the fee of ${account} is ${c} micro-money per thousand quanta and ${s} of the price; expected a whole number and a fraction, none below 0`,
      );
    constant += c;
    share += s;
  }
  const toBuyer = (price: number): number =>
    price + constant + (share > 0 && price > 0 && price < Infinity ? wholeOf(price * share) : 0);
  if (share === 0) return { toBuyer, toSeller: (price) => price - constant };
  const toSeller = (price: number): number => {
    const left = price - constant;
    if (left <= 0 || left === Infinity) return left;
    let most = Math.floor(left / (1 + share));
    while (toBuyer(most) > price) most--;
    while (toBuyer(most + 1) <= price) most++;
    return most;
  };
  return { toBuyer, toSeller };
}

/** The price as it stands after each level on the way from the seller to the buyer, the seller's own first. */
export function offerSteps(levels: readonly FeeLevel[], sellerPrice: number): number[] {
  const steps = [sellerPrice];
  for (let n = 1; n <= levels.length; n++) steps.push(wedgeOf(levels.slice(0, n)).toBuyer(sellerPrice));
  return steps;
}

/** The fee of a trade, whole micro-money, by level in proportion to what each asks; the parts sum to it. */
export const splitFee = (fee: number, levels: readonly FeeLevel[], sellerPrice: number): number[] =>
  shareOut(
    fee,
    levels.map(({ constant = 0, share = 0 }) => constant + share * Math.max(sellerPrice, 0)),
  );

/**
 * What a scarce line earns between two markets: what is paid where the quanta arrive less what is got where they leave,
 * whole micro-money; due to a `congestion:` account. Below 0 where a flow runs against the prices.
 */
export const congestionRent = (quantity: number, priceFrom: number, priceTo: number): number =>
  moneyOf(quantity, priceTo) - moneyOf(quantity, priceFrom);
