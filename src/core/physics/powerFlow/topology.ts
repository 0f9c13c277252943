import type { PowerNetwork } from './powerNetwork.ts';

/** How the branches lead away from the slack, breadth first. */
export interface Walk {
  /** Buses in the order met; the slack first. Those without a path to it are missing. */
  readonly order: Int32Array;
  /** By bus: the branch and the bus it was met through; -1 at the slack and where there is no path. */
  readonly branch: Int32Array;
  readonly parent: Int32Array;
  /** Branches beyond the tree: each closes a loop. */
  readonly chords: readonly number[];
  /** Buses that nothing joins to the slack. */
  readonly dark: readonly number[];
  /** By bus: complex ratio of its voltage to the slack's along the tree with no load. */
  readonly tapRe: Float64Array;
  readonly tapIm: Float64Array;
}

export function walk(network: PowerNetwork): Walk {
  const n = network.buses.length;
  const at: number[][] = network.buses.map(() => []);
  network.branches.forEach(({ from, to }, k) => {
    at[from]!.push(k);
    at[to]!.push(k);
  });
  const branch = new Int32Array(n).fill(-1);
  const parent = new Int32Array(n).fill(-1);
  const tapRe = new Float64Array(n).fill(1);
  const tapIm = new Float64Array(n);
  const used = new Set<number>();
  const order = [network.slack];
  const met = new Set(order);
  for (const bus of order)
    for (const k of at[bus]!) {
      const onward = network.from[k] === bus;
      const next = onward ? network.to[k]! : network.from[k]!;
      if (met.has(next)) continue;
      met.add(next);
      order.push(next);
      used.add(k);
      branch[next] = k;
      parent[next] = bus;
      // Away from its `from` side a transformer divides by its ratio, towards it it multiplies.
      const re = network.tapRe[k]!;
      const im = network.tapIm[k]!;
      const byRe = onward ? re / (re * re + im * im) : re;
      const byIm = onward ? -im / (re * re + im * im) : im;
      tapRe[next] = tapRe[bus]! * byRe - tapIm[bus]! * byIm;
      tapIm[next] = tapRe[bus]! * byIm + tapIm[bus]! * byRe;
    }
  return {
    order: Int32Array.from(order),
    branch,
    parent,
    chords: network.branches.flatMap((b, k) => (used.has(k) || !met.has(b.from) ? [] : [k])),
    dark: network.buses.flatMap((_, k) => (met.has(k) ? [] : [k])),
    tapRe,
    tapIm,
  };
}

/** The buses of each part of the network that has no path to the slack. */
export function islands(network: PowerNetwork, { dark }: Walk): number[][] {
  const left = new Set(dark);
  const found: number[][] = [];
  for (const first of dark) {
    if (!left.delete(first)) continue;
    const island = [first];
    for (const bus of island)
      for (const { from, to } of network.branches) {
        const other = from === bus ? to : to === bus ? from : -1;
        if (left.delete(other)) island.push(other);
      }
    found.push(island);
  }
  return found;
}

/** The buses around the loop that a chord closes, in order. */
export function loopOf(network: PowerNetwork, { parent }: Walk, chord: number): number[] {
  const up = (bus: number): number[] => {
    const path = [bus];
    while (parent[path.at(-1)!]! >= 0) path.push(parent[path.at(-1)!]!);
    return path;
  };
  const left = up(network.from[chord]!);
  const right = up(network.to[chord]!);
  const meet = left.find((bus) => right.includes(bus))!;
  return [...left.slice(0, left.indexOf(meet) + 1), ...right.slice(0, right.indexOf(meet)).reverse()];
}
