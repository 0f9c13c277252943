import type { EventCurve, EventFigures } from './exchangeFlexibility.ts';
import { figure, fixed, type Html, html, quantity, raw, tableOf } from './htmlText.ts';

const WIDTH = 860;
const HEIGHT = 210;
const round = (v: number): string => String(Math.round(10 * v) / 10);

const PRODUCTS = {
  capacityLimit: (level: string) => `all together no more than ${level}`,
  loadReduction: (level: string) => `${level} less than usual`,
  turnUp: (level: string) => `${level} more than usual`,
};

/** Events of flexibility: a picture of each, and a table of what was paid for it. */
export function flexibilitySection(
  events: readonly EventFigures[],
  local: (time_ms: number) => string,
  currency: string,
): Html {
  if (events.length === 0) return html``;
  return html`<h2 id="flexibility">Flexibility</h2>
<p>Events asked participants to take less, or more, than they usually do. The baseline is what the meters of like days say, moved by what the day itself was before the event was told; payment is for what lies between it and the meter.</p>
${tableOf(
  'Events',
  [
    { head: 'Event' },
    { head: 'Told' },
    { head: 'From' },
    { head: 'To' },
    { head: 'Asked for' },
    { head: 'Activated', isNumber: true },
    { head: 'Delivered', isNumber: true },
    { head: `Paid, ${currency}`, isNumber: true },
  ],
  events.map((e) => [
    `${e.id} (${e.programme}; by ${e.by})`,
    local(e.told_ms),
    local(e.start_ms),
    local(e.end_ms),
    PRODUCTS[e.product](`${figure(e.level)} ${e.unit === 'kWh' ? 'kW' : 'kg/h'}`),
    quantity(e.activated, e.unit),
    quantity(e.delivered, e.unit),
    fixed(e.paid_money, 0),
  ]),
)}
${events.map((e) => eventSection(e, local, currency))}`;
}

function eventSection(e: EventFigures, local: (time_ms: number) => string, currency: string): Html {
  if (e.parties.length === 0)
    return html`<h3>${e.id}</h3><p class="soft">${e.needed === 0 ? 'Nothing was needed.' : 'Nobody offered within its price.'}</p>`;
  const power = e.unit === 'kWh' ? 'kW' : 'kg/h';
  return html`<h3>${e.id}</h3>
${e.curves.map((curve) => html`<p class="soft">${curve.label}, ${power}: the line is metered, the dashes are ${curve.limit === undefined ? 'the baseline' : 'the baseline and, in the band, the limit'}; the band is the event.</p>${eventCurve(curve, local)}`)}
${tableOf(
  `What participants did, ${e.unit}, and got, ${currency}`,
  [
    { head: 'Participant' },
    { head: 'Activated', isNumber: true },
    { head: 'Baseline', isNumber: true },
    { head: 'Metered', isNumber: true },
    { head: 'Delivered', isNumber: true },
    { head: 'For energy', isNumber: true },
    { head: 'Penalty', isNumber: true },
    { head: 'For availability', isNumber: true },
  ],
  e.parties.map((p) => [
    p.label,
    fixed(p.activated, 1),
    p.baseline === undefined ? 'none' : fixed(p.baseline, 1),
    fixed(p.metered, 1),
    fixed(p.delivered, 1),
    fixed(p.payment_money, 2),
    p.penalty_money === 0 ? '0' : fixed(-p.penalty_money, 2),
    fixed(p.availability_money, 2),
  ]),
)}`;
}

/** Steps of a usual and a metered line, with a band where the event lies. */
export function eventCurve(
  { baseline, metered, event, limit, label, from_ms, to_ms }: EventCurve,
  local: (time_ms: number) => string,
): Html {
  const known = [...baseline, ...metered, ...(limit === undefined ? [] : [limit])].filter((v) => !Number.isNaN(v));
  if (known.length === 0) return html`<p class="soft">Nothing was metered.</p>`;
  const [left, right, top, bottom] = [90, WIDTH - 16, 12, HEIGHT - 28];
  const least = known.reduce((a, b) => Math.min(a, b), 0);
  const most = known.reduce((a, b) => Math.max(a, b), least + 1e-9);
  const x = (k: number): number => left + ((right - left) * k) / metered.length;
  const y = (v: number): number => bottom - ((bottom - top) * (v - least)) / (most - least);
  const steps = (values: readonly number[]): string => {
    let path = '';
    let isOpen = false;
    values.forEach((v, k) => {
      if (Number.isNaN(v)) {
        isOpen = false;
        return;
      }
      path += `${isOpen ? 'L' : 'M'}${round(x(k))} ${round(y(v))}H${round(x(k + 1))}`;
      isOpen = true;
    });
    return path;
  };
  const [from, to] = event;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}: baseline and meter around the event">
<rect x="${round(x(from))}" y="${top}" width="${round(x(to) - x(from))}" height="${bottom - top}" fill="var(--accent)" opacity="0.14"><title>The event</title></rect>
${[least, (least + most) / 2, most].map((v) => html`<path d="M${left} ${round(y(v))}H${right}" stroke="var(--line)"/><text x="${left - 8}" y="${round(y(v) + 4)}" font-size="12" fill="var(--soft)" text-anchor="end">${figure(v, 3)}</text>`)}
${limit === undefined ? '' : html`<path d="M${round(x(from))} ${round(y(limit))}H${round(x(to))}" stroke="var(--bad)" stroke-width="2" stroke-dasharray="2 3"/>`}
<path d="${raw(steps(baseline))}" fill="none" stroke="var(--soft)" stroke-width="1.6" stroke-dasharray="6 4"/>
<path d="${raw(steps(metered))}" fill="none" stroke="var(--accent)" stroke-width="2"/>
<text x="${left}" y="${HEIGHT - 6}" font-size="12" fill="var(--soft)">${local(from_ms)}</text><text x="${right}" y="${HEIGHT - 6}" font-size="12" fill="var(--soft)" text-anchor="end">${local(to_ms)}</text>
</svg>`;
}
