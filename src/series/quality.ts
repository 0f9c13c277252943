import { endOf, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import type { SeriesTable } from './table.ts';

/**
 * What is known of a value that was measured: as read; made by the profile's policy for gaps; read, but like a sentinel that
 * nobody declared; not there; the same for too long; outside the range that was declared.
 */
export const QUALITIES = ['good', 'filled', 'suspect', 'missing', 'stuck', 'outOfRange'] as const;
export type Quality = (typeof QUALITIES)[number];
export const FILLED = 1;
export const SUSPECT = 2;
export const MISSING = 3;
export const STUCK = 4;
export const OUT_OF_RANGE = 5;
/** By place in `QUALITIES`, how bad: 0 is best. */
const RANK = [0, 1, 2, 5, 3, 4];

/** The worse of two qualities, by their places. */
export const worseOf = (a: number, b: number): number => (RANK[b]! > RANK[a]! ? b : a);

export interface Readings {
  /** NaN where a part of the interval has no value. */
  readonly values: Float64Array;
  /** By interval, the place in `QUALITIES` of the worst value that it is made of. */
  readonly quality: Uint8Array;
}

/**
 * A column as it was measured, on the intervals of a grid: the mean of what falls into each, or the last of it for what
 * holds at an end. Nothing is made up: an interval of which any part is missing, or outside the table, has no value.
 */
export function readingsOn(table: SeriesTable, name: string, grid: TimeGrid, take: 'mean' | 'last'): Readings {
  const source = table.columns[name]!;
  const marks = table.quality?.[name];
  const values = new Float64Array(grid.length).fill(Number.NaN);
  const quality = new Uint8Array(grid.length).fill(MISSING);
  const shift_ms = (table.shift_s[name] ?? 0) * 1000;
  const source_ms = table.step_s * 1000;
  const step_ms = grid.step_s * 1000;
  const begin_ms = table.start_ms + shift_ms;
  const end_ms = endOf(table) + shift_ms;
  for (let i = 0; i < grid.length; i++) {
    const from_ms = timeAt(grid, i);
    const to_ms = from_ms + step_ms;
    if (from_ms < begin_ms || to_ms > end_ms) continue;
    const first = Math.floor((from_ms - begin_ms) / source_ms);
    const last = Math.ceil((to_ms - begin_ms) / source_ms) - 1;
    let sum = 0;
    let worst = 0;
    let isWhole = true;
    for (let k = first; k <= last; k++) {
      const overlap_ms = Math.min(to_ms, begin_ms + (k + 1) * source_ms) - Math.max(from_ms, begin_ms + k * source_ms);
      const v = source[k]!;
      const mark = marks?.[k] ?? 0;
      if (Number.isNaN(v)) {
        isWhole = false;
        worst = worseOf(worst, mark === OUT_OF_RANGE ? mark : MISSING);
      } else worst = worseOf(worst, mark);
      sum += v * overlap_ms;
    }
    quality[i] = worst;
    if (isWhole) values[i] = first === last || take === 'last' ? source[last]! : sum / step_ms;
  }
  return { values, quality };
}
