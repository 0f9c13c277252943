import type { LocalYear } from './generateHours.ts';

/**
 * Twelve monthly values as a line through the months' middles. A `round` line joins December to January, for what comes
 * again every year; a `pinned` one is 0 at New Year, for corrections that belong to one year, so that years join.
 */
export interface MonthLine {
  readonly year: LocalYear;
  readonly pinned: boolean;
  /** The node before each hour's middle (0 before January to 12 December), and how far the hour is on the way to the next. */
  readonly node: Uint8Array;
  readonly share: Float64Array;
  /** Mean of month m per unit of month n's node, at 12 m + n. */
  readonly response: Float64Array;
}

export function monthLine(year: LocalYear, kind: 'round' | 'pinned'): MonthLine {
  const pinned = kind === 'pinned';
  const edges: number[] = [];
  for (let k = 0; k < year.length; k++) if (k === 0 || year.month[k] !== year.month[k - 1]) edges.push(k);
  edges.push(year.length);
  const middles = Array.from({ length: 12 }, (_, m) => (edges[m]! + edges[m + 1]!) / 2);
  const before = pinned ? 0 : middles[11]! - year.length;
  const after = pinned ? year.length : middles[0]! + year.length;
  const at = [before, ...middles, after];
  const node = new Uint8Array(year.length);
  const share = new Float64Array(year.length);
  const response = new Float64Array(144);
  const answer = (month: number, n: number, weight: number): void => {
    if (pinned && (n < 0 || n > 11)) return;
    response[12 * month + ((n + 12) % 12)]! += weight / (edges[month + 1]! - edges[month]!);
  };
  for (let k = 0; k < year.length; k++) {
    const month = year.month[k]!;
    const n = k + 0.5 < middles[month]! ? month : month + 1;
    node[k] = n;
    share[k] = (k + 0.5 - at[n]!) / (at[n + 1]! - at[n]!);
    answer(month, n - 1, 1 - share[k]!);
    answer(month, n, share[k]!);
  }
  return { year, pinned, node, share, response };
}

/** The line's hourly values. */
export function alongLine({ node, share, pinned }: MonthLine, nodes: ArrayLike<number>): Float64Array {
  const all = [pinned ? 0 : nodes[11]!, ...Array.from(nodes), pinned ? 0 : nodes[0]!];
  const out = new Float64Array(node.length);
  for (let k = 0; k < out.length; k++) {
    const low = all[node[k]!]!;
    out[k] = low + share[k]! * (all[node[k]! + 1]! - low);
  }
  return out;
}

/**
 * Nodes whose line has the wanted monthly means. Fixed-point rounds: a month's mean follows its own node with more than
 * half, so an error shrinks at least by half in each.
 */
export function nodesOf({ response }: MonthLine, means: ArrayLike<number>): Float64Array {
  const nodes = Float64Array.from(means);
  for (let round = 0; round < 60; round++) {
    for (let m = 0; m < 12; m++) {
      let met = 0;
      for (let n = 0; n < 12; n++) met += response[12 * m + n]! * nodes[n]!;
      nodes[m]! += means[m]! - met;
    }
  }
  return nodes;
}

/** The line with the wanted monthly means. */
export const lineOf = (line: MonthLine, means: ArrayLike<number>): Float64Array =>
  alongLine(line, nodesOf(line, means));

export function monthlyMeans(year: LocalYear, hourly: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(12);
  const count = new Float64Array(12);
  for (let k = 0; k < year.length; k++) {
    sum[year.month[k]!]! += hourly[k]!;
    count[year.month[k]!]!++;
  }
  return sum.map((v, m) => v / count[m]!);
}
