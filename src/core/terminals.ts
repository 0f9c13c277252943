/**
 * How reactive power stands to the flow at a kind's one electric port. `passive`: by a power factor. `machine`: a
 * synchronous generator, which sets it by its excitation; `converter`: power electronics, which set it freely; both within
 * their apparent power.
 */
export interface Terminals<P, Q> {
  readonly type: 'passive' | 'machine' | 'converter';
  /** Highest active power either way, of all but `passive`. */
  rated_kW?(q: Q): number;
  /** Its active power may give way to reactive power: `limits` of its first lead port, the electric one, may be cut. */
  readonly yields?: boolean;
  /** With these parameters its port is one of direct current. */
  isDc?(p: P): boolean;
}
