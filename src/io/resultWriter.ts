import type { Memory } from '../core/table.ts';
import { writeWhole } from './folder.ts';
import { parquetFile } from './parquet.ts';
import type { WorkSheet } from './workbook.ts';

/** Writes those results that take long to put together. */
export interface ResultWriter {
  /** Memory for the columns of a run whose rows then need no copying on their way; plain where left out. */
  readonly memory?: Memory;
  readonly parquet: typeof parquetFile;
  workbook(path: string, sheets: readonly WorkSheet[]): Promise<void>;
  /** Waits until all that it was given is written. @throws the first error of the disk, with its path; that file is gone */
  settled(): Promise<void>;
  /** Lets go of what it holds, when all that it was given is written or cannot be. */
  end(): Promise<void>;
}

/** In this thread: what is written is waited for. */
export const writerHere: ResultWriter = {
  parquet: parquetFile,
  async workbook(path, sheets) {
    // Loaded where it is needed: a spreadsheet is no part of a quick look.
    const { workbook } = await import('./workbook.ts');
    writeWhole(path, await workbook(sheets));
  },
  settled: () => Promise.resolve(),
  end: () => Promise.resolve(),
};
