import fc from 'fast-check';
import { expect, it } from 'vitest';
import { meanBetween, meanOverTime, summed } from '../../src/models/curveMean.ts';
import { sampled, valueAt } from '../../src/models/uniformCurve.ts';
import { between } from '../between.ts';

// 0 at 0, 2 at 1, 2 at 2, 6 at 3; held beyond.
const steps = [0, 2, 2, 6];
const c = summed(sampled(0, 3, 4, (x) => steps[Math.round(x)]!));

it.each([
  // by hand
  [0, 1, 1],
  [0, 3, (1 + 2 + 4) / 3],
  [0.5, 2.5, ((1 + 2) / 4 + 2 + (2 + 4) / 4) / 2],
  [2, 2, 2],
  [-1, 1, 0.5],
  [2, 5, (4 + 6 + 6) / 3],
  [4, 6, 6],
])('has a mean from %d to %d of %d', (a, b, mean) => {
  expect(meanBetween(c, a, b)).toBeCloseTo(mean, 12);
  expect(meanBetween(c, b, a)).toBeCloseTo(mean, 12);
});

it('follows a decay as many short steps do', () => {
  fc.assert(
    fc.property(between(0.2, 3.5), between(0, 3), between(0.01, 2), (start, net, lambda) => {
      const dt_h = 1;
      const at = (t: number): number => net / lambda + (start - net / lambda) * Math.exp(-lambda * t);
      let sum = 0;
      const n = 4000;
      for (let k = 0; k < n; k++) sum += valueAt(c, at(((k + 0.5) / n) * dt_h));
      expect(meanOverTime(c, start, at(dt_h), net, lambda, dt_h)).toBeCloseTo(sum / n, 5);
    }),
    { numRuns: 200 },
  );
});

it('is the mean over what is held where nothing decays', () => {
  expect(meanOverTime(c, 0, 3, 3, 0, 1)).toBe(meanBetween(c, 0, 3));
  const net = (3 * 1e-5) / -Math.expm1(-1e-5);
  expect(meanOverTime(c, 0, 3, net, 1e-5, 1)).toBeCloseTo(meanBetween(c, 0, 3), 4);
});
