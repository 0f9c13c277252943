import { describe, expect, it } from 'vitest';
import {
  capitalRecovery,
  internalRate,
  investmentFlows,
  netPresentValue,
  payback,
} from '../../src/report/economics.ts';
import { hasShared, whyNoShared } from '../shared.ts';
import { economicsCases, levelised, payment } from '../validation/economics.ts';

describe.skipIf(!hasShared)(`reference cases of economics${whyNoShared}`, () => {
  const of = <T>(v: unknown): T => v as T;

  it('recovers capital', () => {
    expect(economicsCases('crf')).toHaveLength(4);
    for (const { inputs, expected } of economicsCases('crf')) {
      const { rate, years } = of<{ rate: number; years: number }>(inputs);
      const { crf_exact } = of<{ crf_exact: number }>(expected);
      expect(capitalRecovery(rate, years)).toBeCloseTo(crf_exact, 9);
    }
  });

  it('pays a debt by annuity', () => {
    const [pmt] = economicsCases('annuity_payment');
    expect(payment(pmt!) / of<{ payment: number }>(pmt!.expected).payment).toBeCloseTo(1, 8);
  });

  it('finds net present values and internal rates', () => {
    const [npv] = economicsCases('npv');
    const value = of<{ rate: number; cashflows: number[] }>(npv!.inputs);
    expect(netPresentValue(value.rate, value.cashflows)).toBeCloseTo(of<{ npv: number }>(npv!.expected).npv, 6);
    expect(economicsCases('irr')).toHaveLength(2);
    for (const { inputs, expected } of economicsCases('irr'))
      expect(internalRate(of<{ cashflows: number[] }>(inputs).cashflows)).toBeCloseTo(
        of<{ irr: number }>(expected).irr,
        6,
      );
  });

  it('levelises costs by a fixed charge rate', () => {
    const [lcoe] = economicsCases('lcoe_fcr');
    expect(levelised(lcoe!) / of<{ lcoe_per_kWh: number }>(lcoe!.expected).lcoe_per_kWh).toBeCloseTo(1, 8);
  });

  it('levelises costs by discounting, without degradation', () => {
    expect(economicsCases('lcoe_discounted')).toHaveLength(3);
    for (const { inputs, expected } of economicsCases('lcoe_discounted')) {
      const i = of<Record<string, number>>(inputs);
      const cost =
        (i.capex_per_kW! * capitalRecovery(i.rate!, i.years!) + i.fixed_om_per_kW_a!) / (8760 * i.capacity_factor!);
      expect(cost).toBeCloseTo(of<{ lcoe_no_degradation: number }>(expected).lcoe_no_degradation, 9);
    }
  });
});

it.each([
  // rate, life -> share a year, by hand
  [0, 20, 0.05],
  [0.1, 1, 1.1],
  [0.1, 2, 1.21 / 2.1],
])('recovers capital at %f over %f years', (rate, life_a, share) => {
  expect(capitalRecovery(rate, life_a)).toBeCloseTo(share, 12);
});

it.each<[string, number[], number, number]>([
  // flows, rate -> years, by hand
  ['even savings', [-100, 50, 50, 50], 0, 2],
  ['within a year', [-100, 40, 40, 40], 0, 2.5],
  ['discounted', [-100, 110, 110], 0.1, 1],
  ['in the last year', [-100, 10, 10, 80], 0, 3],
])('pays back: %s', (_, flows, rate, years) => {
  expect(payback(flows, rate)).toBeCloseTo(years, 12);
});

it('has no payback where there is nothing to pay back, or never enough', () => {
  expect(payback([0, 10])).toBeNaN();
  expect(payback([100, 10])).toBeNaN();
  expect(payback([-100, 10, 10])).toBeNaN();
  expect(payback([-100, 60, 60], 0.2)).toBeNaN();
});

it('has no internal rate where the sign does not change exactly once', () => {
  expect(internalRate([10, 10])).toBeNaN();
  expect(internalRate([-100, 230, -132])).toBeNaN(); // both 10 % and 20 %
  expect(internalRate([0, 0])).toBeNaN();
  expect(internalRate([-100, 110])).toBeCloseTo(0.1, 9);
  expect(internalRate([100, -110])).toBeCloseTo(0.1, 9);
});

it.each<[string, number, number, number[]]>([
  // life, horizon -> flows of 100, by hand
  ['life is the horizon', 4, 4, [-100, 0, 0, 0, 0]],
  ['replaced once', 2, 4, [-100, 0, -100, 0, 0]],
  ['a third of the second life is left', 3, 5, [-100, 0, 0, -100, 0, 100 / 3]],
  ['half of the life is left', 8, 4, [-100, 0, 0, 0, 50]],
])('lays out and replaces: %s', (_, life_a, horizon_a, flows) => {
  const made = investmentFlows([{ capex_money: 100, life_a }], horizon_a);
  expect(made).toHaveLength(flows.length);
  made.forEach((v, k) => {
    expect(v).toBeCloseTo(flows[k]!, 12);
  });
});

it('costs nothing where nothing is laid out', () => {
  expect(investmentFlows([{ capex_money: 0, life_a: 1 }], 3)).toEqual([0, 0, 0, 0]);
});
