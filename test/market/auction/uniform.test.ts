import { expect, it } from 'vitest';
import { payAsBid } from '../../../src/market/auction/discriminatory.ts';
import { uniform } from '../../../src/market/auction/uniform.ts';
import { buy, RETAIL, sell } from '../orders.ts';

const told = (
  mechanism: typeof uniform,
  ...[orders, rules = {}]: [Parameters<typeof uniform>[0], Parameters<typeof uniform>[1]?]
) => mechanism(orders, rules).trades.map((t) => [t.seller, t.buyer, t.quantity, t.buyPrice, t.sellPrice, t.fee]);

it('an example by hand: partial fill, ties, fee, money', () => {
  // 2 kWh wanted at 0.30; 1 + 3 kWh offered at 0.20 less nothing: price 0.20, sellers at it in proportion
  const orders = [buy('a', 2000, 300_000), sell('b', 1000, 200_000), sell('c', 3000, 200_000)];
  const clearing = uniform(orders, { fee: 10_000 });
  expect(clearing).toMatchObject({ price: 200_000, interval: [200_000, 200_000], volume: 2000 });
  expect(clearing.filled).toEqual([2000, 500, 1500]);
  // 0.3 - 0.2 money a kWh, by 2 kWh
  expect(clearing.welfare).toBe(200_000);
  expect(clearing.trades.map((t) => [t.seller, t.quantity, t.buyerPays, t.sellerGets, t.fee])).toEqual([
    ['b', 500, 105_000, 100_000, 5000],
    ['c', 1500, 315_000, 300_000, 15_000],
  ]);
});

it('k shares the interval, rounded down', () => {
  const orders = [buy('a', 1000, 301), sell('b', 1000, 200)];
  expect([0, 0.5, 1, 0.25].map((k) => uniform(orders, { k }).price)).toEqual([200, 250, 301, 225]);
});

it('nothing trades: the spread is told, and no price', () => {
  expect(uniform([buy('a', 1000, 10), sell('b', 1000, 20)], {})).toEqual({
    interval: [10, 20],
    volume: 0,
    welfare: 0,
    trades: [],
    filled: [0, 0],
  });
  expect(uniform([], {})).toEqual({ volume: 0, welfare: 0, trades: [], filled: [] });
  // The fee is larger than the gain.
  expect(uniform([buy('a', 1000, 20), sell('b', 1000, 10)], { fee: 11 }).volume).toBe(0);
  expect(uniform([buy('a', 1000, 20), sell('b', 1000, 10)], { fee: 10 }).price).toBe(10);
});

it.each([
  // who, orders, price, filled
  ['a sale names the price', [buy('a', 1000), sell('b', 1000, 50)], 50, [1000, 1000]],
  ['a purchase names it', [buy('a', 1000, 70), sell('b', 1000)], 70, [1000, 1000]],
  [
    'too many purchases at any price: the highest limit',
    [buy('a', 3000), buy('c', 900, 70), sell('b', 1000, 50)],
    70,
    [1000, 0, 1000],
  ],
  [
    'too many sales at any price: the lowest limit',
    [buy('a', 1000, 70), sell('b', 3000), sell('c', 900, 20)],
    20,
    [1000, 1000, 0],
  ],
  ['nobody names one: the reference', [buy('a', 1000), sell('b', 600)], 44, [600, 600]],
])('market orders: %s', (_, orders, price, filled) => {
  const clearing = uniform(orders, { reference: 44 });
  expect([clearing.price, clearing.filled]).toEqual([price, filled]);
});

it('market orders without any price do not trade', () => {
  expect(uniform([buy('a', 1000), sell('b', 600)], {})).toEqual({ volume: 0, welfare: 0, trades: [], filled: [0, 0] });
});

it('the retailer is floor and ceiling, and takes what is left', () => {
  // short: 3 kWh wanted at any price of 0.16 or more, 1 offered
  const short = [buy('a', 3000, 160_000), sell('b', 1000, 50_000)];
  expect(told(uniform, short, { retail: RETAIL, fee: 10_000 })).toEqual([
    ['b', 'a', 1000, 160_000, 150_000, 10_000],
    ['utility:grid', 'a', 2000, 160_000, 160_000, 0],
  ]);
  // long: the retailer buys at 0.04
  const long = [buy('a', 1000, 90_000), sell('b', 3000, 40_000)];
  expect(told(uniform, long, { retail: RETAIL })).toEqual([
    ['b', 'a', 1000, 40_000, 40_000, 0],
    ['b', 'utility:grid', 2000, 40_000, 40_000, 0],
  ]);
  // in between: 0.10, halfway from 0.04 to 0.16
  const even = [buy('a', 1000, 990_000), sell('b', 1000, -990_000)];
  expect(told(uniform, even, { retail: RETAIL })).toEqual([['b', 'a', 1000, 100_000, 100_000, 0]]);
});

it('a fee beyond the spread of the retailer leaves all to the retailer', () => {
  const orders = [buy('a', 1000, 200_000), sell('b', 700, 30_000), sell('c', 500, 90_000)];
  for (const mechanism of [uniform, payAsBid])
    expect(told(mechanism, orders, { retail: RETAIL, fee: 130_000 })).toEqual([
      ['utility:grid', 'a', 1000, 160_000, 160_000, 0],
      ['b', 'utility:grid', 700, 40_000, 40_000, 0],
    ]);
  // but what a party has it uses itself
  const own = uniform([buy('a', 1000, 200_000), sell('a', 700, 30_000)], { retail: RETAIL, fee: 130_000 });
  expect(own.own).toEqual([{ party: 'a', sellOrder: 'sell-30000', buyOrder: 'buy-200000', quantity: 700 }]);
  expect(own.trades.map((t) => [t.seller, t.quantity])).toEqual([['utility:grid', 300]]);
});

it('own sales serve own purchases first', () => {
  const solar = { attributes: { sources: ['solar'] } };
  const orders = [buy('a', 1000, 90), sell('a', 600, 10, solar), sell('b', 1000, 20), buy('c', 300, 80)];
  const clearing = uniform(orders, { fee: 5 });
  expect(clearing.own).toEqual([
    { party: 'a', sellOrder: 'sell-10', buyOrder: 'buy-90', quantity: 600, source: 'solar' },
  ]);
  expect(clearing.trades.map((t) => [t.seller, t.buyer, t.quantity])).toEqual([
    ['b', 'a', 400],
    ['b', 'c', 300],
  ]);
  expect(clearing.filled).toEqual([1000, 600, 700, 300]);
});

it('refuses rules that contradict themselves', () => {
  expect(() => uniform([], { k: 1.5 })).toThrow(
    'k is 1.5; expected a fraction from 0 (buyers gain all) to 1 (sellers do)',
  );
  expect(() => uniform([], { retail: { party: 'utility:grid', sells: 1, buys: 2 } })).toThrow(
    'utility:grid sells at 1 and buys at 2; expected that it does not sell below what it pays',
  );
  expect(() => uniform([], { levels: [{ account: 'network:up', constant: -1 }] })).toThrow(
    'the fee of network:up is -1 micro-money per thousand quanta and 0 of the price; expected a whole number and a fraction, none below 0',
  );
});

it('prices below 0: who must sell pays for it', () => {
  const [trade] = uniform([buy('a', 1000, -20), sell('b', 1000, -40)], {
    levels: [{ account: 'network:up', share: 0.1 }],
  }).trades;
  expect(trade).toMatchObject({ buyPrice: -30, sellPrice: -30, buyerPays: -30, sellerGets: -30, fee: 0 });
});
