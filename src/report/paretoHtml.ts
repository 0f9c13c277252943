import type { ParetoPoint } from '../control/optimal/pareto.ts';
import { STYLE } from './htmlStyle.ts';
import { figure, type Html, html, percent, quantity, raw, tableOf } from './htmlText.ts';

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 84;
const BOTTOM = 44;
const TOP = 16;
const RIGHT = 24;

/** The front as one page that needs nothing else. */
export function paretoHtml(label: string, front: readonly ParetoPoint[], currency: string): string {
  const [cheapest, cleanest] = [front[0]!, front.at(-1)!];
  const saved_t = cheapest.co2_t - cleanest.co2_t;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${label}: cost and carbon | Sixfold</title>
<style>${raw(STYLE)}svg{width:100%;height:auto}</style>
</head>
<body>
<main>
<h1>${label}: cost and carbon</h1>
<ul class="cards">
<li><b>${quantity(cheapest.cost_money, currency)}</b>the cheapest plan, which emits ${quantity(cheapest.co2_t, 't')}</li>
<li><b>${quantity(cleanest.co2_t, 't')}</b>the least that can be emitted, at ${quantity(cleanest.cost_money, currency)}</li>
<li><b>${percent(cheapest.co2_t === 0 ? 0 : saved_t / Math.abs(cheapest.co2_t))}</b>less at ${percent(cheapest.cost_money === 0 ? 0 : (cleanest.cost_money - cheapest.cost_money) / Math.abs(cheapest.cost_money))} more cost</li>
</ul>
<p>Emissions are those of scope 1 and of what is bought (scope 2, by location). Each point is a plan than which no plan costs less and emits less; the price is what one more tonne less would cost there. Investment is as the scenario has it.</p>
${chart(front, currency)}
${tableOf(
  'Plans from the cheapest to the cleanest',
  [
    { head: 'Emissions' },
    { head: 'Cost', isNumber: true },
    { head: 'more than the cheapest', isNumber: true },
    { head: 'A tonne less costs', isNumber: true },
  ],
  front.map((p) => [
    quantity(p.co2_t, 't'),
    quantity(p.cost_money, currency),
    quantity(p.cost_money - cheapest.cost_money, currency),
    p === cheapest ? '' : quantity(p.abatement_money_per_t, `${currency}/t`),
  ]),
)}
</main>
</body>
</html>
`.html;
}

/** Cost over emissions, one point for each plan. */
function chart(front: readonly ParetoPoint[], currency: string): Html {
  const xs = axis(front.map((p) => p.co2_t));
  const ys = axis(front.map((p) => p.cost_money));
  const x = (v: number): number => LEFT + ((v - xs.from) / (xs.to - xs.from)) * (WIDTH - LEFT - RIGHT);
  const y = (v: number): number => HEIGHT - BOTTOM - ((v - ys.from) / (ys.to - ys.from)) * (HEIGHT - BOTTOM - TOP);
  const path = front
    .map((p, k) => `${k === 0 ? 'M' : 'L'}${x(p.co2_t).toFixed(1)} ${y(p.cost_money).toFixed(1)}`)
    .join('');
  return html`<figure>
<figcaption>Cost over emissions<small>Down and to the left is better; nothing lies below the line.</small></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Cost over emissions, one point for each plan">
${ys.ticks.map((v) => html`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(v).toFixed(1)}" y2="${y(v).toFixed(1)}" stroke="var(--line)"/><text x="${LEFT - 8}" y="${(y(v) + 4).toFixed(1)}" text-anchor="end" font-size="12" fill="currentColor">${figure(v)}</text>\n`)}
${xs.ticks.map((v) => html`<text x="${x(v).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle" font-size="12" fill="currentColor">${figure(v)}</text>\n`)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle" font-size="12" fill="currentColor">t CO2</text>
<text x="${LEFT}" y="${TOP - 4}" font-size="12" fill="currentColor">${currency}</text>
${raw(`<path d="${path}" fill="none" stroke="var(--accent)" stroke-width="2"/>`)}
${front.map((p) => html`<circle cx="${x(p.co2_t).toFixed(1)}" cy="${y(p.cost_money).toFixed(1)}" r="4" fill="var(--accent)"><title>${`${figure(p.co2_t)} t, ${figure(p.cost_money)} ${currency}`}</title></circle>\n`)}
</svg>
</figure>
`;
}

/** A span that holds the values with some room, and round numbers in it. */
function axis(values: readonly number[]): {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
} {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = Math.max(0.06 * (most - least), 1e-9 * Math.max(1, Math.abs(most)));
  const [from, to] = [least - room, most + room];
  let step = 1e-12;
  for (let k = 0; step * 5 < to - from; k++) step *= [2, 2.5, 2][k % 3]!;
  const ticks: number[] = [];
  for (let v = Math.ceil(from / step) * step; v <= to; v += step) ticks.push(Math.abs(v) < step / 1e6 ? 0 : v);
  return { from, to, ticks };
}
