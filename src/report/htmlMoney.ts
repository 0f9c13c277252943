import type { Waterfall } from './chartData.ts';
import { waterfallFigure } from './htmlCharts.ts';
import { figureLine } from './htmlResults.ts';
import { details, figure, fixed, type Html, html, monthHeads, tableOf, words } from './htmlText.ts';
import type { EmissionSet, ReferenceComparison, Summary } from './summary.ts';

const whole = (v: number): string => (v === 0 ? '' : fixed(v, Math.abs(v) < 10 ? 2 : 0));

/** What was paid to whom, month by month, and what every component costs. */
export function money(summary: Summary, waterfalls: readonly Waterfall[]): Html {
  const { costs, currency } = summary;
  const labels = new Map(summary.components.map((c) => [c.component, c.label]));
  const { heads: months, year } = monthHeads(summary.months);
  const rows = costs.bill.filter((row) => row.total !== 0 || row.values.some((v) => v !== 0));
  const owners = new Set(rows.map((row) => row.owner));
  const bill = tableOf(
    `Bill by line and month${year}, ${currency}`,
    [
      { head: 'Line' },
      ...(owners.size > 1 ? [{ head: 'Owner' }] : []),
      { head: 'Total', isNumber: true },
      ...months.map((head) => ({ head, isNumber: true })),
    ],
    rows.map((row) => [
      html`${row.label} <small>${labels.get(row.component) ?? row.component}</small>`,
      ...(owners.size > 1 ? [row.owner] : []),
      whole(row.total),
      ...row.values.map(whole),
    ]),
    [
      'Sum',
      ...(owners.size > 1 ? [''] : []),
      whole(costs.bill_money),
      ...summary.months.map((_, m) => whole(costs.bill.reduce((v, row) => v + (row.values[m] ?? 0), 0))),
    ],
  );
  const heads = ['Bill', 'Fixed O&M', 'Variable O&M', 'Carbon', 'Capital', 'Total', 'Investment'];
  const components = tableOf(
    `Cost of the period by component, ${currency}`,
    [{ head: 'Component' }, { head: 'Owner' }, ...heads.map((head) => ({ head, isNumber: true }))],
    costs.components
      .filter((c) => c.total_money !== 0 || c.capex_money !== 0)
      .map((c) => [
        c.label,
        c.owner,
        ...[
          c.bill_money,
          c.fixedOm_money,
          c.variableOm_money,
          c.carbon_money,
          c.capital_money,
          c.total_money,
          c.capex_money,
        ].map(whole),
      ]),
    [
      'Sum',
      '',
      ...[
        costs.bill_money,
        costs.fixedOm_money,
        costs.variableOm_money,
        costs.carbon_money,
        costs.capital_money,
        costs.total_money,
        costs.capex_money,
      ].map(whole),
    ],
  );
  const participants = tableOf(
    `Cost by participant, ${currency}`,
    [{ head: 'Participant' }, { head: 'Bill', isNumber: true }, { head: 'Total', isNumber: true }],
    costs.participants
      .filter((p) => p.participant !== '' || p.total_money !== 0)
      .map((p) => [p.label, fixed(p.bill_money, 0), fixed(p.total_money, 0)]),
  );
  return html`<h2 id="money">Bills and cost</h2>
<p>What is paid is positive. Capital is the annuity of the investment over the length of the run, ${figure(costs.years_a, 3)} ${Math.abs(costs.years_a - 1) < 0.001 ? 'year' : 'years'}.</p>
${bill}${components}${costs.participants.length > 0 ? participants : undefined}${products(summary)}${inventory(summary)}${summary.references.map(
  (reference, k) =>
    comparison(
      summary,
      reference,
      waterfalls.filter((w) => w.id.endsWith(`-${k}`)),
    ),
)}`;
}

function products(summary: Summary): Html | undefined {
  const { products: list, allocation } = summary.costs;
  if (list.length === 0) return undefined;
  return html`<h3>What the products cost</h3>
<p>Joint products share cost and carbon by ${words(allocation).toLowerCase()}; the products sum to the totals.</p>
${tableOf(
  `Cost and carbon by product`,
  [
    { head: 'Product' },
    { head: 'Amount', isNumber: true },
    { head: `Cost, ${summary.currency}`, isNumber: true },
    { head: `${summary.currency} per unit`, isNumber: true },
    { head: 'Carbon, t CO2e', isNumber: true },
    { head: 'kg per unit', isNumber: true },
  ],
  list.map((p) => [
    p.label,
    p.amount === 0 ? '' : `${whole(p.amount)} ${p.unit}`,
    whole(p.cost_money),
    optional(p.levelised_money_per_kWh ?? p.levelised_money_per_kg),
    figure(p.carbon_kg / 1000),
    optional(p.carbon_kg_per_kWh ?? p.carbon_kg_per_kg),
  ]),
)}`;
}

const optional = (v: number | undefined): string => (v === undefined ? '' : figure(v));

function inventory(summary: Summary): Html | undefined {
  const { inventory: rows, inventory_money } = summary.costs;
  if (rows.length === 0) return undefined;
  return details(
    `Change of what stores hold, worth ${figure(inventory_money)} ${summary.currency} (shown, in no total)`,
    tableOf(
      'Change of inventory',
      [
        { head: 'Store' },
        { head: 'Bus' },
        { head: 'Change', isNumber: true },
        { head: `Worth, ${summary.currency}`, isNumber: true },
      ],
      rows.map((r) => [r.component, r.bus, `${figure(r.change)} ${r.unit}`, figure(r.value_money)]),
    ),
  );
}

function comparison(summary: Summary, reference: ReferenceComparison, waterfalls: readonly Waterfall[]): Html {
  return html`<h3>Against ${reference.label}</h3>
${reference.warnings.map((text) => html`<p class="warn">${text}</p>\n`)}<p class="soft">What is saved is positive. Open a line for what it counts.</p>
<div class="kpis lines">
${Object.entries(reference.kpis).map(([name, kpi]) => figureLine(name, kpi, summary.currency))}</div>
${
  reference.omitted.length === 0
    ? undefined
    : html`<ul>\n${reference.omitted.map((o) => html`<li>${words(o.name)}: ${o.reason}</li>\n`)}</ul>\n`
}${waterfalls.map(waterfallFigure)}${ownerFlow(reference, summary.currency)}`;
}

/** What the owner pays and gets, year by year. */
function ownerFlow({ finance }: ReferenceComparison, currency: string): Html | undefined {
  if (finance === undefined) return undefined;
  return details(
    'Cash flow of the owner, year by year',
    tableOf(
      `After tax and loan, ${currency} of each year; paid is negative`,
      [
        { head: 'Year' },
        ...['Investment', 'Saved', 'Written off', 'Interest', 'Repaid', 'Tax', 'Owner'].map((head) => ({
          head,
          isNumber: true,
        })),
      ],
      finance.years.map((y, k) => [
        String(k),
        ...[y.investment, y.savings, y.depreciation, y.interest, y.repayment, y.tax, y.equity].map(whole),
      ]),
    ),
  );
}

const SCOPES: readonly (readonly [string, keyof EmissionSet, number, string])[] = [
  ['Scope 1, with methane', 'scope1_kg', 1000, 't CO2e'],
  ['of which fossil CO2', 'fossilCo2_kg', 1000, 't CO2'],
  ['of which methane', 'methane_kg', 1, 'kg CH4'],
  ['Scope 2 by location', 'scope2Location_kg', 1000, 't CO2'],
  ['Scope 2 by market', 'scope2Market_kg', 1000, 't CO2'],
  ['Scope 3, category 3', 'scope3_kg', 1000, 't CO2e'],
  ['Biogenic, outside the scopes', 'biogenicCo2_kg', 1000, 't CO2'],
  ['NOx', 'nox_kg', 1, 'kg'],
  ['Water drawn', 'water_kg', 1000, 't'],
];

export function emissions(summary: Summary): Html {
  const { emissions: e } = summary;
  const { heads, year } = monthHeads(summary.months);
  return html`<h2 id="emissions">Emissions</h2>
<p>Methane counts ${figure(e.gwpMethane)} kg CO2e per kg. What is exported is never subtracted.</p>
${tableOf(
  `Emissions and water by month${year}`,
  [{ head: 'What' }, { head: 'Total', isNumber: true }, ...heads.map((head) => ({ head, isNumber: true }))],
  SCOPES.filter(([, key]) => e[key] !== 0).map(([label, key, per, unit]) => [
    `${label}, ${unit}`,
    figure(e[key] / per),
    ...e.monthly.map((month) => (month[key] === 0 ? '' : figure(month[key] / per, 3))),
  ]),
)}`;
}
