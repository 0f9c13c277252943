import { expect, it } from 'vitest';
import { linesAbove } from '../../src/core/linesAbove.ts';

it('lies above every sample, and on what is concave', () => {
  const f = (x: number): number => 4 * x - x * x;
  const lines = linesAbove(f, 0, 3, 4);
  expect(lines).toHaveLength(4);
  const least = (x: number): number => Math.min(...lines.map(({ at0, slope }) => at0 + slope * x));
  for (let x = 0; x <= 3; x += 3 / 32) expect(least(x)).toBeGreaterThanOrEqual(f(x) - 1e-9);
  // The first edge and the last touch it at its ends. // by hand
  expect(least(0)).toBeCloseTo(0, 9);
  expect(least(3)).toBeCloseTo(3, 9);
  expect(Math.max(...[0.5, 1, 1.5, 2, 2.5].map((x) => least(x) - f(x)))).toBeLessThan(0.3);
});

it('bridges what is not, and knows a straight line', () => {
  expect(linesAbove((x) => x * x, 0, 2, 4)).toEqual([{ at0: 0, slope: 2 }]); // by hand
  expect(linesAbove(() => 5, 0, 2, 4)).toEqual([{ at0: 5, slope: 0 }]);
});
