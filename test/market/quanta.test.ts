import fc from 'fast-check';
import { expect, it } from 'vitest';
import { moneyOf, priceOf, shareOut, wholeOf } from '../../src/market/quanta.ts';

const SEED = { seed: 6, numRuns: 300 };

it('counts money in whole micro-money, halves away from zero', () => {
  // by hand: 1.5 kWh at 0.4321 money/kWh = 0.64815 money
  expect(moneyOf(1500, priceOf(0.4321))).toBe(648_150);
  // 1 Wh at 0.0005 money/kWh is half a micro-money
  expect(moneyOf(1, 500)).toBe(1);
  expect(moneyOf(1, -500)).toBe(-1);
  expect([wholeOf(2.5), wholeOf(-2.5), wholeOf(-0.4)]).toEqual([3, -3, 0]);
});

it('refuses what is past exact numbers', () => {
  expect(() => moneyOf(2 ** 40, 2 ** 20)).toThrow(
    '1099511627776 quanta at 1048576 micro-money a thousand are past 2^53, where sums are not exact',
  );
});

it('shares by largest remainder', () => {
  // by hand: 10 by 1:1:1 is 3.33 each; the first gets what is left
  expect(shareOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
  // 7 by 0.5:0.3:0.2 = 3.5, 2.1, 1.4
  expect(shareOut(7, [0.5, 0.3, 0.2])).toEqual([4, 2, 1]);
  expect(shareOut(-7, [0.5, 0.3, 0.2])).toEqual([-4, -2, -1]);
  expect(shareOut(3, [0, 0])).toEqual([2, 1]);
  expect(shareOut(5, [])).toEqual([]);
});

it('shares sum to the whole and lie within one of the exact share', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 }),
      (total, weights) => {
        const parts = shareOut(total, weights);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        const sum = weights.reduce((a, b) => a + b, 0);
        parts.forEach((part, i) => {
          const exact = sum > 0 ? (total * weights[i]!) / sum : total / weights.length;
          expect(Math.abs(part - exact)).toBeLessThan(1 + 1e-6);
        });
      },
    ),
    SEED,
  );
});
