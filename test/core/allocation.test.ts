import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Allocation, burdens, type JointProduct } from '../../src/core/allocation.ts';
import { between } from '../between.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { allocationCases, borne as ofCase, SEPARATE } from '../validation/carbon.ts';

const chp = (electricity: number, heat: number, carnot = 0.2): JointProduct[] => [
  { carrier: 'electricity', amount: electricity, exergyFactor: 1 },
  { carrier: 'heat', amount: heat, exergyFactor: carnot },
];
const borne = (products: JointProduct[], method: Allocation, total: number, bonus = 0): number[] =>
  burdens(products, method, SEPARATE, bonus).map(({ share, fixed }) => share * total + fixed);

describe.skipIf(!hasShared)(`reference cases of CHP allocation${whyNoShared}`, () => {
  it('has both methods', () => {
    expect(new Set(allocationCases().map((c) => c.inputs.method))).toEqual(new Set(['iea', 'finnish']));
    expect(allocationCases().length).toBeGreaterThan(3);
  });

  it.each(allocationCases())('$id', (c) => {
    const [electricity, heat] = ofCase(c);
    const { el, th } = c.expected as { el: number; th: number };
    expect(electricity / el).toBeCloseTo(1, 8);
    expect(heat / th).toBeCloseTo(1, 8);
  });
});

it.each<[Allocation, number, number]>([
  // 100 borne by 40 kWh of electricity and 60 of heat, Carnot 0.2, bonus 1.5; by hand
  ['exergy', (100 * 40) / 52, (100 * 12) / 52],
  ['energy', 40, 60],
  ['alternativeProduction', 100 * (40 / 0.53 / (40 / 0.53 + 60 / 0.92)), 100 * (60 / 0.92 / (40 / 0.53 + 60 / 0.92))],
  ['powerBonus', 60, 40],
])('shares by %s', (method, electricity, heat) => {
  const [e, h] = borne(chp(40, 60), method, 100, 1.5);
  expect(e).toBeCloseTo(electricity, 12);
  expect(h).toBeCloseTo(heat, 12);
});

it('leaves heat less than nothing where the power bonus is more than the whole', () => {
  expect(borne(chp(40, 60), 'powerBonus', 100, 3)).toEqual([120, -20]);
});

it('gives all to electricity where the heat can do no work', () => {
  expect(borne(chp(40, 60, 0), 'exergy', 100)).toEqual([100, 0]);
});

it('shares by amount where no product can do work, and gives all to the first where nothing was made', () => {
  const warm: JointProduct[] = [
    { carrier: 'heat', amount: 3, exergyFactor: 0 },
    { carrier: 'heat', amount: 1, exergyFactor: 0 },
  ];
  expect(borne(warm, 'exergy', 100)).toEqual([75, 25]);
  expect(borne(chp(0, 0), 'exergy', 100)).toEqual([100, 0]);
  expect(borne(chp(0, 0), 'powerBonus', 100, 2)).toEqual([100, 0]);
});

it('makes of its shares one whole by every method', () => {
  const carriers = ['electricity', 'heat', 'cooling', 'hydrogen'] as const;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ carrier: fc.constantFrom(...carriers), amount: between(0, 1000), exergyFactor: between(0, 1) }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.constantFrom<Allocation>('exergy', 'energy', 'alternativeProduction', 'powerBonus'),
      between(0, 3),
      (products, method, bonus) => {
        const made = burdens(products, method, SEPARATE, bonus);
        expect(made.reduce((sum, b) => sum + b.share, 0)).toBeCloseTo(1, 9);
        expect(made.reduce((sum, b) => sum + b.fixed, 0)).toBeCloseTo(0, 6);
      },
    ),
  );
});
