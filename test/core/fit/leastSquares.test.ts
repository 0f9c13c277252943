import { describe, expect, it } from 'vitest';
import { normal } from '../../../src/core/chance.ts';
import { confidenceOf, student95 } from '../../../src/core/fit/confidence.ts';
import { type Bounds, leastSquares, type Residuals } from '../../../src/core/fit/leastSquares.ts';
import { eigen, solveDefinite } from '../../../src/core/fit/symmetric.ts';
import { exp } from '../../../src/core/math.ts';

const wide = (start: number, least = -10, most = 10): Bounds => ({ start, least, most });
/** A straight line a + b x through points. */
const line =
  (points: readonly (readonly [number, number])[]): Residuals =>
  (p, out) => {
    points.forEach(([x, y], i) => {
      out[i] = y - p[0]! - p[1]! * x;
    });
  };

describe('leastSquares', () => {
  it('draws the line of the text books', () => {
    // by hand: x 0..4, y 1, 3, 2, 5, 4: slope 0.8, intercept 1.4, squares 3.6
    const points = [1, 3, 2, 5, 4].map((y, x) => [x, y] as const);
    const found = leastSquares(line(points), 5, [wide(0), wide(0)]);
    expect(found.values[0]).toBeCloseTo(1.4, 9);
    expect(found.values[1]).toBeCloseTo(0.8, 9);
    expect(found.sumOfSquares).toBeCloseTo(3.6, 12);
    expect(found.converged).toBe(true);
  });

  it('gives the intervals of a line: s2 = 3.6 / 3, variance of the slope s2 / 10, of the intercept s2 (1/5 + 4/10)', () => {
    const points = [1, 3, 2, 5, 4].map((y, x) => [x, y] as const);
    const bounds = [wide(0), wide(0)];
    const { parameters, mixed } = confidenceOf(leastSquares(line(points), 5, bounds), bounds, [0, 0, 0, 0, 0]);
    const half = parameters.map(({ interval }) => (interval![1] - interval![0]) / 2);
    // t of three degrees of freedom is 3.182
    expect(half[1]! / 3.182).toBeCloseTo(Math.sqrt(0.12), 2);
    expect(half[0]! / 3.182).toBeCloseTo(Math.sqrt(0.72), 2);
    expect(mixed).toEqual([]);
  });

  it("finds the bottom of Rosenbrock's valley", () => {
    const found = leastSquares(
      (p, out) => {
        out[0] = 10 * (p[1]! - p[0]! * p[0]!);
        out[1] = 1 - p[0]!;
      },
      2,
      [wide(-1.2, -5, 5), wide(1, -5, 5)],
    );
    expect(found.values[0]).toBeCloseTo(1, 6);
    expect(found.values[1]).toBeCloseTo(1, 6);
  });

  it('stops at a bound, and says so', () => {
    const points = [1, 3, 2, 5, 4].map((y, x) => [x, y] as const);
    const bounds = [wide(0), wide(0.1, 0, 0.5)];
    const found = leastSquares(line(points), 5, bounds);
    expect(found.values[1]).toBe(0.5);
    expect(found.values[0]).toBeCloseTo(2, 6); // by hand: 3 - 0.5 * 2
    expect(confidenceOf(found, bounds, []).parameters.map((p) => p.bound)).toEqual([undefined, 'most']);
  });

  it('says which parameters only act together, and which do nothing', () => {
    const bounds = [wide(1), wide(1), wide(1), wide(1)];
    const found = leastSquares(
      (p, out) => {
        for (let i = 0; i < out.length; i++) out[i] = 3 + 2 * i - (p[0]! + p[1]!) - p[2]! * i;
      },
      6,
      bounds,
    );
    const { parameters, mixed } = confidenceOf(found, bounds, []);
    expect(mixed).toEqual([[0, 1]]);
    expect(parameters.map((p) => p.isIdle)).toEqual([false, false, false, true]);
    expect(parameters.map((p) => p.interval === undefined)).toEqual([true, true, false, true]);
    expect(parameters[2]!.value).toBeCloseTo(2, 6);
    expect(parameters[0]!.value + parameters[1]!.value).toBeCloseTo(3, 6);
  });

  it('holds the truth in 95 of 100 intervals of a decay with noise', () => {
    let inside = 0;
    for (let trial = 0; trial < 400; trial++) {
      const y = Array.from({ length: 60 }, (_, i) => 4 * exp(-0.05 * i) + 0.1 * normal(7, trial, i));
      const bounds = [wide(1, 0, 10), wide(0.1, 0, 1)];
      const found = leastSquares(
        (p, out) => {
          for (let i = 0; i < 60; i++) out[i] = y[i]! - p[0]! * exp(-p[1]! * i);
        },
        60,
        bounds,
      );
      const { interval } = confidenceOf(found, bounds, new Uint8Array(60)).parameters[1]!;
      if (interval![0] <= 0.05 && interval![1] >= 0.05) inside++;
    }
    // 380 of 400 are expected, with a deviation of 4.4
    expect(inside).toBeGreaterThan(362);
    expect(inside).toBeLessThan(397);
  });

  it('widens intervals where residuals follow one another', () => {
    const noise = (r: number): number[] => {
      let v = 0;
      return Array.from({ length: 500 }, (_, i) => {
        v = r * v + normal(3, 1, i);
        return v;
      });
    };
    const bounds = [wide(0)];
    const half = (y: readonly number[]): number => {
      const found = leastSquares((p, out) => out.set(y.map((v) => v - p[0]!)), 500, bounds);
      const follows = y.map((_, i) => i > 0);
      const { interval } = confidenceOf(found, bounds, follows).parameters[0]!;
      return (interval![1] - interval![0]) / 2;
    };
    // by hand: s / sqrt(n), and for r = 0.8 with its own s: sqrt(1 / (1 - 0.64)) sqrt(1.8 / 0.2) = 5 times as much
    expect(half(noise(0.8)) / half(noise(0))).toBeGreaterThan(4);
    expect(half(noise(0.8)) / half(noise(0))).toBeLessThan(6);
  });
});

describe('small matrices', () => {
  it('have eigenvalues', () => {
    // by hand: [[2, 1], [1, 2]] has 1 along (1, -1) and 3 along (1, 1)
    const { values, vectors } = eigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(1, 12);
    expect(values[1]).toBeCloseTo(3, 12);
    expect(vectors[1]![0]! / vectors[1]![1]!).toBeCloseTo(1, 12);
  });
  it('are solved, or refused where they are not definite', () => {
    const [x, y] = solveDefinite(Float64Array.of(4, 2, 2, 3), 2, [8, 8])!;
    expect(x).toBeCloseTo(1, 12);
    expect(y).toBeCloseTo(2, 12);
    expect(solveDefinite(Float64Array.of(1, 2, 2, 1), 2, [1, 1])).toBeUndefined();
  });
});

it("knows Student's t", () => {
  // tables: 12.706 for one degree of freedom is beyond the series; 2.228 for ten, 2.042 for thirty, 1.960 without end
  expect(student95(10)).toBeCloseTo(2.228, 3);
  expect(student95(30)).toBeCloseTo(2.042, 3);
  expect(student95(1e9)).toBeCloseTo(1.96, 3);
});
