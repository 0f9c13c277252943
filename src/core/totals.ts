import type { MonthTotals, Totals } from './component.ts';
import { type Digest, digest, digestOf } from './digest.ts';
import type { Instance } from './instance.ts';
import { type Kept, keptOf } from './kept.ts';
import type { Run } from './run.ts';
import type { Block, BlockReader } from './table.ts';
import { hoursOf, timeAt } from './timeGrid.ts';

/** Looks at every step of a run, right after it was taken. */
export interface Observer {
  observe(i: number, frame: Float64Array): void;
}

export interface Accumulator extends BlockReader {
  /** Integrals and extremes of each component, in the run's order. */
  totals(): Totals[];
  /** What was read so far. */
  readonly kept: Kept;
}

/** A signal whose highest mean over the metering interval is kept month by month. */
interface Meter {
  readonly component: number;
  readonly at: number;
  readonly interval_ms: number;
  /** By step of the run: 1 where it counts. */
  readonly counts: Uint8Array | undefined;
  readonly peaks: Float64Array;
  interval: number;
  sum: number;
  count: number;
  month: number;
}

/** Integrals and extremes by column; `sum` and `highest` month by month. */
interface Sums {
  readonly dt_h: number;
  readonly sum: Float64Array;
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
  readonly running_h: Float64Array;
  readonly last: Float64Array;
}

/** Adds what was found in steps of one month; row `end` of the block is the last of them. */
function add(sums: Sums, found: Digest, { columns, at: start }: Block, end: number, month: number): void {
  const { dt_h, sum, highest, lowest, running_h, last } = sums;
  const n = columns.length;
  for (let k = 0, at = month * n; k < n; k++, at++) {
    sum[at]! += found.sum[k]! * dt_h;
    if (found.highest[k]! > highest[at]!) highest[at] = found.highest[k]!;
    if (found.lowest[k]! < lowest[k]!) lowest[k] = found.lowest[k]!;
    running_h[k]! += found.running[k]! * dt_h;
    last[k] = columns[k]![start + end]!;
  }
}

/** Adds up every column over the run and over its months. */
export function accumulate(run: Run): Accumulator {
  const dt_h = hoursOf(run.grid);
  const n = run.frame.length;
  const months = Math.max(1, run.months.length);
  const sums: Sums = {
    dt_h,
    sum: new Float64Array(n * months),
    highest: new Float64Array(n * months).fill(Number.NEGATIVE_INFINITY),
    lowest: new Float64Array(n).fill(Number.POSITIVE_INFINITY),
    running_h: new Float64Array(n),
    last: new Float64Array(n),
  };
  const first = Float64Array.from(run.components.flatMap((c) => [...c.outputs.map(() => Number.NaN), ...c.x]));
  const meters = metersOf(run);
  const step_ms = run.grid.step_s * 1000;
  // Over a step that is no shorter than its interval a meter of all hours tells no more than the highest mean.
  const isOwn = ({ interval_ms, counts }: Meter): boolean => step_ms < interval_ms || counts !== undefined;
  const finer = meters.filter(isOwn);
  const part = digestOf(n);

  const closeInterval = (meter: Meter): void => {
    if (meter.count > 0) {
      const mean = meter.sum / meter.count;
      if (mean > meter.peaks[meter.month]!) meter.peaks[meter.month] = mean;
    }
    meter.sum = 0;
    meter.count = 0;
  };
  const addMeter = (meter: Meter, block: Block): void => {
    const values = block.columns[meter.at]!;
    for (let r = 0; r < block.count; r++) {
      const i = block.first + r;
      if (meter.counts?.[i] === 0) continue;
      const interval = Math.floor(timeAt(run.grid, i) / Math.max(meter.interval_ms, step_ms));
      const month = run.monthOf[i]!;
      if (interval !== meter.interval || month !== meter.month) closeInterval(meter);
      meter.interval = interval;
      meter.month = month;
      meter.sum += values[block.at + r]!;
      meter.count++;
    }
  };

  return {
    kept: keptOf({ ...sums, first }, ...meters),
    read(block) {
      let from = 0;
      while (from < block.count) {
        const month = run.monthOf[block.first + from]!;
        let to = from + 1;
        while (to < block.count && run.monthOf[block.first + to] === month) to++;
        const isWhole = block.digest !== undefined && to - from === block.count;
        if (!isWhole) for (let k = 0; k < n; k++) digest(part, k, block.columns[k]!, block.at + from, block.at + to);
        add(sums, isWhole ? block.digest : part, block, to - 1, month);
        from = to;
      }
      for (const meter of finer) addMeter(meter, block);
    },
    totals() {
      for (const meter of finer) closeInterval(meter);
      const overMonths = (of: (m: number) => number, join: (a: number, b: number) => number): number => {
        let v = of(0);
        for (let m = 1; m < months; m++) v = join(v, of(m));
        return v;
      };
      const plus = (a: number, b: number): number => a + b;
      return run.components.map((c, index) => {
        const base = run.frameAt[index]!;
        const slot = (name: string): number => base + slotOf(c, name);
        const mine = meters.filter(({ component }) => component === index);
        return {
          hours_h: run.grid.length * dt_h,
          sum: (signal) => overMonths((m) => sums.sum[m * n + slot(signal)]!, plus),
          max: (signal) => overMonths((m) => sums.highest[m * n + slot(signal)]!, Math.max),
          min: (signal) => sums.lowest[slot(signal)]!,
          running_h: (signal) => sums.running_h[slot(signal)]!,
          first: (state) => first[slot(state)]!,
          last: (state) => sums.last[slot(state)]!,
          months: run.months.map(
            (meter, m): MonthTotals => ({
              meter,
              sum: (signal) => sums.sum[m * n + slot(signal)]!,
              max: (signal) => sums.highest[m * n + slot(signal)]!,
              peak(number) {
                const meter = mine[number];
                if (meter === undefined)
                  throw new RangeError(`component "${c.id}" has no meter ${number}; it has ${mine.length}`);
                const value = isOwn(meter) ? meter.peaks[m]! : Math.max(0, sums.highest[m * n + meter.at]!);
                return { value, isLowerBound: step_ms > meter.interval_ms };
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
  const state = c.states.indexOf(name);
  if (state >= 0) return c.outputs.length + state;
  throw new RangeError(`component "${c.id}" has no signal "${name}"; it has ${[...c.outputs, ...c.states].join(', ')}`);
}

function metersOf(run: Run): Meter[] {
  return run.components.flatMap((c, index) =>
    (c.kind.meters?.(c.q) ?? []).map(({ signal, interval_s, counts }) => ({
      component: index,
      counts,
      at: run.frameAt[index]! + slotOf(c, signal),
      interval_ms: interval_s * 1000,
      peaks: new Float64Array(Math.max(1, run.months.length)),
      interval: -1,
      sum: 0,
      count: 0,
      month: 0,
    })),
  );
}
