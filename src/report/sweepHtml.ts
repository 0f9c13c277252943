import { unitOf } from '../core/units.ts';
import { type SweepPlan, sweepPaths } from '../scenario/sweepPlan.ts';
import { STYLE } from './htmlStyle.ts';
import { figure, type Html, html, raw, tableOf, valueText, words } from './htmlText.ts';
import { heatMap, histogram, lineChart, type Point, tornado } from './sweepCharts.ts';
import { correlations, percentiles, type Spread, type SweepResult } from './sweepStats.ts';

export interface SweepReport {
  readonly name: string;
  readonly currency: string;
  readonly plan: SweepPlan;
  /** By their numbers. */
  readonly rows: readonly SweepResult[];
}

/** Figures that a reader asks for first. */
const FIRST = ['cost_money', 'bill_money', 'carbon_kg', 'unserved_kWh', 'selfSupplyOnSite', 'capex_money'];
/** Not of the site but of the run. */
const PROOF = ['auditResidual_kWh', 'warnings'];
/** Characters of charts, so that a page of many runs opens at once; the table has all figures. */
const MOST_CHARTS = 4_000_000;
const MOST_ROWS = 50;

const SCRIPT =
  "document.documentElement.classList.add('js');const s=document.getElementById('kpi'),show=()=>document.querySelectorAll('[data-kpi]').forEach(e=>{e.hidden=e.dataset.kpi!==s.value});s.addEventListener('change',show);show()";
// No request may leave the page, whatever a scenario's labels hold.
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";

/** Unit of a figure, money in the scenario's currency. */
export const sweepUnit = (name: string, currency: string): string => unitOf(name).replace('money', currency);

const valueWords = (v: number | string | boolean): string => (typeof v === 'number' ? figure(v, 5) : String(v));

/** A sweep as one page that needs nothing else: maps or lines, spreads and what moves them, for each figure. */
export function sweepHtml({ name, currency, plan, rows }: SweepReport): string {
  const good = rows.filter(({ figures }) => figures !== undefined);
  const failed = rows.filter(({ error }) => error !== undefined);
  const { moving, still } = figuresOf(good);
  const charts: { readonly kpi: string; readonly body: Html }[] = [];
  let size = 0;
  for (const kpi of moving) {
    const body = chartsOf(kpi, plan, good, currency);
    size += body.html.length;
    if (size > MOST_CHARTS && charts.length > 0) break;
    charts.push({ kpi, body });
  }
  const left = moving.length - charts.length;
  const text = (kpi: string, v: number): string => valueText(kpi, v, sweepUnit(kpi, currency));
  const first = good[0];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: sweep | Sixfold</title>
<style>${raw(STYLE)}svg{width:100%;height:auto}</style>
</head>
<body>
<header><h1>${name}: sweep</h1>
<p class="soft">${figure(rows.length)} runs${plan.draws.length > 0 ? `, ${figure(plan.samples)} draws${plan.latin ? ' by Latin hypercube' : ''} of seed ${plan.seed}` : ''}${failed.length > 0 ? `; ${figure(failed.length)} failed` : ''}</p></header>
${varied(plan)}${
  charts.length === 0
    ? html`<p class="warn">${good.length === 0 ? 'No run gave any figure.' : 'Every run gave the same figures.'}</p>`
    : html`<h2>Figures</h2>
<div class="controls"><label for="kpi">Figure</label> <select id="kpi">${charts.map(({ kpi }) => html`<option value="${kpi}">${words(kpi)}</option>`)}</select></div>
${charts.map(
  ({ kpi, body }) => html`<figure data-kpi="${kpi}"><figcaption>${words(kpi)}</figcaption>
${body}</figure>
`,
)}${left > 0 ? html`<p class="soft">${figure(left)} more figures are in sweep.parquet; charts of so many runs would make this page slow.</p>` : undefined}`
}
${bestTable(plan, good, text)}${plan.draws.length > 0 && moving.length > 0 ? spreadTable(moving, good, text) : undefined}${failures(failed, plan)}${
  first === undefined || still.length === 0
    ? undefined
    : tableOf(
        'The same in every run',
        [{ head: 'figure' }, { head: 'value', isNumber: true }],
        still.map((kpi) => [words(kpi), text(kpi, first.figures![kpi]!)]),
      )
}
<p class="soft">Largest residual of a run's energy audit: ${figure(
    good.reduce((most, { figures }) => Math.max(most, Math.abs(figures!.auditResidual_kWh ?? 0)), 0),
    2,
  )} kWh.</p>
${charts.length > 0 ? html`<script>${raw(SCRIPT)}</script>` : undefined}
</body>
</html>
`.html;
}

/** Names of figures that differ between runs, those asked for first before the others, and of those that do not. */
function figuresOf(rows: readonly SweepResult[]): { readonly moving: string[]; readonly still: string[] } {
  const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures!)))].filter((n) => !PROOF.includes(n));
  const ordered = [...FIRST.filter((n) => names.includes(n)), ...names.filter((n) => !FIRST.includes(n))];
  const isStill = (name: string): boolean => isStillIn(rows.map(({ figures }) => figures![name]));
  return { moving: ordered.filter((n) => !isStill(n)), still: ordered.filter(isStill) };
}

/** Share of a sum, and a sum itself, that is rounding. */
const ROUNDING = 1e-9;
const NOTHING = 1e-6;

/** Whether all values are the same, up to what sums of a year lose by rounding. */
export function isStillIn(values: readonly (number | undefined)[]): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v === undefined) return values.every((other) => other === undefined);
    least = Math.min(least, v);
    most = Math.max(most, v);
  }
  const size = Math.max(Math.abs(least), Math.abs(most));
  return size < NOTHING || most - least <= ROUNDING * size;
}

function varied({ axes, draws }: SweepPlan): Html {
  const ends = (values: readonly (number | string | boolean)[]): string =>
    values.length <= 6
      ? values.map(valueWords).join(', ')
      : `${valueWords(values[0]!)} to ${valueWords(values.at(-1)!)}, ${values.length} values`;
  return html`<ul>${axes.map(({ path, values }) => html`<li><code>${path}</code>: ${ends(values)}</li>`)}${draws.map(
    ({ path, uncertain, name }) =>
      html`<li><code>${path}</code>: ${uncertain.label ?? name}, ${uncertain.distribution}${uncertain.relative ? ' factor' : ''}</li>`,
  )}</ul>
`;
}

/** All that a page shows of one figure. */
function chartsOf(kpi: string, plan: SweepPlan, rows: readonly SweepResult[], currency: string): Html {
  const text = (v: number): string => valueText(kpi, v, sweepUnit(kpi, currency));
  const { axes, draws } = plan;
  const each = draws.length > 0 ? plan.samples : 1;
  const places = new Map<number, number[]>();
  for (const { run, figures } of rows) {
    const v = figures![kpi];
    if (v === undefined) continue;
    const place = Math.floor(run / each);
    const before = places.get(place);
    if (before === undefined) places.set(place, [v]);
    else before.push(v);
  }
  const at = (place: number): Spread | undefined => {
    const values = places.get(place);
    return values === undefined ? undefined : percentiles(values);
  };
  const [a, b] = axes;
  const grid =
    axes.length === 1
      ? lineChart(
          a!.values.map((v, k): Point => {
            const s = at(k);
            return {
              text: valueWords(v),
              at: typeof v === 'number' ? v : undefined,
              mean: s?.mean,
              ...(each > 1 && s !== undefined ? { low: s.p5, high: s.p95 } : {}),
            };
          }),
          a!.path,
          words(kpi),
          text,
        )
      : axes.length === 2
        ? heatMap(
            a!.values.map(valueWords),
            b!.values.map(valueWords),
            (column, row) => at(column * b!.values.length + row)?.mean,
            [a!.path, b!.path],
            text,
          )
        : undefined;
  const all = rows.flatMap(({ figures }) => figures![kpi] ?? []);
  const spread = percentiles(all);
  const isMany = draws.length > 0 || axes.length > 2;
  return html`${grid}${each > 1 && axes.length > 0 ? html`<p class="soft">The mean of ${figure(each)} draws${axes.length === 1 ? '; the band holds 90 % of them' : ''}.</p>` : undefined}${
    isMany
      ? html`<h4>Distribution</h4>
<p class="soft">5 %, half and 95 % of the runs lie below the dashed lines.</p>
${histogram(all, [spread.p5, spread.p50, spread.p95], words(kpi), text)}
<h4>What moves it</h4>
<p class="soft">Rank correlation (Spearman) with each parameter: at 1 the figure always grows with it, at \u22121 it always falls.</p>
${tornado(correlations(sweepPaths(plan), rows, kpi), text)}`
      : undefined
  }
`;
}

function bestTable(plan: SweepPlan, rows: readonly SweepResult[], text: (kpi: string, v: number) => string): Html {
  const sortable = rows.filter(({ figures }) => figures!.cost_money !== undefined);
  const best = [...sortable].sort((x, y) => x.figures!.cost_money! - y.figures!.cost_money!).slice(0, MOST_ROWS);
  const kpis = FIRST.filter((kpi) => rows.some(({ figures }) => figures![kpi] !== undefined));
  if (best.length === 0) return html``;
  return html`<h2>Runs of least cost</h2>
${tableOf(
  best.length < rows.length ? `The ${best.length} of least cost of ${rows.length} runs` : 'All runs, by cost',
  [
    { head: 'run' },
    ...sweepPaths(plan).map((head) => ({ head, isNumber: true })),
    ...kpis.map((kpi) => ({ head: words(kpi), isNumber: true })),
  ],
  best.map(({ run, values, figures }) => [
    String(run),
    ...values.map(valueWords),
    ...kpis.map((kpi) => (figures![kpi] === undefined ? '' : text(kpi, figures![kpi]))),
  ]),
)}`;
}

function spreadTable(
  kpis: readonly string[],
  rows: readonly SweepResult[],
  text: (kpi: string, v: number) => string,
): Html {
  return html`<h2>Percentiles</h2>
${tableOf(
  'Spread of each figure over all runs',
  [
    { head: 'figure' },
    ...['5 %', '25 %', 'median', '75 %', '95 %', 'mean', 'std. deviation'].map((head) => ({ head, isNumber: true })),
  ],
  kpis.map((kpi) => {
    const s = percentiles(rows.flatMap(({ figures }) => figures![kpi] ?? []));
    return [words(kpi), ...[s.p5, s.p25, s.p50, s.p75, s.p95, s.mean, s.sd].map((v) => text(kpi, v))];
  }),
)}`;
}

function failures(failed: readonly SweepResult[], plan: SweepPlan): Html {
  if (failed.length === 0) return html``;
  return html`<h2>Runs that failed</h2>
${tableOf(
  failed.length > MOST_ROWS
    ? `The first ${MOST_ROWS} of ${failed.length}; all are in sweep.parquet`
    : 'Each with its reason',
  [{ head: 'run' }, ...sweepPaths(plan).map((head) => ({ head, isNumber: true })), { head: 'why' }],
  failed.slice(0, MOST_ROWS).map(({ run, values, error }) => [String(run), ...values.map(valueWords), error]),
)}`;
}
