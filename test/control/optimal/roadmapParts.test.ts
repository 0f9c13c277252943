import { describe, expect, it } from 'vitest';
import type { Assembled } from '../../../src/control/optimal/assembled.ts';
import { countedUntil, horizonOf, leftOver, stands } from '../../../src/control/optimal/horizon.ts';
import { openSizes } from '../../../src/control/optimal/openSizes.ts';
import { stretchesOf } from '../../../src/control/optimal/periods.ts';
import type { RepresentativePeriod } from '../../../src/control/optimal/typicalPeriods.ts';
import { shapley } from '../../../src/control/optimal/wedges.ts';
import type { Run } from '../../../src/core/run.ts';
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

/** A run of a load (and an unheeded counter), and the problem of its balance. */
function asked(values: readonly number[]): readonly [Run, Assembled] {
  const demand = Float64Array.from(values);
  return [
    { seed: 1, components: [{ inputs: ['demand_kW'], columns: [demand] }] } as unknown as Run,
    {
      problem: { rowLower: demand },
      columns: [],
      flows: [],
      balanceRow: [0],
      steps: values.length,
    } as unknown as Assembled,
  ];
}

describe('stretches that stand for a run', () => {
  const daily = Array.from({ length: 1000 }, (_, k) => 5 + (k % 24) / 24 + Math.floor(k / 500));
  const counted = (periods: readonly RepresentativePeriod[]): number =>
    periods.reduce((sum, p) => sum + p.length * p.weight, 0);

  it('add up to it, and hold the one in which most is asked for, once', () => {
    const peak = daily.map((v, k) => (k === 300 ? 50 : v));
    const periods = stretchesOf(...asked(peak), { length: 24, count: 3 });
    expect(periods.find((p) => p.start <= 300 && 300 < p.start + p.length)!.weight).toBe(1);
    expect(counted(periods)).toBe(1000);
    // 3, the one of the peak, the one of the highest sum, and the rest of a day at the end
    expect(periods.length).toBeLessThanOrEqual(6);
  });

  it('are the run where they would be all of it', () => {
    expect(stretchesOf(...asked(daily), { length: 250, count: 4 })).toEqual([{ start: 0, length: 1000, weight: 1 }]);
  });
});

describe('sizes as columns', () => {
  it('keep bounds of either side, and rows of both', async () => {
    // x in [1, 2] and 3 <= x + y <= 5 grow with the size, which is 2: x in [2, 4], 6 <= x + y <= 10, y is free of it
    const every = Int32Array.of(0, 1);
    const { problem, sizes } = openSizes(
      {
        columns: every,
        rows: Int32Array.of(0),
        problem: {
          columns: 2,
          rows: 1,
          offset: 0,
          cost: Float64Array.of(1, 3),
          lower: Float64Array.of(1, 0),
          upper: Float64Array.of(2, 100),
          rowLower: Float64Array.of(3),
          rowUpper: Float64Array.of(5),
          starts: Int32Array.of(0, 1, 2),
          indices: Int32Array.of(0, 0),
          values: Float64Array.of(1, 1),
          integer: undefined,
        },
      },
      { columns: Int32Array.of(0, -1), rows: Int32Array.of(0), fixed: [undefined] },
    );
    const session = await highsHere.open();
    const at = async (size: number, sign: number) => {
      const [own] = sizes;
      const { x } = await session.solve({
        ...problem,
        columns: 3,
        cost: Float64Array.from([...problem.cost.map((v) => sign * v), 0]),
        lower: Float64Array.from([...problem.lower, size]),
        upper: Float64Array.from([...problem.upper, size]),
        starts: Int32Array.from([...problem.starts, problem.indices.length + own!.rows.length]),
        indices: Int32Array.from([...problem.indices, ...own!.rows]),
        values: Float64Array.from([...problem.values, ...own!.values]),
      });
      return [...x.subarray(0, 2)];
    };
    expect(await at(2, 1)).toEqual([expect.closeTo(4, 9), expect.closeTo(2, 9)]);
    expect(await at(2, -1)).toEqual([expect.closeTo(2, 9), expect.closeTo(8, 9)]);
    expect(await at(0, -1)).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
    await session.close();
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
