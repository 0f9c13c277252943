import type { Outcome } from '../scenario/simulation.ts';
import type { ChartData } from './chartData.ts';
import type { PageRows } from './chartSeries.ts';
import { kpiText, unitText } from './htmlResults.ts';
import { details, figure, type Html, html, percent, quantity, raw, tableOf, words } from './htmlText.ts';
import type { Summary } from './summary.ts';

/** The three audits and what each proves. */
export function audits(summary: Summary): Html {
  const { audit } = summary;
  const { run } = audit;
  const share = run.throughput_kWh > 0 ? Math.abs(run.residual_kWh) / run.throughput_kWh : 0;
  const byResidual = (a: readonly [string, number], b: readonly [string, number]): number => b[1] - a[1];
  const labels = new Map(summary.components.map((c) => [c.component, c.label]));
  const worst = Object.entries(audit.components).sort(byResidual);
  const buses = Object.entries(audit.buses).sort(byResidual);
  const component = ([id, residual]: readonly [string, number]): string[] => [
    labels.get(id) ?? id,
    figure(residual, 2),
  ];
  const heads = [{ head: 'Component' }, { head: 'Largest residual, kW or kg/h', isNumber: true }];
  const counts = summary.passes
    .map((n, k) => (n > 0 ? `${figure(n)} steps took ${k + 1}` : ''))
    .filter((t) => t !== '');
  return html`<h2 id="audits">Proof: nothing created, nothing lost</h2>
<p>Every step of the run was audited three ways, and a run that fails one of them stops. The figures are the largest that were met.</p>
<ol>
<li><b>Every bus, every step</b>: what all ports bring and take sums to zero. It proves that no flow goes to or comes from nowhere between components.</li>
<li><b>Every component, every step</b>: ports, what crosses the boundary (sun, ground, ambient air), losses and the change of what is stored sum to zero, on the higher heating value, each from a formula of its own; likewise carbon and water where they flow. It proves that no model makes or swallows energy.</li>
<li><b>The whole run</b>: all that crossed the boundary, less all losses, is what the stores hold more at the end than at the start.</li>
</ol>
${tableOf(
  'The whole run, kWh of enthalpy',
  [{ head: 'Sum' }, { head: 'kWh', isNumber: true }],
  [
    ['Into the cluster across its boundary, net', figure(run.boundary_kWh, 7)],
    ['Lost', figure(run.loss_kWh, 7)],
    ...(run.corrected_kWh === undefined
      ? []
      : [['Put into stores by correcting states to what was measured, net', figure(run.corrected_kWh, 7)]]),
    ['More in stores at the end', figure(run.stored_kWh, 7)],
    ['Unexplained rest', figure(run.residual_kWh, 2)],
    ['All that crossed the boundary, either way', figure(run.throughput_kWh, 7)],
    ['Rest as a share of it', figure(share, 2)],
  ],
)}<div class="pair">
${tableOf(
  'Buses',
  [{ head: 'Bus' }, { head: 'Largest residual', isNumber: true }, { head: 'Unit' }],
  buses.map(([id, residual]) => [
    summary.buses[id]?.label ?? id,
    figure(residual, 2),
    summary.buses[id]?.unit === 'kg' ? 'kg/h' : 'kW',
  ]),
)}${tableOf('Components with the largest residuals', heads, worst.slice(0, Math.max(10, buses.length)).map(component))}</div>
${
  worst.length > 10 ? details('All components', tableOf('All components', heads, worst.map(component))) : undefined
}<p class="soft">Passes of the rules until no bus changed any more: ${counts.join(', ')}.</p>
`;
}

export function warnings(summary: Summary): Html {
  return html`<h2 id="warnings">Warnings</h2>
${
  summary.warnings.length === 0
    ? html`<p>None: no gap was filled, no value clipped, and nothing worth mention was dumped or left unserved.</p>\n`
    : html`<ul>\n${summary.warnings.map((w) => html`<li class="warn">${w.text} <small>(${w.code})</small></li>\n`)}</ul>\n`
}`;
}

export function components(outcome: Outcome, summary: Summary): Html {
  const { run, economics } = outcome.compiled;
  const byId = new Map(summary.components.map((c) => [c.component, c]));
  const costs = new Map(summary.costs.components.map((c) => [c.component, c]));
  const currency = summary.currency;
  const isIdle = (k: number): boolean => {
    const t = outcome.totals[k]!;
    const c = run.components[k]!;
    return c.kind.role === 'closer' && c.ports.every((p) => t.running_h(p.signal) === 0 && !(t.max(p.signal) > 1e-6));
  };
  const shown = run.components.map((_, k) => k).filter((k) => !isIdle(k));
  const rows = shown.map((k) => {
    const c = run.components[k]!;
    const size = c.kind.size?.call(c.kind, c.q);
    const known = byId.get(c.id);
    const cost = costs.get(c.id);
    const money = (v: number): string => (v === 0 ? '' : figure(Math.round(v)));
    return [
      c.label === c.id ? c.id : html`${c.label} <small>${c.id}</small>`,
      c.kind.kind,
      c.owner,
      size === undefined || c.kind.sizeName === undefined ? '' : sizeText(size, c.kind.sizeName),
      fullLoad(outcome, k),
      known === undefined || known.losses_kWh === 0 ? '' : quantity(known.losses_kWh, 'kWh', 3),
      money(economics[k]?.capex_money ?? 0),
      money(cost?.total_money ?? 0),
    ];
  });
  const idle = run.components.filter((_, k) => isIdle(k)).map((c) => c.label);
  const figures = summary.components.filter((c) => Object.keys(c.kpis).length > 0);
  return html`<h2 id="components">Components</h2>
${tableOf(
  `Components, money in ${currency}`,
  [
    { head: 'Component' },
    { head: 'Kind' },
    { head: 'Owner' },
    { head: 'Size', isNumber: true },
    { head: 'Full-load hours', isNumber: true },
    { head: 'Losses', isNumber: true },
    { head: 'Investment', isNumber: true },
    { head: 'Cost of the period', isNumber: true },
  ],
  rows,
)}${idle.length === 0 ? undefined : html`<p class="soft">Never called upon: ${idle.join(', ')}.</p>\n`}${details(
  'Figures of each component',
  tableOf(
    'Figures of each component',
    [{ head: 'Component' }, { head: 'Figure' }, { head: 'Value', isNumber: true }],
    figures.flatMap((c) =>
      Object.entries(c.kpis).map(([name, kpi]) => [c.label, words(name), kpiText(name, kpi, currency)]),
    ),
  ),
)}`;
}

function sizeText(size: number, name: string): string {
  const unit = name.split('_').slice(1).join('_').replaceAll('_per_', '/');
  return `${figure(size)}${unit === '' ? '' : ` ${unit}`}`;
}

/** What the first product gave over the size, where that is a power. */
function fullLoad(outcome: Outcome, k: number): string {
  const c = outcome.compiled.run.components[k]!;
  const size = c.kind.size?.call(c.kind, c.q) ?? 0;
  const port = c.ports.find((p) => p.name === c.kind.products?.[0]);
  if (!(size > 0) || port === undefined || !/_kWp?$/.test(c.kind.sizeName ?? '')) return '';
  return figure(Math.round(outcome.totals[k]!.sum(port.signal) / size));
}

/** What the run rests on: the scenario's factors, the files read, the models' range, and where costs come from. */
export function assumptions(outcome: Outcome, summary: Summary): Html {
  const { cluster, imports, run } = outcome.compiled;
  const { economy, factors, carbon, notes } = cluster.spec;
  const used = [...new Map(run.components.map((c) => [c.kind.kind, c.kind])).values()];
  const sources = summary.costs.components.filter((c) => c.capex_money > 0);
  const tariffs = Object.entries(cluster.tariffs);
  const taxed = tariffs.filter(([, tariff]) => tariff.vat.rate > 0);
  const taxes = taxed.map(([id, tariff]) => `${percent(tariff.vat.rate)} in "${tariff.label ?? id}"`);
  return html`<h2 id="assumptions">Assumptions and sources</h2>
${notes === undefined ? undefined : html`<p>${notes}</p>\n`}<ul>
<li>Discount rate ${percent(economy.discountRate)} a year in real terms over ${economy.horizon_a} years; price of carbon ${figure(carbon.price_money_per_t)} ${summary.currency} per t.</li>
<li>Primary energy: ${figure(factors.primaryEnergy.electricity)} kWh per kWh of bought electricity, ${figure(factors.primaryEnergy.gas)} per kWh of gas. Methane: ${figure(factors.gwpMethane)} kg CO2e per kg.</li>
<li>Energy of fuels and hydrogen is counted by the lower heating value, as meters and prices do; the audits count by the higher one.</li>
${taxed.length === 0 ? undefined : html`<li>Bills are what is paid, value-added tax included (${taxes.join(', ')}); default investments and upkeep ${economy.costVat > 0 ? `have ${percent(economy.costVat)} of it added` : 'are before it'}. Who reclaims the tax saves that much less on bills than stands here.</li>\n`}<li>Values are means over a step; all clocks are local, ${run.site.zone.zone}.</li>
</ul>
${
  tariffs.length === 0
    ? undefined
    : tableOf(
        'Tariffs',
        [{ head: 'Tariff' }, { head: 'Carrier' }, { head: 'Source' }],
        tariffs.map(([id, tariff]) => [tariff.label ?? id, tariff.carrier, tariff.source ?? 'not named']),
      )
}${
  imports.length === 0
    ? undefined
    : tableOf(
        'Files read, and what was met in them',
        [{ head: 'File' }, { head: 'Format' }, { head: 'Rows', isNumber: true }, { head: 'Findings' }],
        imports.map((r) => [
          r.file,
          r.format,
          figure(r.rows),
          r.findings.length === 0 ? 'nothing missing, nothing changed' : r.findings.map((f) => html`${f.text}<br>`),
        ]),
      )
}${details(
  'Models and where they hold',
  tableOf(
    'Models and where they hold',
    [{ head: 'Kind' }, { head: 'What' }, { head: 'Valid for' }],
    used.map((kind) => [kind.kind, kind.summary, kind.validity.text]),
  ),
)}${
  sources.length === 0
    ? undefined
    : details(
        'Where the costs come from',
        tableOf(
          'Where the costs come from',
          [{ head: 'Component' }, { head: 'Life, years', isNumber: true }, { head: 'Source' }],
          sources.map((c) => [c.label, figure(c.life_a), c.source]),
        ),
      )
}`;
}

/** Every column with its extremes, for whoever reads without a picture. */
export function signals(outcome: Outcome, data: ChartData, page: PageRows): Html {
  const rows = outcome.columns.map((c, k) => {
    const values = page.values[k]!;
    let lo = Number.POSITIVE_INFINITY;
    let hi = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      const v = values[i]!;
      if (v < lo) lo = v;
      if (v > hi) hi = v;
      sum += v;
    }
    const shown = values.length === 0 ? [0, 0, 0] : [lo, sum / values.length, hi];
    return [c.name, unitText(c.unit, data.currency), c.role, ...shown.map((v) => figure(v))];
  });
  return html`<h2 id="signals">Signals</h2>
<p>${resolution(outcome, data)}</p>
${details(
  `All ${rows.length} signals: lowest, mean, highest`,
  tableOf(
    'Signals',
    [
      { head: 'Column' },
      { head: 'Unit' },
      { head: 'Role' },
      { head: 'Lowest', isNumber: true },
      { head: 'Mean', isNumber: true },
      { head: 'Highest', isNumber: true },
    ],
    rows,
  ),
)}`;
}

export const lengthText = (step_s: number): string =>
  step_s % 3600 === 0 ? `${step_s / 3600} h` : step_s % 60 === 0 ? `${step_s / 60} min` : `${step_s} s`;

/** What was done to the series so that the page stays small. */
function resolution(outcome: Outcome, { series }: ChartData): Html {
  const { grid } = outcome.compiled.run;
  const coarse = Math.max(...series.columns.map((c) => c.every), 1);
  const means =
    series.step_s === grid.step_s
      ? `This page holds every step of the run (${lengthText(grid.step_s)})`
      : `The run took steps of ${lengthText(grid.step_s)}; to stay small this page holds means over ${lengthText(series.step_s)}`;
  const coarser =
    coarse === 1
      ? '.'
      : `, and means over ${lengthText(series.step_s * coarse)} of the signals that are not flows of ports.`;
  return html`${means}${raw(coarser)} Values are rounded to 1/65,535 of the range of their signal; the result files hold them in full.`;
}
