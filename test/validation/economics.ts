import { capitalRecovery, internalRate, netPresentValue } from '../../src/report/economics.ts';
import { type ReferenceCase, referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import type { Validation } from './validation.ts';

type Numbers = Record<string, number>;
export const economicsCases = (fn: string): readonly ReferenceCase[] =>
  referenceCases('reference/economics/cases.json').filter((c) => c.fn === fn);
const flowsOf = ({ inputs }: ReferenceCase): number[] => inputs.cashflows as number[];

/** Levelised cost where a fixed charge rate is given: that of a life whose annuity at no interest is the rate. */
export function levelised({ inputs }: ReferenceCase): number {
  const i = inputs as Numbers;
  return (i.capital! * capitalRecovery(0, 1 / i.fixed_charge_rate!) + i.fixed_om!) / i.annual_kWh!;
}
export function payment({ inputs }: ReferenceCase): number {
  const { rate, n, principal } = inputs as Numbers;
  return principal! * capitalRecovery(rate!, n!);
}

export const validations: readonly Validation[] = [
  {
    model: 'economics',
    quantity: 'capitalRecovery',
    title: 'capital recovery factor of four rates and lives, to the digits of the tables',
    source: 'compound-interest tables of textbooks (shared/reference/economics)',
    tolerance: { absolute: 6e-6 },
    points: given(() =>
      economicsCases('crf').map(({ inputs, expected }) => ({
        reference: (expected as Numbers).crf!,
        model: capitalRecovery((inputs as Numbers).rate!, (inputs as Numbers).years!),
      })),
    ),
  },
  {
    model: 'economics',
    quantity: 'payment_money',
    title: 'annuity of a loan of 15 years by months',
    source: 'numpy-financial, documentation (shared/reference/economics)',
    tolerance: { relative: 1e-8 },
    points: given(() =>
      economicsCases('annuity_payment').map((c) => ({
        reference: (c.expected as Numbers).payment!,
        model: payment(c),
      })),
    ),
  },
  {
    model: 'economics',
    quantity: 'netPresentValue_money',
    title: 'net present value of five years of flows',
    source: 'numpy-financial, documentation (shared/reference/economics)',
    tolerance: { absolute: 1e-6 },
    points: given(() =>
      economicsCases('npv').map((c) => ({
        reference: (c.expected as Numbers).npv!,
        model: netPresentValue((c.inputs as Numbers).rate!, flowsOf(c)),
      })),
    ),
  },
  {
    model: 'economics',
    quantity: 'internalRate',
    title: 'internal rate of return',
    source: 'numpy-financial, documentation (shared/reference/economics)',
    tolerance: { absolute: 1e-6 },
    points: given(() =>
      economicsCases('irr').map((c) => ({
        reference: (c.expected as Numbers).irr!,
        model: internalRate(flowsOf(c)),
      })),
    ),
  },
  {
    model: 'economics',
    quantity: 'levelised_money_per_kWh',
    title: 'levelised cost of a wind farm by a fixed charge rate',
    source: 'NREL SAM (ssc), test of the model lcoefcr (shared/reference/economics)',
    tolerance: { relative: 1e-8 },
    points: given(() =>
      economicsCases('lcoe_fcr').map((c) => ({
        reference: (c.expected as Numbers).lcoe_per_kWh!,
        model: levelised(c),
      })),
    ),
  },
];
