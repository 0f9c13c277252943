import type { LocalYear } from './generateHours.ts';

/** Twelve monthly values as a line through the months' middles, December joined to January of the same year. */
export interface MonthLine {
  readonly year: LocalYear;
  /** The node before each hour's middle, and how far the hour is on the way to the next. */
  readonly node: Uint8Array;
  readonly share: Float64Array;
  /** Mean of month m per unit of node n, at 12 m + n. */
  readonly response: Float64Array;
}

export function monthLine(year: LocalYear): MonthLine {
  const edges: number[] = [];
  for (let k = 0; k < year.length; k++) if (k === 0 || year.month[k] !== year.month[k - 1]) edges.push(k);
  edges.push(year.length);
  const middle = (m: number): number =>
    m < 0 ? (edges[11]! - edges[12]!) / 2 : m > 11 ? year.length + edges[1]! / 2 : (edges[m]! + edges[m + 1]!) / 2;
  const node = new Uint8Array(year.length);
  const share = new Float64Array(year.length);
  const response = new Float64Array(144);
  for (let k = 0; k < year.length; k++) {
    const month = year.month[k]!;
    const m = k + 0.5 < middle(month) ? month - 1 : month;
    node[k] = (m + 12) % 12;
    share[k] = (k + 0.5 - middle(m)) / (middle(m + 1) - middle(m));
    const hours = edges[month + 1]! - edges[month]!;
    response[12 * month + node[k]!]! += (1 - share[k]!) / hours;
    response[12 * month + ((m + 13) % 12)]! += share[k]! / hours;
  }
  return { year, node, share, response };
}

/** The line's hourly values. */
export function alongLine({ node, share }: MonthLine, nodes: ArrayLike<number>): Float64Array {
  const out = new Float64Array(node.length);
  for (let k = 0; k < out.length; k++) {
    const low = nodes[node[k]!]!;
    out[k] = low + share[k]! * (nodes[(node[k]! + 1) % 12]! - low);
  }
  return out;
}

/**
 * Nodes whose line has the wanted monthly means. Fixed-point rounds: a month's mean follows its own node with about
 * three quarters, so an error shrinks fourfold in each.
 */
export function nodesOf({ response }: MonthLine, means: ArrayLike<number>): Float64Array {
  const nodes = Float64Array.from(means);
  for (let round = 0; round < 40; round++) {
    for (let m = 0; m < 12; m++) {
      let met = 0;
      for (let n = 0; n < 12; n++) met += response[12 * m + n]! * nodes[n]!;
      nodes[m]! += means[m]! - met;
    }
  }
  return nodes;
}

export function monthlyMeans(year: LocalYear, hourly: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(12);
  const count = new Float64Array(12);
  for (let k = 0; k < year.length; k++) {
    sum[year.month[k]!]! += hourly[k]!;
    count[year.month[k]!]!++;
  }
  return sum.map((v, m) => v / count[m]!);
}
