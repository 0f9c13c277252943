import type { MonthTotals, Totals } from './component.ts';
import type { Instance } from './instance.ts';
import type { Run } from './run.ts';
import { hoursOf, timeAt } from './timeGrid.ts';

/** Looks at every step of a run. */
export interface Observer {
  observe(i: number, frame: Float64Array): void;
}

export interface Accumulator extends Observer {
  /** Integrals and extremes of each component, in the run's order. */
  totals(): Totals[];
}

/** A signal whose highest mean over the metering interval is kept month by month. */
interface Meter {
  readonly at: number;
  readonly interval_ms: number;
  readonly peaks: Float64Array;
  block: number;
  sum: number;
  count: number;
  month: number;
}

const NOTHING = 1e-9;

/** Adds up every column over the run and over its months, step by step. Nothing is allocated per step. */
export function accumulate(run: Run): Accumulator {
  const dt_h = hoursOf(run.grid);
  const n = run.frame.length;
  const months = Math.max(1, run.months.length);
  const sums = new Float64Array(n * months);
  const highest = new Float64Array(n * months).fill(Number.NEGATIVE_INFINITY);
  const lowest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const running = new Float64Array(n);
  const first = Float64Array.from(run.components.flatMap((c) => [...c.outputs.map(() => Number.NaN), ...c.x]));
  const last = new Float64Array(n);
  const meters = metersOf(run);
  const step_ms = run.grid.step_s * 1000;

  const closeBlock = (meter: Meter): void => {
    if (meter.count > 0) {
      const mean = meter.sum / meter.count;
      if (mean > meter.peaks[meter.month]!) meter.peaks[meter.month] = mean;
    }
    meter.sum = 0;
    meter.count = 0;
  };

  return {
    observe(i, frame) {
      const month = run.monthOf[i]!;
      const at = month * n;
      for (let k = 0; k < n; k++) {
        const v = frame[k]!;
        sums[at + k]! += v * dt_h;
        if (v > highest[at + k]!) highest[at + k] = v;
        if (v < lowest[k]!) lowest[k] = v;
        if (v > NOTHING || v < -NOTHING) running[k]! += dt_h;
        last[k] = v;
      }
      for (let m = 0; m < meters.length; m++) {
        const meter = meters[m]!;
        const block = step_ms >= meter.interval_ms ? i : Math.floor(timeAt(run.grid, i) / meter.interval_ms);
        if (block !== meter.block || month !== meter.month) closeBlock(meter);
        meter.block = block;
        meter.month = month;
        meter.sum += frame[meter.at]!;
        meter.count++;
      }
    },
    totals() {
      for (const meter of meters) closeBlock(meter);
      const over = (k: number): number => {
        let sum = 0;
        for (let m = 0; m < months; m++) sum += sums[m * n + k]!;
        return sum;
      };
      const max = (k: number): number => {
        let v = Number.NEGATIVE_INFINITY;
        for (let m = 0; m < months; m++) v = Math.max(v, highest[m * n + k]!);
        return v;
      };
      return run.components.map((c, index) => {
        const base = run.frameAt[index]!;
        const slot = (name: string): number => base + slotOf(c, name);
        return {
          hours_h: run.grid.length * dt_h,
          sum: (signal) => over(slot(signal)),
          max: (signal) => max(slot(signal)),
          min: (signal) => lowest[slot(signal)]!,
          running_h: (signal) => running[slot(signal)]!,
          first: (state) => first[slot(state)]!,
          last: (state) => last[slot(state)]!,
          months: run.months.map(
            (meter, m): MonthTotals => ({
              meter,
              sum: (signal) => sums[m * n + slot(signal)]!,
              max: (signal) => highest[m * n + slot(signal)]!,
              peak(signal) {
                const at = slot(signal);
                const known = meters.find((x) => x.at === at);
                if (known && step_ms < known.interval_ms) return { value: known.peaks[m]!, isLowerBound: false };
                return {
                  value: Math.max(0, highest[m * n + at]!),
                  isLowerBound: known !== undefined && step_ms > known.interval_ms,
                };
              },
            }),
          ),
        };
      });
    },
  };
}

/** Place of an output or state in a component's window. @throws RangeError on a name it does not have */
export function slotOf(c: Instance, name: string): number {
  const output = c.outputs.indexOf(name);
  if (output >= 0) return output;
  const state = c.kind.states.indexOf(name);
  if (state >= 0) return c.outputs.length + state;
  throw new RangeError(
    `component "${c.id}" has no signal "${name}"; it has ${[...c.outputs, ...c.kind.states].join(', ')}`,
  );
}

function metersOf(run: Run): Meter[] {
  return run.components.flatMap((c, index) =>
    (c.kind.meters?.(c.q) ?? []).map(({ signal, interval_s }) => ({
      at: run.frameAt[index]! + slotOf(c, signal),
      interval_ms: interval_s * 1000,
      peaks: new Float64Array(Math.max(1, run.months.length)),
      block: -1,
      sum: 0,
      count: 0,
      month: 0,
    })),
  );
}
