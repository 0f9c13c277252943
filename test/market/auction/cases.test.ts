import { describe, expect, it } from 'vitest';
import { midpoint, payAsBid, payAsOffer } from '../../../src/market/auction/discriminatory.ts';
import { uniform } from '../../../src/market/auction/uniform.ts';
import { priceOf } from '../../../src/market/quanta.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { caseOf, casesOf, independentOf, ordersOf, TEXTBOOK } from '../auctionCases.ts';
import { buy, sell, total } from '../orders.ts';

interface PriceAndVolume {
  readonly price: number | null;
  readonly qty: number;
  readonly fills?: Readonly<Record<string, number>>;
}

/** Peers whose price lies outside the competitive interval: the simple rule of one prices scarcity at the last offer. */
const WRONG = ['scarcity'];

describe.skipIf(!hasShared)(`reference auctions${whyNoShared}`, () => {
  const names = ['double-auction-unit-orders', 'pay-as-clear-supply-stack'];
  const all = hasShared
    ? names.flatMap((name) => casesOf<PriceAndVolume>(name).map((c) => ({ ...c, truth: independentOf(name)[c.id]! })))
    : [];

  it.each(all)('$id: volume, welfare and competitive interval', ({ id, orders, truth, expected_source }) => {
    const list = ordersOf(orders);
    const clearing = uniform(list, {});
    expect(clearing.volume).toBe(1000 * truth.q);
    expect(clearing.interval).toEqual(truth.price_interval.map(priceOf));
    expect(clearing.welfare).toBe(priceOf(truth.welfare));
    const { fills = {}, price, qty } = expected_source;
    for (const [order, quantity] of Object.entries(fills))
      expect(clearing.filled[orders.findIndex((o) => o.id === order)]).toBe(1000 * quantity);
    expect(clearing.volume).toBe(1000 * qty);
    const [low, high] = clearing.interval!;
    const within = low <= priceOf(price!) && priceOf(price!) <= high;
    expect(within).toBe(!WRONG.includes(id));
  });

  interface PowerTac {
    readonly id: string;
    readonly sells: readonly (readonly [number, number | null])[];
    readonly buys: readonly (readonly [number, number | null])[];
    readonly expected_source: PriceAndVolume;
  }
  const tac = hasShared ? (caseOf('powertac-call-auction') as { cases: PowerTac[] }).cases : [];
  // Interval by hand. The peer prices the last pair, and not above its sale by 5 %; a purchase or sale left over does not
  // count, and market orders get a margin of 20 %. In seven cases that is outside of what both sides could agree to.
  const INTERVALS: Readonly<Record<string, readonly [low: number, high: number, agrees: boolean]>> = {
    one: [20, 22, true],
    cap: [20, 32, true],
    none: [22, 23, false],
    'two-buys': [21, 21, false], // 0.2 of the purchase at 21 is left
    'three-sells': [21, 21, false],
    stepped: [21, 21, true],
    'market-ask': [21, 21, false],
    'market-ask-low-bid': [16, 16, false],
    'market-bid': [21, 21, false],
    'only-market-bid': [20, 20, false], // 0.5 of the sale at 20 is left
    'only-market-ask': [21, 21, false],
    'both-market': [40, 40, true], // the reference
    range: [35, 35, true],
  };
  it.each(tac)('Power TAC $id', ({ id, sells, buys, expected_source: { qty, price } }) => {
    const orders = ordersOf(
      [
        ...sells.map(([q, at], k) => ({ id: `s${k}`, side: 'sell' as const, qty: q, price: at })),
        ...buys.map(([q, at], k) => ({ id: `b${k}`, side: 'buy' as const, qty: q, price: at })),
      ],
      1_000_000,
    );
    const clearing = uniform(orders, { reference: priceOf(40) });
    expect(clearing.volume).toBe(Math.round(qty * 1_000_000));
    const [low, high, agrees] = INTERVALS[id]!;
    expect(clearing.interval).toEqual([priceOf(low), priceOf(high)]);
    if (price === null) expect(clearing.price).toBeUndefined();
    else expect(priceOf(price) >= priceOf(low) && priceOf(price) <= priceOf(high)).toBe(agrees);
  });

  type Expected = readonly (readonly [bid: string, offer: string, quantity: number, price: number])[];
  const bids = hasShared ? casesOf<Expected>('pay-as-bid') : [];
  it.each(bids)('pay as bid $id: what every bid buys, and at which price', ({ id, orders, expected_source }) => {
    const { trades } = payAsBid(ordersOf(orders), {});
    const of = (list: readonly (readonly [string, number, number])[]): Record<string, [number, number]> => {
      const found: Record<string, [number, number]> = {};
      for (const [bid, quantity, price] of list) found[bid] = [(found[bid]?.[0] ?? 0) + quantity, price];
      return found;
    };
    const ours = of(trades.map((t) => [t.buyOrder, t.quantity / 1000, t.buyPrice]));
    const theirs = of(expected_source.map(([bid, , quantity, price]) => [bid, quantity, priceOf(price)]));
    // The peer walks offers in a fixed order and leaves 10 of bid 7 unserved, though a change of partners serves it.
    if (id === 'market2') theirs['7'] = [40, priceOf(1.5)];
    expect(ours).toEqual(theirs);
    for (const t of trades) expect(t.seller).not.toBe(t.buyer);
  });

  it('midpoint of the last pair in whole money, the odd unit to the buyer', () => {
    const { midpoint: rows } = caseOf('midpoint-and-community-price') as {
      midpoint: { offer: number; bid: number; expected: number }[];
    };
    expect(rows.length).toBeGreaterThan(2);
    for (const { offer, bid, expected } of rows) {
      const orders = [sell('s', 1000, offer), buy('b', 1000, bid)];
      expect(uniform(orders, {}).price).toBe(expected);
      expect(midpoint(orders, {}).trades.map((t) => t.sellPrice)).toEqual([expected]);
    }
  });
});

it('the lecture of 27 orders: 995 MWh at 37.5', () => {
  const clearing = uniform(ordersOf(TEXTBOOK), {});
  expect([clearing.volume, clearing.price, clearing.interval]).toEqual([
    995_000,
    priceOf(37.5),
    [priceOf(37.5), priceOf(37.5)],
  ]);
  // by hand: demand down to 38 is filled, offers up to 36, and 55 of the 100 at 37.5
  expect(clearing.filled.slice(0, 12).map((q) => q / 1000)).toEqual([250, 300, 120, 80, 40, 70, 60, 45, 30, 0, 0, 0]);
  expect(clearing.filled.slice(12, 21).map((q) => q / 1000)).toEqual([120, 50, 200, 400, 60, 50, 60, 55, 0]);
});

it('partial orders where a peer takes the marginal step whole or not at all', () => {
  // by hand: purchases of 9 + 3 + 3 meet sales of 1, 2, 3, 4, 5 to the last quantum
  const bids = [9, 3, 3].map((q, k) => buy(`b${k}`, 1000 * q, 100 + q));
  const sales = [1, 2, 3, 4, 5].map((q, k) => sell(`s${k}`, 1000 * q, q));
  const { volume, trades } = uniform([...bids, ...sales], {});
  expect(volume).toBe(15_000);
  expect(trades.map((t) => [t.seller, t.buyer, t.quantity / 1000])).toEqual([
    ['s0', 'b0', 1],
    ['s1', 'b0', 2],
    ['s2', 'b0', 3],
    ['s3', 'b0', 3],
    ['s3', 'b1', 1],
    ['s4', 'b1', 2],
    ['s4', 'b2', 3],
  ]);
  // 25 kWh wanted at 10 and 20 offered at 10: 20, not nothing
  expect(uniform([buy('b', 25_000, 10), sell('s', 20_000, 10)], {}).volume).toBe(20_000);
});

it('sums of pairs by hand', () => {
  // buyers 90 and 70, sellers 10 and 30: 80 and 40 are gained
  const orders = [buy('a', 1000, 90), buy('b', 1000, 70), sell('c', 1000, 10), sell('d', 1000, 30)];
  const prices = (mechanism: typeof midpoint): number[] =>
    mechanism(orders, { fee: 10 }).trades.flatMap((t) => [t.buyPrice, t.sellPrice]);
  expect(prices(payAsBid)).toEqual([90, 80, 70, 60]);
  expect(prices(payAsOffer)).toEqual([20, 10, 40, 30]);
  expect(prices(midpoint)).toEqual([55, 45, 55, 45]);
  expect(total(prices(uniform))).toBe(2 * (55 + 45)); // 45 is halfway from 30 to 60
});
