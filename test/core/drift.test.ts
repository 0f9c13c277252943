import { describe, expect, it } from 'vitest';
import { normal } from '../../src/core/chance.ts';
import { cusum, type DriftWatch, ewma } from '../../src/core/drift.ts';

/** Mean of the steps until an alarm over many trials of independent normal residuals with a shift. */
function runLength(make: () => DriftWatch, shift: number, trials: number): number {
  let sum = 0;
  for (let trial = 0; trial < trials; trial++) {
    const watch = make();
    let i = 0;
    while (watch.take(shift + normal(21, trial, i)) === 0) i++;
    sum += i + 1;
  }
  return sum / trials;
}

describe('CUSUM', () => {
  it('counts what exceeds half the shift', () => {
    // by hand: mean 10, sigma 2: z of 14 is 2, less 0.5 is 1.5 a step, over 5 in the fourth
    const watch = cusum({ mean: 10, sigma: 2 });
    expect([14, 14, 14, 14].map((r) => watch.take(r))).toEqual([0, 0, 0, 1]);
    expect(watch.level).toBeCloseTo(1.2, 12);
    // by hand: 6 less 3 of z = -2.5 and 0.5 a step
    expect(watch.take(5)).toBe(0);
    expect(watch.level).toBeCloseTo(3 / 5, 12);
    expect([5, 5].map((r) => watch.take(r))).toEqual([0, -1]);
    expect(watch.take(Number.NaN)).toBe(-1);
    watch.reset();
    expect(watch.level).toBe(0);
  });

  it('has the run lengths of the tables (Montgomery 9.1: 465 without a shift, 10.4 at one sigma, 4.01 at two)', () => {
    const make = () => cusum({ mean: 0, sigma: 1 });
    expect(runLength(make, 0, 400) / 465).toBeCloseTo(1, 0);
    expect(runLength(make, 0, 400)).toBeGreaterThan(400);
    expect(runLength(make, 1, 2000)).toBeCloseTo(10.4, 0);
    expect(runLength(make, 2, 2000)).toBeCloseTo(4.01, 0);
  });
});

describe('EWMA', () => {
  it('remembers with weights that fade', () => {
    const watch = ewma({ mean: 0, sigma: 1 }, 0.5, 3);
    watch.take(4);
    // by hand: 2, then 1, against 3 sqrt(1/3)
    expect(watch.level).toBeCloseTo(2 / Math.sqrt(3), 12);
    watch.take(0);
    expect(watch.level).toBeCloseTo(1 / Math.sqrt(3), 12);
  });

  it('has the run lengths of the tables (Lucas and Saccucci: 500 without a shift, 10.3 at one sigma)', () => {
    const make = () => ewma({ mean: 0, sigma: 1 });
    const quiet = runLength(make, 0, 400);
    expect(quiet).toBeGreaterThan(420);
    expect(quiet).toBeLessThan(580);
    expect(runLength(make, 1, 2000)).toBeGreaterThan(9.7);
    expect(runLength(make, 1, 2000)).toBeLessThan(11);
  });
});
