import { describe, expect, it } from 'vitest';
import { type Box, type Cut, leastByCuts } from '../../../src/control/optimal/cuts.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';

const box = (lower: number[], upper: number[], unit = lower.map(() => 0)): Box => ({
  lower: Float64Array.from(lower),
  upper: Float64Array.from(upper),
  unit: Float64Array.from(unit),
});
/** 1000 + (x - 3)^2 + 10 |y - 1|: least 1000 at (3, 1). // by hand */
const bowl = async (at: Float64Array): Promise<Cut> => {
  const [x, y] = at as unknown as [number, number];
  return {
    at: Float64Array.from(at),
    cost: 1000 + (x - 3) ** 2 + 10 * Math.abs(y - 1),
    slopes: Float64Array.of(2 * (x - 3), y >= 1 ? 10 : -10),
  };
};
const least = async (b: Box, begin: number[], gap = 1e-7) => {
  const master = await highsHere.open();
  try {
    const told: number[] = [];
    const found = await leastByCuts(b, [Float64Array.from(begin)], bowl, master, {
      gap,
      maxRounds: 200,
      onRound: (_round, best, bound) => told.push(best - bound),
    });
    return { ...found, told };
  } finally {
    await master.close();
  }
};

describe('the least of a convex function by its tangents', () => {
  it('finds it, and proves it by a bound that never lies above', async () => {
    const { best, bound, told } = await least(box([0, 0], [10, 10]), [10, 10]);
    expect(best.cost).toBeCloseTo(1000, 3);
    expect(bound).toBeLessThanOrEqual(1000 + 1e-6);
    expect(best.cost - bound).toBeLessThanOrEqual(1e-7 * best.cost);
    // Best and bound only come nearer to each other.
    for (let k = 1; k < told.length; k++) expect(told[k]!).toBeLessThanOrEqual(told[k - 1]! + 1e-9);
  });
  it('stays within its box', async () => {
    const { best } = await least(box([4, 2], [10, 10]), [10, 10]);
    // (4 - 3)^2 + 10 // by hand
    expect(best.cost).toBeCloseTo(1011, 4);
    expect([...best.at]).toEqual([expect.closeTo(4, 5), expect.closeTo(2, 5)]);
  });
  it('takes whole units where only these can be had', async () => {
    // x of 2 or 4: 1 above the least either way; y of 0.8 or 1.6: 2 and 6 above. // by hand
    const { best, bound } = await least(box([0, 0], [10, 10], [2, 0.8]), [10, 8]);
    expect(best.cost).toBeCloseTo(1003, 6);
    expect(best.at[1]).toBeCloseTo(0.8, 9);
    expect(bound).toBeLessThanOrEqual(1003 + 1e-6);
  });
  it('stops after so many rounds, and says how far it came', async () => {
    const master = await highsHere.open();
    const found = await leastByCuts(box([0, 0], [10, 10]), [Float64Array.of(10, 10)], bowl, master, {
      gap: 1e-12,
      maxRounds: 5,
    });
    expect(found.rounds).toBe(5);
    expect(found.bound).toBeLessThanOrEqual(1000);
    await master.close();
  });
});
