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
}
