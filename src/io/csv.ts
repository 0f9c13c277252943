import { closeSync, openSync, writeSync } from 'node:fs';
import type { Block } from '../core/table.ts';
import { formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import type { RowSink } from './parquet.ts';

/** Rows that are put together before they are written. */
const BLOCK = 256;

/** A CSV file of a run: `time` in UTC and a column per name, every number in full. */
export function csvFile(path: string, names: readonly string[], grid: TimeGrid): RowSink {
  const fd = openSync(path, 'w');
  writeSync(fd, `time,${names.join(',')}\n`);
  return {
    write({ columns, at, first, count }: Block) {
      for (let from = 0; from < count; from += BLOCK) {
        let text = '';
        for (let r = from; r < Math.min(count, from + BLOCK); r++) {
          text += formatUtc(timeAt(grid, first + r));
          for (const column of columns) text += `,${column[at + r]!}`;
          text += '\n';
        }
        writeSync(fd, text);
      }
      return Promise.resolve();
    },
    close() {
      closeSync(fd);
      return Promise.resolve();
    },
  };
}
