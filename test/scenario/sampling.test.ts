import { describe, expect, it } from 'vitest';
import { quantileOf, sharesOf } from '../../src/scenario/sampling.ts';
import { type Uncertain, UncertaintySpec } from '../../src/scenario/uncertaintySpec.ts';

const SAMPLES = 20_000;
const base = { parameter: 'components.pv.rated_kWp', relative: false } as const;

function momentsOf(u: Uncertain, latin: boolean): { mean: number; sd: number; least: number; most: number } {
  const values = Array.from(sharesOf('x', { seed: 7, samples: SAMPLES, latin }), (p) => quantileOf(u, p));
  const mean = values.reduce((a, b) => a + b, 0) / SAMPLES;
  const sd = Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / (SAMPLES - 1));
  return { mean, sd, least: Math.min(...values), most: Math.max(...values) };
}

// Mean and standard deviation from the formulas of each distribution, by hand.
const CASES: readonly (readonly [string, Uncertain, number, number])[] = [
  ['uniform', { ...base, distribution: 'uniform', from: 2, to: 8 }, 5, 6 / Math.sqrt(12)],
  ['normal', { ...base, distribution: 'normal', mean: 100, sd: 15 }, 100, 15],
  // (a + b + c) / 3 and sqrt((a2 + b2 + c2 - ab - ac - bc) / 18)
  ['triangular', { ...base, distribution: 'triangular', from: 0, mode: 2, to: 10 }, 4, Math.sqrt((100 + 4 - 20) / 18)],
  // s = ln 1.5: median exp(s2 / 2) and mean sqrt(exp(s2) - 1)
  [
    'lognormal',
    { ...base, distribution: 'lognormal', median: 10, spread: 1.5 },
    10 * Math.exp(Math.log(1.5) ** 2 / 2),
    10 * Math.exp(Math.log(1.5) ** 2 / 2) * Math.sqrt(Math.exp(Math.log(1.5) ** 2) - 1),
  ],
  // Cut off at one standard deviation on either side: the mean stays, sd = sqrt(1 - 2 z pdf(z) / (2 cdf(z) - 1)), z = 1
  ['normal, cut off', { ...base, distribution: 'normal', mean: 0, sd: 1, least: -1, most: 1 }, 0, 0.5395606],
  // A half of it: mean sqrt(2 / pi), sd sqrt(1 - 2 / pi)
  ['half a normal', { ...base, distribution: 'normal', mean: 0, sd: 1, least: 0 }, 0.7978846, 0.6028103],
];

describe('draws of a distribution', () => {
  it.each(CASES)('have its moments: %s', (_, u, mean, sd) => {
    // Five standard errors of the mean; of the standard deviation as much and half again, for tails that are long.
    const error = sd / Math.sqrt(SAMPLES);
    const plain = momentsOf(u, false);
    expect(Math.abs(plain.mean - mean)).toBeLessThan(5 * error);
    expect(Math.abs(plain.sd - sd)).toBeLessThan(7 * error);
    // One in each of as many shares: the mean is far surer.
    const latin = momentsOf(u, true);
    expect(Math.abs(latin.mean - mean)).toBeLessThan(error / 10);
    expect(Math.abs(latin.sd - sd)).toBeLessThan(error);
  });

  it('keep within their bounds', () => {
    const uniform = momentsOf({ ...base, distribution: 'uniform', from: 2, to: 8 }, true);
    expect(uniform.least).toBeGreaterThan(2);
    expect(uniform.least).toBeLessThan(2.001);
    expect(uniform.most).toBeLessThan(8);
    const cut = momentsOf({ ...base, distribution: 'normal', mean: 0, sd: 1, least: -0.5, most: 2 }, false);
    expect(cut.least).toBeGreaterThanOrEqual(-0.5);
    expect(cut.most).toBeLessThanOrEqual(2);
  });

  it('fill every share of a Latin hypercube once, and are the same for one seed', () => {
    const at = { seed: 3, samples: 50, latin: true };
    const shares = [...sharesOf('sun', at)];
    expect(shares.map((p) => Math.floor(50 * p)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, k) => k),
    );
    expect([...sharesOf('sun', at)]).toEqual(shares);
    expect([...sharesOf('gas', at)]).not.toEqual(shares);
    expect([...sharesOf('sun', { ...at, seed: 4 })]).not.toEqual(shares);
    // Without it the first draws do not depend on how many follow.
    const few = sharesOf('sun', { seed: 3, samples: 5, latin: false });
    expect([...sharesOf('sun', { seed: 3, samples: 50, latin: false })].slice(0, 5)).toEqual([...few]);
  });
});

describe('the section "uncertainty"', () => {
  const messages = (u: unknown): string[] =>
    UncertaintySpec.safeParse({ sun: u }).error?.issues.map((i) => i.message) ?? [];
  it('refuses distributions that are none', () => {
    expect(messages({ ...base, distribution: 'normal', mean: 1, sd: 0.1 })).toEqual([]);
    expect(messages({ ...base, distribution: 'uniform', from: 3, to: 2 })).toEqual([
      'is not below "to" (2); expected from < to',
    ]);
    expect(messages({ ...base, distribution: 'triangular', from: 1, mode: 5, to: 2 })).toEqual([
      'expected a value between 1 and 2, met 5',
    ]);
    expect(messages({ ...base, distribution: 'normal', mean: 1, sd: 1, least: 2, most: 1 })).toEqual([
      'is not below "most" (1); expected least < most',
    ]);
    expect(messages({ ...base, distribution: 'normal', mean: 1, sd: 0 })).toHaveLength(1);
    expect(messages({ ...base, distribution: 'lognormal', median: 1, spread: 1 })).toHaveLength(1);
    expect(messages({ ...base, parameter: 'pv', distribution: 'uniform', from: 1, to: 2 })).toEqual([
      'expected the path of a number, such as components.pv.rated_kWp',
    ]);
  });
});
