/**
 * A network joins buses of one carrier: a component whose ports are its nodes. It runs after the converters and before
 * the closers, and moves what its nodes have left over to where it is missing.
 */
export interface Network {
  readonly id: string;
  readonly kind: string;
  /** Indices of the buses it joins; the first is its hub, whose closers serve all. */
  readonly nodes: Int32Array;
  /** State names; none for a network that holds nothing. */
  readonly states: readonly string[];
  readonly x: Float64Array;
  readonly next: Float64Array;
  /** Flow into the bus of each node, written by `step`. */
  readonly flows: Float64Array;
  /** Reads what each node has left (`injections`, into the bus positive) and the states; writes `next` and `flows`. */
  step(injections: Float64Array, x: Float64Array, next: Float64Array, flows: Float64Array): void;
}

/** Moves energy between its nodes without loss or limit: all that is left meets at the hub. */
export function copperPlate(id: string, nodes: readonly number[]): Network {
  return {
    id,
    kind: 'copperPlate',
    nodes: Int32Array.from(nodes),
    states: [],
    x: new Float64Array(0),
    next: new Float64Array(0),
    flows: new Float64Array(nodes.length),
    step(injections, _x, _next, flows) {
      let moved = 0;
      for (let k = 1; k < flows.length; k++) {
        flows[k] = -injections[k]!;
        moved += injections[k]!;
      }
      flows[0] = moved;
    },
  };
}
