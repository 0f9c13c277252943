import type { Instance } from './instance.ts';
import type { Network } from './network.ts';

/** What components sense of the network at their bus, and the reactive power that they leave over there. */
export interface Senses {
  /** Gives every component what its network reported at the end of the last step; marks in `fresh` where that differs. */
  sense(fresh: Uint8Array): void;
  /** Sums what all but closers and networks leave over at each bus, kvar. */
  gather(): void;
  /** Takes in what a network draws at its hub. */
  add(component: number): void;
  /** Tells a closer what reactive power its bus has left over, and counts what it takes of it. */
  tell(component: number): void;
  settle(component: number): void;
  /** By bus, kvar into the bus positive. */
  readonly reactive: Float64Array;
}

/** An input that follows a state of a network. */
interface Sense {
  readonly component: number;
  readonly input: number;
  readonly network: Instance;
  readonly state: number;
}
/** A reactive signal: its component, place among the outputs and bus. */
interface Flow {
  readonly component: number;
  readonly output: number;
  readonly bus: number;
}

/** The names that a kind senses by input, with the place of each input. */
const sensed = (c: Instance): { readonly input: number; readonly quantity: string }[] =>
  Object.entries(c.kind.senses ?? {}).map(([name, quantity]) => ({ input: c.inputs.indexOf(name), quantity }));

/** The bus at which a component senses: that of the port whose reactive power it counts, or of its first. */
function sensedBus(c: Instance): number {
  const [port] = Object.keys(c.kind.reactive?.(c.p) ?? {});
  return (c.ports.find(({ name }) => name === port) ?? c.ports[0]!).bus;
}

/** What a component senses, as far as the network of its bus reports it. */
function sensesOf(components: readonly Instance[], networks: readonly Network[]): Sense[] {
  return components.flatMap((c, component) =>
    sensed(c).flatMap(({ input, quantity }): Sense[] => {
      const bus = sensedBus(c);
      const found = networks.find((n) => n.component >= 0 && n.nodes.includes(bus));
      if (!found) return [];
      const network = components[found.component]!;
      const port = network.ports[network.nodes[found.nodes.indexOf(bus)]!]!.name;
      const state = network.states.indexOf(network.kind.reports?.(network.p)[quantity]?.[port] ?? '');
      return state < 0 ? [] : [{ component, input, network, state }];
    }),
  );
}

const flowsOf = (components: readonly Instance[]): Flow[] =>
  components.flatMap((c, component) =>
    Object.entries(c.kind.reactive?.(c.p) ?? {}).flatMap(([port, signal]): Flow[] => {
      const { bus } = c.ports.find((known) => known.name === port)!;
      return bus < 0 ? [] : [{ component, output: c.outputs.indexOf(signal), bus }];
    }),
  );

export function makeSenses(components: readonly Instance[], networks: readonly Network[], buses: number): Senses {
  const list = sensesOf(components, networks);
  const flows = flowsOf(components);
  const others = flows.filter(({ component }) => !['closer', 'network'].includes(components[component]!.kind.role));
  const reactive = new Float64Array(buses);
  const inputOf = Int32Array.from(
    components,
    (c) => sensed(c).find(({ quantity }) => quantity === 'reactive')?.input ?? -1,
  );
  const take = (component: number): void => {
    for (let k = 0; k < flows.length; k++) {
      const flow = flows[k]!;
      if (flow.component === component) reactive[flow.bus]! += components[component]!.y[flow.output]!;
    }
  };
  return {
    reactive,
    sense(fresh) {
      for (let k = 0; k < list.length; k++) {
        const { component, input, network, state } = list[k]!;
        const { w } = components[component]!;
        const v = network.x[state]!;
        if (w[input] !== v) fresh[component] = 1;
        w[input] = v;
      }
    },
    gather() {
      reactive.fill(0);
      for (let k = 0; k < others.length; k++) {
        const { component, output, bus } = others[k]!;
        reactive[bus]! += components[component]!.y[output]!;
      }
    },
    add: take,
    tell(component) {
      const input = inputOf[component]!;
      if (input < 0) return;
      const c = components[component]!;
      c.w[input] = reactive[c.ports[c.leads[0]!]!.bus]!;
    },
    settle(component) {
      if (inputOf[component]! >= 0) take(component);
    },
  };
}
