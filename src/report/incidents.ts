import { formatUtc, timeAt } from '../core/timeGrid.ts';
import { offsetAt, type ZoneRules } from '../core/zone.ts';
import type { Incident, MoreIncidents } from '../scenario/incidents.ts';
import { parseInstant } from '../scenario/instant.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { timeText } from './chartTime.ts';
import { figure, percent, quantity, words } from './htmlText.ts';

/** Something that happened in a run. */
export interface EventRow {
  /** UTC; `end` is null for what has no length. */
  readonly start: string;
  readonly end: string | null;
  readonly hours_h: number;
  /** `outage`, `derated`, `sensor`, `unserved`, `cut`, `shortfall`, `island`, or the name of an alarm signal. */
  readonly what: string;
  /** The component, or the bus of an island. */
  readonly where: string;
  readonly text: string;
}

/** Events that are only counted. */
export interface MoreEvents {
  readonly what: string;
  readonly where: string;
  readonly count: number;
  readonly text: string;
}

/** How a site fared while it had no public grid. */
export interface GridLossRow {
  readonly start: string;
  readonly end: string;
  readonly hours_h: number;
  readonly bus: string;
  readonly mains: readonly string[];
  /** `held`, `dark` for a part of it, or `unguarded` where no component says what it can do on an island. */
  readonly verdict: 'held' | 'dark' | 'unguarded';
  readonly text: string;
  readonly dark_h: number;
  readonly unserved_kWh: number;
  readonly carried: readonly { readonly component: string; readonly energy_kWh: number }[];
  readonly cut: readonly { readonly sheddingClass: number; readonly energy_kWh: number }[];
  readonly stores: readonly { readonly component: string; readonly start_kWh: number; readonly left_kWh: number }[];
}

/** A length of time for people. */
export const lengthOf = (hours_h: number): string =>
  hours_h < 1 ? `${figure(60 * hours_h, 3)} min` : `${figure(hours_h, 3)} h`;

/** Writes a time of a summary, UTC, as the wall clock of a zone. */
export const wallTime =
  (zone: ZoneRules) =>
  (utc: string): string => {
    const time_ms = parseInstant(utc, zone);
    return typeof time_ms === 'string' ? utc : timeText(time_ms + offsetAt(zone, time_ms) * 60_000);
  };

const FAULTS: Readonly<Record<string, string>> = {
  stuck: 'is stuck',
  drift: 'drifts',
  gap: 'shows nothing',
  noise: 'scatters',
};
const ISLAND: Readonly<Record<string, string>> = {
  holds: 'the grid is lost and the island holds',
  black: 'the grid is lost and the lights go out',
  exhausted: 'the island goes dark',
  restarted: 'the island is up again',
  reconnected: 'joined with the grid again',
};

/** Capital letters begin a sentence, and this is none. */
const inWords = (name: string): string => words(name).toLowerCase();

/** Names some parts, and counts the others. */
const namesOf = (parts: readonly string[]): string =>
  parts.length <= 4 ? parts.join(', ') : `${parts.slice(0, 3).join(', ')} and ${parts.length - 3} others`;

function textOf(incident: Incident, label: string): string {
  const { what, part, parts, worst, signal, fault, to, amount, unit } = incident;
  const whom = part === undefined ? label : `${label}: ${part}`;
  if (what === 'outage') return `${whom} out of service`;
  if (what === 'derated') return `${whom} derated to ${percent(to!)}`;
  if (what === 'sensor') return `sensor of ${signal!} ${FAULTS[fault!]!}`;
  if (what === 'unserved') return `${label}: ${quantity(amount!, unit!)} not served`;
  if (what === 'shortfall') return `${whom}: ${quantity(amount!, unit!)} not brought`;
  if (what === 'cut') return `${label}: ${quantity(amount!, unit!)} of demand cut`;
  if (parts !== undefined) return `${label}: ${inWords(what)}, ${namesOf(parts)}`;
  return `${label}: ${inWords(what)}${worst === undefined ? '' : `, worst ${part!} at ${percent(worst)}`}`;
}

const countedText = ({ what, count }: MoreIncidents, label: string): string => {
  const name = what === 'unserved' ? 'not served' : what === 'cut' ? 'demand cut' : inWords(what);
  return `${label}: ${name}, ${count} more ${count === 1 ? 'time' : 'times'}`;
};

/** What happened in a run, by its beginning. */
export function eventRows({ compiled, incidents, islandEvents }: Outcome): {
  readonly events: readonly EventRow[];
  readonly moreEvents: readonly MoreEvents[];
} {
  const { grid, components } = compiled.run;
  const labels = new Map(components.map((c) => [c.id, c.label]));
  const dt_h = grid.step_s / 3600;
  const spans = incidents.list.map((incident) => ({
    step: incident.first,
    rank: CAUSES.includes(incident.what) ? 0 : 2,
    row: {
      start: formatUtc(timeAt(grid, incident.first)),
      end: formatUtc(timeAt(grid, incident.end)),
      hours_h: (incident.end - incident.first) * dt_h,
      what: incident.what,
      where: incident.component,
      text: textOf(incident, labels.get(incident.component)!),
    },
  }));
  const told = islandEvents.slice(0, MOST_TOLD);
  const points = told.map(({ step, bus, what, text }) => ({
    step,
    rank: 1,
    row: {
      start: formatUtc(timeAt(grid, step)),
      end: null,
      hours_h: 0,
      what: 'island',
      where: bus,
      text: `bus ${bus}: ${ISLAND[what]!}${what === 'reconnected' ? '' : `; ${text}`}`,
    },
  }));
  const untold = islandEvents.length - told.length;
  return {
    events: [...points, ...spans].sort((a, b) => a.step - b.step || a.rank - b.rank).map(({ row }) => row),
    moreEvents: [
      ...incidents.more.map((more) => ({
        what: more.what,
        where: more.component,
        count: more.count,
        text: countedText(more, labels.get(more.component)!),
      })),
      ...(untold > 0
        ? [
            {
              what: 'island',
              where: islandEvents.at(-1)!.bus,
              count: untold,
              text: `islands: ${untold} more events`,
            },
          ]
        : []),
    ],
  };
}
/** Of what begins in one step these come first, then what became of islands, then the rest. */
const CAUSES = ['outage', 'derated', 'sensor'];
/** Events of islands that are told one by one. */
const MOST_TOLD = 100;

/** How long a site was without the public grid each time, and how it fared. */
export const gridLossRows = ({ compiled, gridLosses }: Outcome): GridLossRow[] =>
  gridLosses.map(({ first, end, events, ...loss }) => {
    const { grid } = compiled.run;
    const hours_h = ((end - first) * grid.step_s) / 3600;
    const isGuarded = compiled.rules.island.size > 0;
    const verdict = isGuarded ? (loss.dark_h > 0 ? 'dark' : 'held') : 'unguarded';
    return {
      start: formatUtc(timeAt(grid, first)),
      end: formatUtc(timeAt(grid, end)),
      hours_h,
      verdict,
      text:
        events.map(({ what, text }) => `${ISLAND[what]!}; ${text}`).join('. ') ||
        (isGuarded
          ? 'it had been an island before'
          : 'no component says under "island:" what it can do without the grid, so it is taken over without a break'),
      ...loss,
    };
  });
