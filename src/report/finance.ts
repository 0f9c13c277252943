import { pow } from '../core/math.ts';
import { capitalRecovery, type Investment, internalRate, netPresentValue, payback } from './economics.ts';
import { zeros } from './linear.ts';

/** How an investment is paid for and taxed. Rates are a year's. */
export interface FinanceTerms {
  /** Tax on profit. A loss is set against other profit of the owner. */
  readonly taxRate: number;
  /** Years over which an investment is written off evenly. */
  readonly depreciation_a: number;
  /** Share of the first investment that is borrowed, at what (nominal) interest, and paid back in equal payments over how long. */
  readonly loanShare: number;
  readonly loanRate: number;
  readonly loan_a: number;
  /** By which savings and the prices of replacements rise. */
  readonly inflation: number;
}

/** What happens in one year, in money of that year; paid is negative. */
export interface FinanceYear {
  readonly investment: number;
  readonly savings: number;
  readonly depreciation: number;
  readonly interest: number;
  readonly repayment: number;
  readonly tax: number;
  /** What the owner pays or gets. */
  readonly equity: number;
}

export interface Finance {
  readonly years: readonly FinanceYear[];
  /** Of what the owner pays and gets, at the real discount rate raised by inflation. */
  readonly npv_money: number;
  readonly irr: number;
  readonly payback_a: number;
}

/**
 * Cash flow of the owner over `horizon_a` years: what is laid out beyond `before` (the reference), replaced at the end of each life and
 * worth at the horizon what share of its life is left; savings; even depreciation; a loan on the first outlay; tax on savings less depreciation and
 * interest, and on what is got at the horizon above what is not written off yet.
 * @see Brealey, Myers, Allen, "Principles of Corporate Finance", chapter 6: incremental after-tax flows
 */
export function financeOf(
  own: readonly Investment[],
  before: readonly Investment[],
  saved_money_per_a: number,
  horizon_a: number,
  discountRate: number,
  terms: FinanceTerms,
): Finance {
  const { taxRate, depreciation_a, loanShare, loanRate, loan_a, inflation } = terms;
  const rise = (year: number): number => pow(1 + inflation, year);
  const outlay = zeros(horizon_a + 1);
  const written = zeros(horizon_a + 1);
  let residual = 0;
  let book = 0;
  const add = ({ capex_money, life_a }: Investment, sign: number): void => {
    if (capex_money === 0) return;
    let last = 0;
    for (let k = 0; k * life_a < horizon_a; k++) {
      last = k * life_a;
      const year = Math.ceil(last);
      const paid = sign * capex_money * rise(year);
      outlay[year]! -= paid;
      for (let n = 1; n <= depreciation_a; n++)
        if (year + n <= horizon_a) written[year + n]! += paid / depreciation_a;
        else book += paid / depreciation_a;
    }
    residual += sign * capex_money * rise(horizon_a) * (1 - (horizon_a - last) / life_a);
  };
  for (const each of own) add(each, 1);
  for (const each of before) add(each, -1);
  const loan = loanShare * Math.max(0, -outlay[0]!);
  const payment = loan === 0 ? 0 : loan * capitalRecovery(loanRate, loan_a);
  let owed = loan;
  const years = outlay.map((investment, k): FinanceYear => {
    if (k === 0)
      return { investment, savings: 0, depreciation: 0, interest: 0, repayment: 0, tax: 0, equity: investment + loan };
    const savings = saved_money_per_a * rise(k);
    const interest = k <= loan_a ? owed * loanRate : 0;
    const repayment = k <= loan_a ? Math.min(owed, payment - interest) : 0;
    owed -= repayment;
    const isLast = k === horizon_a;
    // What is still owed at the horizon is paid back then.
    const rest = isLast ? owed : 0;
    const sold = isLast ? residual : 0;
    const gain = isLast ? residual - book : 0;
    const tax = taxRate * (savings - written[k]! - interest + gain);
    return {
      investment: investment + sold,
      savings,
      depreciation: written[k]!,
      interest: -interest,
      repayment: -repayment - rest,
      tax: -tax,
      equity: investment + sold + savings - interest - repayment - rest - tax,
    };
  });
  const flows = years.map((y) => y.equity);
  const nominal = (1 + discountRate) * (1 + inflation) - 1;
  return { years, npv_money: netPresentValue(nominal, flows), irr: internalRate(flows), payback_a: payback(flows) };
}
