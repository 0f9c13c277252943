import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionOf, sampled, valueAt } from '../../src/models/uniformCurve.ts';
import { between } from '../between.ts';

it('joins its points by straight lines and holds its ends', () => {
  const c = sampled(10, 30, 3, (x) => x * x);
  expect([...c.values]).toEqual([100, 400, 900]);
  expect([0, 10, 15, 20, 25, 30, 40].map((x) => valueAt(c, x))).toEqual([100, 100, 250, 400, 650, 900, 900]);
  expect([0, 100, 250, 650, 900, 1000].map((v) => positionOf(c, v))).toEqual([10, 10, 15, 25, 30, 30]);
  expect(
    valueAt(
      sampled(5, 5, 2, () => 3),
      7,
    ),
  ).toBe(3);
});

it('finds the position of any value it takes', () => {
  const c = sampled(2, 9, 33, (x) => x * x * x);
  fc.assert(
    fc.property(between(2, 9), (x) => {
      expect(positionOf(c, valueAt(c, x))).toBeCloseTo(x, 11);
    }),
  );
});
