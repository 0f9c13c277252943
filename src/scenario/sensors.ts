import { streamOf } from '../core/chance.ts';
import type { Run } from '../core/run.ts';
import type { Instrument, SensorFault } from '../core/sensors.ts';
import { slotOf } from '../core/totals.ts';
import { targetOf } from './eventTarget.ts';
import type { Cluster, Faults } from './read.ts';
import { coveredSteps, roundedNote, spanOf } from './span.ts';

export interface Instruments {
  /** One per signal that has a fault, in the order in which the events name them. */
  readonly instruments: readonly Instrument[];
  readonly notes: readonly string[];
}

/**
 * Lays the faults of instruments on the grid: a step is in a fault where more than half of it is. A signal that several
 * events name has one instrument with all of their faults, in their order.
 */
export function instrumentsOf(
  { components, frameAt }: Pick<Run, 'components' | 'frameAt'>,
  cluster: Cluster,
  faults: Faults,
): Instruments {
  const { spec, grid, zone } = cluster;
  const found = new Map<string, Instrument & { readonly faults: SensorFault[] }>();
  const notes: string[] = [];
  spec.events.forEach((event, k) => {
    if (!('sensor' in event)) return;
    const span = spanOf(event, k, cluster, faults);
    const { id, signal } = targetOf(event);
    const at = components.findIndex((c) => c.id === id);
    if (span === undefined || at < 0) return;
    const c = components[at]!;
    // Said already, where names are checked.
    if (![...c.outputs, ...c.states].includes(signal!)) return;
    const instrument = found.get(event.sensor) ?? {
      column: event.sensor,
      at: frameAt[at]! + slotOf(c, signal!),
      stream: streamOf(`sensor ${event.sensor}`),
      faults: [],
    };
    const [first, last] = coveredSteps(grid, span);
    instrument.faults.push({
      fault: event.fault,
      first,
      last,
      since: (span.start - grid.start_ms) / (grid.step_s * 1000),
      amount: event.drift_per_h ?? event.sigma ?? 0,
    });
    found.set(event.sensor, instrument);
    notes.push(...roundedNote(`the fault of the sensor of ${event.sensor}`, event, span, grid, zone));
  });
  return { instruments: [...found.values()], notes };
}
