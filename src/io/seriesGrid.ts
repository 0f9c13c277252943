import type { SeriesQuery, StoredRun, StoredSeries } from '../core/store.ts';

/** The rows of an answer: every step of a range, or every interval that has steps of it. */
export interface SeriesGrid {
  /** Steps [from, until) that the answer covers. */
  readonly from: number;
  readonly until: number;
  /** Length of an interval where means are asked for; undefined where every step is. */
  readonly every_ms: number | undefined;
  /** Whether the least and the highest step of an interval are asked for. */
  readonly extremes: boolean;
  readonly time_ms: Float64Array;
  /** Row of a step. */
  rowOf(step: number): number;
  /** Row of the beginning of a step or interval. */
  rowAt(time_ms: number): number;
}

/**
 * Lays the rows of a query between `begin` and `end`, the steps that there are. Intervals begin at whole multiples of their
 * length since 1970, as in InfluxDB; none is shorter than a step.
 */
export function seriesGrid(run: StoredRun, query: SeriesQuery, begin: number, end: number): SeriesGrid {
  const step_ms = run.step_s * 1000;
  const stepAt = (time_ms: number): number => Math.ceil((time_ms - run.start_ms) / step_ms);
  const from = Math.max(begin, stepAt(query.from_ms));
  const until = Math.max(from, Math.min(end, stepAt(query.to_ms)));
  const timeOf = (step: number): number => run.start_ms + step * step_ms;
  if (query.every_s === undefined || query.every_s <= run.step_s)
    return {
      from,
      until,
      every_ms: undefined,
      extremes: false,
      time_ms: Float64Array.from({ length: until - from }, (_, k) => timeOf(from + k)),
      rowOf: (step) => step - from,
      rowAt: (time_ms) => (time_ms - run.start_ms) / step_ms - from,
    };
  const every_ms = query.every_s * 1000;
  const bucketOf = (step: number): number => Math.floor(timeOf(step) / every_ms);
  const first = bucketOf(from);
  const rows = until > from ? bucketOf(until - 1) - first + 1 : 0;
  return {
    from,
    until,
    every_ms,
    extremes: query.extremes === true,
    time_ms: Float64Array.from({ length: rows }, (_, k) => (first + k) * every_ms),
    rowOf: (step) => bucketOf(step) - first,
    rowAt: (time_ms) => Math.floor(time_ms / every_ms) - first,
  };
}

type Columns = StoredRun['columns'];

/** Sum and number of the values of a part of an interval, the last of them, and where asked for the least and the highest. */
export interface IntervalPart {
  readonly sum: number;
  readonly count: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
}

/** An answer being filled; what is not put stays NaN. */
export interface SeriesFill {
  /** Sets the value of a signal in a row. */
  put(signal: number, row: number, value: number): void;
  /** Adds what a part of an interval has of a signal. */
  add(signal: number, row: number, part: IntervalPart): void;
  done(): StoredSeries[];
}

export function seriesFill(grid: SeriesGrid, columns: Columns): SeriesFill {
  const rows = grid.time_ms.length;
  const values = columns.map(() => new Float64Array(rows).fill(Number.NaN));
  const sums = columns.map(() => new Float64Array(grid.every_ms === undefined ? 0 : rows));
  const counts = columns.map(() => new Float64Array(grid.every_ms === undefined ? 0 : rows));
  const bounds = columns.map(() =>
    grid.extremes
      ? { min: new Float64Array(rows).fill(Number.NaN), max: new Float64Array(rows).fill(Number.NaN) }
      : undefined,
  );
  return {
    put(signal, row, value) {
      values[signal]![row] = value;
    },
    add(signal, row, { sum, count, last, min, max }) {
      if (count === 0) return;
      const bound = bounds[signal];
      if (bound !== undefined) {
        // The first value meets no number yet.
        if (!(bound.min[row]! <= min)) bound.min[row] = min;
        if (!(bound.max[row]! >= max)) bound.max[row] = max;
      }
      sums[signal]![row]! += sum;
      counts[signal]![row]! += count;
      values[signal]![row] = columns[signal]!.role === 'state' ? last : sums[signal]![row]! / counts[signal]![row]!;
    },
    done: () =>
      columns.map(({ signal, unit }, k) => ({ signal, unit, time_ms: grid.time_ms, values: values[k]!, ...bounds[k] })),
  };
}
