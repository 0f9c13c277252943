import type { Instance } from '../core/instance.ts';
import { timeAt } from '../core/timeGrid.ts';
import { type ChangeEvent, inputOf, isOnOff, targetOf } from './eventTarget.ts';
import { inputRangeOf, rangeText } from './inputRange.ts';
import type { Cluster, Faults } from './read.ts';
import { localText, roundedNote, shareOf, spanOf, touchedSteps } from './span.ts';

export interface Changed {
  readonly components: readonly Instance[];
  /** What became of events that do not fall on steps. */
  readonly notes: readonly string[];
}

/**
 * Lays a scenario's events on the inputs that they change: an outage is `available` set to 0, or the input of a part; a
 * derating sets `available` to what is left. A step that an event covers in part changes by its share; `available` and the
 * inputs of parts are all or nothing, by which of the two lasts longer, and a note says so. What an event makes of an input
 * must stay within what the input may be.
 */
export function applyEvents(components: readonly Instance[], cluster: Cluster, faults: Faults): Changed {
  const { spec, grid, zone } = cluster;
  const out = [...components];
  const notes: string[] = [];
  spec.events.forEach((event, k) => {
    if ('sensor' in event) return;
    const span = spanOf(event, k, cluster, faults);
    if (span === undefined) return;
    const { id } = targetOf(event);
    const at = out.findIndex((c) => c.id === id);
    const c = out[at];
    const input = c && inputOf(event, c.kind, c.p);
    const slot = input === undefined ? -1 : c!.inputs.indexOf(input);
    // Said already, where names are checked.
    if (c === undefined || input === undefined || slot < 0) return;
    const onOff = isOnOff(c.kind, c.p, input);
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
    const isSwitch = input === 'available' || onOff;
    const [first, last] = touchedSteps(grid, span);
    for (let i = first; i < last; i++) {
      const share = shareOf(grid, i, span);
      const was = column[i]!;
      const becomes = changedBy(event, was);
      const fits = onOff ? becomes === 0 || becomes === 1 : becomes >= range[0] && becomes <= range[1];
      if (becomes !== was && !fits && !Number.isNaN(was)) {
        faults.add(
          ['events', k],
          `makes "${input}" of "${id}" ${becomes} at ${localText(zone, timeAt(grid, i))}, where it is ${was} without; expected ${onOff ? '0 or 1' : rangeText(range)}`,
        );
        return;
      }
      // No share can be taken of a limit that is not there.
      const isWhole = isSwitch || !Number.isFinite(was);
      column[i] = isWhole ? (share > 0.5 ? becomes : was) : share === 1 ? becomes : was + share * (becomes - was);
    }
    if (isSwitch) notes.push(...roundedNote(wordsOf(event, input), event, span, grid, zone));
    out[at] = { ...c, columns: c.columns.map((v, n) => (n === slot ? column : v)) };
  });
  return { components: out, notes };
}

function changedBy(event: ChangeEvent, was: number): number {
  if ('outage' in event) return 0;
  if ('derate' in event) return event.to;
  if (event.set !== undefined) return event.set;
  return event.scale !== undefined ? was * event.scale : was + (event.add ?? 0);
}

function wordsOf(event: ChangeEvent, input: string): string {
  if ('outage' in event) return `the outage of ${event.outage}`;
  if ('derate' in event) return `the derating of ${event.derate}`;
  return input === 'available'
    ? `the event that makes ${event.component} available or not`
    : `the event that switches ${input} of ${event.component}`;
}

/** What is said of events on networks that a copper plate has taken the place of. */
export function ignoredNotes({ spec, components }: Cluster): string[] {
  const ids = new Set(
    spec.events.map((event) => targetOf(event).id).filter((id) => !components.some((c) => c.id === id)),
  );
  return [...ids].map(
    (id) => `events of "${id}" are without effect: the scenario runs its networks as copper plates, which never fail`,
  );
}
