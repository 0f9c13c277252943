import { SimulationError } from './errors.ts';
import { type Instance, stepInstance } from './instance.ts';
import type { Run } from './run.ts';
import { formatUtc, timeAt } from './timeGrid.ts';

/**
 * A network joins buses of one carrier. It runs after all that the rules move and before the closers, and moves what its
 * nodes have left over to where it is missing: a component of role `network` by its physics, a copper plate without loss
 * or limit.
 */
export interface Network {
  readonly id: string;
  readonly kind: string;
  /** Indices of the buses it joins; the first is its hub, whose closers serve all. */
  readonly nodes: Int32Array;
  /** Index of the component that is its physics; -1 for a copper plate. */
  readonly component: number;
}

/** Moves energy between its nodes without loss or limit: all that is left meets at the hub. */
export const copperPlate = (id: string, nodes: readonly number[]): Network => ({
  id,
  kind: 'copperPlate',
  nodes: Int32Array.from(nodes),
  component: -1,
});

/**
 * The networks of a run in the order in which they run: copper plates last, and what draws on another network (the pumps
 * of a heat network) before it.
 */
export function networksOf(components: readonly Instance[], plates: readonly Network[]): Network[] {
  const waiting = components.flatMap((c, component): Network[] =>
    c.nodes.length === 0
      ? []
      : [{ id: c.id, kind: c.kind.kind, component, nodes: Int32Array.from(c.nodes, (port) => c.ports[port]!.bus) }],
  );
  const drawsOn = (from: Network, to: Network): boolean => {
    const { ports, nodes } = components[from.component]!;
    return ports.some((port, k) => port.bus >= 0 && !nodes.includes(k) && to.nodes.includes(port.bus));
  };
  const ordered: Network[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((n) => !waiting.some((other) => other !== n && drawsOn(other, n)));
    ordered.push(...waiting.splice(Math.max(0, free), 1));
  }
  return [...ordered, ...plates];
}

/**
 * Moves what the nodes of a network have left over in step `i`; `net` and `reactive` are sums of ports of each bus, kW and
 * kvar. @throws SimulationError with component and time, where its physics has no solution
 */
export function runNetwork(
  { components, grid }: Pick<Run, 'components' | 'grid'>,
  network: Network,
  dt_h: number,
  net: Float64Array,
  reactive: Float64Array,
  i: number,
): void {
  const { nodes, component } = network;
  const hub = nodes[0]!;
  if (component < 0) {
    for (let k = 1; k < nodes.length; k++) {
      const node = nodes[k]!;
      net[hub]! += net[node]!;
      net[node] = 0;
      reactive[hub]! += reactive[node]!;
      reactive[node] = 0;
    }
    return;
  }
  const c = components[component]!;
  for (let k = 0; k < nodes.length; k++) c.u[k] = net[nodes[k]!]!;
  if (c.kind.readsReactive === true)
    for (let k = 0; k < nodes.length; k++) {
      c.u[nodes.length + k] = reactive[nodes[k]!]!;
      // What is left over at the hub itself stays there; what the network draws for the others is added to it.
      if (k > 0) reactive[nodes[k]!] = 0;
    }
  try {
    stepInstance(c, dt_h);
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    throw new SimulationError(`component "${c.id}" at ${formatUtc(timeAt(grid, i))} (step ${i}): ${error.message}`);
  }
  for (let p = 0; p < c.ports.length; p++) if (c.ports[p]!.bus >= 0) net[c.ports[p]!.bus]! += c.y[p]!;
}
