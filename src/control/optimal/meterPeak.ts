import type { Run } from '../../core/run.ts';
import { timeAt } from '../../core/timeGrid.ts';
import { type Observer, slotOf } from '../../core/totals.ts';

/** Follows a meter of a component as its bill reads it. */
export interface MeterPeak extends Observer {
  /** By month of the run: highest mean over the metering interval so far, in the steps that count. */
  readonly peaks_kW: Float64Array;
  /** Whether a step counts. */
  counts(i: number): boolean;
  /** Highest so far in the month of step i. */
  soFar(i: number): number;
  /** All that it remembers, in plain numbers, `size` of them. */
  readonly size: number;
  save(): Float64Array;
  /** Goes on from what was saved; zeros are the begin of a run. */
  restore(memory: Float64Array): void;
}

/** Nothing metered yet; none where the component's bill asks for no peak. */
export function meterPeaksOf(run: Run, component: number): readonly MeterPeak[] {
  const c = run.components[component]!;
  return (c.kind.meters?.(c.q) ?? []).map(({ signal, interval_s, counts }) => {
    const at = run.frameAt[component]! + slotOf(c, signal);
    const interval_ms = Math.max(interval_s, run.grid.step_s) * 1000;
    const peaks_kW = new Float64Array(run.months.length);
    const size = 3 + peaks_kW.length;
    // One more than the number of its interval, so that zeros are none.
    let [open, sum, count] = [0, 0, 0];
    const isCounted = (i: number): boolean => counts?.[i] !== 0;
    return {
      peaks_kW,
      counts: isCounted,
      soFar: (i) => peaks_kW[run.monthOf[i]!]!,
      observe(i, frame) {
        const interval = Math.floor(timeAt(run.grid, i) / interval_ms);
        const month = run.monthOf[i]!;
        if (interval + 1 !== open || (i > 0 && run.monthOf[i - 1] !== month)) [open, sum, count] = [interval + 1, 0, 0];
        if (isCounted(i)) {
          sum += frame[at]!;
          count++;
        }
        const isOver = Math.floor(timeAt(run.grid, i + 1) / interval_ms) !== interval;
        if (isOver && count > 0) peaks_kW[month] = Math.max(peaks_kW[month]!, sum / count);
      },
      size,
      save: () => Float64Array.of(open, sum, count, ...peaks_kW),
      restore(memory) {
        [open, sum, count] = [memory[0]!, memory[1]!, memory[2]!];
        peaks_kW.set(memory.subarray(3));
      },
    };
  });
}
