import { details, type Html, html, quantity, tableOf } from './htmlText.ts';
import { type EventRow, type GridLossRow, lengthOf } from './incidents.ts';
import type { Summary } from './summary.ts';

/** Rows that stand open; the others fold. */
const OPEN = 25;

/** `local` writes a time of the summary, UTC, as the wall clock of the site. */
export function happenings(summary: Summary, local: (utc: string) => string): Html {
  const { events, moreEvents, gridLosses } = summary;
  const rows = (list: readonly EventRow[]): Html =>
    tableOf(
      'What happened',
      [{ head: 'From' }, { head: 'To' }, { head: 'Length', isNumber: true }, { head: 'What' }],
      list.map(({ start, end, hours_h, text }) => [
        local(start),
        end === null ? '' : local(end),
        end === null ? '' : lengthOf(hours_h),
        text,
      ]),
    );
  return html`<h2 id="events">Events</h2>
${
  events.length === 0
    ? html`<p>None: nothing failed, was overloaded, out of its band, cut or left unserved.</p>\n`
    : html`<p>Outages, alarms, demand that was cut or not served, faulty instruments and what became of islands; times of the site.</p>
${rows(events.slice(0, OPEN))}${
  events.length > OPEN ? details(`${events.length - OPEN} later events`, rows(events.slice(OPEN))) : undefined
}${
  moreEvents.length === 0
    ? undefined
    : html`<ul class="soft">\n${moreEvents.map(({ text }) => html`<li>${text}</li>\n`)}</ul>\n`
}`
}${
  gridLosses.length === 0
    ? undefined
    : html`<h3 id="losses">Without the public grid</h3>
${gridLosses.map((loss) => account(loss, summary, local))}`
}`;
}

const VERDICTS = { held: 'Held', dark: 'Dark for a time', unguarded: 'Taken over' } as const;

/** One loss of the grid: who carried the load, what was cut, what stores had left. */
function account(loss: GridLossRow, summary: Summary, local: (utc: string) => string): Html {
  const labels = new Map(summary.components.map((c) => [c.component, c.label]));
  const label = (id: string): string => labels.get(id) ?? id;
  const verdict = loss.verdict === 'dark' ? `Dark for ${lengthOf(loss.dark_h)}` : VERDICTS[loss.verdict];
  const rows: (readonly [string, string, string])[] = [
    ...loss.carried.map(
      ({ component, energy_kWh }) => ['Carried by', label(component), quantity(energy_kWh, 'kWh')] as const,
    ),
    ...loss.cut.map(
      ({ sheddingClass, energy_kWh }) =>
        ['Cut', sheddingClass > 0 ? `class ${sheddingClass}` : 'without a class', quantity(energy_kWh, 'kWh')] as const,
    ),
    ...(loss.unserved_kWh > 0 ? [['Not served', '', quantity(loss.unserved_kWh, 'kWh')] as const] : []),
    ...loss.stores.map(
      ({ component, start_kWh, left_kWh }) =>
        [
          'Left at the end',
          label(component),
          `${quantity(left_kWh, 'kWh')}, at the start ${quantity(start_kWh, 'kWh')}`,
        ] as const,
    ),
  ];
  return html`<p><b>${verdict}</b>: ${local(loss.start)} to ${local(loss.end)}, ${lengthOf(loss.hours_h)} without ${loss.mains.join(', ')}. <small>${loss.text}.</small></p>
${tableOf(`Without ${loss.mains.join(', ')} from ${local(loss.start)}`, [{ head: 'What' }, { head: 'Who' }, { head: 'How much', isNumber: true }], rows)}`;
}
