import { describe, expect, it } from 'vitest';
import { frontAt, pricesToAsk, type Vertex, withVertex } from '../../../src/control/optimal/front.ts';

/** Corners of a convex front: 10 for 0, 6 for 4 (1 each), 3 for 13 (3 each), 2 for 23 (10 each). */
const CORNERS: readonly (readonly [number, number])[] = [
  [10, 0],
  [6, 4],
  [3, 13],
  [2, 23],
];

/** The corner that is best at a price. */
function best(price: number): Vertex {
  const [amount, cost] = CORNERS.reduce((a, b) => (b[1] + price * b[0] < a[1] + price * a[0] ? b : a));
  return { amount, cost, price };
}

describe('a front between its ends', () => {
  const ends: Vertex[] = [
    { amount: 10, cost: 0, price: 0 },
    { amount: 2, cost: 23, price: Number.POSITIVE_INFINITY },
  ];

  it('lies below the chord and above the tangents', () => {
    // Half way: 11.5 by the mixture of both; no less than 0 as far as the cheapest tells. // by hand
    expect(frontAt(ends, 6)).toEqual({ cost: 11.5, bound: 0, slope: 23 / 8, left: 0 });
    expect(frontAt(ends, 10).cost).toBe(0);
    expect(frontAt(ends, 2)).toMatchObject({ cost: 23, bound: 0 });
  });

  it('closes on its corners, and prices what lies between', () => {
    const amounts = [10, 8, 6, 4, 2];
    let vertices = ends;
    let asked = 0;
    for (let prices = pricesToAsk(vertices, amounts, 1e-9, 2); prices.length > 0 && asked < 20; ) {
      for (const price of prices) vertices = withVertex(vertices, best(price), 1e-9);
      asked += prices.length;
      prices = pricesToAsk(vertices, amounts, 1e-9, 2);
    }
    expect(asked).toBeLessThan(12);
    const read = amounts.map((amount) => frontAt(vertices, amount));
    expect(read.map((p) => p.cost)).toEqual([0, 2, 4, 10, 23].map((v) => expect.closeTo(v, 9))); // by hand
    for (const { cost, bound } of read) expect(cost - bound).toBeLessThanOrEqual(1e-9);
    expect(frontAt(vertices, 8).slope).toBeCloseTo(1, 9);
    expect(frontAt(vertices, 4).slope).toBeCloseTo(3, 9);
  });

  it('keeps the cheaper of two plans that emit the same', () => {
    const twice = withVertex(ends, { amount: 2, cost: 21, price: 50 }, 1e-6);
    expect(twice.map((v) => v.cost)).toEqual([0, 21]);
    expect(withVertex(twice, { amount: 2, cost: 22, price: 60 }, 1e-6).at(-1)!.cost).toBe(21);
  });
});
