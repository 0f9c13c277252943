import { describe, expect, it } from 'vitest';
import { foundOf, setupOf, twoYears } from './roadmapCase.ts';

/** By hand: a kW bought for a year costs 87.6 and emits 4.38 t; of the plant it costs 100 a year, 90 if built in 2031. */
const KW_t = 4.38;

describe('a roadmap of two years worked by hand', () => {
  it('builds nothing that costs more than it saves', async () => {
    const found = await foundOf(setupOf(twoYears()));
    expect(found.total_money).toBeCloseTo(2 * 876, 6);
    expect(found.years.map((y) => y.co2_t)).toEqual([expect.closeTo(43.8, 9), expect.closeTo(43.8, 9)]);
    expect(found.years.map((y) => y.built[0])).toEqual([0, 0]);
  });

  it('waits for the cheaper year where a budget can wait', async () => {
    // 27.6 of 87.6 t are to be spared: 27.6 / 4.38 kW of 2031, at 2.4 each
    const found = await foundOf(setupOf(twoYears({ budget: 'budget_t: 60' })));
    expect(found.years.map((y) => y.built[0])).toEqual([expect.closeTo(0, 9), expect.closeTo(27.6 / KW_t, 9)]);
    expect(found.total_money).toBeCloseTo(1752 + (2.4 * 27.6) / KW_t, 6);
    expect(found.caps[0]).toMatchObject({
      name: 'roadmap.budget_t',
      used_t: expect.closeTo(60, 6),
      price_money_per_t: expect.closeTo(2.4 / KW_t, 9),
    });
  });

  it('builds in both years where it must', async () => {
    // 67.6 t: 2 b0 + b1 = 67.6 / 4.38 and b0 + b1 = 10; one more tonne takes a kW a year earlier: 24.8 - 2.4
    const found = await foundOf(setupOf(twoYears({ budget: 'budget_t: 20' })));
    const b0 = 67.6 / KW_t - 10;
    expect(found.years.map((y) => y.built[0])).toEqual([expect.closeTo(b0, 8), expect.closeTo(10 - b0, 8)]);
    expect(found.years.map((y) => y.standing[0])).toEqual([expect.closeTo(b0, 8), expect.closeTo(10, 8)]);
    expect(found.total_money).toBeCloseTo(1752 + 24.8 * b0 + 2.4 * (10 - b0), 6);
    expect(found.caps[0]!.price_money_per_t).toBeCloseTo(22.4 / KW_t, 8);
    expect(found.years.map((y) => y.capital_money)).toEqual([
      expect.closeTo(100 * b0, 6),
      expect.closeTo(100 * b0 + 90 * (10 - b0), 6),
    ]);
    // Of ten annuities eight are left of what was built in 2030, nine of 2031.
    expect(found.leftOver_money).toBeCloseTo(800 * b0 + 810 * (10 - b0), 5);
  });
});
