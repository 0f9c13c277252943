import { ConfigError, type ConfigIssue } from '../../errors.ts';

export interface PipeEnds {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly length_m: number;
  readonly diameter_m: number;
}

/**
 * Nodes joined by pipes, with a tree that spans them from the root and the pipes beside it (the chords), each of which
 * closes one loop. A flow counts from `from` to `to` as positive.
 */
export interface PipeGraph {
  /** The root is the first. */
  readonly nodes: readonly string[];
  readonly pipes: readonly string[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Nodes from the root outwards. */
  readonly order: Int32Array;
  /** By node: the pipe of the tree that leads towards the root, +1 where it points away from the root; -1 and 0 at the root. */
  readonly towards: Int32Array;
  readonly outward: Int8Array;
  /** Pipes that touch node n: `touch[touchAt[n]]` up to, but not, `touch[touchAt[n + 1]]`. */
  readonly touch: Int32Array;
  readonly touchAt: Int32Array;
  readonly chords: Int32Array;
  readonly loops: readonly Loop[];
}

/** Pipes around a loop, walked along its chord from `from` to `to`: +1 where a pipe is passed along its own direction. */
export interface Loop {
  readonly pipes: Int32Array;
  readonly signs: Int8Array;
}

/**
 * Lays nodes and pipes out as a graph; the first node is the root. With `tree` a loop is a fault.
 * @throws ConfigError naming every pipe and node at fault
 */
export function layGraph(
  nodes: readonly string[],
  pipes: readonly PipeEnds[],
  { tree = false }: { readonly tree?: boolean } = {},
): PipeGraph {
  const issues: ConfigIssue[] = [];
  const fault = (path: string, message: string): number => issues.push({ file: '', path, message });
  const at = new Map<string, number>();
  nodes.forEach((id, k) => {
    if (at.has(id)) fault('nodes', `node "${id}" is given twice; choose another name for one of the two`);
    at.set(id, k);
  });
  if (nodes.length === 0) fault('nodes', 'no node; a network has at least one');
  for (const pipe of pipes) checkPipe(pipe, at, fault);
  if (issues.length > 0) throw new ConfigError(issues);

  const from = Int32Array.from(pipes, (p) => at.get(p.from)!);
  const to = Int32Array.from(pipes, (p) => at.get(p.to)!);
  const { order, towards, outward } = span(nodes.length, from, to);
  const joined = new Set(order);
  nodes.forEach((id, k) => {
    if (!joined.has(k))
      fault('pipes', `no pipe joins node "${id}" to "${nodes[0]!}"; add a pipe that leads to it, or take it away`);
  });
  if (issues.length > 0) throw new ConfigError(issues);

  const inTree = new Set(towards);
  const chords = Int32Array.from(pipes.keys()).filter((p) => !inTree.has(p));
  const loops = Array.from(chords, (chord) => loopOf(chord, from, to, towards, outward));
  if (tree)
    loops.forEach(({ pipes: around }, k) => {
      const names = Array.from(around, (p) => `"${pipes[p]!.id}"`).join(', ');
      fault(`pipes.${pipes[chords[k]!]!.id}`, `closes a loop (${names}) where a tree is needed; take one of them away`);
    });
  if (issues.length > 0) throw new ConfigError(issues);
  const touching = nodes.map((_, n) => Array.from(pipes.keys()).filter((p) => from[p] === n || to[p] === n));
  const touchAt = Int32Array.from([0, ...touching], (_, n) => touching.slice(0, n).flat().length);
  const touch = Int32Array.from(touching.flat());
  return { nodes, pipes: pipes.map((p) => p.id), from, to, order, towards, outward, touch, touchAt, chords, loops };
}

/**
 * The same nodes and pipes with some of the pipes shut: no way leads through them, and nodes without another are not in
 * `order`.
 */
export function withShut(graph: PipeGraph, isShut: (pipe: number) => boolean): PipeGraph {
  const { nodes, from, to } = graph;
  const { order, towards, outward } = span(nodes.length, from, to, isShut);
  const joined = new Set(order);
  const inTree = new Set(towards);
  const chords = Int32Array.from(from.keys()).filter((p) => !isShut(p) && !inTree.has(p) && joined.has(from[p]!));
  const loops = Array.from(chords, (chord) => loopOf(chord, from, to, towards, outward));
  return { ...graph, order, towards, outward, chords, loops };
}

function checkPipe(pipe: PipeEnds, at: ReadonlyMap<string, number>, fault: (path: string, text: string) => void): void {
  const path = `pipes.${pipe.id}`;
  for (const end of ['from', 'to'] as const)
    if (!at.has(pipe[end]))
      fault(`${path}.${end}`, `leads to "${pipe[end]}", which is no node; nodes are: ${[...at.keys()].join(', ')}`);
  if (pipe.from === pipe.to) fault(path, `leads from "${pipe.from}" to itself; a pipe joins two nodes`);
  for (const size of ['length_m', 'diameter_m'] as const)
    if (!(pipe[size] > 0)) fault(`${path}.${size}`, `met ${pipe[size]}; a pipe has a ${size.slice(0, -2)} above 0`);
}

/** The tree of fewest pipes from the root, found breadth first. */
function span(
  count: number,
  from: Int32Array,
  to: Int32Array,
  isShut: (pipe: number) => boolean = () => false,
): Pick<PipeGraph, 'order' | 'towards' | 'outward'> {
  const towards = new Int32Array(count).fill(-1);
  const outward = new Int8Array(count);
  const order = [0];
  const seen = new Set(order);
  for (const node of order)
    for (let p = 0; p < from.length; p++) {
      const other = from[p] === node ? to[p]! : to[p] === node ? from[p]! : -1;
      if (other < 0 || seen.has(other) || isShut(p)) continue;
      seen.add(other);
      towards[other] = p;
      outward[other] = from[p] === node ? 1 : -1;
      order.push(other);
    }
  return { order: Int32Array.from(order), towards, outward };
}

/** From the chord's end back to its start through the tree; what both ends share on their way to the root falls away. */
function loopOf(chord: number, from: Int32Array, to: Int32Array, towards: Int32Array, outward: Int8Array): Loop {
  const sign = new Map([[chord, 1]]);
  const climb = (node: number, by: number): void => {
    for (let n = node; towards[n]! >= 0; ) {
      const p = towards[n]!;
      const met = (sign.get(p) ?? 0) + by * outward[n]!;
      if (met === 0) sign.delete(p);
      else sign.set(p, met);
      n = outward[n]! > 0 ? from[p]! : to[p]!;
    }
  };
  climb(to[chord]!, -1);
  climb(from[chord]!, 1);
  return { pipes: Int32Array.from(sign.keys()), signs: Int8Array.from(sign.values()) };
}
