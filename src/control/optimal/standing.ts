import type { Before } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf, timeAt } from '../../core/timeGrid.ts';
import { type Observer, slotOf } from '../../core/totals.ts';

/** Follows a run to tell, at any time, how each component stands: the part of a plan's start that no state holds. */
export interface StandingWatch extends Observer {
  /** By component, as step `next` finds them; undefined before the first step. The arrays are new at each call. */
  before(next: number): readonly Before[] | undefined;
  /** All that it remembers, in plain numbers, as many each time. */
  save(): Float64Array;
  /** Goes on from what was saved; zeros are the begin of a run. */
  restore(memory: Float64Array): void;
}

const NOTHING = 1e-6;

interface Stand {
  readonly at: number;
  readonly outputs: number;
  /** Places in the frame of the ports that may lead. */
  readonly leads: readonly number[];
  readonly peak: MonthPeak | undefined;
  isOn: boolean;
  held: number;
}

/** Highest mean over a metering interval in the present month. */
export interface MonthPeak {
  readonly at: number;
  readonly interval_ms: number;
  month: number;
  interval: number;
  sum: number;
  count: number;
  peak_kW: number;
}

const METERED = ['month', 'interval', 'sum', 'count', 'peak_kW'] as const satisfies readonly (keyof MonthPeak)[];

/** Nothing metered yet; undefined where the component's bill asks for no peak. */
export function monthPeakOf(run: Run, component: number): MonthPeak | undefined {
  const c = run.components[component]!;
  const meter = c.kind.meters?.(c.q)[0];
  return (
    meter && {
      at: run.frameAt[component]! + slotOf(c, meter.signal),
      interval_ms: Math.max(meter.interval_s, run.grid.step_s) * 1000,
      month: -1,
      interval: -1,
      sum: 0,
      count: 0,
      peak_kW: 0,
    }
  );
}

/** Takes up step i. */
export function meterPeak(run: Run, p: MonthPeak, i: number, frame: Float64Array): void {
  const month = run.monthOf[i]!;
  const interval = Math.floor(timeAt(run.grid, i) / p.interval_ms);
  if (month !== p.month) Object.assign(p, { month, peak_kW: 0, sum: 0, count: 0 });
  if (interval !== p.interval) Object.assign(p, { interval, sum: 0, count: 0 });
  p.sum += frame[p.at]!;
  p.count++;
  const isOver = Math.floor(timeAt(run.grid, i + 1) / p.interval_ms) !== interval;
  if (isOver) p.peak_kW = Math.max(p.peak_kW, p.sum / p.count);
}

/** Highest so far in the month of step `next`. */
export const peakSoFar = (run: Run, { month, peak_kW }: MonthPeak, next: number): number =>
  month === run.monthOf[next] ? peak_kW : 0;

export function watchStanding(run: Run): StandingWatch {
  const dt_h = hoursOf(run.grid);
  const stands = run.components.map((c, k): Stand => {
    const at = run.frameAt[k]!;
    return {
      at,
      outputs: c.outputs.length,
      leads: c.leads.map((port) => at + port),
      peak: monthPeakOf(run, k),
      isOn: false,
      // Whoever stands still at first is taken to have stood for long.
      held: Number.POSITIVE_INFINITY,
    };
  });
  const last = new Float64Array(run.frame.length);
  let steps = 0;

  return {
    observe(i, frame) {
      last.set(frame);
      for (const stand of stands) {
        const isOn = stand.leads.some((at) => Math.abs(frame[at]!) > NOTHING);
        stand.held = isOn === stand.isOn ? stand.held + 1 : 1;
        stand.isOn = isOn;
        if (stand.peak) meterPeak(run, stand.peak, i, frame);
      }
      steps++;
    },
    before(next) {
      if (steps === 0) return undefined;
      return stands.map(({ at, outputs, isOn, held, peak }) => ({
        isOn,
        held_h: held * dt_h,
        y: last.slice(at, at + outputs),
        peak_kW: peak === undefined ? 0 : peakSoFar(run, peak, next),
      }));
    },
    save() {
      const numbers = stands.flatMap(({ isOn, held, peak }) => [
        isOn ? 1 : 0,
        held,
        ...(peak === undefined ? [] : METERED.map((name) => peak[name])),
      ]);
      const memory = new Float64Array(1 + numbers.length + last.length);
      memory[0] = steps;
      memory.set(numbers, 1);
      memory.set(last, 1 + numbers.length);
      return memory;
    },
    restore(memory) {
      let at = 0;
      steps = memory[at++]!;
      for (const stand of stands) {
        stand.isOn = memory[at++] === 1;
        const held = memory[at++]!;
        stand.held = steps === 0 ? Number.POSITIVE_INFINITY : held;
        if (stand.peak === undefined) continue;
        for (const name of METERED) stand.peak[name] = memory[at++]!;
        if (steps === 0) Object.assign(stand.peak, { month: -1, interval: -1 });
      }
      last.set(memory.subarray(at));
    },
  };
}
