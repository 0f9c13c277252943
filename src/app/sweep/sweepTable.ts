import { type RowsColumn, writeRows } from '../../io/rowsParquet.ts';
import type { SweepRow } from './runCase.ts';

/** Rows by their numbers, whatever the order in which they were done. */
export const inOrder = (rows: Iterable<SweepRow>): SweepRow[] => [...rows].sort((a, b) => a.run - b.run);

/** Names of all figures that any run gave, in the order in which a summary has them. */
export function figureNames(rows: readonly SweepRow[]): string[] {
  const names = new Set<string>();
  for (const { figures = {} } of rows) for (const name of Object.keys(figures)) names.add(name);
  return [...names];
}

/** Writes a row for each run: its number, what it set, every figure, and why there are none. */
export function writeSweep(path: string, paths: readonly string[], rows: readonly SweepRow[]): void {
  const parameters = paths.map((name, k): RowsColumn => {
    const values = rows.map((row) => row.values[k]);
    const type = typeOf(values);
    return { name, type, values: type === 'STRING' ? values.map(String) : values };
  });
  writeRows(path, [
    { name: 'run', type: 'INT32', values: rows.map(({ run }) => run) },
    ...parameters,
    ...figureNames(rows).map(
      (name): RowsColumn => ({ name, type: 'DOUBLE', values: rows.map(({ figures }) => figures?.[name]) }),
    ),
    { name: 'error', type: 'STRING', values: rows.map(({ error }) => error) },
  ]);
}

function typeOf(values: readonly unknown[]): RowsColumn['type'] {
  if (values.every((v) => typeof v === 'number')) return 'DOUBLE';
  return values.every((v) => typeof v === 'boolean') ? 'BOOLEAN' : 'STRING';
}
