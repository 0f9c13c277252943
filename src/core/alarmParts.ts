/** Parts that an alarm may come from, each with a signal or state that tells. */
export interface AlarmParts {
  /** The part `highest` above 1, the one `farthest` from 1 on either side (0 is out of service), or all that are at `zero`. */
  readonly told: 'highest' | 'farthest' | 'zero';
  readonly by: Readonly<Record<string, string>>;
}
