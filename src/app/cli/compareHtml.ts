import type { Comparison, ComparisonRow } from '../../report/compareRuns.ts';
import { STYLE } from '../../report/htmlStyle.ts';
import { type Html, html, quantity, raw, tableOf, valueText, words } from '../../report/htmlText.ts';
import { sensitivityHtml } from '../../report/sensitivityHtml.ts';
import type { Summary } from '../../report/summary.ts';

/** Okabe and Ito's colours, told apart by those who see few of them; every part is named beside. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#999999'];
const WIDTH = 860;
const NAME = 300;
/** Characters of a name that fit beside its bar. */
const LETTERS = 42;
const BAR = 22;

interface Stack {
  readonly caption: string;
  readonly unit: string;
  readonly parts: readonly (readonly [label: string, of: (s: Summary) => number])[];
}

const kpi =
  (name: string) =>
  (s: Summary): number =>
    s.kpis[name]?.value ?? 0;

const STACKS: readonly Stack[] = [
  {
    caption: 'Where the electricity used comes from',
    unit: '1',
    parts: [
      ['sun, wind and surroundings', kpi('originRenewable')],
      ['fuel, on site', (s) => kpi('originFuel')(s) + kpi('originBiofuel')(s)],
      ['bought', kpi('originBought')],
      ['stores at the start', kpi('originStock')],
    ],
  },
  {
    caption: 'Cost',
    unit: 'money',
    parts: [
      ['bill, less sales', (s) => s.costs.bill_money],
      ['operation and maintenance', (s) => s.costs.fixedOm_money + s.costs.variableOm_money],
      ['price of carbon', (s) => s.costs.carbon_money],
      ['capital', (s) => s.costs.capital_money],
    ],
  },
  {
    caption: 'Emissions',
    unit: 'kg',
    parts: [
      ['scope 1, on site', (s) => s.emissions.scope1_kg],
      ['scope 2, location-based', (s) => s.emissions.scope2Location_kg],
      ['scope 3, category 3', (s) => s.emissions.scope3_kg],
    ],
  },
];

/** Runs side by side as one page that needs nothing else; the summaries are brought to a year where the comparison is. */
export function compareHtml(
  { runs, perYear, rows, warnings, sensitivity }: Comparison,
  summaries: readonly Summary[],
): string {
  const title = runs.map((r) => r.label).join(' / ');
  const groups = [...new Set(rows.map((r) => r.group))];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} | Sixfold</title>
<style>${raw(STYLE)}svg text{font:13px system-ui,sans-serif;fill:currentColor}svg{max-width:100%;height:auto}thead th.n{white-space:normal;max-width:9rem}</style>
</head>
<body>
<h1>${title}</h1>
${
  warnings.length === 0
    ? html`<p>All serve the same demand and end with the same in their stores.</p>`
    : html`<p class="warn">They do not serve the same; costs and emissions cannot be compared as they stand:</p>
<ul>${warnings.map((w) => html`<li>${w}</li>`)}</ul>`
}
${
  perYear
    ? html`<p>The runs differ in length: energy, hours, masses, running cost and emissions are those of a year that goes on as the run did. Capital laid out, investment and net present value are as they are.</p>`
    : undefined
}
${STACKS.map((stack) => drawn(stack, summaries, perYear))}
${sensitivity && sensitivityHtml(sensitivity)}
${groups.map((group) => numbers(group, rows, runs, perYear))}
</body>
</html>
`.html;
}

/** One bar for each run, its parts end to end; negative parts lie to the left of zero. */
function drawn(stack: Stack, summaries: readonly Summary[], perYear: boolean): Html {
  const { unit, parts } = stack;
  const caption = perYear && unit !== '1' ? `${stack.caption} a year` : stack.caption;
  const name = unit === 'money' ? (summaries[0]?.currency ?? '') : unit;
  // A share of less than a millionth is what rounding left.
  const values = summaries.map((s) => parts.map(([, of]) => (Math.abs(of(s)) < 1e-6 ? 0 : of(s))));
  const ends = values.map((v) => v.reduce((sum, x) => sum + Math.max(0, x), 0));
  const starts = values.map((v) => v.reduce((sum, x) => sum + Math.min(0, x), 0));
  const highest = Math.max(...ends);
  const lowest = Math.min(...starts);
  const scale = highest > lowest ? (WIDTH - NAME - 110) / (highest - lowest) : 0;
  const bars = summaries.map((s, r) => {
    let right = NAME - lowest * scale;
    let left = right;
    const y = r * (BAR + 12) + 4;
    const boxes = values[r]!.map((v, k) => {
      const width = Math.abs(v) * scale;
      if (v < 0) left -= width;
      const x = v < 0 ? left : right;
      if (v > 0) right += width;
      return html`<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${COLOURS[k]!}" stroke="#fff" stroke-width="1"><title>${parts[k]![0]}: ${quantity(v, name)}</title></rect>`;
    });
    const total = values[r]!.reduce((sum, v) => sum + v, 0);
    const label = s.label.length > LETTERS ? `${s.label.slice(0, LETTERS - 1)}…` : s.label;
    return html`<text x="0" y="${y + 15}">${label}</text>${boxes}<text x="${(right + 6).toFixed(1)}" y="${y + 15}">${unit === '1' ? '' : quantity(total, name)}</text>`;
  });
  const keys = parts.map(([label], k) =>
    values.every((v) => v[k] === 0)
      ? undefined
      : html`<span style="white-space:nowrap;margin-right:1rem"><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill="${COLOURS[k]!}"/></svg> ${label}</span>`,
  );
  return html`<figure><figcaption>${caption}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${summaries.length * (BAR + 12) + 4}" width="${WIDTH}" role="img" aria-label="${caption}">${bars}</svg>
<p>${keys}</p></figure>
`;
}

/** Many runs are told apart by letters, so that the heads of their differences are short. */
const letter = (k: number): string => (k < 26 ? String.fromCharCode(65 + k) : `#${k + 1}`);

/** A difference with its sign; of shares in points of a hundred. */
const changed = (text: string): string => `${/^([1-9]|0\.)/.test(text) ? '+' : ''}${text}`.replace(/ %$/, ' pp');

function numbers(
  group: ComparisonRow['group'],
  rows: readonly ComparisonRow[],
  runs: Comparison['runs'],
  perYear: boolean,
): Html {
  const head = { kpis: 'Key figures', costs: 'Cost by component', emissions: 'Emissions' }[group as string] ?? group;
  const shown = (name: string, value: number | null, unit: string): string =>
    value === null ? '' : valueText(name, value, unit);
  return tableOf(
    `${head.charAt(0).toUpperCase()}${head.slice(1)}${perYear ? ', sums a year' : ''}`,
    [
      { head: '' },
      ...runs.map((r, k) => ({ head: runs.length === 2 ? r.label : `${letter(k)}: ${r.label}`, isNumber: true })),
      ...runs
        .slice(1)
        .map((_, k) => ({ head: runs.length === 2 ? 'Difference' : `${letter(k + 1)} \u2212 A`, isNumber: true })),
    ],
    rows
      .filter((row) => row.group === group)
      .map(({ name, unit, values, differences }) => [
        group === 'costs' ? name : words(name),
        ...values.map((v) => shown(name, v, unit)),
        ...differences.slice(1).map((v) => changed(shown(name, v, unit))),
      ]),
  );
}
