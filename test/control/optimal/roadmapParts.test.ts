import { describe, expect, it } from 'vitest';
import { allowance } from '../../../src/control/optimal/allowance.ts';
import { countedUntil, horizonOf, leftOver, stands } from '../../../src/control/optimal/horizon.ts';
import { openSizes } from '../../../src/control/optimal/openSizes.ts';
import { shapley } from '../../../src/control/optimal/wedges.ts';
import type { Problem } from '../../../src/core/solver.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';

describe('a horizon', () => {
  it('counts years between by the straight line between their neighbours', () => {
    // by hand: of 2025 to 2050 the ends stand for 1 + 0.8 + 0.6 + 0.4 + 0.2 years, those between for five
    const { weight_a } = horizonOf([2025, 2030, 2035, 2040, 2045, 2050], 0.08);
    expect([...weight_a]).toEqual([3, 5, 5, 5, 5, 3].map((v) => expect.closeTo(v, 12)));
    expect([...horizonOf([2030], 0.08).weight_a]).toEqual([1]);
  });

  it('counts until a year within', () => {
    // 2025 to 2027 of 2025 and 2030: 1 + 0.8 + 0.6 and 0 + 0.2 + 0.4
    expect([...countedUntil([2025, 2030], 2027)]).toEqual([2.4, 0.6].map((v) => expect.closeTo(v, 12)));
  });

  it('is worth what it is in money of its first year', () => {
    // by hand at 100 %: 1 + 0.5 / 2 and 0.5 / 2 + 1 / 4
    expect([...horizonOf([2030, 2032], 1 - 1e-12).worth_a]).toEqual([1.25, 0.5].map((v) => expect.closeTo(v, 9)));
  });

  it('knows how long a thing stands, and what is left of it', () => {
    expect([2029, 2030, 2044, 2045].map((year) => stands(2030, 15, year))).toEqual([false, true, true, false]);
    // Of ten annuities of 100 those of 2033 to 2039 lie beyond 2032, at no interest; of 9.5 years half of one less.
    const horizon = horizonOf([2030, 2032], 0);
    expect(leftOver(horizon, 100, 2030, 10)).toBeCloseTo(700, 9);
    expect(leftOver(horizon, 100, 2030, 9.5)).toBeCloseTo(650, 9);
    expect(leftOver(horizon, 100, 2030, 3)).toBe(0);
  });
});

describe('what a cap allows in one of its years', () => {
  const years = [2030, 2040, 2050];
  const cap = (most_t: number, weights: readonly number[] = [5, 10, 6]) => ({
    name: 'cap',
    weights: Float64Array.from(weights),
    most_t,
  });

  it('lies on the line from what was emitted last to an end that spends all of it', () => {
    // by hand: 100 in 2030, then s a year: 5 * 100 + 10 (100 + 10 s) + 6 (100 + 20 s) = 1,440 gives s = -3
    const before = [{ year: 2030, co2_t: 100 }];
    expect(allowance(cap(1440), years, 1, before, before[0]!)).toBeCloseTo(70, 9);
    expect(
      allowance(cap(1440), years, 2, [...before, { year: 2040, co2_t: 70 }], { year: 2040, co2_t: 70 }),
    ).toBeCloseTo(40, 9);
    expect(allowance(cap(1440), years, 0, [], { year: 2030, co2_t: 100 })).toBeCloseTo(100, 9);
  });

  it('is an even share where that end lies below zero, and all that is left in the last year', () => {
    const before = [{ year: 2030, co2_t: 100 }];
    expect(allowance(cap(820), years, 1, before, before[0]!)).toBeCloseTo(320 / 16, 9);
    expect(
      allowance(cap(820), years, 2, [...before, { year: 2040, co2_t: 20 }], { year: 2040, co2_t: 20 }),
    ).toBeCloseTo(20, 9);
    expect(allowance(cap(30, [0, 1, 0]), years, 1, before, before[0]!)).toBe(30);
  });
});

describe('sizes as columns', () => {
  const problem = (over: Partial<Problem>): Problem => ({
    columns: 2,
    rows: 1,
    offset: 0,
    cost: Float64Array.of(1, 3),
    lower: Float64Array.of(0, 0),
    upper: Float64Array.of(0, 100),
    rowLower: Float64Array.of(0),
    rowUpper: Float64Array.of(0),
    starts: Int32Array.of(0, 1, 2),
    indices: Int32Array.of(0, 0),
    values: Float64Array.of(1, 1),
    integer: undefined,
    ...over,
  });
  /** x and y of least (or most) cost with so much of the size. */
  async function at(none: Problem, one: Problem, size: number, sign: number): Promise<number[]> {
    const opened = openSizes(none, [one]);
    const [own] = opened.sizes;
    const session = await highsHere.open();
    const { x, status } = await session.solve({
      ...opened.problem,
      columns: 3,
      cost: Float64Array.from([...none.cost.map((v) => sign * v), 0]),
      lower: Float64Array.from([...opened.problem.lower, size]),
      upper: Float64Array.from([...opened.problem.upper, size]),
      starts: Int32Array.from([...opened.problem.starts, opened.problem.indices.length + own!.rows.length]),
      indices: Int32Array.from([...opened.problem.indices, ...own!.rows]),
      values: Float64Array.from([...opened.problem.values, ...own!.values]),
    });
    await session.close();
    expect(status).toBe('optimal');
    return [...x.subarray(0, 2)];
  }
  const near = (...values: readonly number[]) => values.map((v) => expect.closeTo(v, 9));

  it('keep bounds of either side, and rows of both', async () => {
    // x in [1, 2] and 3 <= x + y <= 5 for each one of the size; of two x in [2, 4] and 6 <= x + y <= 10
    const one = problem({
      lower: Float64Array.of(1, 0),
      upper: Float64Array.of(2, 100),
      rowLower: Float64Array.of(3),
      rowUpper: Float64Array.of(5),
    });
    expect(await at(problem({}), one, 2, 1)).toEqual(near(4, 2));
    expect(await at(problem({}), one, 2, -1)).toEqual(near(2, 8));
    expect(await at(problem({}), one, 0, -1)).toEqual(near(0, 0));
  });

  it('add to a balance what comes with them in any case, and to one side of a row alone', async () => {
    // x + y = 7 less 2 of each size; then 1 <= x + y <= 4 + 3 size
    const balance = (v: number): Problem =>
      problem({ upper: Float64Array.of(1, 100), rowLower: Float64Array.of(v), rowUpper: Float64Array.of(v) });
    expect(await at(balance(7), balance(5), 3, 1)).toEqual(near(1, 0));
    const side = (v: number): Problem =>
      problem({ upper: Float64Array.of(1, 100), rowLower: Float64Array.of(1), rowUpper: Float64Array.of(v) });
    expect(await at(side(4), side(7), 2, -1)).toEqual(near(0, 10));
    expect(await at(side(4), side(7), 2, 1)).toEqual(near(1, 0));
  });

  it('hold what is fixed by them', async () => {
    // x = 1.5 size, and x + y = 10
    const fixed = (v: number): Problem =>
      problem({
        lower: Float64Array.of(v, 0),
        upper: Float64Array.of(v, 100),
        rowLower: Float64Array.of(10),
        rowUpper: Float64Array.of(10),
      });
    expect(await at(fixed(0), fixed(1.5), 4, 1)).toEqual(near(6, 4));
  });
});

describe('a mean over all orders', () => {
  it('is the glove game by hand: one left glove, two right', () => {
    // players 0 (left), 1 and 2 (right); a pair is worth 1: 2/3, 1/6, 1/6
    const worth = (set: number): number => ((set & 1) === 1 && (set & 6) !== 0 ? 1 : 0);
    expect(shapley(3, worth)).toEqual([2 / 3, 1 / 6, 1 / 6].map((v) => expect.closeTo(v, 12)));
  });

  it('adds up to what all reach together, whatever they reach', () => {
    const worth = (set: number): number => (set === 0 ? 0 : ((set * 7919) % 101) - 30);
    for (const n of [0, 1, 2, 4]) {
      const sum = shapley(n, worth).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(worth((1 << n) - 1), 9);
    }
  });
});
