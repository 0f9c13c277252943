import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Block } from '../core/table.ts';
import type { TimeGrid } from '../core/timeGrid.ts';
import { naming } from './folder.ts';
import { parquetHead, parquetRows } from './parquetRows.ts';

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
    ...parquetHead(names),
  });
  return {
    path,
    // The writer of a file is synchronous throughout, so that what it throws is caught here and never lost.
    write(block) {
      if (block.count === 0) return;
      const rows = parquetRows(block, names, grid);
      naming(path, () => void writer.write(rows));
    },
    close() {
      naming(path, () => void writer.finish());
    },
  };
}
