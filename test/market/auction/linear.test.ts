import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Problem } from '../../../src/core/solver.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { uniform } from '../../../src/market/auction/uniform.ts';
import type { Order } from '../../../src/market/order.ts';
import type { ClearingRules } from '../../../src/market/trade.ts';
import { books, RETAIL, total } from '../orders.ts';

const FAR = 1e12;

/**
 * Welfare after fees as a linear programme. Columns: quanta of every order, what passes within the market, what the
 * retailer sells and buys. Rows: purchases = within + retail sales; sales = within + retail purchases.
 */
function programme(orders: readonly Order[], { fee = 0, retail }: ClearingRules): Problem {
  const n = orders.length;
  const signs = orders.map((o) => (o.side === 'buy' ? 0 : 1));
  const within = [0, 1];
  return {
    columns: n + 3,
    rows: 2,
    offset: 0,
    cost: Float64Array.from([
      ...orders.map((o) => (o.side === 'buy' ? -o.limit! : o.limit!)),
      fee,
      retail?.sells ?? 0,
      -(retail?.buys ?? 0),
    ]),
    lower: new Float64Array(n + 3),
    upper: Float64Array.from([
      ...orders.map((o) => o.quantity),
      FAR,
      retail?.sells === undefined ? 0 : FAR,
      retail?.buys === undefined ? 0 : FAR,
    ]),
    rowLower: new Float64Array(2),
    rowUpper: new Float64Array(2),
    starts: Int32Array.from([...signs.keys(), n, n + 2, n + 3, n + 4]),
    indices: Int32Array.from([...signs, ...within, 0, 1]),
    values: Float64Array.from([...signs.map(() => 1), -1, -1, -1, -1]),
    integer: undefined,
  };
}

it('has the welfare of the linear programme, and its dual for a price', async () => {
  const rules = fc.constantFrom<ClearingRules>({}, { fee: 7000 }, { fee: 20_000, retail: RETAIL }, { retail: RETAIL });
  const samples = fc.sample(fc.tuple(books(30), rules), { seed: 6, numRuns: 60 });
  const session = await highsHere.open();
  let priced = 0;
  for (const [drawn, by] of samples) {
    // Everybody of a party of its own, for own use has no fee; orders at any price at extreme ones.
    const orders = drawn.map((o, k) => ({
      ...o,
      party: `p${k}`,
      limit: o.limit ?? (o.side === 'buy' ? 500_000 : -500_000),
    }));
    if (orders.length === 0) continue;
    const { welfare, trades, interval } = uniform(orders, by);
    const fees = total(trades.map((t) => t.fee));
    const { status, objective, duals } = await session.solve(programme(orders, by));
    expect(status).toBe('optimal');
    // Every trade is rounded to a micro-money.
    expect(Math.abs(welfare - fees - -objective / 1000)).toBeLessThanOrEqual(1 + trades.length);
    if (trades.length === 0) continue;
    // What one more quantum would cost that is sold and goes nowhere: the price of sellers.
    expect(duals[1]!).toBeGreaterThanOrEqual(interval![0] - 1e-6);
    expect(duals[1]!).toBeLessThanOrEqual(interval![1] + 1e-6);
    priced++;
  }
  expect(priced).toBeGreaterThan(30);
  await session.close();
});
