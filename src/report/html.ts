import { endOf } from '../core/timeGrid.ts';
import { offsetAt } from '../core/zone.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { chartData } from './chartData.ts';
import { PACK_LIMITS, type PackLimits, pageRows } from './chartSeries.ts';
import { timeText } from './chartTime.ts';
import { durationFigure, heatFigure, monthlyFigure, sankeyFigure, weeksFigure } from './htmlCharts.ts';
import { happenings } from './htmlEvents.ts';
import { meters } from './htmlMeters.ts';
import { emissions, money } from './htmlMoney.ts';
import { planned } from './htmlPlan.ts';
import { assumptions, audits, components, lengthText, signals, warnings } from './htmlProof.ts';
import { balance, cards, claims, kpis, plainWords } from './htmlResults.ts';
import { STYLE } from './htmlStyle.ts';
import { figure, fixed, type Html, html, jsonForPage, raw, scriptForPage } from './htmlText.ts';
import { wallTime } from './incidents.ts';
import { networksText } from './networksText.ts';
import { sensitivityHtml } from './sensitivityHtml.ts';
import type { Summary } from './summary.ts';

export interface ReportInput {
  readonly outcome: Outcome;
  readonly summary: Summary;
  /** The bundled script that draws the charts (`dist/app/web/report.js`). */
  readonly script: string;
  /** Of Sixfold, for the head of the report. */
  readonly version?: string;
  /** Sizes that the series must keep within. */
  readonly limits?: PackLimits;
  /** Most bytes of the report; 6,000,000 unless said. The series become coarser until it keeps within. */
  readonly bytes?: number;
}

const SECTIONS = [
  ['summary', 'Summary'],
  ['balance', 'Balance'],
  ['kpis', 'Key figures'],
  ['flows', 'Flows'],
  ['months', 'Months and weeks'],
  ['duration', 'Duration and heat map'],
  ['money', 'Cost'],
  ['sensitivity', 'What it hangs on'],
  ['emissions', 'Emissions'],
  ['plan', 'Plan'],
  ['events', 'Events'],
  ['meters', 'Meters'],
  ['audits', 'Proof'],
  ['warnings', 'Warnings'],
  ['components', 'Components'],
  ['assumptions', 'Assumptions'],
  ['signals', 'Signals'],
] as const;

// No request may leave the page, whatever a scenario's labels hold.
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/**
 * A run as one page that needs nothing else: opens offline, draws itself in the reader's browser, and reads as tables
 * where there is no script. The same run gives the same bytes.
 */
export function reportHtml(input: ReportInput): string {
  const most = input.bytes ?? MOST_BYTES;
  let limits = input.limits ?? PACK_LIMITS;
  for (let tries = 1; ; tries++) {
    const { text, characters } = write(input, limits);
    const excess = bytesOf(text) - most;
    if (excess <= 0 || tries === TRIES) return text;
    // Only a large cluster comes here: its tables leave the series less room.
    limits = { ...limits, characters: Math.max(0, characters - excess) };
  }
}

const MOST_BYTES = 6_000_000;
const TRIES = 4;

/** Length as UTF-8: a unit beyond ASCII is two bytes, beyond U+07FF three, a surrogate half of four. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (const [unit] of text.matchAll(/[\u0080-\uffff]/g))
    bytes += unit > '\u07ff' && (unit < '\ud800' || unit > '\udfff') ? 2 : 1;
  return bytes;
}

/** The page, and how much of it are series. */
function write(
  { outcome, summary, script, version }: ReportInput,
  limits: PackLimits,
): { text: string; characters: number } {
  const page = pageRows(outcome, limits);
  const data = chartData(outcome, summary, page, limits);
  const body = html`${head(outcome, summary, version)}
<h2 id="summary">Summary</h2>
${cards(summary)}${plainWords(outcome, summary)}${claims(summary)}${balance(summary)}${kpis(summary)}
<noscript><p class="warn">The charts need JavaScript; every table below is here without it.</p></noscript>
${sankeyFigure(data)}${monthlyFigure(data)}${weeksFigure(data, page)}${durationFigure(outcome, data, page)}${heatFigure(
  outcome,
  data,
  page,
)}${money(summary, data.waterfalls)}${summary.sensitivity && sensitivityHtml(summary.sensitivity)}${emissions(summary)}${planned(outcome, summary)}${happenings(summary, wallTime(outcome.compiled.run.site.zone))}${meters(outcome, summary)}${audits(summary)}${warnings(summary)}${components(
  outcome,
  summary,
)}${assumptions(outcome, summary)}${signals(outcome, data, page)}`;
  const { html: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${summary.label} | Sixfold</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${jsonForPage(data)}</script>
<script>${scriptForPage(script)}</script>
</body>
</html>
`;
  return { text, characters: data.series.bits.length };
}

function head(outcome: Outcome, summary: Summary, version: string | undefined): Html {
  const { run, cluster } = outcome.compiled;
  const { grid, site } = run;
  const local = (time_ms: number): string => timeText(time_ms + offsetAt(site.zone, time_ms) * 60_000);
  const side = (v: number, plus: string, minus: string): string => `${fixed(Math.abs(v), 2)}° ${v < 0 ? minus : plus}`;
  const place = `${side(site.latitude_deg, 'N', 'S')}, ${side(site.longitude_deg, 'E', 'W')}, ${figure(site.altitude_m)} m`;
  const isCut = outcome.steps < grid.length;
  const networks = networksText(run);
  const facts: [string, string][] = [
    ['Site', cluster.spec.site.label === undefined ? place : `${cluster.spec.site.label} (${place})`],
    ['Period', `${local(grid.start_ms)} to ${local(endOf(grid))}, ${site.zone.zone}`],
    ['Step', `${lengthText(grid.step_s)}, ${figure(outcome.steps)} steps`],
    ['Cluster', `${run.components.length} components on ${run.buses.length} buses`],
    ...(networks === undefined ? [] : [['Networks', networks] as [string, string]]),
    ['Currency', summary.currency],
    ['Scenario', `${summary.name}, seed ${run.seed}`],
    ['Made with', `Sixfold${version === undefined ? '' : ` ${version}`}, summary format ${summary.schemaVersion}`],
  ];
  return html`<header>
<h1>${summary.label}</h1>
${isCut ? html`<p class="warn">Stopped after ${figure(outcome.steps)} of ${figure(grid.length)} steps: the figures cover that part alone.</p>\n` : undefined}<dl class="facts">
${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
<nav aria-label="Sections">${SECTIONS.filter(([id]) => (id !== 'meters' && id !== 'plan' && id !== 'sensitivity') || summary[id] !== undefined).map(([id, label]) => html`<a href="#${id}">${label}</a> `)}</nav>
</header>`;
}
