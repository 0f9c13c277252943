import { type FeeLevel, offerSteps, wedgeOf } from '../../src/market/fees.ts';
import { MICRO, priceOf } from '../../src/market/quanta.ts';
import type { Point } from '../validation/validation.ts';
import { caseOf } from './auctionCases.ts';

interface FeeCase {
  readonly id: 'constant' | 'percent';
  readonly fees: Readonly<Record<string, number>>;
  readonly pay_as_offer: { readonly offer_steps: readonly number[]; readonly buyer_pays: number };
  readonly pay_as_bid: {
    readonly buyer_pays: number;
    readonly seller_gets: number;
    readonly trade_rate: Readonly<Record<string, number>>;
    readonly fees_taken?: Readonly<Record<string, number>>;
  };
}
interface FeeFile {
  readonly offer: number;
  readonly bid: number;
  readonly cases: readonly FeeCase[];
}
export const feeFile = (): FeeFile => caseOf('grid-fees-three-levels') as FeeFile;

/** Networks from the seller to the buyer. */
export const levelsOfCase = ({ id, fees }: FeeCase): FeeLevel[] =>
  ['N2', 'Grid', 'N1'].map((name) => ({
    account: `network:${name.toLowerCase()}`,
    ...(id === 'constant' ? { constant: priceOf(fees[name]!) } : { share: fees[name]! }),
  }));

/** Prices after each network, from the offer and from the bid. */
export function feeSteps(): Point[] {
  const { offer, bid, cases } = feeFile();
  return cases.flatMap((one) => {
    const levels = levelsOfCase(one);
    const up = offerSteps(levels, priceOf(offer));
    const seller = wedgeOf(levels).toSeller(priceOf(bid));
    const rate = one.pay_as_bid.trade_rate;
    const down = offerSteps(levels, seller);
    return [
      ...one.pay_as_offer.offer_steps.map((reference, k) => ({ reference, model: up[k]! / MICRO })),
      ...['H2', 'N2', 'Grid', 'N1'].map((name, k) => ({ reference: rate[name]!, model: down[k]! / MICRO })),
      { reference: one.pay_as_bid.seller_gets, model: seller / MICRO },
    ];
  });
}
