import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { uniform } from '../../../src/market/auction/uniform.ts';
import { type CoupledExchange, openCoupled } from '../../../src/market/coupled/clear.ts';
import { books, moneyBy } from '../orders.ts';

it('clears one market by itself as the call auction does', async () => {
  const exchanges = new Map<string, CoupledExchange>();
  let traded = 0;
  await fc.assert(
    fc.asyncProperty(
      books(),
      fc.constantFrom(0, 7001, 30_000),
      fc.constantFrom(0, 0.5, 1, 0.3),
      async (drawn, fee, k) => {
        const orders = drawn.filter(({ limit }) => limit !== undefined);
        const key = `${fee} ${k}`;
        const exchange = exchanges.get(key) ?? (await openCoupled(highsHere, ['power'], { k, fees: { power: fee } }));
        exchanges.set(key, exchange);
        const here = await exchange.clear({ orders });
        const there = uniform(orders, { k, fee });
        const { price, interval } = here.markets[0] ?? {};
        expect(price).toBe(there.price);
        if (price !== undefined) expect(interval).toEqual(there.interval);
        expect(here.filled).toEqual(there.filled);
        const ownOf = (own: readonly { quantity: number }[] = []): number => own.reduce((a, o) => a + o.quantity, 0);
        expect(ownOf(here.own)).toBe(ownOf(there.own));
        expect(here.trades.reduce((a, t) => a + t.quantity, 0)).toBe(there.volume);
        expect(Math.abs(here.welfare - there.welfare)).toBeLessThanOrEqual(orders.length);
        // Another pairing rounds otherwise: a micro-money for each trade at most.
        const theirs = moneyBy(there.trades);
        for (const [party, amount] of moneyBy(here.trades))
          expect(Math.abs(amount - (theirs.get(party) ?? 0))).toBeLessThanOrEqual(2 * orders.length);
        if (there.volume > 0) traded++;
      },
    ),
    { seed: 6, numRuns: 300 },
  );
  for (const exchange of exchanges.values()) await exchange.close();
  expect(traded).toBeGreaterThan(100);
});
