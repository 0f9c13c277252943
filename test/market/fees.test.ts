import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payAsBid, payAsOffer } from '../../src/market/auction/discriminatory.ts';
import { congestionRent, type FeeLevel, offerSteps, splitFee, wedgeOf } from '../../src/market/fees.ts';
import { MICRO, priceOf } from '../../src/market/quanta.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { feeFile, feeSteps, levelsOfCase } from './feeCases.ts';
import { buy, sell, total } from './orders.ts';

const LEVELS: readonly FeeLevel[] = [
  { account: 'network:n2', constant: 10_000 },
  { account: 'network:grid', share: 0.1 },
  { account: 'congestion:n1', constant: 5000, share: 0.05 },
];

it('an example by hand: shares are of what the seller gets, and do not compound', () => {
  // 0.20 + 0.01, + 10 % of 0.20, + 0.005 + 5 % of 0.20
  expect(offerSteps(LEVELS, 200_000)).toEqual([200_000, 210_000, 230_000, 245_000]);
  expect(wedgeOf(LEVELS).toSeller(245_000)).toBe(200_000);
  expect(splitFee(45_000, LEVELS, 200_000)).toEqual([10_000, 20_000, 15_000]);
  // below 0 there is nothing to take a share of
  expect(offerSteps(LEVELS, -200_000)).toEqual([-200_000, -190_000, -190_000, -185_000]);
});

it('gives the seller the most that the buyer pays for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.integer({ min: 0, max: 50_000 }),
      fc.integer({ min: 0, max: 400 }),
      (price, constant, thousandths) => {
        const { toSeller, toBuyer } = wedgeOf([{ account: 'network:a', constant, share: thousandths / 1000 }]);
        const seller = toSeller(price);
        expect(toBuyer(seller)).toBeLessThanOrEqual(price);
        expect(toBuyer(seller + 1)).toBeGreaterThan(price);
      },
    ),
    { seed: 6, numRuns: 500 },
  );
});

it('fees of a trade sum to what lies between buyer and seller, to the micro-money', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 300_000 }), (quantity, price) => {
      const [trade] = payAsOffer([buy('a', quantity, 900_000), sell('b', quantity, price)], { levels: LEVELS }).trades;
      const parts = splitFee(trade!.fee, LEVELS, trade!.sellPrice);
      expect(total(parts)).toBe(trade!.buyerPays - trade!.sellerGets);
      for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
    }),
    { seed: 6, numRuns: 200 },
  );
});

it('congestion rent is what a line earns between two prices', () => {
  // by hand: 500 kWh from 0.05 to 0.10
  expect(congestionRent(500_000, 50_000, 100_000)).toBe(25_000_000);
  expect(congestionRent(500_000, 100_000, 50_000)).toBe(-25_000_000);
});

describe.skipIf(!hasShared)(`three levels${whyNoShared}`, () => {
  it('every step is that of the source', () => {
    expect(feeSteps().length).toBe(18);
    for (const { reference, model } of feeSteps()) expect(model).toBeCloseTo(reference, 9);
  });

  it.each(hasShared ? feeFile().cases : [])('$id: pays = gets + fees', (one) => {
    const { offer, bid } = feeFile();
    const levels = levelsOfCase(one);
    const orders = [buy('h1', 1000, priceOf(bid)), sell('h2', 1000, priceOf(offer))];
    const [byBid] = payAsBid(orders, { levels }).trades;
    expect([byBid!.buyerPays / MICRO, byBid!.sellerGets / MICRO]).toEqual([
      one.pay_as_bid.buyer_pays,
      one.pay_as_bid.seller_gets,
    ]);
    const [n2, grid, n1] = splitFee(byBid!.fee, levels, byBid!.sellPrice).map((part) => part / MICRO);
    const taken = one.pay_as_bid.fees_taken ?? one.fees;
    expect([n2, grid, n1]).toEqual([taken.N2, taken.Grid, taken.N1]);
    const [byOffer] = payAsOffer(orders, { levels }).trades;
    expect(byOffer!.buyerPays / MICRO).toBe(one.pay_as_offer.buyer_pays);
  });
});
