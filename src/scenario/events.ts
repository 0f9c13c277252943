import type { Instance } from '../core/instance.ts';
import { endOf, formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { offsetAt, type ZoneRules } from '../core/zone.ts';
import { inputRangeOf, rangeText } from './inputRange.ts';
import { parseInstant } from './instant.ts';
import type { Cluster, Faults } from './read.ts';
import type { ScenarioSpec } from './schema.ts';

type Event = ScenarioSpec['events'][number];

export interface Changed {
  readonly components: readonly Instance[];
  /** What became of events that do not fall on steps. */
  readonly notes: readonly string[];
}

/**
 * Lays a scenario's events on the inputs that they change: an outage is `available` set to 0. A step that an event
 * covers in part changes by its share; `available` is all or nothing, by which of the two lasts longer, and a note says
 * so. What an event makes of an input must stay within what the input may be.
 */
export function applyEvents(components: readonly Instance[], cluster: Cluster, faults: Faults): Changed {
  const { spec, grid, zone } = cluster;
  const out = [...components];
  const notes: string[] = [];
  spec.events.forEach((event, k) => {
    const span = spanOf(event, k, cluster, faults);
    if (span === undefined) return;
    const { id, input } = targetOf(event);
    const at = out.findIndex((c) => c.id === id);
    const slot = out[at]?.inputs.indexOf(input) ?? -1;
    // Said already, where names are checked.
    if (slot < 0) return;
    const c = out[at]!;
    const range = inputRangeOf(c.kind, c.p, input);
    if (Number.isNaN(range[0])) {
      const free = c.inputs.filter((name) => !Number.isNaN(inputRangeOf(c.kind, c.p, name)[0]));
      faults.add(
        ['events', k, 'input'],
        `"${input}" of "${id}" follows from other things and cannot be changed alone; an event may change ${free.join(', ')}`,
      );
      return;
    }
    const old = c.columns[slot]!;
    const column = typeof old === 'number' ? new Float64Array(grid.length).fill(old) : Float64Array.from(old);
    const isSwitch = input === 'available';
    const first = Math.max(0, Math.floor((span.start - grid.start_ms) / (grid.step_s * 1000)));
    const last = Math.min(grid.length, Math.ceil((span.end - grid.start_ms) / (grid.step_s * 1000)));
    for (let i = first; i < last; i++) {
      const share = shareOf(grid, i, span);
      const was = column[i]!;
      const becomes = changedBy(event, was);
      if (becomes !== was && !(becomes >= range[0] && becomes <= range[1]) && !Number.isNaN(was)) {
        faults.add(
          ['events', k],
          `makes "${input}" of "${id}" ${becomes} at ${localText(zone, timeAt(grid, i))}, where it is ${was} without; expected ${rangeText(range)}`,
        );
        return;
      }
      // No share can be taken of a limit that is not there.
      const isWhole = isSwitch || !Number.isFinite(was);
      column[i] = isWhole ? (share > 0.5 ? becomes : was) : share === 1 ? becomes : was + share * (becomes - was);
    }
    if (isSwitch) notes.push(...roundedNote(event, span, grid, zone));
    out[at] = { ...c, columns: c.columns.map((v, n) => (n === slot ? column : v)) };
  });
  return { components: out, notes };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const targetOf = (event: Event): { readonly id: string; readonly input: string } =>
  'outage' in event ? { id: event.outage, input: 'available' } : { id: event.component, input: event.input };

/** The two instants of an event; undefined where they do not make a span within the run. */
function spanOf(event: Event, k: number, { spec, grid, zone }: Cluster, faults: Faults): Span | undefined {
  const start = parseInstant(event.start, zone);
  const end = parseInstant(event.end, zone);
  if (typeof start === 'string') faults.add(['events', k, 'start'], start);
  if (typeof end === 'string') faults.add(['events', k, 'end'], end);
  if (typeof start === 'string' || typeof end === 'string') return undefined;
  if (end <= start) {
    faults.add(['events', k, 'end'], `ends (${event.end}) before it starts (${event.start})`);
    return undefined;
  }
  if (end <= grid.start_ms || start >= endOf(grid)) {
    faults.add(
      ['events', k],
      `is never in the run: it lasts from ${event.start} to ${event.end} and the run from ${spec.time.start} to ${spec.time.end}; move it into the run, or take it away`,
    );
    return undefined;
  }
  return { start, end };
}

/** Share of a step that a span covers. */
function shareOf(grid: TimeGrid, i: number, { start, end }: Span): number {
  const from = Math.max(start, timeAt(grid, i));
  const to = Math.min(end, timeAt(grid, i + 1));
  return (to - from) / (grid.step_s * 1000);
}

function changedBy(event: Event, was: number): number {
  if ('outage' in event) return 0;
  if (event.set !== undefined) return event.set;
  return event.scale !== undefined ? was * event.scale : was + (event.add ?? 0);
}

/** What an outage became, where its start or end lies within a step. */
function roundedNote(event: Event, { start, end }: Span, grid: TimeGrid, zone: ZoneRules): string[] {
  const step_ms = grid.step_s * 1000;
  const isWithin = (t: number): boolean =>
    t > grid.start_ms && t < endOf(grid) && !Number.isInteger((t - grid.start_ms) / step_ms);
  if (!isWithin(start) && !isWithin(end)) return [];
  // A border that cuts a step in half leaves it as it is.
  const from = Math.max(0, Math.floor((start - grid.start_ms) / step_ms));
  const to = Math.min(grid.length, Math.ceil((end - grid.start_ms) / step_ms));
  let first = from;
  let last = to;
  while (first < to && shareOf(grid, first, { start, end }) <= 0.5) first++;
  while (last > first && shareOf(grid, last - 1, { start, end }) <= 0.5) last--;
  const { id } = targetOf(event);
  const what = 'outage' in event ? `the outage of ${id}` : `the event that makes ${id} available or not`;
  const lasts = `${what} from ${event.start} to ${event.end} does not begin and end with a step of ${grid.step_s} s`;
  return [
    last === first
      ? `${lasts} and covers more than half of none: it is without effect; take a shorter step`
      : `${lasts}; it counts from ${localText(zone, timeAt(grid, first))} to ${localText(zone, timeAt(grid, last))}, a step being in it where more than half of it is`,
  ];
}

/** Wall clock of an instant in the zone. */
const localText = (zone: ZoneRules, time_ms: number): string =>
  formatUtc(time_ms + offsetAt(zone, time_ms) * 60_000).replace(/Z$/, '');
