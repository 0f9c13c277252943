import fc from 'fast-check';
import { expect, it } from 'vitest';
import { billedDemand_kW, type DemandCharge, lookedAt } from '../../src/core/demandCharge.ts';
import type { RunMonth } from '../../src/core/run.ts';

const monthsFrom = (month: number, count: number): RunMonth[] =>
  Array.from({ length: count }, (_, k) => ({
    label: `m${k}`,
    year: 2023 + Math.floor((month - 1 + k) / 12),
    month: ((month - 1 + k) % 12) + 1,
    covered_h: 720,
    hours_h: 720,
  }));
const charge = (more: Partial<DemandCharge> = {}): DemandCharge => ({
  name: 'd',
  metering_s: 900,
  raise: 1,
  isLowerBound: false,
  least_kW: 0,
  lookBack: [],
  ...more,
});
const billed = (
  c: DemandCharge,
  from: number,
  metered: readonly number[],
  before: readonly number[] = [],
): number[] => {
  const months = monthsFrom(from, metered.length);
  return months.map((_, m) => billedDemand_kW(c, months, m, metered, before));
};

it.each<readonly [string, Partial<DemandCharge>, number, readonly number[], readonly number[], readonly number[]]>([
  // by hand
  ['the month alone', {}, 1, [500, 100, 300], [], [500, 100, 300]],
  [
    'a share of two months',
    { lookBack: [{ months: 2, share: 0.8 }] },
    1,
    [500, 100, 100, 100],
    [],
    [500, 400, 400, 100],
  ],
  ['a least', { least_kW: 250 }, 1, [500, 100, 300], [], [500, 250, 300]],
  ['months before', { lookBack: [{ months: 2, share: 0.5 }] }, 1, [100, 100, 100], [800, 400], [400, 200, 100]],
  [
    'summers at 95 %, winters at 60 %',
    {
      lookBack: [
        { months: 11, share: 0.95, of: [6, 7, 8, 9] },
        { months: 11, share: 0.6, of: [10, 11, 12, 1, 2, 3, 4, 5] },
      ],
    },
    9,
    [1000, 800, 100, 0],
    [],
    [1000, 950, 950, 950],
  ],
  [
    'its months alone',
    { months: [6, 7], lookBack: [{ months: 1, share: 0.9 }] },
    5,
    [0, 500, 100, 0],
    [],
    [0, 500, 450, 0],
  ],
  ['what long steps hide', { raise: 1.1, lookBack: [{ months: 1, share: 0.5 }] }, 1, [100, 0], [], [110, 55]],
])('bills %s', (_, more, from, metered, before, expected) => {
  expect(billed(charge(more), from, metered, before)).toEqual(expected.map((v) => expect.closeTo(v, 9)));
});

it('looks at each month once, at its highest share', () => {
  const both = charge({
    lookBack: [
      { months: 2, share: 0.5 },
      { months: 1, share: 0.9 },
    ],
  });
  expect(lookedAt(both, monthsFrom(1, 1), 0)).toEqual([
    { month: -1, share: 0.9 },
    { month: -2, share: 0.5 },
  ]);
});

it('never bills less for more drawn, for a higher share or for more months', () => {
  const kW = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(
      kW,
      fc.nat(13),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 12 }),
      (metered, at, percent, months) => {
        const of = (share: number, back: number, kW_: readonly number[]): number =>
          billed(charge({ lookBack: [{ months: back, share }] }), 1, kW_).reduce((a, b) => a + b, 0);
        const sum = of(percent / 100, months, metered);
        const more = metered.map((v, k) => (k === at % metered.length ? v + 100 : v));
        expect(of(percent / 100, months, more)).toBeGreaterThanOrEqual(sum);
        expect(of((percent + 1) / 100, months, metered)).toBeGreaterThanOrEqual(sum);
        expect(of(percent / 100, months + 1, metered)).toBeGreaterThanOrEqual(sum);
      },
    ),
    { seed: 5 },
  );
});
