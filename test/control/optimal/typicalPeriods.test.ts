import { describe, expect, it } from 'vitest';
import { clustered } from '../../../src/control/optimal/medoids.ts';
import { extremePeriods, typicalPeriods } from '../../../src/control/optimal/typicalPeriods.ts';
import { uniform } from '../../../src/core/chance.ts';

const chance = (stream: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => uniform(7, stream, i));

describe('periods that stand for a whole', () => {
  it('finds the kinds of days that there are', () => {
    // Six days of two steps, of two kinds, by hand: the middle one of each stands for three.
    const profile = Float64Array.from([1, 2, 1.1, 2.1, 1.2, 2.2, 8, 4, 8.1, 4.1, 8.2, 4.2]);
    const { periods, of } = typicalPeriods([profile], { steps: 12, length: 2, count: 2, seed: 1 });
    expect(periods).toEqual([
      { start: 2, length: 2, weight: 3 },
      { start: 8, length: 2, weight: 3 },
    ]);
    expect([...of]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('tells by the root of the mean square what is lost, as shares of the range', () => {
    // Two periods of one step, 0 and 1: one stands for both, and is off by 1 in one of two steps.
    const { rms } = typicalPeriods([Float64Array.from([0, 4])], { steps: 2, length: 1, count: 1, seed: 1 });
    expect(rms).toBeCloseTo(Math.sqrt(1 / 2), 12);
  });

  it('covers the whole, with what is kept and a shorter last period standing for themselves', () => {
    const profiles = [chance(1, 100), chance(2, 100)];
    const { periods, of } = typicalPeriods(profiles, { steps: 100, length: 8, count: 3, keep: [4, 9], seed: 3 });
    expect(periods).toHaveLength(3 + 2 + 1);
    expect(periods.reduce((sum, p) => sum + p.length * p.weight, 0)).toBe(100);
    expect(periods.find((p) => p.start === 32)).toEqual({ start: 32, length: 8, weight: 1 });
    expect(periods.find((p) => p.start === 72)).toEqual({ start: 72, length: 8, weight: 1 });
    expect(periods.at(-1)).toEqual({ start: 96, length: 4, weight: 1 });
    expect(of).toHaveLength(13);
    periods.forEach((p, k) => {
      expect(of[p.start / 8]).toBe(k);
      expect(of.filter((v) => v === k)).toHaveLength(p.weight);
    });
  });

  it('loses nothing with as many periods as there are, and less with more of them', () => {
    const profiles = [chance(1, 240)];
    const lost = [1, 2, 4, 6, 8, 10].map(
      (count) => typicalPeriods(profiles, { steps: 240, length: 24, count, seed: 3 }).rms,
    );
    expect(lost.at(-1)).toBe(0);
    lost.slice(1).forEach((v, k) => {
      expect(v).toBeLessThan(lost[k]!);
    });
  });

  it('is the same for one seed, and heeds neither unit, copies nor what never changes', () => {
    const one = [chance(1, 480), chance(2, 480)];
    const other = [one[0]!, one[1]!.map((v) => 1000 * v - 7), one[0]!.map((v) => 3 * v), new Float64Array(480).fill(5)];
    const options = { steps: 480, length: 24, count: 5, seed: 11 };
    expect(typicalPeriods(other, options).periods).toEqual(typicalPeriods(one, options).periods);
  });

  it('names what it was given', () => {
    const options = { steps: 10, length: 2, count: 1, seed: 1 };
    expect(() => typicalPeriods([new Float64Array(9)], options)).toThrow('a profile has 9 values; expected 10');
    expect(() => typicalPeriods([], { ...options, count: 0 })).toThrow('count is 0; expected a whole number above 0');
  });

  it('knows where a profile is highest, and where its sum is', () => {
    expect(extremePeriods(Float64Array.from([0, 9, 5, 5, 1, 1, 20]), 7, 2)).toEqual([0, 1]);
  });
});

describe('medoids', () => {
  it('come as near as the best of all choices nearly always, and close to it always', () => {
    let exact = 0;
    for (let seed = 0; seed < 20; seed++) {
      const n = 9;
      const at = [chance(2 * seed, n), chance(2 * seed + 1, n)];
      const square = Float64Array.from({ length: n * n }, (_, k) =>
        at.reduce((sum, v) => sum + (v[Math.floor(k / n)]! - v[k % n]!) ** 2, 0),
      );
      let best = Number.POSITIVE_INFINITY;
      for (let a = 0; a < n; a++)
        for (let b = a + 1; b < n; b++)
          for (let c = b + 1; c < n; c++) {
            let total = 0;
            for (let o = 0; o < n; o++) total += Math.min(square[a * n + o]!, square[b * n + o]!, square[c * n + o]!);
            best = Math.min(best, total);
          }
      const found = clustered({ n, square }, 3, seed);
      expect(found.total).toBeGreaterThanOrEqual(best - 1e-12);
      expect(found.total).toBeLessThan(1.1 * best);
      if (found.total < best + 1e-9) exact++;
      let sum = 0;
      found.of.forEach((k, o) => {
        sum += square[found.medoids[k]! * n + o]!;
      });
      expect(sum).toBeCloseTo(found.total, 12);
    }
    expect(exact).toBeGreaterThanOrEqual(18);
  });

  it('serves each thing by itself where there are as many, and copes with copies', () => {
    const square = new Float64Array(16);
    const { medoids, total } = clustered({ n: 4, square }, 3, 1);
    expect(new Set(medoids).size).toBe(3);
    expect(total).toBe(0);
  });
});
