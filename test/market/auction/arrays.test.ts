import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uniform as chance } from '../../../src/core/chance.ts';
import { type Book, competitiveInterval, cross } from '../../../src/market/auction/cross.ts';
import { meritOrder } from '../../../src/market/auction/merit.ts';
import { pairInOrder, RETAILER, withoutSelf } from '../../../src/market/auction/pair.ts';
import { ration } from '../../../src/market/auction/ration.ts';
import { quantile } from '../../../src/market/auction/select.ts';
import { total } from '../orders.ts';

/** A book of n orders with limits of a wide or a narrow range. */
function bookOf(n: number, seed: number, range: number): Book {
  const draw = (stream: number, most: number, i: number): number => Math.floor(chance(seed, stream, i) * most);
  const list = Array.from({ length: n }, (_, i) => i);
  return {
    side: Uint8Array.from(list, (i) => draw(1, 2, i)),
    quantity: Float64Array.from(list, (i) => 1 + draw(2, 100_000, i)),
    limit: Float64Array.from(list, (i) => draw(3, range, i) - range / 4),
  };
}
const sums = (book: Book, side: number, of: ArrayLike<number>): number =>
  total(Array.from(of).filter((_, i) => book.side[i] === side));

it.each([1, 3, 200, 100_000, 2_000_000_000])('finds quantiles without sorting, range %d', (range) => {
  const { limit, quantity } = bookOf(3000, 7, range);
  const order = [...limit.keys()].sort((a, b) => limit[a]! - limit[b]!);
  const whole = total([...quantity]);
  for (const share of [0.0001, 0.1, 0.5, 0.9, 1]) {
    const target = Math.ceil(share * whole) + 50;
    let sum = 50;
    let k = 0;
    while (sum < target) sum += quantity[order[k++]!]!;
    const value = limit[order[k - 1]!]!;
    while (k < order.length && limit[order[k]!] === value) sum += quantity[order[k++]!]!;
    expect(quantile(limit, quantity, target, 50)).toEqual({ value, reached: sum });
  }
  expect(quantile(limit, quantity, whole + 51, 50)).toBeUndefined();
});

it('finds values that lie a hair apart, and leaves infinite ones out', () => {
  const near = Float64Array.of(1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON, 1e300, Infinity, -Infinity);
  const ones = new Float64Array(6).fill(1);
  expect(quantile(near, ones, 2)).toEqual({ value: 1 + Number.EPSILON, reached: 2 });
  expect(quantile(near, ones, 4)).toEqual({ value: 1e300, reached: 4 });
  expect(quantile(near, ones, 5)).toBeUndefined();
});

it.each([50, 5000, 400_000_000])('sorts large books by digits as by comparison, range %d', (range) => {
  const book = bookOf(4000, 3, range);
  for (const i of [17, 18, 19, 20, 3991, 3992, 3993, 3994]) book.limit[i] = book.side[i] === 0 ? Infinity : -Infinity;
  const filled = book.quantity.map((q, i) => (i % 5 === 0 ? 0 : q));
  for (const side of [0, 1] as const) {
    const places = [...book.side.keys()].filter((i) => book.side[i] === side && filled[i]! > 0);
    const sign = side === 0 ? -1 : 1;
    // Infinity less itself is no number.
    const byLimit = (a: number, b: number): number => sign * (book.limit[a]! - book.limit[b]!) || 0;
    expect([...meritOrder(book, filled, side)]).toEqual(places.toSorted((a, b) => byLimit(a, b) || a - b));
    const tie = (a: number, b: number): number => b - a;
    expect([...meritOrder(book, filled, side, tie)]).toEqual(places.toSorted((a, b) => byLimit(a, b) || b - a));
  }
});

it.each([
  [4000, 500],
  [4000, 1_000_000],
  [4001, 20],
])('clears a book of %d orders with %d prices as a sorted one', (n, range) => {
  const book = bookOf(n, 5, range);
  const [low, high] = competitiveInterval(book);
  const merit = (side: 0 | 1): Int32Array => meritOrder(book, book.quantity, side);
  const pairs = pairInOrder(merit(1), merit(0), book.quantity, 0, 0);
  const traded = pairs.quantity.filter((_, k) => book.limit[pairs.buyer[k]!]! >= book.limit[pairs.seller[k]!]!);
  const { filled, volume } = cross(book);
  expect(volume).toBe(total(traded));
  expect([sums(book, 0, filled), sums(book, 1, filled)]).toEqual([volume, volume]);
  const k = traded.length - 1;
  expect(book.limit[pairs.seller[k]!]!).toBeLessThanOrEqual(low);
  expect(book.limit[pairs.buyer[k]!]!).toBeGreaterThanOrEqual(high);
});

it('shares in proportion to the quantum, past what doubles multiply exactly', () => {
  const share = (amount: number, weights: readonly number[], tie?: (a: number, b: number) => number): number[] => {
    const out = new Float64Array(weights.length);
    ration([...weights.keys()], Float64Array.from(weights), amount, out, tie);
    return [...out];
  };
  expect(share(10, [6, 6, 6])).toEqual([4, 3, 3]); // by hand: 3.33 each
  expect(share(10, [6, 6, 6], (a, b) => b - a)).toEqual([3, 3, 4]);
  expect(share(7, [5, 3, 2])).toEqual([4, 2, 1]); // 3.5, 2.1, 1.4
  expect(share(0, [5, 3])).toEqual([0, 0]);
  expect(share(8, [5, 3])).toEqual([5, 3]);
  expect(share(3, [])).toEqual([]);
  const [a, b, c] = [9_007_199_254_740_000, 3, 4_503_599_627_370_000].map((w) => w / 3) as [number, number, number];
  const whole = a + b + c;
  expect(share(whole - 1, [a, b, c])).toEqual([a - 1, b, c]);
});

it('shares do not depend on the order of the list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 12 }), fc.nat(), (weights, n) => {
      const quantity = Float64Array.from(weights);
      const amount = n % (total(weights) + 1);
      const places = [...weights.keys()];
      const tie = (a: number, b: number): number => a - b;
      const run = (at: number[]): number[] => {
        const out = new Float64Array(weights.length);
        ration(at, quantity, amount, out, tie);
        return [...out];
      };
      const parts = run(places);
      expect(total(parts)).toBe(amount);
      for (const [i, part] of parts.entries()) expect(part).toBeLessThanOrEqual(weights[i]!);
      expect(run(places.toReversed())).toEqual(parts);
      expect(run(places.toSorted((a, b) => ((a * 7) % 5) - ((b * 7) % 5)))).toEqual(parts);
    }),
    { seed: 6, numRuns: 300 },
  );
});

it('pairs in order, the retailer last', () => {
  // by hand: sellers 0 (5) and 1 (4), buyers 2 (3) and 3 (8); the retailer sells 2
  const pairs = pairInOrder([0, 1], [2, 3], [5, 4, 3, 8], 2, 0);
  expect(pairs).toEqual({ seller: [0, 0, 1, RETAILER], buyer: [2, 3, 3, 3], quantity: [3, 2, 4, 2] });
  expect(pairInOrder([], [], [], 0, 0)).toEqual({ seller: [], buyer: [], quantity: [] });
});

it('changes partners so that nobody trades with itself, and nets what cannot be helped', () => {
  // orders 0..3 sell, 4..7 buy; parties by letter
  const party = 'aabbaabc';
  const run = (...list: [number, number, number][]) =>
    withoutSelf({ seller: list.map((p) => p[0]), buyer: list.map((p) => p[1]), quantity: list.map((p) => p[2]) }, (i) =>
      party.charCodeAt(i),
    );
  // a with a (5) and b with b (3) change partners for 3; 2 of a are left and change with nobody
  expect(run([0, 4, 5], [2, 6, 3])).toEqual({
    pairs: { seller: [2, 0], buyer: [4, 6], quantity: [3, 3] },
    own: { seller: [0], buyer: [4], quantity: [2] },
  });
  // a with a (5) changes with b to c (4)
  const { pairs, own } = run([0, 4, 5], [3, 7, 4]);
  expect(pairs).toEqual({ seller: [3, 0], buyer: [4, 7], quantity: [4, 4] });
  expect(own.quantity).toEqual([1]);
});
