import type { ParquetWriter } from 'hyparquet-writer';
import type { Block } from '../core/table.ts';
import { type TimeGrid, timeAt } from '../core/timeGrid.ts';

type Head = Omit<ConstructorParameters<typeof ParquetWriter>[0], 'writer'>;
type Rows = Parameters<ParquetWriter['write']>[0];

/** What a Parquet file of a run holds: `time` (start of the interval, UTC) and a DOUBLE column per name. */
export const parquetHead = (names: readonly string[]): Head => ({
  statistics: false,
  createdBy: 'sixfold',
  schema: [
    { name: 'root', num_children: names.length + 1 },
    { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
    ...names.map((name) => ({ name, type: 'DOUBLE' as const, repetition_type: 'REQUIRED' as const })),
  ],
});

/** A block of steps as a row group of its own. */
export function parquetRows({ columns, at, first, count }: Block, names: readonly string[], grid: TimeGrid): Rows {
  const time = BigInt64Array.from({ length: count }, (_, i) => BigInt(timeAt(grid, first + i)));
  return {
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
  };
}
