import { SOLUTION_AREAS, type SolutionArea } from '../core/solutionArea.ts';
import type { RoadmapComponentResult, RoadmapResult } from '../scenario/roadmapResult.ts';
import { STYLE } from './htmlStyle.ts';
import { figure, type Html, html, percent, quantity, raw, tableOf } from './htmlText.ts';
import { areaChart, barChart, type Part } from './roadmapCharts.ts';

/** What the areas are called, and their colours, told apart by those who see few colours (after Okabe and Ito, 2008). */
export const AREA_NAMES: Readonly<Record<SolutionArea, string>> = {
  efficiency: 'Efficiency and circularity',
  electrification: 'Electrification and renewable heat',
  hydrogen: 'Hydrogen',
  capture: 'Carbon capture',
};
const COLOURS: Readonly<Record<SolutionArea, string>> = {
  efficiency: '#e69f00',
  electrification: '#009e73',
  hydrogen: '#56b4e9',
  capture: '#cc79a7',
};
const REST = '#8a8678';
const BARS = '#0072b2 #e69f00 #009e73 #cc79a7 #56b4e9 #d55e00 #8a8678 #f0e442 #003f5c #7f3c8d'.split(' ');
/** Tonnes so few are rounding. */
const tonnes = (v: number): string => figure(Math.abs(v) < 1e-3 ? 0 : v);
/** Tonnes below this share of the reference are not worth a band. */
const BAND = 1e-6;

/** The roadmap as one page that needs nothing else. */
export function roadmapHtml(found: RoadmapResult): string {
  const { label, years, currency } = found;
  const [first, last] = [years[0]!, years.at(-1)!];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${label}: roadmap ${first.year} to ${last.year} | Sixfold</title>
<style>${raw(STYLE)}svg{width:100%;height:auto}</style>
</head>
<body>
<main>
<h1>${label}: roadmap ${first.year} to ${last.year}</h1>
<ul class="cards">
<li><b>${quantity(found.total_money, currency)}</b>all of the horizon in money of ${first.year}, at ${percent(found.discountRate)} a year</li>
<li><b>${tonnes(last.co2_t)} t</b>emitted in ${last.year}; ${tonnes(first.co2_t)} t in ${first.year}</li>
<li><b>${quantity(found.co2_t, 't')}</b>emitted over the horizon</li>
${found.caps
  .filter((c) => c.price_money_per_t !== undefined && c.price_money_per_t > 0)
  .slice(0, 2)
  .map(
    (c) =>
      html`<li><b>${quantity(c.price_money_per_t!, `${currency}/t`)}</b>one tonne more of ${c.name} would save, in money of ${first.year}</li>`,
  )}
</ul>
<p>${found.foresight === 'perfect' ? 'All years are decided at once, with all that comes known.' : 'Each year is decided by itself, as if it lasted, with what was built before.'}
Emissions are those of ${found.scopes.join(' and ')}. Years between lie on the straight line between their neighbours. Capital counts as annuities over the life of what is built: what is left of it at the end (${quantity(found.leftOver_money, currency)} in money of ${first.year}) is not counted.</p>
${found.notes.map((note) => html`<p class="warn">${note}</p>`)}
${wedges(found)}
<h2>What is built</h2>
${capacities(found)}
<h2>What it costs</h2>
<figure><figcaption>Cost of each year<small>In money of that year. Capital is the annuity of all that stands; carbon is what is paid for it.</small></figcaption>
${barChart(
  years.map((y) => y.year),
  cashParts(found),
  `${currency} a year`,
)}</figure>
${costTable(found)}
${checkTable(found)}
</main>
</body>
</html>
`.html;
}

/** From the reference down to the plan. */
function wedges(found: RoadmapResult): Html {
  const { years } = found;
  const all = years.flatMap((y) => (y.wedges === undefined ? [] : [y.wedges]));
  if (all.length < years.length) return html``;
  const names = years.map((y) => y.year);
  const most = Math.max(...all.map((w) => Math.abs(w.reference_t)), 1e-9);
  const isSeen = ({ values }: Part): boolean => values.some((v) => Math.abs(v) > BAND * most);
  const spared: Part[] = [
    { label: 'Closing what stood', colour: '#333c', values: all.map((w) => w.closing_t) },
    ...[...SOLUTION_AREAS].reverse().map((area) => ({
      label: AREA_NAMES[area],
      colour: COLOURS[area],
      values: all.map((w) => w.areas_t[area] ?? 0),
    })),
    { label: 'Run otherwise', colour: REST, values: all.map((w) => w.operation_t) },
  ].filter(isSeen);
  const columns = [...spared].reverse();
  return html`<h2>Wedges</h2>
<figure><figcaption>Emissions from the reference down to the plan<small>The reference has what stands at the start, kept as it is, and the same demand, prices and grid. What an area spares is its mean contribution over all orders in which the areas could come (Shapley); the bands add up to just what is spared.</small></figcaption>
${areaChart(
  names,
  [{ label: 'Emitted', colour: 'var(--line)', values: years.map((y) => y.co2_t) }, ...spared],
  [
    { label: 'Reference', values: all.map((w) => w.reference_t), dash: '5 4' },
    { label: 'Roadmap', values: years.map((y) => y.co2_t) },
  ],
  't CO2 a year',
)}</figure>
${tableOf(
  'Tonnes a year, from the reference to the plan',
  [
    { head: 'Year' },
    ...['Reference', ...columns.map((c) => c.label), 'Roadmap'].map((head) => ({ head, isNumber: true })),
  ],
  years.map((y, k) => [
    String(y.year),
    tonnes(all[k]!.reference_t),
    ...columns.map((c) => tonnes(0 - c.values[k]!)),
    tonnes(y.co2_t),
  ]),
)}`;
}

/** What stands, one chart for each unit. */
function capacities({ components, years }: RoadmapResult): Html {
  const names = years.map((y) => y.year);
  const sized = components.filter((c) => c.capacity !== undefined);
  const units = [...new Set(sized.map((c) => c.unit))];
  const charts = units.map((unit) => {
    const of = sized.filter((c) => c.unit === unit && c.standing.some((v) => v > 0));
    if (of.length === 0) return undefined;
    const parts = of.map((c, n): Part => ({ label: c.label, colour: BARS[n % BARS.length]!, values: c.standing }));
    return html`<figure><figcaption>What stands, in ${unit}</figcaption>
${barChart(names, parts, unit)}</figure>`;
  });
  const rows = components.flatMap((c) => names.flatMap((year, k) => changeRow(c, year, k)));
  return html`${charts}
${tableOf(
  'What is built and retired',
  [
    { head: 'Component' },
    { head: 'Year' },
    ...['Built', 'Retired', 'Stands', 'Capital'].map((head) => ({ head, isNumber: true })),
  ],
  rows,
)}`;
}

function changeRow(c: RoadmapComponentResult, year: number, k: number): string[][] {
  const { built, retired, standing } = c;
  if (built[k] === 0 && retired[k] === 0 && (k > 0 || standing[k] === 0)) return [];
  const show = (v: number): string => (v === 0 ? '' : quantity(v, c.unit));
  return [
    [
      c.label,
      String(year),
      show(built[k]!),
      show(retired[k]!),
      show(standing[k]!),
      c.capex_money[k] === 0 ? '' : figure(c.capex_money[k]!),
    ],
  ];
}

function cashParts({ years }: RoadmapResult): Part[] {
  return [
    { label: 'Capital', colour: BARS[0]!, values: years.map((y) => y.capital_money) },
    { label: 'Upkeep', colour: BARS[4]!, values: years.map((y) => y.upkeep_money) },
    { label: 'Energy and operation', colour: BARS[1]!, values: years.map((y) => y.operation_money) },
    { label: 'Carbon', colour: BARS[6]!, values: years.map((y) => y.carbon_money) },
    { label: 'Weighed, not paid', colour: BARS[3]!, values: years.map((y) => y.weighed_money) },
  ].filter((p) => p.values.some((v) => Math.abs(v) > 0.5));
}

function costTable({ years, currency }: RoadmapResult): Html {
  const heads = ['Capital', 'Upkeep', 'Operation', 'Carbon', 'In all', 'Emitted, t', 'Carbon price', 'A tonne less'];
  return tableOf(
    `Each year in ${currency} of that year; prices a tonne. A tonne less costs so much beyond the carbon price`,
    [{ head: 'Year' }, ...heads.map((head) => ({ head, isNumber: true }))],
    years.map((y) => [
      String(y.year),
      ...[
        y.capital_money,
        y.upkeep_money,
        y.operation_money,
        y.carbon_money,
        y.capital_money + y.upkeep_money + y.operation_money + y.carbon_money,
        y.co2_t,
        y.carbonPrice_money_per_t,
        y.shadowPrice_money_per_t,
      ].map((v) => figure(v)),
    ]),
  );
}

function checkTable({ years, currency, typical }: RoadmapResult): Html {
  const all = years.flatMap((y) => (y.check === undefined ? [] : [{ year: y, check: y.check }]));
  if (all.length === 0 || typical === undefined) return html``;
  return html`<h2>How good the periods are</h2>
<p>Sizes were decided on ${typical.periods} periods of ${figure(typical.length_h)} h that stand for the ${typical.all} of a year, ${typical.kept} of them because they are the hardest. The same sizes, with every step of each year planned:</p>
${tableOf(
  `Energy, operation and carbon in ${currency} a year, and tonnes`,
  [
    { head: 'Year' },
    ...['Periods', 'Every step', 'Difference', 'Not served, kWh', 't on periods', 't in every step'].map((head) => ({
      head,
      isNumber: true,
    })),
  ],
  all.map(({ year: y, check }) => {
    const planned = y.operation_money + y.carbon_money;
    return [
      String(y.year),
      figure(planned),
      figure(check.billed_money),
      planned === 0 ? '' : percent((check.billed_money - planned) / Math.abs(planned)),
      figure(Math.round(check.unserved_kWh)),
      figure(y.co2_t),
      figure(check.co2_t),
    ];
  }),
)}`;
}
