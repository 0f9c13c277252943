import { expect, it } from 'vitest';
import * as math from '../../src/core/math.ts';

const { clamp, interpolate, RAD_PER_DEG } = math;

/** Even points, both ends included. */
const over = (lo: number, hi: number, n = 2000): number[] =>
  Array.from({ length: n + 1 }, (_, k) => lo + ((hi - lo) * k) / n);

const unary = [
  ['acos', math.acos, Math.acos, -1, 1],
  ['asin', math.asin, Math.asin, -1, 1],
  ['atan', math.atan, Math.atan, -50, 50],
  ['cbrt', math.cbrt, Math.cbrt, -1e6, 1e6],
  ['cos', math.cos, Math.cos, -20, 20],
  ['exp', math.exp, Math.exp, -50, 50],
  ['expm1', math.expm1, Math.expm1, -5, 5],
  ['ln', math.ln, Math.log, 1e-9, 1e4],
  ['log1p', math.log1p, Math.log1p, -0.999, 100],
  ['log10', math.log10, Math.log10, 1e-9, 1e6],
  ['sin', math.sin, Math.sin, -20, 20],
  ['tan', math.tan, Math.tan, -1.5, 1.5],
  ['tanh', math.tanh, Math.tanh, -20, 20],
] as const;

it('covers every function of the file', () => {
  const named = [...unary.map(([name]) => name), 'atan2', 'pow', 'clamp', 'interpolate', 'RAD_PER_DEG'];
  expect(Object.keys(math).sort()).toEqual(named.sort());
});

it.each(unary)(
  '%s agrees with the engine to 1e-15 and is right at the ends of the line',
  (_name, ours, theirs, lo, hi) => {
    let worst = 0;
    for (const x of over(lo, hi)) {
      const [a, b] = [ours(x), theirs(x)];
      if (a !== b) worst = Math.max(worst, Math.abs(a - b) / Math.max(Math.abs(b), 1e-300));
    }
    expect(worst).toBeLessThanOrEqual(1e-15);
    for (const x of [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 2])
      expect(Object.is(ours(x), theirs(x)) || Math.abs(ours(x) - theirs(x)) < 1e-15, `at ${x}`).toBe(true);
  },
);

it('atan2 and pow agree with the engine to 1e-15', () => {
  let worst = 0;
  for (const a of over(-7.3, 9.1, 60))
    for (const b of over(-4.7, 3.9, 60)) {
      worst = Math.max(worst, Math.abs(math.atan2(a, b) / Math.atan2(a, b) - 1));
      const base = Math.abs(a) + 0.01;
      worst = Math.max(worst, Math.abs(math.pow(base, b) / base ** b - 1));
    }
  expect(worst).toBeLessThanOrEqual(1e-15);
  expect(math.pow(0, 0)).toBe(1);
  expect(math.pow(-8, 1 / 3)).toBeNaN();
  expect(math.atan2(0, -1)).toBe(Math.PI);
});

/** The 64 bits of a number, in hexadecimal. */
const bits = (x: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
};

// Pinned: where one of these moves, results move with it on every machine, and the changelog must say so.
it.each([
  ['exp', bits(math.exp(0.1)), '3ff1aec7b35a00d4'],
  ['exp', bits(math.exp(-17.3)), '3e60772c096d61b7'],
  ['expm1', bits(math.expm1(0.0041)), '3f70d3fca7ff9e51'],
  ['ln', bits(math.ln(0.9583)), 'bfa5ceeed1a5ebf6'],
  ['log1p', bits(math.log1p(0.0123)), '3f890967a5c9c8a0'],
  ['log10', bits(math.log10(7.7)), '3fec5e21cc1a571c'],
  ['pow', bits(math.pow(3.7, 0.14)), '3ff3375af40612bc'],
  ['pow', bits(math.pow(101.325, 5.2559)), '422037081915a5c1'],
  ['cbrt', bits(math.cbrt(0.3)), '3fe56bfea66ef78d'],
  ['sin', bits(math.sin(1.1)), '3fec84c54c2d6338'],
  ['sin', bits(math.sin(12345.678)), 'bfe687d5890974a5'],
  ['cos', bits(math.cos(0.7)), '3fe87996529f9d93'],
  ['tan', bits(math.tan(0.55)), '3fe39e8ed3028c79'],
  ['tanh', bits(math.tanh(0.3)), '3fd2a4dda7d914fa'],
  ['asin', bits(math.asin(0.39)), '3fd9a3f2b11964ec'],
  ['acos', bits(math.acos(-0.2)), '3ffc5abe698d8960'],
  ['atan', bits(math.atan(2.9)), '3ff3d1ddbdad64f0'],
  ['atan2', bits(math.atan2(-0.4, 1.3)), 'bfd31a9b43436de1'],
])('%s gives the same bits everywhere', (_name, found, pinned) => {
  expect(found).toBe(pinned);
});

it.each([
  // v, lo, hi -> result   by hand
  [5, 0, 10, 5],
  [-5, 0, 10, 0],
  [15, 0, 10, 10],
  [0, 0, 10, 0],
  [10, 0, 10, 10],
  [3, Number.NEGATIVE_INFINITY, 2, 2],
])('clamp(%d, %d, %d) is %d', (v, lo, hi, result) => {
  expect(clamp(v, lo, hi)).toBe(result);
});

it('does not hide a missing number', () => {
  expect(clamp(Number.NaN, 0, 1)).toBeNaN();
  expect(interpolate([0, 1], [0, 1], Number.NaN)).toBeNaN();
});

it.each([
  // x -> y on (0, 10), (2, 20), (6, 0)   by hand
  [-1, 10],
  [0, 10],
  [1, 15],
  [2, 20],
  [3, 15],
  [6, 0],
  [7, 0],
])('interpolates at %d to %d', (x, y) => {
  expect(interpolate([0, 2, 6], [10, 20, 0], x)).toBe(y);
});

it('interpolates a single point as a constant, and typed arrays alike', () => {
  expect(interpolate([4], [9], -100)).toBe(9);
  expect(interpolate([4], [9], 100)).toBe(9);
  expect(interpolate(Float64Array.of(0, 4), Float64Array.of(1, 3), 1)).toBe(1.5);
});

it('has the degree', () => {
  expect(RAD_PER_DEG).toBe(Math.PI / 180);
});
