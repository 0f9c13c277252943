import { SimulationError } from '../../core/errors.ts';

/** A flow from one node to another, quanta; below 0 the other way. What it loses is a flow of its own. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  /** The flow that is its loss; -1 without. */
  readonly lossAt: number;
}

/** A flow so near to a whole number is that number: what a solver leaves open is a tenth of it. */
const WHOLE = 1e-3;

/**
 * Whole flows that balance every node exactly, each one of the two whole numbers next to its value. Arcs between nodes come
 * first: flows that are not whole form cycles (through the outside, where they are of one node only), along which as much is
 * moved as makes one of them whole, until no arc is broken. Then each node rounds its flows down and gives what is missing, one
 * by one, to the largest remainders; of equals, the first end up with more, whether they give or take.
 * @param nodes by flow: its node
 * @param values by flow: quanta into its node
 * @throws SimulationError where the values do not balance to begin with
 */
export function wholeFlows(
  nodes: readonly number[],
  values: readonly number[],
  arcs: readonly Arc[],
  count: number,
): { readonly flows: number[]; readonly sent: number[] } {
  const sent = wholeArcs(nodes, values, arcs, count);
  const net = new Float64Array(count);
  arcs.forEach(({ from, to }, a) => {
    net[from]! -= sent[a]!;
    net[to]! += sent[a]!;
  });
  const flows = values.map((v) => Math.floor(v));
  const most = flows.map((v, k) => (v === values[k] ? v : v + 1));
  for (let a = 0; a < arcs.length; a++) {
    const { lossAt } = arcs[a]!;
    // No more is lost than was sent.
    if (lossAt >= 0 && flows[lossAt]! < -Math.abs(sent[a]!)) flows[lossAt] = most[lossAt] = -Math.abs(sent[a]!);
  }
  const broken: number[][] = Array.from({ length: count }, () => []);
  flows.forEach((v, k) => {
    net[nodes[k]!]! += v;
    if (most[k]! > v) broken[nodes[k]!]!.push(k);
  });
  for (let n = 0; n < count; n++) {
    const missing = 0 - net[n]!;
    if (missing === 0) continue;
    const here = broken[n]!;
    if (missing < 0 || missing > here.length)
      throw new SimulationError(
        `multi-carrier clearing: flows of node ${n} are ${missing} quanta apart, and ${here.length} are open to rounding; the solution does not balance`,
      );
    // What flows out is rounded away from 0 first, so the last of equals come back.
    const turn = (k: number): number => (values[k]! < 0 ? -k : k);
    here.sort((a, b) => values[b]! - flows[b]! - (values[a]! - flows[a]!) || turn(a) - turn(b));
    for (let r = 0; r < missing; r++) flows[here[r]!]!++;
  }
  return { flows: flows.map((v) => v + 0), sent };
}

function wholeArcs(nodes: readonly number[], values: readonly number[], arcs: readonly Arc[], count: number): number[] {
  const isOpen = (v: number): boolean => Math.abs(v - Math.round(v)) > WHOLE;
  const now = arcs.map(({ value }) => (isOpen(value) ? value : Math.round(value) + 0));
  if (!now.some(isOpen)) return now;
  // Flows of one node are arcs from the outside, the last node.
  const ends = [...arcs.map(({ from, to }) => [from, to] as const), ...nodes.map((n) => [count, n] as const)];
  const all = [...now, ...values];
  const at: number[][] = Array.from({ length: count + 1 }, () => []);
  ends.forEach(([from, to], e) => {
    if (!isOpen(all[e]!)) return;
    at[from]!.push(e);
    at[to]!.push(e);
  });
  for (let a = 0; a < arcs.length; a++)
    while (isOpen(all[a]!)) {
      const path = pathBetween(arcs[a]!.to, arcs[a]!.from, a, ends, at, (e) => isOpen(all[e]!));
      const cycle = [{ e: a, sign: 1 }, ...(path ?? [])];
      // Without a cycle the rest is what a solver leaves open.
      let [up, down] = path === undefined ? [1, 0] : [1, 1];
      if (path === undefined) all[a] = Math.round(all[a]!);
      for (const { e, sign } of cycle) {
        const above = Math.ceil(all[e]!) - all[e]!;
        const below = all[e]! - Math.floor(all[e]!);
        up = Math.min(up, sign > 0 ? above : below);
        down = Math.min(down, sign > 0 ? below : above);
      }
      const move = up <= down ? up : -down;
      for (const { e, sign } of cycle) {
        const moved = all[e]! + sign * move;
        all[e] = isOpen(moved) ? moved : Math.round(moved);
      }
    }
  return arcs.map((_, a) => all[a]! + 0);
}

/** The edges of a shortest path over open edges but one, each with the sign in which it is passed; the first of equals. */
function pathBetween(
  start: number,
  goal: number,
  without: number,
  ends: readonly (readonly [number, number])[],
  at: readonly (readonly number[])[],
  isOpen: (e: number) => boolean,
): { e: number; sign: number }[] | undefined {
  const cameBy = new Map<number, number>([[start, -1]]);
  const queue = [start];
  for (const node of queue) {
    if (node === goal) break;
    for (const e of at[node]!) {
      if (e === without || !isOpen(e)) continue;
      const [from, to] = ends[e]!;
      const next = from === node ? to : from;
      if (cameBy.has(next)) continue;
      cameBy.set(next, e);
      queue.push(next);
    }
  }
  if (!cameBy.has(goal)) return undefined;
  const path: { e: number; sign: number }[] = [];
  for (let node = goal; node !== start; ) {
    const e = cameBy.get(node)!;
    const [from, to] = ends[e]!;
    path.push({ e, sign: to === node ? 1 : -1 });
    node = to === node ? from : to;
  }
  return path;
}
