import { describe, expect, it } from 'vitest';
import { type FinanceTerms, financeOf } from '../../src/report/finance.ts';

const PLAIN: FinanceTerms = { taxRate: 0, depreciation_a: 5, loanShare: 0, loanRate: 0.05, loan_a: 4, inflation: 0 };
const machine = { capex_money: 1000, life_a: 5 };

describe('cash flow of the owner', () => {
  it('is outlay and savings where nothing is taxed or borrowed', () => {
    const { years, npv_money, irr, payback_a } = financeOf([machine], [], 300, 5, 0.1, PLAIN);
    expect(years.map((y) => y.equity)).toEqual([-1000, 300, 300, 300, 300, 300]);
    // 300 times the annuity factor 3.790787 of five years at 10 %, less 1000. // by hand
    expect(npv_money).toBeCloseTo(137.236, 3);
    expect(irr).toBeCloseTo(0.15238, 5);
    expect(payback_a).toBeCloseTo(10 / 3, 9);
  });

  it('is taxed on savings less what is written off', () => {
    const { years } = financeOf([machine], [], 300, 5, 0.1, { ...PLAIN, taxRate: 0.25 });
    // 300 - 25 % of (300 - 200) = 275. // by hand
    expect(years.slice(1).map((y) => y.equity)).toEqual([275, 275, 275, 275, 275]);
  });

  it('pays interest and repays a loan in equal payments', () => {
    const { years } = financeOf([machine], [], 300, 5, 0.1, { ...PLAIN, loanShare: 0.6, taxRate: 0.25 });
    expect(years[0]!.equity).toBe(-400);
    // 600 at 5 % over 4 years: 169.207 a year; 30 of interest in the first. // by hand
    expect(years[1]!.interest).toBeCloseTo(-30, 9);
    expect(years[1]!.repayment).toBeCloseTo(-139.207, 3);
    expect(years.slice(1, 5).map((y) => y.interest + y.repayment)).toEqual(
      Array.from({ length: 4 }, () => expect.closeTo(-169.207, 3)),
    );
    expect(years.reduce((sum, y) => sum + y.repayment, 0)).toBeCloseTo(-600, 9);
    expect(years[5]!.interest).toBeCloseTo(0, 9);
    // 300 - 30 - 139.207 - 25 % of (300 - 200 - 30). // by hand
    expect(years[1]!.equity).toBeCloseTo(300 - 169.207 - 17.5, 3);
  });

  it('repays at the horizon what is still owed', () => {
    const { years } = financeOf([machine], [], 300, 2, 0.1, { ...PLAIN, loanShare: 1 });
    expect(years.reduce((sum, y) => sum + y.repayment, 0)).toBeCloseTo(-1000, 9);
  });

  it('replaces what ends its life, and counts what is left at the horizon, taxed above its book value', () => {
    // Life 3 years, horizon 4: again in year 3, of which 2/3 of the life are left; written off over 2: half of it is still in the books. // by hand
    const { years } = financeOf([{ capex_money: 900, life_a: 3 }], [], 400, 4, 0.1, {
      ...PLAIN,
      taxRate: 0.5,
      depreciation_a: 2,
    });
    expect(years.map((y) => y.investment)).toEqual([-900, 0, 0, -900, expect.closeTo(600, 9)]);
    expect(years.map((y) => y.depreciation)).toEqual([0, 450, 450, 0, 450]);
    // Year 4: 400 + 600 - 50 % of (400 - 450 + 600 - 450).
    expect(years[4]!.equity).toBeCloseTo(950, 9);
  });

  it('counts what the reference would have laid out as saved', () => {
    const { years } = financeOf([machine], [{ capex_money: 400, life_a: 5 }], 100, 5, 0.1, PLAIN);
    expect(years[0]!.equity).toBe(-600);
  });

  it('is worth the same in real terms whatever the inflation, without tax and loan', () => {
    const real = financeOf([machine], [], 300, 5, 0.1, PLAIN);
    const risen = financeOf([machine], [], 300, 5, 0.1, { ...PLAIN, inflation: 0.03 });
    expect(risen.npv_money).toBeCloseTo(real.npv_money, 6);
    expect(risen.years[2]!.savings).toBeCloseTo(300 * 1.0609, 9);
    expect((1 + risen.irr) / 1.03 - 1).toBeCloseTo(real.irr, 9);
  });
});
