import { describe, expect, it } from 'vitest';
import { sweepAxisOf } from '../../src/scenario/sweepAxis.ts';
import { checkSweep, type SweepPlan, sweepLength, sweepPaths, sweepValues } from '../../src/scenario/sweepPlan.ts';

const plan = (over: Partial<SweepPlan>): SweepPlan => ({
  axes: [],
  draws: [],
  samples: 0,
  latin: false,
  seed: 1,
  ...over,
});
const faultOf = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('what is varied', () => {
  it('steps from the lower end to the upper, which is part of it where a step falls on it', () => {
    expect(sweepAxisOf('components.bat1.capacity_kWh=0:2000:500')).toEqual({
      path: 'components.bat1.capacity_kWh',
      values: [0, 500, 1000, 1500, 2000],
    });
    expect(sweepAxisOf('economy.discountRate=0:0.1:0.04').values).toEqual([0, 0.04, 0.08]);
    // Binary fractions of 0.1 add up to 0.30000000000000004, and to less than 1 after ten steps.
    expect(sweepAxisOf('a.b=0:1:0.1').values).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(sweepAxisOf('a.b=-2:2:2').values).toEqual([-2, 0, 2]);
    expect(sweepAxisOf('a.b=3:3:1').values).toEqual([3]);
  });

  it('takes lists of numbers, words and truths', () => {
    expect(sweepAxisOf('tariffs.power=day, night').values).toEqual(['day', 'night']);
    expect(sweepAxisOf('a.b=1,2.5,-1e3').values).toEqual([1, 2.5, -1000]);
    expect(sweepAxisOf('a.b=true,false').values).toEqual([true, false]);
    expect(sweepAxisOf('networkModel=physics,copperPlate').values).toEqual(['physics', 'copperPlate']);
    expect(sweepAxisOf('time.end=2023-07-01T00:00').values).toEqual(['2023-07-01T00:00']);
  });

  it('refuses what cannot be meant, and says what can', () => {
    expect(faultOf(() => sweepAxisOf('a.b=2000:0:100'))).toBe(
      '--vary a.b=2000:0:100: goes down from 2000 to 0; expected the lower end first: 0:2000:100',
    );
    expect(faultOf(() => sweepAxisOf('a.b=0:10'))).toBe('--vary a.b=0:10: expected from:to:step, such as 0:2000:100');
    expect(faultOf(() => sweepAxisOf('a.b=0:10:0'))).toBe('--vary a.b=0:10:0: has a step of 0; expected one above 0');
    expect(faultOf(() => sweepAxisOf('a.b=0:10:-1'))).toContain('has a step of -1; expected one above 0');
    expect(faultOf(() => sweepAxisOf('a.b=0:1e9:0.1'))).toContain('at most 1000000 are tried: take a longer step');
    expect(faultOf(() => sweepAxisOf('a.b=1,2,1'))).toBe('--vary a.b=1,2,1: names 1 twice');
    expect(faultOf(() => sweepAxisOf('a.b=1,,2'))).toContain('has an empty value');
    for (const text of ['a.b', 'a.b=', '=3', 'a..b=3', 'Capacity=3'])
      expect(
        faultOf(() => sweepAxisOf(text)),
        text,
      ).toContain('expected a path in the scenario and its values');
  });
});

describe('the runs of a sweep', () => {
  it('are every combination, the last axis fastest, each with every draw', () => {
    const axes = [
      { path: 'a.x', values: [1, 2] },
      { path: 'b.y', values: ['p', 'q', 'r'] },
    ];
    const grid = plan({ axes });
    expect(sweepLength(grid)).toBe(6);
    // by hand
    expect([0, 1, 2, 3, 4, 5].map(sweepValues(grid))).toEqual([
      [1, 'p'],
      [1, 'q'],
      [1, 'r'],
      [2, 'p'],
      [2, 'q'],
      [2, 'r'],
    ]);
    const uncertain = { parameter: 'c.z', relative: false, distribution: 'uniform', from: 0, to: 1 } as const;
    const drawn = plan({ axes, draws: [{ name: 'z', path: 'c.z', uncertain, scale: 10 }], samples: 4 });
    expect(sweepLength(drawn)).toBe(24);
    const rows = Array.from({ length: 24 }, (_, k) => sweepValues(drawn)(k));
    expect(rows[4]!.slice(0, 2)).toEqual([1, 'q']);
    // The same four draws in each combination, so that their differences are of the axes alone.
    expect(rows.slice(4, 8).map((r) => r[2])).toEqual(rows.slice(0, 4).map((r) => r[2]));
    expect(new Set(rows.map((r) => r[2])).size).toBe(4);
    for (const r of rows) expect(r[2]).toSatisfy((v: number) => v > 0 && v < 10);
    expect(sweepPaths(drawn)).toEqual(['a.x', 'b.y', 'c.z']);
  });

  it('set nothing twice', () => {
    const twice = (...paths: string[]): string =>
      faultOf(() => checkSweep(plan({ axes: paths.map((path) => ({ path, values: [1] })) })));
    expect(twice('a.x', 'a.y', 'ab.x')).toBe('');
    expect(twice('a.x', 'a.x')).toContain('a.x is varied twice; vary it once');
    expect(twice('tariffs.power', 'tariffs.power.energy')).toContain(
      'tariffs.power.energy is varied twice (tariffs.power holds it',
    );
  });
});
