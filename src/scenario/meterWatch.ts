import type { Column } from '../core/columns.ts';
import type { Loop } from '../core/loop.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { type DriftAlarm, driftAlarm, driftMemory } from './driftAlarm.ts';
import { LIVE_MEMORY, type LiveReadings, liveReadings } from './liveReadings.ts';
import { amountOf, type Meter, meterColumns, recordedNames, rollingNames, sumUnitOf } from './meters.ts';
import { REBASE_MEMORY, type Rebasing, rebasing } from './rebase.ts';
import { ROLLING_MEMORY, type RollingFigures, rollingFigures } from './rollingFigures.ts';
import type { SessionEvent } from './sessionEvents.ts';

/** Follows the meters of a running twin: what they show beside the model, how far apart, since when, and what is done about it. */
export interface MeterWatch {
  /** The columns that it adds to those of the run, and their values of the last step. */
  readonly columns: readonly Column[];
  readonly values: Float64Array;
  /** What it keeps between steps. */
  readonly memory: Float64Array;
  /** What happened since it was last emptied; the caller empties it. */
  readonly events: SessionEvent[];
  /** Takes a live reading in, for the step to come. */
  read(component: number, signal: string, value: number): void;
  /** Lets readings take the place of states, before step `i`. */
  correct(i: number): void;
  /** Looks at a step that was taken. */
  observe(i: number, frame: Float64Array): void;
  /** Forgets live readings of a step that was not taken, and what was told. */
  forget(): void;
}

interface Part {
  readonly meter: Meter;
  readonly live: LiveReadings | undefined;
  readonly rolling: RollingFigures;
  readonly drift: DriftAlarm;
  readonly rebase: Rebasing | undefined;
  /** Whether there is an alarm, in the memory. */
  readonly alarm: Float64Array;
  /** Where its values begin. */
  readonly at: number;
  readonly sums: boolean;
  corrected: number;
}

const namesOf = (meter: Meter): string[] => [...recordedNames(meter), ...rollingNames(meter)];
const sizeOf = ({ policy }: Meter): number =>
  1 + LIVE_MEMORY + ROLLING_MEMORY + driftMemory(policy) + (policy.rebase === undefined ? 0 : REBASE_MEMORY);

export function watchMeters(loop: Pick<Loop, 'run' | 'correct'>, meters: readonly Meter[]): MeterWatch {
  const { run } = loop;
  const dt_h = hoursOf(run.grid);
  const columns = meterColumns(run, meters, namesOf);
  const values = new Float64Array(columns.length).fill(Number.NaN);
  const memory = new Float64Array(meters.reduce((sum, meter) => sum + sizeOf(meter), 0));
  const events: SessionEvent[] = [];
  let kept = 0;
  let told = 0;
  const take = (size: number): Float64Array => {
    kept += size;
    return memory.subarray(kept - size, kept);
  };
  const parts = meters.map((meter): Part => {
    const { policy, isLive } = meter;
    const at = told;
    told += namesOf(meter).length;
    const live = take(LIVE_MEMORY);
    return {
      meter,
      at,
      alarm: take(1),
      live: isLive ? liveReadings(meter, live) : undefined,
      rolling: rollingFigures(policy.window, take(ROLLING_MEMORY)),
      drift: driftAlarm(policy, take(driftMemory(policy))),
      rebase:
        policy.rebase === undefined ? undefined : rebasing(loop, meter, take(REBASE_MEMORY), (e) => events.push(e)),
      sums: sumUnitOf(meter.signal) !== undefined,
      corrected: 0,
    };
  });
  const find = (component: number, signal: string): Part | undefined =>
    parts.find(({ meter }) => meter.component === component && meter.signal === signal);

  const tellDrift = ({ meter, alarm }: Part, step: number, now: number, residual: number): void => {
    if (now === alarm[0]) return;
    alarm[0] = now;
    const { signal, component, policy } = meter;
    const { id } = run.components[component]!;
    const more = now > 0 ? 'more' : 'less';
    const why =
      policy.drift === undefined
        ? 'and not by chance'
        : `more than ${policy.drift.beyond} since ${policy.drift.steps} ${policy.drift.steps === 1 ? 'step' : 'steps'}`;
    const about = { step, component: id } as const;
    if (now === 0)
      events.push({
        ...about,
        severity: 'info',
        code: 'drift-ended',
        text: `"${signal}": model and meter agree again`,
      });
    else {
      const text = `"${signal}": the meter shows ${more} than the model, now ${amountOf(residual)} apart, ${why}`;
      events.push({ ...about, severity: 'alarm', code: 'drift', text });
    }
  };

  return {
    columns,
    values,
    memory,
    events,
    read: (component, signal, value) => find(component, signal)?.live?.add(value),
    correct(i) {
      for (let k = 0; k < parts.length; k++) {
        const part = parts[k]!;
        if (part.rebase !== undefined) part.corrected = part.rebase.correct(i);
      }
    },
    observe(i, frame) {
      for (let k = 0; k < parts.length; k++) {
        const part = parts[k]!;
        const { meter, live, rolling, drift, rebase, at, sums } = part;
        const [reading, quality] = live === undefined ? [meter.values[i]!, meter.quality[i]!] : live.close();
        const counts = meter.counts[quality] === true && !Number.isNaN(reading);
        const residual = reading - frame[meter.at]!;
        rolling.take(i, counts ? residual : Number.NaN);
        rebase?.note(counts ? reading : Number.NaN);
        if (counts) tellDrift(part, i, drift.take(residual, reading), residual);
        let to = at;
        values[to++] = reading;
        values[to++] = residual;
        values[to++] = quality;
        if (rebase !== undefined) values[to++] = part.corrected;
        values[to++] = rolling.bias;
        values[to++] = rolling.rmse;
        if (sums) values[to++] = rolling.sum * dt_h;
      }
    },
    forget() {
      for (const { live } of parts) live?.forget();
      events.length = 0;
    },
  };
}
