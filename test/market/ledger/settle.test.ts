import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Balances, balanceOf, emptyBalances, post } from '../../../src/market/ledger/balances.ts';
import { imbalancePrices } from '../../../src/market/ledger/imbalance.ts';
import { positions, type SlotInput, settleSlot, tradeTransactions } from '../../../src/market/ledger/settle.ts';
import { idOf } from '../../../src/market/ledger/transaction.ts';
import { moneyOf, priceOf } from '../../../src/market/quanta.ts';
import type { Trade } from '../../../src/market/trade.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { deviationCases, dualMoney } from '../../validation/exchangeSettlement.ts';

const SEED = { seed: 6, numRuns: 200 };
const slot = { market: 'power', slot_ms: 900_000 };

const tradeOf = (seller: string, buyer: string, quantity: number, price: number, fee = 0): Trade => {
  const buyerPays = moneyOf(quantity, price + fee);
  const sellerGets = moneyOf(quantity, price);
  return {
    ...slot,
    seller,
    buyer,
    sellOrder: 's',
    buyOrder: 'b',
    quantity,
    buyPrice: price + fee,
    sellPrice: price,
    buyerPays,
    sellerGets,
    fee: buyerPays - sellerGets,
  };
};
type Input = SlotInput & { readonly trades: readonly Trade[] };
const inputOf = ({ trades = [], ...more }: Partial<Input>): Input => ({
  ...slot,
  revision: 0,
  rules: { imbalance: 'single', losses: 'users', surplus: 'keep' },
  retail: { buy: 200_000, sell: 50_000 },
  trades,
  traded: positions(trades),
  metered: {},
  utilities: [],
  ...more,
});
function settled(input: Input): Balances {
  const balances = emptyBalances();
  post(balances, [...tradeTransactions(input.trades), ...settleSlot(input)]);
  return balances;
}
const moneyBy = (balances: Balances): Record<string, number> =>
  Object.fromEntries([...balances.money].filter(([, v]) => v !== 0));

it('settles a slot by hand, with fee, losses and the bill of the grid', () => {
  // pv sells 4 kWh to a at 0.10 with 0.02 of fee, and delivers 3.5; a takes 5, b 1; the cable loses 0.1; the grid gives 2.6.
  const input = inputOf({
    trades: [tradeOf('pv', 'a', 4000, priceOf(0.1), priceOf(0.02))],
    metered: { pv: 3500, a: -5000, b: -1000, 'losses:power': -100, 'utility:grid': 2600 },
    utilities: [{ account: 'utility:grid', bill: 520_000, tariff: '2026-07 peak' }],
  });
  const balances = settled(input);
  expect(moneyBy(balances)).toEqual({
    // by hand: + 4 x 0.10 - 0.5 short x 0.20
    pv: 400_000 - 100_000,
    // - 4 x 0.12 - 1 short x 0.20 - 5/6 of 0.1 lost x 0.20
    a: -480_000 - 200_000 - 16_667,
    // - 1 short x 0.20 - 1/6 of 0.02
    b: -200_000 - 3_333,
    'network:power': 80_000,
    'utility:grid': 520_000,
  });
  expect(balances.energy.size).toBe(0);
  expect(settleSlot(input).map((t) => [idOf(t), t.refs])).toEqual([
    ['power/900000/metering/r0', { readings: [] }],
    ['power/900000/deviation a/r0', { price: 200_000 }],
    ['power/900000/deviation b/r0', { price: 200_000 }],
    ['power/900000/losses losses:power/r0', { price: 200_000 }],
    ['power/900000/deviation pv/r0', { price: 200_000 }],
    ['power/900000/utility utility:grid/r0', { tariff: '2026-07 peak' }],
    ['power/900000/losses shared/r0', {}],
  ]);
});

it('gives a utility its bill exactly, whatever it sold on the book', () => {
  // It sold 3 kWh at 0.20 and bought none; 2 kWh were taken: 0.40 in all, so that it hands 0.20 back.
  const balances = settled(
    inputOf({
      trades: [tradeOf('utility:grid', 'a', 3000, 200_000)],
      metered: { a: -2000, 'utility:grid': 2000 },
      utilities: [{ account: 'utility:grid', bill: 400_001 }],
    }),
  );
  expect(balanceOf(balances, 'utility:grid')).toBe(400_001);
  // a was long by 1 kWh, which earns what the retailer buys at.
  expect(balanceOf(balances, 'a')).toBe(-600_000 + 50_000);
  expect(balanceOf(balances, 'imbalance:power')).toBe(600_000 - 50_000 - 400_001);
});

it('hands back what deviations leave over, where the market says so', () => {
  const input = inputOf({
    rules: { imbalance: 'dual', losses: 'users', surplus: 'users' },
    metered: { a: 1000, b: -3000, 'utility:grid': 2000 },
    utilities: [{ account: 'utility:grid', bill: 400_000 }],
  });
  // by hand: b pays 3 x 0.20, a gets 1 x 0.05; the grid 0.40; 0.15 are left, a quarter to a.
  expect(moneyBy(settled(input))).toEqual({ a: 50_000 + 37_500, b: -600_000 + 112_500, 'utility:grid': 400_000 });
});

it('books a bill without energy, and losses where nobody takes any', () => {
  expect(moneyBy(settled(inputOf({ utilities: [{ account: 'utility:grid', bill: 5 }] })))).toEqual({
    'imbalance:power': -5,
    'utility:grid': 5,
  });
  const only = settled(
    inputOf({
      metered: { a: 100, b: 300, 'losses:power': -400 },
      rules: { imbalance: 'single', losses: 'users', surplus: 'keep' },
    }),
  );
  // Deviations cancel, so that the price is half way: 0.125; what is lost is borne by what each moved.
  expect(moneyBy(only)).toEqual({});
});

it('refuses meters that do not sum to 0', () => {
  expect(() => settleSlot(inputOf({ metered: { a: -1000, 'utility:grid': 999 } }))).toThrow(
    'power/900000: meters sum to -1 quanta, expected 0 with what is lost; reconcile them first',
  );
});

it('prices deviations by one price or two', () => {
  const retail = { buy: 200, sell: 51 };
  expect(imbalancePrices('single', retail, -1)).toEqual({ short: 200, long: 200 });
  expect(imbalancePrices('single', retail, 1)).toEqual({ short: 51, long: 51 });
  expect(imbalancePrices('single', retail, 0)).toEqual({ short: 126, long: 126 });
  expect(imbalancePrices('dual', retail, 5)).toEqual({ short: 200, long: 51 });
  // Where the grid would pay more than it takes, who is short pays the dearer all the same.
  expect(imbalancePrices('dual', { buy: 20, sell: 51 }, 5)).toEqual({ short: 51, long: 20 });
});

it.skipIf(!hasShared)(`deviates as the reference cases${whyNoShared}`, () => {
  const cases = deviationCases();
  expect(cases).toHaveLength(3);
  for (const { reference, model } of cases) expect(model).toBe(reference);
  expect(dualMoney()).toEqual({ A: -0.05, B: -0.05, C: 0.005, operator: 0.095 });
});

const parties = ['a', 'b', 'c', 'd'];
const slots = fc.record({
  trades: fc.array(
    fc.record({
      seller: fc.constantFrom(...parties, 'utility:grid'),
      buyer: fc.constantFrom(...parties, 'utility:grid'),
      quantity: fc.integer({ min: 1, max: 50_000 }),
      price: fc.integer({ min: -300_000, max: 900_000 }),
      fee: fc.integer({ min: 0, max: 40_000 }),
    }),
    { maxLength: 12 },
  ),
  metered: fc.array(fc.integer({ min: -90_000, max: 90_000 }), { minLength: 4, maxLength: 4 }),
  lost: fc.integer({ min: 0, max: 3000 }),
  bill: fc.integer({ min: -9_000_000, max: 90_000_000 }),
  imbalance: fc.constantFrom('single' as const, 'dual' as const),
  losses: fc.constantFrom('users' as const, 'keep' as const),
  surplus: fc.constantFrom('users' as const, 'keep' as const),
});

it('sums to 0, closes its energy, and pays the utility its bill, in any slot', () => {
  fc.assert(
    fc.property(slots, ({ trades, metered, lost, bill, imbalance, losses, surplus }) => {
      const sum = metered.reduce((a, b) => a + b, 0);
      const balances = settled(
        inputOf({
          rules: { imbalance, losses, surplus },
          trades: trades
            .filter(({ seller, buyer }) => seller !== buyer)
            .map((t) => tradeOf(t.seller, t.buyer, t.quantity, t.price, t.fee)),
          metered: {
            ...Object.fromEntries(parties.map((party, k) => [party, metered[k]!])),
            'losses:power': -lost,
            'utility:grid': lost - sum,
          },
          utilities: [{ account: 'utility:grid', bill }],
        }),
      );
      expect([...balances.money.values()].reduce((a, b) => a + b, 0)).toBe(0);
      expect(balances.energy.size).toBe(0);
      expect(balanceOf(balances, 'utility:grid')).toBe(bill);
      if (losses === 'users') expect(balanceOf(balances, 'losses:power')).toBe(0);
      if (surplus === 'users') expect(balanceOf(balances, 'imbalance:power')).toBe(0);
    }),
    SEED,
  );
});
