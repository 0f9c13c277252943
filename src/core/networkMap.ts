/** A network as a map shows it: where it branches and what lies between, with the signals that tell how each fares. */
export interface NetworkMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}
export interface MapNode {
  /** Unique within its component. */
  readonly id: string;
  /** Signals or states by which it is coloured, those of the way out first: temperatures, or a voltage. */
  readonly levels: readonly string[];
}
export interface MapEdge {
  /** Unique within its component. */
  readonly id: string;
  /** Nodes. */
  readonly from: string;
  readonly to: string;
  readonly length_m?: number;
  readonly diameter_mm?: number;
  /** Signal of what flows from `from` to `to`. */
  readonly flow?: string;
  /** As those of nodes, at the end that the flow leaves by: one of each conductor or pipe that lie side by side. */
  readonly levels: readonly string[];
}
