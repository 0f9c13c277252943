import type { TimeGrid } from './timeGrid.ts';
import type { Observer } from './totals.ts';

/** Columns over a grid, in the order of the run's frame. */
export interface Table {
  readonly grid: TimeGrid;
  readonly columns: readonly Float64Array[];
}

export interface Recorder extends Observer {
  readonly table: Table;
}

/** Keeps every step. */
export function recordAll(grid: TimeGrid, width: number): Recorder {
  const columns = Array.from({ length: width }, () => new Float64Array(grid.length));
  return {
    table: { grid, columns },
    observe(i, frame) {
      for (let k = 0; k < columns.length; k++) columns[k]![i] = frame[k]!;
    },
  };
}

/**
 * Keeps means over longer intervals (an hour of minutes), so that a long run of short steps fits into memory; a state
 * keeps its value at the interval's end. `every` steps make an interval; the last may be shorter.
 */
export function recordMeans(grid: TimeGrid, isState: readonly boolean[], every: number): Recorder {
  const length = Math.ceil(grid.length / every);
  const columns = isState.map(() => new Float64Array(length));
  const sums = new Float64Array(isState.length);
  return {
    table: { grid: { start_ms: grid.start_ms, step_s: grid.step_s * every, length }, columns },
    observe(i, frame) {
      const place = i % every;
      const row = (i - place) / every;
      const ends = place === every - 1 || i === grid.length - 1;
      for (let k = 0; k < columns.length; k++) {
        if (isState[k]) columns[k]![row] = frame[k]!;
        else {
          const sum = (place === 0 ? 0 : sums[k]!) + frame[k]!;
          sums[k] = sum;
          if (ends) columns[k]![row] = sum / (place + 1);
        }
      }
    },
  };
}

export interface Slice extends Observer {
  readonly columns: readonly Float64Array[];
  /** First step held, and how many. */
  readonly first: number;
  readonly count: number;
  clear(): void;
}

/** Keeps up to `rows` steps until it is cleared, for sinks that write in blocks. */
export function recordSlice(width: number, rows: number): Slice {
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  let first = 0;
  let count = 0;
  return {
    columns,
    get first() {
      return first;
    },
    get count() {
      return count;
    },
    observe(i, frame) {
      if (count === 0) first = i;
      for (let k = 0; k < width; k++) columns[k]![count] = frame[k]!;
      count++;
    },
    clear() {
      count = 0;
    },
  };
}
