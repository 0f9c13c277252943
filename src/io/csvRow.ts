import type { Block } from '../core/table.ts';
import { formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';

/** A number in full; nothing where a reading is not there. */
export const cellOf = (v: number): string => (Number.isNaN(v) ? '' : String(v));

/** The first line of the CSV file of a run. */
export const csvHead = (names: readonly string[]): string => `time,${names.join(',')}\n`;

/** The line of a step of a run: `time` in UTC and every column. */
export function csvRow({ columns, at, first }: Block, r: number, grid: TimeGrid): string {
  let text = formatUtc(timeAt(grid, first + r));
  for (const column of columns) text += `,${cellOf(column[at + r]!)}`;
  return `${text}\n`;
}
