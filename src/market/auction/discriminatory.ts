import type { Mechanism } from '../trade.ts';
import { clearingOf, pairMatch, tradesOf } from './clearing.ts';
import { matchOrders } from './match.ts';
import { isRetailOnly, netOwn } from './net.ts';
import { RETAILER, withoutSelf } from './pair.ts';

/**
 * Auctions that fill the same orders as the call auction, but price every pair by its own limits: the dearest purchase
 * meets the cheapest sale. Nobody's limit counts beyond the retailer's prices, so no pair is worse off than with it;
 * orders at any price count by the price of the call auction. Pairs of one party with itself change partners with other
 * pairs; what is left of them is the party's own use.
 * @param share of a pair's gain that is the seller's, by the auction's `k`
 */
const byPair =
  (share: (k: number) => number): Mechanism =>
  (orders, rules) => {
    const whole = matchOrders(orders, rules);
    const alone = isRetailOnly(whole) ? netOwn(whole) : undefined;
    const match = alone?.match ?? whole;
    const { pairs, own } = withoutSelf(pairMatch(match, alone?.left ?? match.filled), (place) =>
      place === RETAILER ? RETAILER : match.party[place]!,
    );
    const kappa = share(rules.k ?? 0.5);
    const floor = rules.retail?.buys ?? -Infinity;
    const ceiling = rules.retail?.sells === undefined ? Infinity : match.wedge.toSeller(rules.retail.sells);
    const { limit } = match.book;
    const sellPrice = (s: number, b: number): number => {
      const least = Math.max(limit[s]!, floor);
      const most = Math.min(limit[b]!, ceiling);
      const low = least === -Infinity ? match.price! : least;
      const high = most === Infinity ? match.price! : most;
      return Math.floor(low + kappa * (high - low));
    };
    const trades = tradesOf(orders, match, pairs, rules, sellPrice);
    return clearingOf(orders, match, rules, trades, alone?.own ?? own);
  };

/** Buyers pay what they bid; sellers get it less the fees. */
export const payAsBid: Mechanism = byPair(() => 1);
/** Sellers get what they ask; buyers pay it and the fees. */
export const payAsOffer: Mechanism = byPair(() => 0);
/** Buyer and seller of a pair share its gain after fees by `k`, halves unless said. */
export const midpoint: Mechanism = byPair((k) => k);
