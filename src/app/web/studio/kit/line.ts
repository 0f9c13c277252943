/** A line of a chart over time. */
export interface Line {
  readonly label: string;
  readonly colour: string;
  readonly unit: string;
  /** Filled down to zero. */
  readonly isArea?: boolean;
  readonly dash?: readonly number[];
  /** Holds until the next, as flows of a step do. */
  readonly isStep?: boolean;
  /** An area upon those before it: what is above zero upon what is above, what is below zero under what is below. */
  readonly isStacked?: boolean;
  /** Drawn over its colour, so that areas are told apart without it. */
  readonly pattern?: Pattern;
  /** What its axis shows at least; as the data are unless given. */
  readonly range?: readonly [number, number];
  /** Comes with its least and highest values, as a band. */
  readonly hasBand?: boolean;
}

/** Of what is drawn over an area. */
export type Pattern = 'plain' | 'slant' | 'dots' | 'level';
export const PATTERNS: readonly Pattern[] = ['plain', 'slant', 'dots', 'level'];

/** Least and highest values of a line at each instant. */
export interface Band {
  readonly min: ArrayLike<number>;
  readonly max: ArrayLike<number>;
}
