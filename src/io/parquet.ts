import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Block } from '../core/table.ts';
import { type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { naming } from './folder.ts';

/** Where the rows of a run go, block by block. */
export interface RowSink {
  readonly path: string;
  /** Writes the steps of a block. @throws the error of the disk, with its path */
  write(block: Block): void;
  close(): void;
}

/**
 * A Parquet file of a run: `time` (start of the interval, UTC) and a DOUBLE column per name, written row group by row
 * group so that a year of minutes needs no more memory than one group.
 */
export function parquetFile(path: string, names: readonly string[], grid: TimeGrid): RowSink {
  const writer = new ParquetWriter({
    writer: naming(path, () => fileWriter(path)),
    statistics: false,
    createdBy: 'sixfold',
    schema: [
      { name: 'root', num_children: names.length + 1 },
      { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
      ...names.map((name) => ({ name, type: 'DOUBLE' as const, repetition_type: 'REQUIRED' as const })),
    ],
  });
  return {
    path,
    // The writer of a file is synchronous throughout, so that what it throws is caught here and never lost.
    write({ columns, at, first, count }) {
      if (count === 0) return;
      const time = BigInt64Array.from({ length: count }, (_, i) => BigInt(timeAt(grid, first + i)));
      naming(
        path,
        () =>
          void writer.write({
            rowGroupSize: count,
            columnData: [
              { name: 'time', data: time, encoding: 'PLAIN', offsetIndex: false },
              ...names.map((name, k) => ({
                name,
                data: columns[k]!.subarray(at, at + count),
                encoding: 'PLAIN' as const,
                offsetIndex: false,
              })),
            ],
          }),
      );
    },
    close() {
      naming(path, () => void writer.finish());
    },
  };
}
