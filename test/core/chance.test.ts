import { expect, it } from 'vitest';
import { normal, streamOf, uniform } from '../../src/core/chance.ts';

const N = 20_000;
const draws = (draw: (i: number) => number, n = N): number[] => Array.from({ length: n }, (_, i) => draw(i));
const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
const correlation = (a: readonly number[], b: readonly number[]): number => {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    ab += (a[k]! - ma) * (b[k]! - mb);
    aa += (a[k]! - ma) * (a[k]! - ma);
    bb += (b[k]! - mb) * (b[k]! - mb);
  }
  return ab / Math.sqrt(aa * bb);
};
const wind = streamOf('wind');

it.each([
  [0, 0],
  [1, wind],
  [-7, wind],
  [4294967295, streamOf('')],
  [123456789, 1],
])('is even over [0, 1) for seed %d and stream %d', (seed, stream) => {
  const counts = Array.from({ length: 20 }, () => 0);
  for (const u of draws((i) => uniform(seed, stream, i))) counts[Math.floor(u * 20)]!++;
  expect(counts.length).toBe(20);
  expect(counts.reduce((a, b) => a + b)).toBe(N); // a number outside [0, 1) would be missing here
  const expected = N / 20;
  const chi2 = counts.reduce((sum, n) => sum + ((n - expected) * (n - expected)) / expected, 0);
  expect(chi2).toBeLessThan(43.8); // chi-square of 19 degrees of freedom passes this once in 1,000
});

it('gives the same number to the same question, in any order', () => {
  const forwards = draws((i) => uniform(3, wind, i), 100);
  const backwards = draws((i) => uniform(3, wind, 99 - i), 100).reverse();
  expect(backwards).toEqual(forwards);
});

// 4 standard deviations of a correlation of 20,000 independent pairs are 0.028.
it.each([
  ['neighbours', (i: number) => uniform(1, wind, i), (i: number) => uniform(1, wind, i + 1)],
  ['a day apart', (i: number) => uniform(1, wind, i), (i: number) => uniform(1, wind, i + 24)],
  ['streams', (i: number) => uniform(1, wind, i), (i: number) => uniform(1, streamOf('sun'), i)],
  ['streams that are neighbours', (i: number) => uniform(1, 5, i), (i: number) => uniform(1, 6, i)],
  ['seeds that are neighbours', (i: number) => uniform(1, wind, i), (i: number) => uniform(2, wind, i)],
  ['seed and stream exchanged', (i: number) => uniform(5, 6, i), (i: number) => uniform(6, 5, i)],
  ['seeds that add up with the index', (i: number) => uniform(1, wind, i + 1), (i: number) => uniform(2, wind, i)],
] as const)('is independent between %s', (_what, a, b) => {
  expect(Math.abs(correlation(draws(a), draws(b)))).toBeLessThan(0.028);
});

it('repeats hardly ever', () => {
  // 20,000 draws of 32 bits: 0.05 pairs are expected.
  expect(N - new Set(draws((i) => uniform(9, wind, i))).size).toBeLessThanOrEqual(2);
});

it('draws normal numbers: mean 0, variance 1, no skew, kurtosis 3, tails in place', () => {
  const z = draws((i) => normal(1, wind, i));
  const moment = (k: number): number => mean(z.map((v) => v ** k));
  expect(moment(1)).toBeCloseTo(0, 1);
  expect(moment(2)).toBeCloseTo(1, 1);
  expect(Math.abs(moment(3))).toBeLessThan(0.1);
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.25);
  const beyond = z.filter((v) => Math.abs(v) > 1.959964).length / N;
  expect(Math.abs(beyond - 0.05)).toBeLessThan(0.007);
  expect(z.every(Number.isFinite)).toBe(true);
  expect(Math.abs(correlation(z.slice(1), z.slice(0, -1)))).toBeLessThan(0.028);
});

it('names streams apart', () => {
  const names = ['pv1', 'pv2', 'pv11', 'wind', 'windy', 'load-a', 'load-b', '', 'a', 'b'];
  expect(new Set(names.map(streamOf)).size).toBe(names.length);
  expect(streamOf('')).toBe(0x811c9dc5); // FNV-1a's published offset basis
  expect(streamOf('a')).toBe(0xe40c292c); // and its published test vectors
  expect(streamOf('foobar')).toBe(0xbf9cf968);
});

it('is pinned: where these move, every seeded result moves', () => {
  expect([0, 1, 2].map((i) => uniform(1, wind, i) * 4294967296)).toEqual([3811604723, 332478013, 682684986]);
});
