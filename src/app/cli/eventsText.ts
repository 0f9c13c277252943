import { type GridLossRow, lengthOf } from '../../report/incidents.ts';
import type { Summary } from '../../report/summary.ts';
import { amount, wrap } from './text.ts';

/** Events that a terminal shows. */
const SHOWN = 12;
/** Components that a line names. */
const NAMED = 4;

/** What happened in a run, and how it fared without the grid; empty where nothing did. `local` writes a UTC time for the site. */
export function eventsText(summary: Summary, local: (utc: string) => string, width: number): string[] {
  const { events, moreEvents, gridLosses } = summary;
  if (events.length === 0) return [];
  const rest = events.length - SHOWN + moreEvents.reduce((sum, { count }) => sum + count, 0);
  return [
    'Events (times of the site)',
    ...events
      .slice(0, SHOWN)
      .flatMap(({ start, end, hours_h, text }) =>
        wrap(`  ${local(start)}  ${end === null ? '' : `${lengthOf(hours_h)} `}${text}`, width, ' '.repeat(20)),
      ),
    ...(rest > 0 ? [`  and ${amount(rest)} more, in summary.json and the report`] : []),
    ...gridLosses.slice(0, SHOWN).flatMap((loss) => lossText(loss, local(loss.start), width)),
  ];
}

function lossText(loss: GridLossRow, start: string, width: number): string[] {
  const { verdict, dark_h, hours_h, mains, carried, cut, unserved_kWh, stores } = loss;
  const kWh = (v: number): string => `${amount(v)} kWh`;
  const list = (of: readonly string[]): string =>
    `${of.slice(0, NAMED).join(', ')}${of.length > NAMED ? ' and others' : ''}`;
  const parts = [
    verdict === 'dark' ? `dark for ${lengthOf(dark_h)}` : verdict === 'held' ? 'held' : 'taken over',
    ...(carried.length > 0
      ? [`carried by ${list(carried.map(({ component, energy_kWh }) => `${component} ${kWh(energy_kWh)}`))}`]
      : []),
    ...cut.map(
      ({ sheddingClass, energy_kWh }) =>
        `cut ${kWh(energy_kWh)} ${sheddingClass > 0 ? `of class ${sheddingClass}` : 'without a class'}`,
    ),
    ...(unserved_kWh > 0.5 ? [`${kWh(unserved_kWh)} not served`] : []),
    ...(stores.length > 0
      ? [`left in ${list(stores.map(({ component, left_kWh }) => `${component} ${kWh(left_kWh)}`))}`]
      : []),
  ];
  return wrap(
    `  ${start}  ${lengthOf(hours_h)} without ${mains.join(', ')}: ${parts.join('; ')}`,
    width,
    ' '.repeat(20),
  );
}
