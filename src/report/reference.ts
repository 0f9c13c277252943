import { internalRate, investmentFlows, netPresentValue, payback } from './economics.ts';
import { type FinanceTerms, financeOf } from './finance.ts';
import { percent } from './htmlText.ts';
import { KpiList, ratio } from './kpiList.ts';
import { serviceDifferences } from './service.ts';
import type { BillRow, CostSummary, ReferenceComparison, Summary } from './summary.ts';

/** What a comparison knows of money over years. */
export interface Economy {
  readonly finance?: FinanceTerms | undefined;
  readonly discountRate: number;
  readonly horizon_a: number;
}
/** The part of a summary that a comparison needs. */
export type Side = Omit<Summary, 'references' | 'claims' | 'warnings' | 'events' | 'moreEvents' | 'gridLosses'>;

/** What a run is worth against a reference case, brought to a year where they differ in length. */
export function againstReference(
  own: Side,
  reference: Side,
  { discountRate, horizon_a, finance: terms }: Economy,
): ReferenceComparison {
  const years = own.costs.years_a;
  const scale = years / reference.costs.years_a;
  const flows = cashFlows(own.costs, reference.costs, horizon_a);
  const list = new KpiList(own.currency);
  const a = own.costs;
  const b = reference.costs;
  const from = `against ${reference.label}`;
  const over = `over ${horizon_a} years at ${percent(discountRate)} real: the difference of investments, replaced at the same price at the end of their lives and worth at the end of the horizon what share of their life is left, and the savings of the run year after year`;
  list
    .add(
      'billReduction',
      ratio(b.bill_money * scale - a.bill_money, b.bill_money * scale),
      `Bill saved ${from}, as a share of its bill; without capital and upkeep.`,
      'the reference has no bill',
    )
    .add('billSaving_money_per_a', (b.bill_money * scale - a.bill_money) / years, `Bill saved a year ${from}.`)
    .add(
      'costReduction',
      ratio(b.total_money * scale - a.total_money, b.total_money * scale),
      `Total cost saved ${from}, capital by annuity included.`,
      'the reference costs nothing',
    )
    .add('extraInvestment_money', a.capex_money - b.capex_money, `Capital laid out beyond that of the reference.`)
    .add('npv_money', netPresentValue(discountRate, flows), `Net present value ${from} ${over}.`)
    .add('irr', internalRate(flows), `Rate at which the net present value is zero, ${from}.`, 'no single such rate')
    .add('payback_a', payback(flows), `Years until savings cover the extra investment ${from}.`, whyNoPayback(flows))
    .add(
      'discountedPayback_a',
      payback(flows, discountRate),
      `The same with savings discounted at ${percent(discountRate)}.`,
      whyNoPayback(flows),
    );
  const e = own.emissions;
  const r = reference.emissions;
  const scope1 = r.scope1_kg * scale - e.scope1_kg;
  list
    .add(
      'avoidedAverage_kg',
      scope1 + r.scope2Location_kg * scale - e.scope2Location_kg,
      `Scope 1 and scope 2 emissions avoided ${from}, bought electricity by the grid's mean; what is sold is not netted.`,
    )
    .add(
      'avoidedMarginal_kg',
      scope1 + r.importMarginal_kg * scale - e.importMarginal_kg,
      `The same with bought electricity by the plants that follow demand.`,
    )
    .add(
      'carbonReduction',
      ratio(scope1 + r.scope2Location_kg * scale - e.scope2Location_kg, (r.scope1_kg + r.scope2Location_kg) * scale),
      `Scope 1 and scope 2 (location-based) avoided ${from}, as a share of it.`,
      'the reference emits nothing',
    );
  const avoided_t = (scope1 + r.scope2Location_kg * scale - e.scope2Location_kg) / 1000;
  list.add(
    'abatementCost_money_per_t',
    avoided_t > 0 ? (a.total_money - b.total_money * scale) / avoided_t : Number.NaN,
    `Total cost more ${from}, capital by annuity included, for each tonne of scope 1 and 2 (location-based) avoided; below zero it pays.`,
    'nothing is avoided',
  );
  const saved = yearly(b) - yearly(a);
  const finance = terms && financeOf(a.components, b.components, saved, horizon_a, discountRate, terms);
  if (finance !== undefined && terms !== undefined)
    list
      .add(
        'equityNpv_money',
        finance.npv_money,
        `Net present value of what the owner pays and gets ${from}, after tax at ${percent(terms.taxRate)} and with ${percent(terms.loanShare)} borrowed.`,
      )
      .add('equityIrr', finance.irr, `Rate at which that is zero, nominal, ${from}.`, 'no single such rate')
      .add(
        'equityPayback_a',
        finance.payback_a,
        `Years until the owner has back what was paid, ${from}.`,
        'it is never paid back, or nothing is paid',
      );
  return {
    reference: reference.name,
    label: reference.label,
    kpis: list.kpis,
    omitted: list.omitted,
    costSteps: costSteps(a, b, scale),
    carbonSteps: [
      { label: 'CO2 on site', kg: e.fossilCo2_kg - r.fossilCo2_kg * scale },
      {
        label: 'Methane on site',
        kg: e.scope1_kg - e.fossilCo2_kg - (r.scope1_kg - r.fossilCo2_kg) * scale,
      },
      { label: 'Bought energy', kg: e.scope2Location_kg - r.scope2Location_kg * scale },
      { label: 'Supply chains', kg: e.scope3_kg - r.scope3_kg * scale },
    ],
    cashFlow_money: flows,
    ...(finance === undefined ? {} : { finance }),
    warnings: serviceDifferences(own, reference),
  };
}

const whyNoPayback = (flows: readonly number[]): string =>
  flows[0]! < 0 ? 'the savings never cover the extra investment' : 'no extra investment to pay back';

const yearly = ({ bill_money, fixedOm_money, variableOm_money, carbon_money, years_a }: CostSummary): number =>
  (bill_money + fixedOm_money + variableOm_money + carbon_money) / years_a;

/** Extra investment and savings, year by year. */
function cashFlows(own: CostSummary, reference: CostSummary, horizon_a: number): number[] {
  const saved = yearly(reference) - yearly(own);
  const before = investmentFlows(reference.components, horizon_a);
  return investmentFlows(own.components, horizon_a).map((v, k) => v - before[k]! + (k > 0 ? saved : 0));
}

/** What each heading adds to the cost of the reference; together the difference. */
function costSteps(a: CostSummary, b: CostSummary, scale: number): ReferenceComparison['costSteps'] {
  const heading = (row: BillRow): string => `${row.carrier}: ${row.label}`;
  const billed = (rows: readonly BillRow[], label: string): number => {
    let sum = 0;
    for (const row of rows) if (heading(row) === label) sum += row.total;
    return sum;
  };
  const labels = [...new Set([...b.bill, ...a.bill].map(heading))];
  return [
    ...labels.map((label) => ({ label, money: billed(a.bill, label) - billed(b.bill, label) * scale })),
    {
      label: 'operation and maintenance',
      money: a.fixedOm_money + a.variableOm_money - (b.fixedOm_money + b.variableOm_money) * scale,
    },
    { label: 'price of carbon', money: a.carbon_money - b.carbon_money * scale },
    { label: 'capital', money: a.capital_money - b.capital_money * scale },
  ].filter((step) => step.money !== 0);
}
