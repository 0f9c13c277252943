import { renameSync, rmSync } from 'node:fs';
import { fileWriter, parquetWrite } from 'hyparquet-writer';
import { naming } from './folder.ts';

/** A column of a table of rows; undefined where a row has no value. */
export interface RowsColumn {
  readonly name: string;
  readonly type: 'INT32' | 'DOUBLE' | 'BOOLEAN' | 'STRING';
  readonly values: readonly (number | string | boolean | undefined)[];
}

/** Writes a table whose rows are no steps of time; the file is there when it is whole. @throws the error of the disk, with its path */
export function writeRows(path: string, columns: readonly RowsColumn[]): void {
  const part = `${path}.part`;
  naming(path, () => {
    // The writer of a file is synchronous throughout.
    try {
      void parquetWrite({
        writer: fileWriter(part),
        statistics: false,
        columnData: columns.map(({ name, type, values }) => ({
          name,
          type,
          data: values.map((v) => v ?? null),
          nullable: true,
        })),
      });
      renameSync(part, path);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  });
}
