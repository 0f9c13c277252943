import { expect, it } from 'vitest';
import { normalQuantile, normalShare } from '../../src/core/normalQuantile.ts';

it('gives the percentage points of the normal distribution', () => {
  // Python 3.11, statistics.NormalDist().inv_cdf, in the centre, the flanks and the far tail
  const known: readonly (readonly [number, number])[] = [
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.02, -2.0537489106318225],
    [0.07, -1.4757910281791702],
    [0.3, -0.5244005127080407],
    [0.5, 0.0],
    [0.75, 0.6744897501960817],
    [0.999, 3.090232306167813],
  ];
  for (const [p, z] of known)
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(z)));
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
});

it('knows the share below a value', () => {
  // Python 3.11, statistics.NormalDist().cdf
  expect(normalShare(1)).toBeCloseTo(0.8413447460685429, 14);
  expect(normalShare(-2)).toBeCloseTo(0.022750131948179195, 14);
  for (const z of [-3.5, -0.2, 0, 1.7]) expect(normalQuantile(normalShare(z))).toBeCloseTo(z, 12);
});
