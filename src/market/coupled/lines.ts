import { PER_THOUSAND } from '../quanta.ts';
import type { SortedBook } from './book.ts';
import type { Gathering } from './columns.ts';

/** A line in one slot. */
export interface PlacedLine {
  /** Sorted place. */
  readonly line: number;
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  readonly loss: number;
  /** Column of what is sent; both ways, below 0 for back, where it follows angles. */
  readonly column: number;
  /** Column of what is sent back; -1 where the other holds both ways. */
  readonly back: number;
}

/** What it costs to use a line, micro-money per thousand quanta: so little that it only keeps flows from going round. */
const USE = 1e-4;

export function placeLines(book: SortedBook, g: Gathering): PlacedLine[] {
  const { lines, slots, nodeOf } = book;
  // Rows first, for angles and flows both stand in them.
  const placed = lines.flatMap((line, i) =>
    slots.flatMap((slot_ms, slot) => {
      if (line.slot_ms !== undefined && line.slot_ms !== slot_ms) return [];
      const row = line.susceptance === undefined ? -1 : g.row(0, 0);
      return [{ i, line, slot, row, from: nodeOf(line.from, slot_ms), to: nodeOf(line.to, slot_ms) }];
    }),
  );
  const stiffest = lines.reduce((most, { susceptance = 0 }) => Math.max(most, susceptance), 0);
  const ends = new Map<number, [row: number, value: number][]>();
  const endsOf = (node: number): [row: number, value: number][] => {
    const at = ends.get(node) ?? [];
    ends.set(node, at);
    return at;
  };
  // flow = susceptance * (angle at from - angle at to), on the scale of the stiffest.
  for (const { line, row, from, to } of placed)
    if (line.susceptance !== undefined) {
      endsOf(from).push([row, -line.susceptance / stiffest]);
      endsOf(to).push([row, line.susceptance / stiffest]);
    }
  for (const at of ends.values()) {
    for (const [row, value] of at) g.entry(row, value);
    g.column(0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }
  return placed.map(({ i, line, slot, row, from, to }): PlacedLine => {
    const { capacity, back, loss = 0 } = line;
    const send = (a: number, b: number, lower: number, upper: number): number => {
      g.entry(a, -1);
      g.entry(b, 1 - loss);
      if (row >= 0) g.entry(row, 1);
      return g.column(row < 0 ? USE : 0, lower, upper);
    };
    const most = capacity / PER_THOUSAND;
    if (row >= 0)
      return { line: i, slot, from, to, loss, column: send(from, to, -back / PER_THOUSAND, most), back: -1 };
    return {
      line: i,
      slot,
      from,
      to,
      loss,
      column: send(from, to, 0, most),
      back: send(to, from, 0, back / PER_THOUSAND),
    };
  });
}

/** Of lines that lose and are used both ways at once, which only wastes energy where prices are below 0: the columns of the smaller flows. */
export function bothWays(lines: readonly PlacedLine[], x: Float64Array): number[] {
  const columns: number[] = [];
  for (const { column, back } of lines)
    if (back >= 0 && x[column]! > USED && x[back]! > USED) columns.push(x[column]! < x[back]! ? column : back);
  return columns;
}
const USED = 1e-6;
