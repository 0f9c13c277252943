/** A value that somebody else measured, published or computed, and what the model gives under the same conditions. */
export interface Point {
  readonly reference: number;
  readonly model: number;
  /** What the points are drawn over, where the order of the reference is not it. */
  readonly x?: number;
}

/** A comparison of one quantity of a model with numbers that this project did not make. */
export interface Validation {
  /** The kind, or the physics shared by several. */
  readonly model: string;
  /** House name with its unit. */
  readonly quantity: string;
  /** One line: what is compared, under which conditions. */
  readonly title: string;
  /** The publication, and the folder that holds its numbers. */
  readonly source: string;
  /**
   * A point passes within `absolute` + `relative` * |reference|. `rms` bounds the root mean square of the errors and
   * `meanRelative` the error of the sum over the sum of the references. At least one is given.
   */
  readonly tolerance: {
    readonly absolute?: number;
    readonly relative?: number;
    readonly rms?: number;
    readonly meanRelative?: number;
  };
  /** The page that says why a miss stands. */
  readonly decision?: string;
  /** Undefined where the reference numbers are not at hand. */
  points(): readonly Point[] | undefined;
}
