import { closeSync, openSync, writeSync } from 'node:fs';
import type { Block } from '../core/table.ts';
import { formatUtc, type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { naming } from './folder.ts';
import type { RowSink } from './parquet.ts';

/** Rows that are put together before they are written. */
const BLOCK = 256;

/** A CSV file of a run: `time` in UTC and a column per name, every number in full. */
export function csvFile(path: string, names: readonly string[], grid: TimeGrid): RowSink {
  const fd = naming(path, () => openSync(path, 'w'));
  // A disk that fills up may take a part of a text and say so only by the count.
  const put = (text: string): void => {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length; ) done += naming(path, () => writeSync(fd, bytes, done));
  };
  put(`time,${names.join(',')}\n`);
  return {
    path,
    write({ columns, at, first, count }: Block) {
      for (let from = 0; from < count; from += BLOCK) {
        let text = '';
        for (let r = from; r < Math.min(count, from + BLOCK); r++) {
          text += formatUtc(timeAt(grid, first + r));
          for (const column of columns) text += `,${column[at + r]!}`;
          text += '\n';
        }
        put(text);
      }
    },
    close() {
      naming(path, () => closeSync(fd));
    },
  };
}
