/** The cluster as a graph: buses and components are nodes, joined ports are edges. Pure. */
import type { Bus, Relation, Site, SiteComponent } from '../../live/site.ts';

export interface BusNode {
  readonly id: string;
  readonly bus: Bus;
  /** Components that only close the balance of this bus, told on the bus itself: dumps, curtailment, what is not served. */
  readonly closers: readonly { readonly component: SiteComponent; readonly relation: Relation }[];
}
export interface ComponentNode {
  readonly id: string;
  readonly component: SiteComponent;
  /** Carrier that it is drawn in: of what it brings, or of what it uses where it brings nothing. */
  readonly carrier: string;
  /** The port whose flow is its main figure. */
  readonly main: Relation | undefined;
  /** `component.signal` of how full it is, 0 to 1; undefined where it holds nothing. */
  readonly level: string | undefined;
}
export interface GraphEdge {
  readonly id: string;
  readonly component: string;
  readonly bus: string;
  readonly carrier: string;
  /** `component.signal` of the flow, into the bus positive. */
  readonly signal: string;
  /** Drawn from the component to the bus, or from the bus to the component. */
  readonly isToBus: boolean;
}
export interface Graph {
  readonly buses: readonly BusNode[];
  readonly components: readonly ComponentNode[];
  readonly edges: readonly GraphEdge[];
}
export interface Filter {
  /** Carriers and owners that are shown; all where empty. */
  readonly carriers: readonly string[];
  readonly owners: readonly string[];
}
export const ALL: Filter = { carriers: [], owners: [] };

export const busNodeId = (bus: string): string => `bus:${bus}`;

/** A closer with one port and nothing that could be changed only tells what a bus had too much or too little of. */
export const isFolded = ({ role, relations, inputs }: SiteComponent): boolean =>
  role === 'closer' && relations.length === 1 && inputs.length === 0;

export function graphOf({ buses, components }: Site, { carriers, owners }: Filter = ALL): Graph {
  const wanted = (carrier: string): boolean => carriers.length === 0 || carriers.includes(carrier);
  const shownBuses = buses.filter(({ carrier }) => wanted(carrier));
  const known = new Set(shownBuses.map(({ id }) => id));
  const joined = (c: SiteComponent): readonly Relation[] => c.relations.filter(({ bus }) => known.has(bus));
  const own = components.filter(
    (c) =>
      !isFolded(c) &&
      joined(c).length > 0 &&
      (owners.length === 0 || (c.owner !== undefined && owners.includes(c.owner))),
  );
  const used = new Set(own.flatMap((c) => joined(c).map(({ bus }) => bus)));
  return {
    buses: shownBuses
      .filter(({ id }) => owners.length === 0 || used.has(id))
      .map((bus) => ({
        id: busNodeId(bus.id),
        bus,
        closers: components
          .filter(isFolded)
          .flatMap((component) =>
            component.relations.filter((r) => r.bus === bus.id).map((relation) => ({ component, relation })),
          ),
      })),
    components: own.map((component) => {
      const main = mainOf(component);
      const level = component.signals.find(({ name, min, max }) => name === 'soc' && min === 0 && max === 1);
      return {
        id: component.id,
        component,
        carrier: main?.carrier ?? '',
        main,
        level: level === undefined ? undefined : `${component.id}.${level.name}`,
      };
    }),
    edges: own.flatMap((c) =>
      joined(c).map(({ port, signal, carrier, flow, bus }) => ({
        id: `${c.id}.${port}`,
        component: c.id,
        bus: busNodeId(bus),
        carrier,
        signal: `${c.id}.${signal}`,
        // What goes both ways hangs behind its bus, as stores do; a connection to a grid stands before it.
        isToBus: flow === 'out' || (flow === 'both' && c.role !== 'store'),
      })),
    ),
  };
}

/** What it can be led by, else what it brings, else its first port. */
function mainOf({ relations, setpoints }: SiteComponent): Relation | undefined {
  return (
    relations.find(({ signal, flow }) => setpoints.includes(signal) && flow !== 'in') ??
    relations.find(({ flow }) => flow === 'out') ??
    relations.find(({ signal }) => setpoints.includes(signal)) ??
    relations[0]
  );
}
