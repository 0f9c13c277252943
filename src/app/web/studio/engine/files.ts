/** Files of a case, the same bytes as `sixfold run` writes. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { BLOCK_ROWS, type Block } from '../../../../core/table.ts';
import { csvHead, csvRow } from '../../../../io/csvRow.ts';
import { parquetHead, parquetRows } from '../../../../io/parquetRows.ts';
import { reportHtml } from '../../../../report/html.ts';
import { metaOf } from '../../../../report/meta.ts';
import type { Case } from './caseRunner.ts';

export type FileKind = 'results.csv' | 'results.parquet' | 'summary.json' | 'meta.json' | 'report.html';

export interface ReportParts {
  /** The script that draws the charts of a report. */
  readonly script: () => string;
  readonly version: string;
}

/** Parts that a file is put together of. @throws Error where the rows of a long run were not kept */
export function fileOf(
  kind: FileKind,
  { outcome, summary }: Case,
  report: ReportParts,
): readonly (string | ArrayBuffer)[] {
  switch (kind) {
    case 'summary.json':
      return [json(summary)];
    case 'meta.json':
      return [json(metaOf(outcome))];
    case 'report.html':
      return [reportHtml({ outcome, summary, script: report.script(), version: report.version })];
    case 'results.csv': {
      const { grid } = outcome.table;
      const texts = [csvHead(outcome.columns.map(({ name }) => name))];
      for (const block of blocksOf(outcome)) {
        let text = '';
        for (let r = 0; r < block.count; r++) text += csvRow(block, r, grid);
        texts.push(text);
      }
      return texts;
    }
    case 'results.parquet': {
      const names = outcome.columns.map(({ name }) => name);
      const bytes = new ByteWriter();
      const writer = new ParquetWriter({ writer: bytes, ...parquetHead(names) });
      for (const block of blocksOf(outcome)) void writer.write(parquetRows(block, names, outcome.table.grid));
      void writer.finish();
      return [bytes.getBuffer()];
    }
  }
}

const json = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;

function* blocksOf({ table: { grid, columns } }: Case['outcome']): Generator<Block> {
  for (let first = 0; first < grid.length; first += BLOCK_ROWS)
    yield { columns, at: first, first, count: Math.min(BLOCK_ROWS, grid.length - first) };
}
