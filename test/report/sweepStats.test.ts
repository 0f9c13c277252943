import { expect, it } from 'vitest';
import { correlations, percentiles, rankCorrelation, ranksOf } from '../../src/report/sweepStats.ts';

it('finds percentiles between neighbours', () => {
  // by hand: 1..5, place = share * 4
  expect(percentiles([5, 1, 4, 2, 3])).toEqual({
    count: 5,
    mean: 3,
    sd: Math.sqrt(2.5),
    p5: 1.2,
    p25: 2,
    p50: 3,
    p75: 4,
    p95: 4.8,
  });
  expect(percentiles([7])).toMatchObject({ mean: 7, sd: 0, p5: 7, p95: 7 });
});

it('ranks with ties at their mean', () => {
  expect([...ranksOf([10, 30, 20, 20])]).toEqual([1, 4, 2.5, 2.5]);
});

it('correlates ranks, not values', () => {
  expect(rankCorrelation([1, 2, 3, 4], [1, 8, 27, 1e9])).toBe(1);
  expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
  // by hand: d = 0, 1, 1, 0, so 1 - 6 * 2 / (4 * 15)
  expect(rankCorrelation([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 12);
  expect(rankCorrelation([1, 2], [5, 5])).toBeUndefined();
});

it('puts the strongest parameter first and leaves words out', () => {
  const rows = Array.from({ length: 20 }, (_, run) => ({
    run,
    values: [run % 3, run, 'word'],
    figures: { cost_money: 100 - 2 * run },
  }));
  const found = correlations(['a', 'b', 'c'], rows, 'cost_money');
  expect(found.map((f) => f.path)).toEqual(['b', 'a']);
  // Lowest tenth: runs 0 and 1; highest: 18 and 19.
  expect(found[0]).toEqual({ path: 'b', rank: -1, low: 99, high: 63 });
});
