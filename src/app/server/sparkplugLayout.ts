import type { MetricSpec, SparkplugNodeSpec, Told } from '../../io/sparkplugNode.ts';
import type { HeldSetpoint } from '../../scenario/heldSetpoint.ts';
import type { CurrentRun } from './dataFolder.ts';
import type { ClockState } from './messages.ts';
import type { SiteInfo } from './siteInfo.ts';

/** Metrics of the node that a host may write. */
export const WRITABLE = { speed: 'clock/speed', mode: 'clock/mode', paused: 'clock/paused' } as const;
/** Metrics of a device that a host may write; of them only set points can be read. */
export const SETPOINT = 'setpoint/';
export const AVAILABLE = 'available';
export const HOLD = 'hold_s';

const NODE: readonly MetricSpec[] = [
  { name: 'clock/time_ms', type: 'dateTime' },
  { name: 'clock/seq', type: 'int64' },
  { name: 'clock/step_s', type: 'int32', unit: 's' },
  { name: 'clock/state', type: 'string' },
  { name: WRITABLE.mode, type: 'string' },
  { name: WRITABLE.speed, type: 'double' },
  { name: WRITABLE.paused, type: 'boolean' },
  { name: 'run', type: 'string' },
  { name: 'epoch', type: 'int64' },
];

/** Node and devices of a site as Sparkplug B knows them: a component is a device, a signal a metric. */
export interface SparkplugLayout extends Pick<SparkplugNodeSpec, 'metrics' | 'devices'> {
  nodeValues(time_ms: number, seq: number, run: CurrentRun, clock: ClockState): readonly Told[];
  /** Values of every device; `row` is a frame, absent before the first step. */
  deviceValues(row: Float64Array | undefined, held: readonly HeldSetpoint[]): readonly (readonly Told[])[];
}

export function layoutOf(site: SiteInfo): SparkplugLayout {
  const devices = site.components.map((c) => {
    const columns = site.columns.flatMap((column, place) => (column.component === c.id ? [{ ...column, place }] : []));
    const setpoints = c.leads.map((lead) => c.ports.find(({ name }) => name === lead)!.signal);
    const unitOf = (signal: string): { readonly unit?: string } => {
      const unit = columns.find((column) => column.signal === signal)?.unit;
      return unit === undefined || unit === '1' ? {} : { unit };
    };
    const metrics: MetricSpec[] = [
      ...columns.map(({ signal }) => ({ name: signal, type: 'double' as const, ...unitOf(signal) })),
      ...setpoints.map((signal) => ({ name: `${SETPOINT}${signal}`, type: 'double' as const, ...unitOf(signal) })),
      ...(c.inputs.includes('available') ? [{ name: AVAILABLE, type: 'double' as const }] : []),
      { name: HOLD, type: 'int32', unit: 's' },
    ];
    return { id: c.id, metrics, places: columns.map(({ place }) => place), setpoints };
  });
  return {
    metrics: NODE,
    devices,
    nodeValues: (time_ms, seq, { run, epoch }, { state, mode, speed }) => [
      time_ms,
      seq,
      site.grid.step_s,
      state,
      mode,
      speed,
      state === 'paused',
      run,
      epoch,
    ],
    deviceValues: (row, held) =>
      devices.map(({ id, metrics, places, setpoints }) => {
        const values: Told[] = places.map((place) => (row === undefined ? null : row[place]!));
        for (const signal of setpoints)
          values.push(held.find((one) => one.component === id && one.signal === signal)?.target ?? null);
        // What can only be written reads as nothing.
        while (values.length < metrics.length) values.push(null);
        return values;
      }),
  };
}
