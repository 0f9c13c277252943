import { endOf, formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { offsetAt, type ZoneRules } from '../core/zone.ts';
import { parseInstant } from './instant.ts';
import type { Cluster, Faults } from './read.ts';

/** Two instants, epoch milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The two instants of event `k`; undefined where they do not make a span within the run. */
export function spanOf(
  event: { readonly start: string; readonly end: string },
  k: number,
  { spec, grid, zone }: Cluster,
  faults: Faults,
): Span | undefined {
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
export function shareOf(grid: TimeGrid, i: number, { start, end }: Span): number {
  const from = Math.max(start, timeAt(grid, i));
  const to = Math.min(end, timeAt(grid, i + 1));
  return (to - from) / (grid.step_s * 1000);
}

/** The first step that a span touches, and the one after the last. */
export function touchedSteps(grid: TimeGrid, { start, end }: Span): readonly [first: number, last: number] {
  const step_ms = grid.step_s * 1000;
  return [
    Math.max(0, Math.floor((start - grid.start_ms) / step_ms)),
    Math.min(grid.length, Math.ceil((end - grid.start_ms) / step_ms)),
  ];
}

/** The first step of which a span covers more than half, and the one after the last; equal where it does of none. */
export function coveredSteps(grid: TimeGrid, span: Span): readonly [first: number, last: number] {
  const [from, to] = touchedSteps(grid, span);
  let first = from;
  let last = to;
  while (first < to && shareOf(grid, first, span) <= 0.5) first++;
  while (last > first && shareOf(grid, last - 1, span) <= 0.5) last--;
  return [first, last];
}

/** What something that is all or nothing in a step became, where its start or end lies within a step. */
export function roundedNote(
  what: string,
  event: { readonly start: string; readonly end: string },
  span: Span,
  grid: TimeGrid,
  zone: ZoneRules,
): string[] {
  const step_ms = grid.step_s * 1000;
  const isWithin = (t: number): boolean =>
    t > grid.start_ms && t < endOf(grid) && !Number.isInteger((t - grid.start_ms) / step_ms);
  if (!isWithin(span.start) && !isWithin(span.end)) return [];
  const [first, last] = coveredSteps(grid, span);
  const lasts = `${what} from ${event.start} to ${event.end} does not begin and end with a step of ${grid.step_s} s`;
  return [
    last === first
      ? `${lasts} and covers more than half of none: it is without effect; take a shorter step`
      : `${lasts}; it counts from ${localText(zone, timeAt(grid, first))} to ${localText(zone, timeAt(grid, last))}, a step being in it where more than half of it is`,
  ];
}

/** Wall clock of an instant in the zone. */
export const localText = (zone: ZoneRules, time_ms: number): string =>
  formatUtc(time_ms + offsetAt(zone, time_ms) * 60_000).replace(/Z$/, '');
