import { CARRIERS } from '../core/carriers.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { DEMAND_BY } from './demandText.ts';
import { details, figure, type Html, html, percent, quantity, raw, tableOf } from './htmlText.ts';
import type { LimitSummary } from './limitSummary.ts';
import { CONTROL_NAMES } from './planBeside.ts';
import type { Summary } from './summary.ts';

/** What is not served below this is rounding. */
const ROUNDING_kWh = 1e-6;
const WIDTH = 620;
const HEIGHT = 160;
const POINTS = 240;

/** The plan beside what became of it, why the two differ, and what one more unit on each bus would cost. */
export function planned({ compiled, followed }: Outcome, { plan, costs, currency }: Summary): Html | undefined {
  if (plan === undefined || followed === undefined) return undefined;
  const money = (v: number): string => quantity(v, currency);
  const list = (head: string, texts: readonly string[]): Html | undefined =>
    texts.length === 0 ? undefined : html`<h3>${head}</h3><ul>${texts.map((t) => html`<li>${t}</li>\n`)}</ul>\n`;
  const outcome =
    plan.planned_money === undefined || plan.difference_money === undefined
      ? html`<p class="warn">There is no plan (${plan.text}): the rules ran alone.</p>\n`
      : html`<p>Planned: ${money(plan.planned_money)} of bill, upkeep by use and price of carbon. Delivered: ${money(plan.delivered_money)}, ${percent(Math.abs(plan.difference_money / plan.planned_money))} ${plan.difference_money < 0 ? 'less' : 'more'}. ${
          plan.rolled === undefined ? 'The plan is linear and knows all series' : `It is put together of ${plan.text}`
        }; the run is what the physics made of it.</p>\n`;
  const moved = plan.components.filter(
    (c) => Math.abs(c.planned_money) + Math.abs(c.delivered_money) > 0 || c.belowSteps + c.beyondSteps > 0,
  );
  return html`<h2 id="plan">Plan</h2>
${outcome}${others(plan, costs.inventory_money, money)}${limitsOf(plan, currency)}${boundsOf(plan, currency)}${demandsOf(plan, currency)}${reservesOf(plan, currency)}${list('Why they differ', plan.reasons)}${list('What contradicts itself', plan.unmet)}${list('Beware', plan.warnings)}${details(
  'Planned and delivered by component',
  tableOf(
    'Money, and steps in which it did less or more than planned',
    [
      { head: 'Component' },
      { head: 'Planned', isNumber: true },
      { head: 'Delivered', isNumber: true },
      { head: 'Steps below', isNumber: true },
      { head: 'by', isNumber: true },
      { head: 'Steps beyond', isNumber: true },
      { head: 'by', isNumber: true },
    ],
    moved.map((c) => [
      c.component,
      money(c.planned_money),
      money(c.delivered_money),
      figure(c.belowSteps),
      quantity(c.below, c.ports[0]?.unit ?? 'kWh'),
      figure(c.beyondSteps),
      quantity(c.beyond, c.ports[0]?.unit ?? 'kWh'),
    ]),
  ),
)}${tableOf(
  'What one more unit on a bus would cost: the marginal price of the plan',
  [
    { head: 'Bus' },
    { head: 'Carrier' },
    { head: 'Mean', isNumber: true },
    { head: 'Least', isNumber: true },
    { head: 'Highest', isNumber: true },
  ],
  compiled.run.buses.flatMap((bus) => {
    const price = plan.prices[bus.id];
    if (price === undefined) return [];
    const unit = `${currency}/${CARRIERS[bus.carrier].unit === 'kW' ? 'kWh' : 'kg'}`;
    return [[bus.id, bus.carrier, ...[price.mean, price.least, price.highest].map((v) => quantity(v, unit))]];
  }),
)}${compiled.run.buses.map((bus, b) => durationOf(bus.id, followed.plan.prices[b]!, currency))}`;
}

/** Limits of components that bind, and what a unit more would save. */
function boundsOf({ bounds }: NonNullable<Summary['plan']>, currency: string): Html | undefined {
  if (bounds === undefined) return undefined;
  return tableOf(
    'Which limits cost what: what one more unit of each would save',
    [
      { head: 'Component' },
      { head: 'Limit of' },
      { head: 'At most', isNumber: true },
      { head: 'Steps that bind', isNumber: true },
      { head: 'One more would save', isNumber: true },
    ],
    bounds.map((b) => [b.component, b.name, figure(b.most), figure(b.steps), quantity(b.saves_money, currency)]),
  );
}

/** What is left for the loss of the grid, and what that costs. */
function reservesOf({ reserves }: NonNullable<Summary['plan']>, currency: string): Html | undefined {
  if (reserves === undefined) return undefined;
  return tableOf(
    'Reserves for the loss of the grid: what stores hold for it, and what it costs by the prices of the plan',
    [
      { head: 'Reserve' },
      { head: 'Losses looked at', isNumber: true },
      { head: 'In stores, at most', isNumber: true },
      { head: 'Missed by, at most', isNumber: true },
      { head: 'Losses for which it binds', isNumber: true },
      { head: 'A kWh less would save up to', isNumber: true },
      { head: 'All of it', isNumber: true },
    ],
    reserves.map((r) => [
      r.name,
      figure(r.losses),
      quantity(r.most_kWh, 'kWh'),
      quantity(r.missed_kWh, 'kWh'),
      figure(r.binding),
      quantity(r.price_money_per_kWh, `${currency}/kWh`),
      quantity(r.costs_money, currency),
    ]),
  );
}

/** What is billed by the highest draw of months, and what a kW less would save. */
function demandsOf({ demands }: NonNullable<Summary['plan']>, currency: string): Html | undefined {
  if (demands === undefined) return undefined;
  return tableOf(
    'What is billed by the highest draw: what sets it, and what a kW less in the month would save, in it and in months that look back at it',
    [
      { head: 'Component' },
      { head: 'Charge' },
      { head: 'Month' },
      { head: 'Highest', isNumber: true },
      { head: 'Billed', isNumber: true },
      { head: 'Set' },
      { head: 'Money', isNumber: true },
      { head: 'A kW less would save', isNumber: true },
    ],
    demands.map((d) => [
      d.component,
      d.charge === '' ? 'demand' : d.charge,
      d.month,
      quantity(d.metered_kW, 'kW'),
      quantity(d.billed_kW, 'kW'),
      DEMAND_BY[d.by],
      quantity(d.money, currency),
      quantity(d.saves_money_per_kW, currency),
    ]),
  );
}

/** Sums that the plan kept within bounds, and what the bounds cost. */
function limitsOf({ limits }: NonNullable<Summary['plan']>, currency: string): Html | undefined {
  if (limits === undefined) return undefined;
  return tableOf(
    'Limits of the plan',
    [
      { head: 'Limit' },
      { head: 'Least', isNumber: true },
      { head: 'Most', isNumber: true },
      { head: 'Planned, least to most of a period', isNumber: true },
      { head: 'Delivered', isNumber: true },
      { head: 'Periods broken', isNumber: true },
      { head: 'Periods that bind', isNumber: true },
      { head: 'One more would save', isNumber: true },
    ],
    limits.map((l) => [
      l.name,
      l.least === undefined ? '' : quantity(l.least, l.unit),
      l.most === undefined ? '' : quantity(l.most, l.unit),
      spanOf(l.leastUsed, l.mostUsed, l),
      spanOf(l.leastDelivered, l.mostDelivered, l),
      figure(l.broken),
      l.binding === undefined ? '' : `${l.binding} of ${l.periods}`,
      l.binding === undefined || l.binding === 0 ? '' : quantity(l.price_money!, `${currency}/${l.unit}`),
    ]),
  );
}

function spanOf(least: number | undefined, most: number | undefined, { unit, periods }: LimitSummary): Html | string {
  if (least === undefined || most === undefined) return '';
  return periods === 1 ? quantity(most, unit) : html`${quantity(least, unit)} to ${quantity(most, unit)}`;
}

/** What other controls of the same cluster came to. */
function others(
  plan: NonNullable<Summary['plan']>,
  inventory_money: number,
  money: (v: number) => string,
): Html | undefined {
  if (plan.beside === undefined) return undefined;
  const own = {
    name: 'This run',
    delivered_money: plan.delivered_money,
    unserved: plan.unserved,
    inventory: money(inventory_money),
  };
  const rows = plan.beside.map((b) => ({ ...b, name: CONTROL_NAMES[b.control], inventory: money(b.inventory_money) }));
  const loss =
    plan.forecastLoss_money === undefined
      ? undefined
      : html`<p>Errors of the forecast cost ${money(plan.forecastLoss_money)} against perfect foresight over the same horizon.</p>\n`;
  return html`${tableOf(
    'The same cluster under other controls',
    [
      { head: 'Control' },
      { head: 'Bill, upkeep by use, carbon', isNumber: true },
      { head: 'against this run', isNumber: true },
      { head: 'Not served, kWh (or kg)', isNumber: true },
      { head: 'Left in stores, worth', isNumber: true },
    ],
    [own, ...rows].map((r) => [
      r.name,
      money(r.delivered_money),
      r === own ? '' : percent((r.delivered_money - own.delivered_money) / Math.abs(own.delivered_money)),
      figure(r.unserved < ROUNDING_kWh ? 0 : r.unserved),
      r.inventory,
    ]),
  )}${loss}`;
}

/** The prices of a bus by size: highest first, and for how long each is met or passed. */
function durationOf(id: string, prices: Float64Array, currency: string): Html | undefined {
  const sorted = Float64Array.from(prices).sort().reverse();
  const [hi, lo] = [sorted[0]!, Math.min(0, sorted.at(-1)!)];
  if (!(hi > lo) || !Number.isFinite(hi)) return undefined;
  const count = Math.min(POINTS, sorted.length);
  let path = '';
  for (let k = 0; k < count; k++) {
    const v = sorted[Math.min(sorted.length - 1, Math.round((k * (sorted.length - 1)) / Math.max(1, count - 1)))]!;
    const x = (WIDTH * k) / Math.max(1, count - 1);
    path += `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${(HEIGHT * (1 - (v - lo) / (hi - lo))).toFixed(1)}`;
  }
  return html`<figure>
<figcaption>${id}<small>Marginal price by size, from ${figure(hi)} down to ${figure(sorted.at(-1)!)} ${currency}; the whole width is all steps.</small></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" role="img" aria-label="${`${id}: duration curve of the marginal price`}">
<rect x="0" y="0" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="var(--line)"/>
${raw(`<path d="${path}" fill="none" stroke="var(--accent)"/>`)}</svg>
</figure>
`;
}
