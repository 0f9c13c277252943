/** A line or pipe by what it may carry, in the unit of flow of the buses that it joins. */
export interface NetworkLine {
  /** Unique within its component. */
  readonly id: string;
  /** Ports, or nodes within the component under names of their own. */
  readonly from: string;
  readonly to: string;
  readonly most: number;
  /** The same from `to` to `from`. */
  readonly back: number;
  /** Where flow divides by itself among parallel ways: in any unit that all lines of the component share. */
  readonly susceptance?: number;
}
