import { CARRIERS, type Carrier } from '../core/carriers.ts';
import type { Instance } from '../core/instance.ts';
import type { Run } from '../core/run.ts';
import type { FlowRole } from './summary.ts';

/** A connected port of a run, as the accounts see it. */
export interface Flow {
  /** Index of its component and of the port there, and its place in the frame. */
  readonly component: number;
  readonly port: number;
  readonly at: number;
  readonly bus: number;
  readonly zone: number;
  readonly carrier: Carrier;
  readonly signal: string;
  readonly direction: 'in' | 'out' | 'both';
  /** What it stands for when it counts into the bus, and out of it. */
  readonly into: FlowRole;
  readonly outOf: FlowRole;
  /** Gives what the component is there for, rather than a by-product. */
  readonly product: boolean;
  /** The product that variable operation and maintenance is counted by. */
  readonly mainProduct: boolean;
}

/** All connected ports, and the zones: buses that a network joins count as one. */
export interface Places {
  readonly flows: readonly Flow[];
  readonly zoneOfBus: readonly number[];
  readonly zones: number;
  readonly carrierOf: readonly Carrier[];
}

/** Counts energy, rather than mass alone. */
export const isEnergy = (f: Flow): boolean => CARRIERS[f.carrier].enthalpy !== 0;

export function placesOf(run: Run): Places {
  const head = run.buses.map((_, b) => b);
  for (const { nodes } of run.networks)
    for (const node of nodes) {
      const from = head[node]!;
      const to = head[nodes[0]!]!;
      head.forEach((h, b) => {
        if (h === from) head[b] = to;
      });
    }
  const heads = [...new Set(head)];
  const zoneOfBus = head.map((h) => heads.indexOf(h));
  return {
    zoneOfBus,
    zones: heads.length,
    carrierOf: heads.map((b) => run.buses[b]!.carrier),
    flows: run.components.flatMap((c, component) =>
      c.ports.flatMap((port, p): Flow[] =>
        // What a network moves stays within its zone.
        port.bus < 0 || c.nodes.includes(p)
          ? []
          : [
              {
                component,
                port: p,
                at: run.frameAt[component]! + p,
                bus: port.bus,
                zone: zoneOfBus[port.bus]!,
                carrier: port.carrier,
                signal: port.signal,
                direction: port.flow,
                into: intoRole(c, p),
                outOf: outRole(c, p),
                product: isProduct(c, p),
                mainProduct: isProduct(c, p) && c.ports[p]!.name === (c.kind.products?.[0] ?? c.ports[p]!.name),
              },
            ],
      ),
    ),
  };
}

/** A converter that names no products gives all it gives as product; a demand none. */
const isProduct = ({ kind, ports }: Instance, p: number): boolean =>
  ports[p]!.flow !== 'in' && (kind.products?.includes(ports[p]!.name) ?? kind.role !== 'fixed');

function intoRole({ kind, ports }: Instance, p: number): FlowRole {
  switch (kind.role) {
    case 'closer':
      return kind.accounts?.unserved ? 'unserved' : 'purchase';
    case 'source':
      return 'purchase';
    case 'fixed':
      // What also takes from a bus (lamps, which warm a room) turns one thing into another; sun and wind bring it, and the
      // pump of a solar collector does not make its heat.
      if (kind.products?.includes(ports[p]!.name)) return 'generation';
      return ports.some((port) => port.flow === 'in' && port.bus >= 0) ? 'conversion' : 'generation';
    case 'store':
      return ports[p]!.flow === 'both' ? 'discharge' : 'conversion';
    case 'converter':
    case 'network':
      return 'conversion';
  }
}

function outRole({ kind, ports }: Instance, p: number): FlowRole {
  switch (kind.role) {
    case 'closer':
      return kind.accounts?.curtailed ? 'curtailed' : kind.accounts?.dumped ? 'dumped' : 'sale';
    case 'source':
      return 'sale';
    case 'fixed':
      return 'finalUse';
    case 'store':
      return ports[p]!.flow === 'both' ? 'charge' : kind.servesDemand ? 'finalUse' : 'converterUse';
    case 'converter':
    case 'network':
      return 'converterUse';
  }
}
