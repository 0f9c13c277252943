import { describe, expect, it } from 'vitest';
import { openHighs } from '../../../src/io/highsModel.ts';
import { coupledNow } from '../../../src/market/coupled/clear.ts';
import type { CoupledBook } from '../../../src/market/coupled/orders.ts';
import { cleared, machine, order, priceOf, QUARTER, SLOT } from './books.ts';
import { auctionBook, auctionCases, unitsOf } from './references.ts';

describe('the interval of prices', () => {
  const orders = [order('b', 'buy', 5000, 100_000), order('s', 'sell', 5000, 40_000)];
  it.each([
    [0, 40_000],
    [0.5, 70_000],
    [1, 100_000],
  ])('gives sellers the share k = %f', async (k, price) => {
    const { markets } = await cleared({ orders }, ['power'], { k });
    expect(markets).toEqual([{ market: 'power', slot_ms: SLOT, price, interval: [40_000, 100_000], volume: 5000 }]);
  });

  it('divides what a machine lives on evenly where two markets share it freely', async () => {
    // by hand: a CHP at 70 runs whole; power is worth 60 at most, heat 50, both together 70 at least. Highest 60 and 50; lowest
    // 60 and 10, or 20 and 50: their mean is 40 and 30; the middle of both ends is 50 and 40.
    const book = {
      orders: [order('p', 'buy', 10_000, 60_000), order('h', 'buy', 10_000, 50_000, { market: 'heat' })],
      converters: [machine('chp', 'sell', 10_000, 70_000, [{ market: 'heat', per: 1 }])],
    };
    const { markets } = await cleared(book, ['power', 'heat']);
    expect(markets.map(({ price, interval }) => [price, interval])).toEqual([
      [50_000, [40_000, 60_000]],
      [40_000, [30_000, 50_000]],
    ]);
  });
});

it.each(auctionCases().map((c) => [c[0].id, c] as const))(
  'clears one market as an auction: %s',
  async (_, [c, answer]) => {
    const { markets, welfare } = await cleared(auctionBook(c));
    expect([markets[0]!.volume / 1000, unitsOf(welfare), markets[0]!.interval!.map(unitsOf)]).toEqual([
      answer.q,
      expect.closeTo(answer.welfare, 9),
      answer.price_interval,
    ]);
  },
);

it('takes the fee from between buyer and seller', async () => {
  const orders = [order('b', 'buy', 5000, 60_000), order('s', 'sell', 5000, 50_000)];
  const some = await cleared({ orders }, ['power'], { fees: { power: 4000 } });
  // by hand: sellers may get 50 to 56; the middle is 53, the buyer pays 57
  expect(some.trades).toEqual([
    {
      market: 'power',
      slot_ms: SLOT,
      seller: 's',
      buyer: 'b',
      sellOrder: 'o',
      buyOrder: 'o',
      quantity: 5000,
      buyPrice: 57_000,
      sellPrice: 53_000,
      buyerPays: 285_000,
      sellerGets: 265_000,
      fee: 20_000,
    },
  ]);
  expect(some.surpluses).toMatchObject({ buyers: 15_000, sellers: 15_000, fees: 20_000 });
  expect(some.welfare).toBe(50_000);
  expect((await cleared({ orders }, ['power'], { fees: { power: 11_000 } })).trades).toEqual([]);
});

describe('orders at any price', () => {
  it('come before all others, and are cleared at the price of these', async () => {
    const orders = [
      order('any', 'buy', 4000, undefined),
      order('b', 'buy', 5000, 90_000),
      order('s', 'sell', 6000, 40_000),
      order('none', 'sell', 1000, undefined),
    ];
    const clearing = await cleared({ orders });
    expect(clearing.filled).toEqual([4000, 3000, 6000, 1000]);
    expect(priceOf(clearing, 'power')).toBe(90_000);
    // by hand: they count by the price: 6 x (90 - 40)
    expect(clearing.welfare).toBe(300_000);
  });
  it('are cleared at the ceiling where even they are short', async () => {
    const orders = [order('any', 'buy', 4000, undefined), order('s', 'sell', 3000, 40_000)];
    expect(priceOf(await cleared({ orders }), 'power')).toBe(80_000); // twice the largest limit
    expect(priceOf(await cleared({ orders }, ['power'], { ceiling: 4_000_000 }), 'power')).toBe(4_000_000);
  });
});

it('trades at equal limits, and shares a step by largest remainder', async () => {
  const orders = [
    order('a', 'buy', 1000, 50_000),
    order('b', 'buy', 1000, 50_000),
    order('c', 'buy', 1000, 50_000),
    order('s', 'sell', 1000, 50_000),
  ];
  // by hand: a third each is 333.3; the first gets what is left
  expect((await cleared({ orders })).filled).toEqual([334, 333, 333, 1000]);
  expect((await cleared({ orders: [...orders].reverse() })).filled).toEqual([1000, 333, 333, 334]);
});

it('keeps energy from a cheap slot to a dear one', async () => {
  const later = SLOT + QUARTER;
  const book: CoupledBook = {
    orders: [
      order('wind', 'sell', 60_000, 10_000),
      order('load', 'buy', 45_000, 100_000, { slot_ms: later }),
      order('peak', 'sell', 45_000, 80_000, { id: 'late', slot_ms: later }),
    ],
    storages: [
      {
        id: 'store',
        party: 'bank',
        market: 'power',
        charge: 40_000,
        discharge: 40_000,
        capacity: 50_000,
        level: 1000,
        into: 0.9,
        outOf: 0.8,
        kept: 0.99,
        value: 20_000,
        cost: 1000,
      },
    ],
  };
  const { storages, markets, filled } = await cleared(book);
  // by hand: 40 units in at 10; 0.99 + 36 held, of which 0.99 goes: 36.6201 left; all of it out (80 x 0.8 is above the 20 it is
  // worth later): 29.296 sold at 80.
  expect(storages[0]!.bought).toEqual([40_000, 0]);
  expect(storages[0]!.sold).toEqual([0, Math.floor(0.8 * (0.99 * (990 + 36_000))) + 0]);
  expect(storages[0]!.level[1]).toBeCloseTo(0, -1);
  expect(filled).toEqual([40_000, 45_000, 45_000 - storages[0]!.sold[1]!]);
  expect(markets.map(({ price }) => price)).toEqual([10_000, 80_000]);
});

it('has nothing to clear without orders', async () => {
  expect(await cleared({ orders: [] })).toMatchObject({ markets: [], trades: [], welfare: 0 });
});

it('gives the same without waiting, where the solver is in the same thread', async () => {
  const [linear, whole] = [await openHighs(), await openHighs()];
  const clear = coupledNow(linear, whole, ['power'], { fees: { power: 100 } });
  const book: CoupledBook = {
    orders: [
      order('d1', 'buy', 10_000, 300_000),
      order('d2', 'buy', 14_000, 10_000),
      order('g', 'sell', 13_000, 99_000),
    ],
    blocks: [
      {
        id: 'b',
        party: 'plant',
        items: [{ market: 'power', slot_ms: SLOT, quantity: 12_000 }],
        limit: 480_000,
        leastShare: 0.95,
      },
    ],
  };
  const result = clear(book);
  expect(result.rounds).toBe(2);
  expect(result).toEqual(await cleared(book, ['power'], { fees: { power: 100 } }));
  expect(() => coupledNow(linear, whole, ['power'], { k: 2 })).toThrow('k: is 2; expected a share of 0 to 1');
  for (const model of [linear, whole]) model.close();
});
