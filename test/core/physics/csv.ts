import { hasShared, readShared } from '../../shared.ts';

/** A row of a reference table by column name; an empty cell is NaN. */
export interface CsvRow {
  text(column: string): string;
  number(column: string): number;
}

/** The rows of a plain CSV (no quotes) of the reference data; none where the folder is absent. */
export function csvRows(path: string): readonly CsvRow[] {
  if (!hasShared) return [];
  const [head, ...lines] = readShared(path)
    .trim()
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'));
  const names = head!.split(',');
  if (lines.length === 0) throw new Error(`${path} holds no rows`);
  return lines.map((line) => {
    const cells = line.split(',');
    const text = (column: string): string => {
      const at = names.indexOf(column);
      if (at < 0) throw new Error(`${path} has no column "${column}"`);
      return cells[at]!;
    };
    return { text, number: (column) => (text(column) === '' ? Number.NaN : Number(text(column))) };
  });
}
