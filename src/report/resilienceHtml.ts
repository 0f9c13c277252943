import { formatUtc, timeAt } from '../core/timeGrid.ts';
import { offsetAt } from '../core/zone.ts';
import type { Compiled } from '../scenario/compile.ts';
import type { Losses, Resilience, WithoutOne } from '../scenario/resilience.ts';
import { STYLE } from './htmlStyle.ts';
import { figure, type Html, html, quantity, raw, tableOf } from './htmlText.ts';
import { survivalFigure, survivalHeat, survivedShare } from './resilienceCharts.ts';
import { moreThan } from './withoutOne.ts';

/** Lengths of a loss that a reader asks for first. */
export const LENGTHS_H = [1, 4, 12, 24, 48, 72, 168];

export interface SurvivalFigures {
  readonly tried: number;
  readonly mean_h: number;
  readonly least_h: number;
  /** Start of the loss that is survived least, UTC. */
  readonly worst: string;
  /** Losses in which the lights went out at once. */
  readonly darkAtOnce: number;
}

/** The losses in a few numbers. */
export function survivalFigures({ steps, survived_h, first }: Losses, { run }: Compiled): SurvivalFigures {
  let worst = 0;
  let sum = 0;
  survived_h.forEach((v, k) => {
    sum += v;
    if (v < survived_h[worst]!) worst = k;
  });
  return {
    tried: steps.length,
    mean_h: steps.length > 0 ? sum / steps.length : 0,
    least_h: survived_h[worst] ?? 0,
    worst: steps.length > 0 ? formatUtc(timeAt(run.grid, steps[worst]!)) : '',
    darkAtOnce: first.filter((what) => what === 'black').length,
  };
}

const CUT =
  'Demand with a shedding class may be cut by agreement; all other electric demand is critical. A loss is survived until critical demand goes unserved.';
const ADEQUACY =
  'At the moment of the loss what was imported must be taken over at once by machines that run (up to the load step that they bear), by stores and by demand that may be cut, and something must form the grid; else the site is dark until what can start from darkness has started. Frequency and voltage in between are not looked at.';
const IDEAL =
  'No component says what it can do on an island (`island:` beside its parameters), so every loss is taken over without a break: the curve shows whether energy and power suffice, not whether the moment of the loss is survived.';

/** The study as one page that needs nothing else. */
export function resilienceHtml(study: Resilience, compiled: Compiled): string {
  const { run, cluster } = compiled;
  const { losses, withoutOne, whole, mains, hasRoles } = study;
  const label = cluster.spec.label ?? run.name;
  const figures = survivalFigures(losses, compiled);
  const local = (step: number): string => {
    const time_ms = timeAt(run.grid, step);
    return formatUtc(time_ms + offsetAt(run.site.zone, time_ms) * 60_000)
      .replace('T', ' ')
      .replace('Z', '');
  };
  const worst = losses.survived_h.indexOf(figures.least_h);
  const body =
    mains.length === 0
      ? html`<p class="warn">No bus of electricity has a connection to a public grid, so none can be lost.</p>`
      : html`<ul class="cards">
<li><b>${figure(figures.mean_h, 3)} h</b>survived on average, of ${figure(losses.horizon_h)} h looked at</li>
${LENGTHS_H.filter((h) => h <= losses.horizon_h).map((h) => html`<li><b>${survivedShare(losses, h)}</b>of the losses survived for ${h} h</li>`)}
<li><b>${figure(figures.least_h, 3)} h</b>at the worst time, ${worst >= 0 ? local(losses.steps[worst]!) : ''}</li>
${hasRoles ? html`<li><b>${figure(figures.darkAtOnce)}</b>of ${figure(figures.tried)} losses put the lights out at once</li>` : undefined}
</ul>
<p>${CUT} ${hasRoles ? ADEQUACY : IDEAL}</p>
<h2>How long a loss of the grid is survived</h2>
${survivalFigure(losses)}
<h2>When it is survived</h2>
<p>Hours survived by the day (across) and the hour (down) in which the grid is lost, ${run.site.zone.zone}; the brighter, the longer.</p>
${survivalHeat(losses, run.grid, run.site.zone)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${label}: resilience | Sixfold</title>
<style>${raw(STYLE)}svg{width:100%;height:auto}</style>
</head>
<body>
<header><h1>${label}: resilience</h1>
<p class="soft">${figure(figures.tried)} losses of ${mains.join(', ')}, each from the state of the undisturbed run</p></header>
${body}
<h2>The run without one component</h2>
<p>What goes unserved over the whole run where one component${
    withoutOne.some((r) => r.part !== undefined) ? ', or one part of a network,' : ''
  } is out of service all the time. ${
    whole.total_kWh > 0
      ? html`With everything in service it is ${quantity(whole.total_kWh, 'kWh')} in ${figure(whole.hours_h)} h; the table counts what is more.`
      : 'With everything in service nothing is.'
  }</p>
${withoutTable(withoutOne.map((r) => ({ ...r, ...moreThan(whole, r) })))}${withoutOne.map((r) =>
  r.stopped === undefined
    ? undefined
    : html`<p class="warn">Without ${r.label} the run cannot go on: ${r.stopped}</p>\n`,
)}
</body>
</html>
`.html;
}

function withoutTable(rows: readonly WithoutOne[]): Html {
  const carriers = [...new Set(rows.flatMap((r) => Object.keys(r.unserved_kWh)))].sort();
  return tableOf(
    'Unserved without one component',
    [
      { head: 'without' },
      { head: 'kind' },
      ...carriers.map((head) => ({ head, isNumber: true })),
      { head: 'in all', isNumber: true },
      { head: 'hours', isNumber: true },
    ],
    rows.map((r) => [
      r.label,
      r.kind,
      ...carriers.map((c) => quantity(r.unserved_kWh[c] ?? 0, 'kWh')),
      r.stopped === undefined ? quantity(r.total_kWh, 'kWh') : 'fails',
      figure(r.hours_h),
    ]),
  );
}
