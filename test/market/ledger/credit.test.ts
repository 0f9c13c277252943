import { expect, it } from 'vitest';
import { available, creditRefusal, worstCase } from '../../../src/market/ledger/credit.ts';
import { orderOf, START_MS } from '../books/bench.ts';

it('holds orders to the credit of their party', () => {
  const bounds = { highest: 500_000, lowest: -100_000 };
  const order = orderOf('mill', 'buy', 2000, 100_000, START_MS);
  expect(worstCase(order, 2000, bounds)).toBe(200_000);
  const { limit: _, ...market } = order;
  expect(worstCase(market, 2000, bounds)).toBe(1_000_000);
  expect(worstCase({ ...order, attributes: { preferredLimit: 120_000 } }, 1000, bounds)).toBe(120_000);
  // A sale costs only where its limit is below 0.
  expect(worstCase({ ...order, side: 'sell', limit: -50_000 }, 1000, bounds)).toBe(50_000);
  expect(worstCase({ ...order, side: 'sell' }, 1000, bounds)).toBe(0);
  expect(worstCase({ ...market, side: 'sell' }, 1000, bounds)).toBe(100_000);
  const credit = { balance: -50_000, limit: 300_000, reserved: 60_000 };
  expect(available(credit)).toBe(190_000);
  expect(creditRefusal(order, credit, bounds)).toEqual({
    party: 'mill',
    order: 'buy-1',
    code: 'credit',
    reason:
      'may cost 200000 micro-money, and 190000 are left (balance -50000 + limit 300000 - 60000 for open orders); pay in, cancel an order, or ask for less',
  });
  expect(creditRefusal(order, { ...credit, reserved: 50_000 }, bounds)).toBeUndefined();
  // Who is past its credit may still sell.
  expect(creditRefusal({ ...order, side: 'sell' }, { ...credit, balance: -9_000_000 }, bounds)).toBeUndefined();
});
