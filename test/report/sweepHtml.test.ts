import { describe, expect, it } from 'vitest';
import { isStillIn, sweepHtml } from '../../src/report/sweepHtml.ts';
import type { SweepPlan } from '../../src/scenario/sweepPlan.ts';
import { sweepLength, sweepValues } from '../../src/scenario/sweepPlan.ts';

const plan = (over: Partial<SweepPlan>): SweepPlan => ({
  axes: [],
  draws: [],
  samples: 0,
  latin: false,
  seed: 1,
  ...over,
});
function page(of: SweepPlan, cost: (values: readonly unknown[], run: number) => number | undefined): string {
  const valuesOf = sweepValues(of);
  const rows = Array.from({ length: sweepLength(of) }, (_, run) => {
    const values = valuesOf(run);
    const cost_money = cost(values, run);
    return cost_money === undefined
      ? { run, values, error: 'expected a number above 0, <b>met</b> 0' }
      : { run, values, figures: { cost_money, unserved_h: 0, auditResidual_kWh: -2e-6, warnings: 1 } };
  });
  return sweepHtml({ name: 'site', currency: 'EUR', plan: of, rows });
}
const battery = { path: 'components.battery.capacity_kWh', values: [0, 100, 200, 400] };
const tariff = { path: 'tariffs.power', values: ['flat', 'steep'] };

describe('the page of a sweep', () => {
  it('draws a line over one parameter, with its places in proportion', () => {
    const text = page(plan({ axes: [battery] }), ([v]) => 1000 + Number(v));
    expect(text).toContain('aria-label="Total cost, capital included over components.battery.capacity_kWh"');
    const xs = [...text.matchAll(/<circle cx="([\d.]+)"/g)].map((m) => Number(m[1]));
    expect(xs).toHaveLength(4);
    expect((xs[3]! - xs[2]!) / (xs[2]! - xs[1]!)).toBeCloseTo(2, 2);
    expect(text).toContain('<title>400: 1,400 EUR</title>');
    expect(text).toContain('>The same in every run<');
  });

  it('draws a map over two, dark where least and bright where most', () => {
    const text = page(plan({ axes: [battery, tariff] }), ([v, t]) => Number(v) + (t === 'steep' ? 50 : 0));
    expect(text).toContain('aria-label="components.battery.capacity_kWh across, tariffs.power upwards"');
    expect(text).toContain('fill="#00224e"');
    expect(text).toContain('fill="#fee838"');
    expect(text).toContain('>450 EUR</text>');
  });

  it('tells what failed, as text and not as markup', () => {
    const text = page(plan({ axes: [battery] }), ([v]) => (v === 0 ? undefined : Number(v)));
    expect(text).toContain('<h2>Runs that failed</h2>');
    expect(text).toContain('expected a number above 0, &lt;b&gt;met&lt;/b&gt; 0');
    expect(text).toContain('4 runs; 1 failed');
    expect(page(plan({ axes: [battery] }), () => undefined)).toContain('No run gave any figure.');
    expect(page(plan({ axes: [battery] }), () => 7)).toContain('Every run gave the same figures.');
  });

  it('shows spreads and what moves them where values were drawn', () => {
    const uncertain = { parameter: 'a.b', relative: false, distribution: 'uniform', from: 0, to: 10 } as const;
    const draws = ['x', 'y'].map((name) => ({ name, path: `a.${name}`, uncertain, scale: 1 }));
    const text = page(plan({ draws, samples: 50, latin: true }), ([x, y]) => 10 * Number(x) - Number(y));
    expect(text).toContain('50 draws by Latin hypercube of seed 1');
    expect(text).toMatch(/<title>a\.x: 0\.9\d\d; /);
    expect(text).toMatch(/<title>a\.y: -0\.\d+; /);
    expect(text).toContain('Spread of each figure over all runs');
    const both = page(plan({ axes: [battery], draws, samples: 20 }), ([v, x]) => Number(v) + Number(x));
    expect(both).toContain('The mean of 20 draws; the band holds 90 % of them.');
  });

  it('stays small: charts that would make it slow are left to the table', () => {
    const wide = Array.from({ length: 100 }, (_, k) => k);
    const axes = [
      { path: 'a.x', values: wide },
      { path: 'a.y', values: wide },
    ];
    expect(page(plan({ axes }), ([x, y]) => Number(x) * Number(y)).length).toBeLessThan(1_000_000);
  });
});

it('takes the rounding of sums for no difference', () => {
  expect(isStillIn([1e-13, 0, -2e-12])).toBe(true);
  expect(isStillIn([5_000_000, 5_000_000.000_001])).toBe(true);
  expect(isStillIn([5_000_000, 5_000_001])).toBe(false);
  expect(isStillIn([undefined, undefined])).toBe(true);
  expect(isStillIn([undefined, 1])).toBe(false);
});
