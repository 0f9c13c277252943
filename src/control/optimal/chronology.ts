import type { TypicalPeriods } from './typicalPeriods.ts';

/** Where the bounds of a reduced row come from. */
export interface RowSource {
  /** A row of the whole; -1 where there is none. */
  readonly row: number;
  /** A column of the whole, whose lower (1) or upper (2) bound or both (3) it keeps; -1 where there is none. */
  readonly column: number;
  readonly sides: 1 | 2 | 3;
}
export const rowSource = (row: number): RowSource => ({ row, column: -1, sides: 3 });
export const columnSource = (column: number, sides: 1 | 2 | 3): RowSource => ({ row: -1, column, sides });

/** When everything happens, and which period stands for it. */
export interface Chronology {
  readonly steps: number;
  readonly length: number;
  readonly count: number;
  readonly periodOf: (t: number) => number;
  readonly stepsOf: (d: number) => number;
  /** By period: its cluster. By cluster: the period whose data it has, and for how many it stands. */
  readonly of: Int32Array;
  readonly model: Int32Array;
  readonly weight: Float64Array;
}

export function chronologyOf({ periods, of, length }: TypicalPeriods, steps: number): Chronology {
  const model = Int32Array.from(periods, (p) => p.start / length);
  const weight = Float64Array.from(periods, (p) => p.weight);
  // The first period begins from what was before the run, as no other does.
  model.forEach((d, c) => {
    if (d === 0 && weight[c]! > 1) model[c] = of.indexOf(c, 1);
  });
  return {
    steps,
    length,
    count: of.length,
    periodOf: (t) => Math.floor(t / length),
    stepsOf: (d) => Math.min(length, steps - d * length),
    of,
    model,
    weight,
  };
}
