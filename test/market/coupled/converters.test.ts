import { expect, it } from 'vitest';
import type { CoupledBook } from '../../../src/market/coupled/orders.ts';
import { accountsOf, cleared, machine, order, SLOT } from './books.ts';

it('prices heat by the power that a heat pump takes for it', async () => {
  // by hand: wind of 10 units at 50, 4 of them for a load. Heat for 12 units: the boiler asks 35; the pump makes 3 of one unit
  // of power at 50 + 10, so 20. It takes 4 of the 6 units left.
  const book: CoupledBook = {
    orders: [
      order('wind', 'sell', 10_000, 50_000),
      order('load', 'buy', 4000, 200_000),
      order('boiler', 'sell', 30_000, 35_000, { market: 'heat' }),
      order('house', 'buy', 12_000, 40_000, { market: 'heat' }),
    ],
    converters: [machine('pump', 'buy', 10_000, 10_000, [{ market: 'heat', per: 3 }])],
  };
  const clearing = await cleared(book, ['power', 'heat']);
  expect(clearing.markets).toEqual([
    { market: 'power', slot_ms: SLOT, price: 50_000, interval: [50_000, 50_000], volume: 8000 },
    { market: 'heat', slot_ms: SLOT, price: 20_000, interval: [20_000, 20_000], volume: 12_000 },
  ]);
  expect(clearing.filled).toEqual([8000, 4000, 0, 12_000]);
  expect(clearing.converters).toEqual([{ filled: 4000, others: [12_000], surplus: 0, verdict: 'accepted' }]);
  expect(clearing.welfare).toBe(600_000 + 240_000);
  expect(Object.fromEntries(accountsOf(clearing))).toEqual({
    load: -200_000,
    wind: 400_000,
    pump: 40_000,
    house: -240_000,
    'network:power': 0,
    'network:heat': 0,
  });
});

it('fills no order for 90-degree heat with heat of 45 degrees, but by a heat pump', async () => {
  const orders = [
    order('waste', 'sell', 100_000, 1000, { market: 'heat-45' }),
    order('dryer', 'buy', 12_000, 100_000, { market: 'heat-90' }),
    order('grid', 'sell', 50_000, 50_000),
  ];
  const markets = ['power', 'heat-45', 'heat-90'];
  const without = await cleared({ orders }, markets);
  expect([without.filled, without.trades, without.welfare]).toEqual([[0, 0, 0], [], 0]);
  expect(without.markets.map(({ price }) => price)).toEqual([undefined, undefined, undefined]);
  const pump = machine('pump', 'buy', 9000, 0, [
    { market: 'heat-45', per: -2 },
    { market: 'heat-90', per: 3 },
  ]);
  const joined = await cleared({ orders, converters: [pump] }, markets);
  expect(joined.filled).toEqual([8000, 12_000, 4000]);
  // by hand: (50 + 2 x 1) / 3
  expect(joined.markets.map(({ price }) => price)).toEqual([50_000, 1000, 17_333]);
});

it('joins four carriers', async () => {
  // by hand: power at 60. Cooling by a chiller at COP 4: 15. Hydrogen at 50 kWh/kg and 500 of wear: 3500 a kg. A CHP at 80 for
  // a unit of power and one of heat runs for heat above 20.
  const orders = [
    order('grid', 'sell', 1_000_000, 60_000),
    order('hall', 'buy', 8000, 90_000, { market: 'cooling' }),
    order('truck', 'buy', 20, 9_000_000, { market: 'hydrogen' }),
    order('mill', 'buy', 1000, 45_000, { market: 'heat' }),
  ];
  const converters = [
    machine('chiller', 'buy', 100_000, 0, [{ market: 'cooling', per: 4 }]),
    machine('electrolyser', 'buy', 100_000, 10_000, [{ market: 'hydrogen', per: 0.02 }]),
    machine('chp', 'sell', 100_000, 80_000, [{ market: 'heat', per: 1 }]),
  ];
  const {
    markets,
    filled,
    converters: ran,
  } = await cleared({ orders, converters }, ['power', 'heat', 'cooling', 'hydrogen']);
  expect(markets.map(({ price }) => price)).toEqual([60_000, 20_000, 15_000, 3_500_000]);
  expect(ran.map((c) => [c.filled, ...c.others])).toEqual([
    [2000, 8000],
    [1000, 20],
    [1000, 1000],
  ]);
  expect(filled).toEqual([2000, 8000, 20, 1000]);
});

it('runs the steps of a machine in turn, each at its own cost', async () => {
  const orders = [order('load', 'buy', 9000, 200_000), order('mill', 'buy', 50_000, 10_000, { market: 'heat' })];
  const engine = machine('chp', 'sell', 5000, 60_000, [{ market: 'heat', per: 1.2 }], {
    steps: [
      { quantity: 3000, cost: 90_000 },
      { quantity: 3000, cost: 120_000 },
    ],
  });
  const { converters, markets } = await cleared({ orders, converters: [engine] }, ['power', 'heat']);
  // by hand: the last unit costs 120 less 1.2 x 10 for heat
  expect(markets.map(({ price }) => price)).toEqual([108_000, 10_000]);
  // 9 x 108 + 10.8 x 10 - 5 x 60 - 3 x 90 - 1 x 120
  expect(converters[0]).toEqual({ filled: 9000, others: [10_800], surplus: 390_000, verdict: 'accepted' });
});
