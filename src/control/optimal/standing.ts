import type { Before } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf, timeAt } from '../../core/timeGrid.ts';
import { type Observer, slotOf } from '../../core/totals.ts';

/** Follows a run to tell, at any time, how each component stands: the part of a plan's start that no state holds. */
export interface StandingWatch extends Observer {
  /** By component, as step `next` finds them; undefined before the first step. The arrays are new at each call. */
  before(next: number): readonly Before[] | undefined;
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
interface MonthPeak {
  readonly at: number;
  readonly interval_ms: number;
  month: number;
  interval: number;
  sum: number;
  count: number;
  peak_kW: number;
}

export function watchStanding(run: Run): StandingWatch {
  const dt_h = hoursOf(run.grid);
  const stands = run.components.map((c, k): Stand => {
    const at = run.frameAt[k]!;
    const meter = c.kind.meters?.(c.q)[0];
    return {
      at,
      outputs: c.outputs.length,
      leads: c.leads.map((port) => at + port),
      peak: meter && {
        at: at + slotOf(c, meter.signal),
        interval_ms: Math.max(meter.interval_s, run.grid.step_s) * 1000,
        month: -1,
        interval: -1,
        sum: 0,
        count: 0,
        peak_kW: 0,
      },
      isOn: false,
      // Whoever stands still at first is taken to have stood for long.
      held: Number.POSITIVE_INFINITY,
    };
  });
  const last = new Float64Array(run.frame.length);
  let steps = 0;

  const meter = (p: MonthPeak, i: number, value: number): void => {
    const month = run.monthOf[i]!;
    const interval = Math.floor(timeAt(run.grid, i) / p.interval_ms);
    if (month !== p.month) Object.assign(p, { month, peak_kW: 0, sum: 0, count: 0 });
    if (interval !== p.interval) Object.assign(p, { interval, sum: 0, count: 0 });
    p.sum += value;
    p.count++;
    const isOver = Math.floor(timeAt(run.grid, i + 1) / p.interval_ms) !== interval;
    if (isOver) p.peak_kW = Math.max(p.peak_kW, p.sum / p.count);
  };

  return {
    observe(i, frame) {
      last.set(frame);
      for (const stand of stands) {
        const isOn = stand.leads.some((at) => Math.abs(frame[at]!) > NOTHING);
        stand.held = isOn === stand.isOn ? stand.held + 1 : 1;
        stand.isOn = isOn;
        if (stand.peak) meter(stand.peak, i, frame[stand.peak.at]!);
      }
      steps++;
    },
    before(next) {
      if (steps === 0) return undefined;
      return stands.map(({ at, outputs, isOn, held, peak }) => ({
        isOn,
        held_h: held * dt_h,
        y: last.slice(at, at + outputs),
        peak_kW: peak !== undefined && peak.month === run.monthOf[next] ? peak.peak_kW : 0,
      }));
    },
  };
}
