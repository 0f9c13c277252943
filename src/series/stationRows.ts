import type { ColumnRule } from './cells.ts';
import { type Rows, refuse, shown } from './text.ts';

/** A measured column of a station's table whose fields are parted by blanks. */
export interface StationField {
  /** House name. */
  readonly name: string;
  /** Field of the value, from 0, and of its quality flag. */
  readonly at: number;
  readonly flag?: number;
  readonly factor: number;
}

export interface StationFormat {
  /** For messages: `a SURFRAD row`. */
  readonly row: string;
  /** Fields of a row. */
  readonly width: number;
  /** Fields of the time, kept before the values. */
  readonly time: readonly number[];
  readonly fields: readonly StationField[];
  /** Numbers that stand for no value. */
  readonly missing: readonly number[];
  /** Flags by which the network takes its own value back. */
  readonly bad: readonly string[];
}

/**
 * The rows of a station's table, only what is read of them kept: a year of minutes has fifty fields in half a million
 * rows. A value that its flag takes back becomes a text, so that it is missing and reported with its flag.
 * @throws ConfigError on a row of another width
 */
export function stationRows(
  lines: readonly string[],
  format: StationFormat,
  file: string,
  skip: (line: string) => boolean,
): Rows {
  const { row, width, time, fields, bad } = format;
  const sentinels = new Set(format.missing);
  const rows: string[][] = [];
  const at = new Int32Array(lines.length);
  lines.forEach((line, k) => {
    const text = line.trim();
    if (text === '' || skip(line)) return;
    const cells = text.split(/\s+/);
    if (cells.length !== width)
      refuse(
        file,
        k + 1,
        `has ${cells.length} fields, ${shown(text)}; expected the ${width} of ${row}; cut short, or a file of several stations?`,
      );
    at[rows.length] = k + 1;
    rows.push([
      ...time.map((field) => cells[field]!),
      ...fields.map(({ at: field, flag }) => {
        const cell = cells[field]!;
        const taken = flag !== undefined && bad.includes(cells[flag]!) && !sentinels.has(Number(cell));
        return taken ? `${cell} flagged ${cells[flag]}` : cell;
      }),
    ]);
  });
  return { rows, lines: at.subarray(0, rows.length), separator: ' ' };
}

/** How the kept cells become house columns. */
export const stationColumns = ({ time, fields, missing }: StationFormat): readonly ColumnRule[] =>
  fields.map(({ name, factor }, k) => ({
    name,
    index: time.length + k,
    conversion: { factor, offset: 0, perInterval: false },
    missing,
  }));
