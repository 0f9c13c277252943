import type { Instance } from '../core/instance.ts';
import { endOf, timeAt } from '../core/timeGrid.ts';
import { parseInstant } from './instant.ts';
import type { Cluster, Faults } from './read.ts';

/**
 * Lays a scenario's events on the inputs that they change: an outage is `available` set to 0. A step that an event
 * covers in part changes by its share; `available` is all or nothing, by which of the two lasts longer.
 */
export function applyEvents(components: readonly Instance[], cluster: Cluster, faults: Faults): Instance[] {
  const { spec, grid, zone } = cluster;
  const step_ms = grid.step_s * 1000;
  const out = [...components];
  spec.events.forEach((event, k) => {
    const outage = 'outage' in event;
    const id = outage ? event.outage : event.component;
    const input = outage ? 'available' : event.input;
    const start = parseInstant(event.start, zone);
    const end = parseInstant(event.end, zone);
    if (typeof start === 'string') faults.add(['events', k, 'start'], start);
    if (typeof end === 'string') faults.add(['events', k, 'end'], end);
    if (typeof start === 'string' || typeof end === 'string') return;
    if (end <= start) {
      faults.add(['events', k, 'end'], `ends (${event.end}) before it starts (${event.start})`);
      return;
    }
    if (end <= grid.start_ms || start >= endOf(grid)) {
      faults.add(
        ['events', k],
        `is never in the run: it lasts from ${event.start} to ${event.end} and the run from ${spec.time.start} to ${spec.time.end}; move it into the run, or take it away`,
      );
      return;
    }
    const at = out.findIndex((c) => c.id === id);
    const c = out[at]!;
    const slot = c.kind.inputs.indexOf(input);
    const old = c.columns[slot]!;
    const column = typeof old === 'number' ? new Float64Array(grid.length).fill(old) : Float64Array.from(old);
    const first = Math.max(0, Math.floor((start - grid.start_ms) / step_ms));
    const last = Math.min(grid.length, Math.ceil((end - grid.start_ms) / step_ms));
    for (let i = first; i < last; i++) {
      const from = Math.max(start, timeAt(grid, i));
      const to = Math.min(end, timeAt(grid, i + 1));
      let share = (to - from) / step_ms;
      if (input === 'available') share = share > 0.5 ? 1 : 0;
      const was = column[i]!;
      const changed = outage
        ? 0
        : (event.set ?? (event.scale !== undefined ? was * event.scale : was + (event.add ?? 0)));
      column[i] = share === 1 ? changed : was + share * (changed - was);
    }
    out[at] = { ...c, columns: c.columns.map((v, n) => (n === slot ? column : v)) };
  });
  return out;
}
