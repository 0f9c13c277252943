import { type Carrier, portSignal } from './carriers.ts';
import { type AnyKind, namesOf, type Ports } from './component.ts';
import type { PortBus } from './environment.ts';
import { ConfigError } from './errors.ts';
import { type CompiledLaw, compileLaws } from './law.ts';

/** A port of a placed component. */
export interface PlacedPort {
  readonly name: string;
  readonly signal: string;
  readonly carrier: Carrier;
  readonly flow: 'in' | 'out' | 'both';
  /** Index of its bus in the run; -1 where left unconnected. */
  readonly bus: number;
}

/**
 * A component placed in a run: its kind, its prepared constants and its slots of the run's arrays. `y` holds the ports
 * (in order) and then the signals.
 */
export interface Instance {
  readonly id: string;
  readonly kind: AnyKind;
  readonly label: string;
  readonly owner: string;
  /** Parameters as parsed, and as prepared. */
  readonly p: unknown;
  readonly q: unknown;
  readonly ports: readonly PlacedPort[];
  /** Indices of its lead ports in `ports`. */
  readonly leads: readonly number[];
  /** Ports, then signals. */
  readonly outputs: readonly string[];
  readonly states: readonly string[];
  readonly inputs: readonly string[];
  /** Its nodes' places among the ports, where it is a network. */
  readonly nodes: readonly number[];
  readonly laws: readonly CompiledLaw[];
  /** One column or constant per input. Constants stand in `w` from the start. */
  readonly columns: readonly (Float64Array | number)[];
  /** The kind's questions, where a call finds them at once. */
  readonly limits: AnyKind['limits'];
  readonly invert: AnyKind['invert'];
  readonly step: AnyKind['step'];
  readonly price: AnyKind['price'];
  /** A closer that only records a failure. */
  readonly isLastResort: boolean;
  x: Float64Array;
  next: Float64Array;
  readonly w: Float64Array;
  readonly u: Float64Array;
  readonly y: Float64Array;
}

export interface Placement {
  readonly id: string;
  readonly kind: AnyKind;
  readonly label?: string;
  readonly owner?: string;
  readonly p: unknown;
  readonly q: unknown;
  readonly buses: Readonly<Record<string, PortBus | undefined>>;
  /** Index of a bus in the run by its id. */
  readonly busIndex: (id: string) => number;
  readonly columns: Readonly<Record<string, Float64Array | number>>;
}

function placedPorts(ports: Ports, placement: Pick<Placement, 'buses' | 'busIndex'>): PlacedPort[] {
  return Object.entries(ports).map(([name, spec]) => {
    const bus = placement.buses[name];
    return {
      name,
      signal: portSignal(name, spec.carrier),
      carrier: spec.carrier,
      flow: spec.flow,
      bus: bus === undefined ? -1 : placement.busIndex(bus.id),
    };
  });
}

/** Lays a component out for the loop. @throws ConfigError where the kind's declaration contradicts itself. */
export function place(placement: Placement): Instance {
  const { id, kind, p, q } = placement;
  const ports = placedPorts(kind.ports(p), placement);
  const outputs = [...ports.map((port) => port.signal), ...namesOf(kind.signals, p)];
  const states = namesOf(kind.states, p);
  const inputs = namesOf(kind.inputs, p);
  const placeOf = (name: string): number => {
    const at = ports.findIndex((port) => port.name === name);
    if (at < 0) throw new ConfigError(`kind "${kind.kind}" leads by "${name}", which is none of its ports`);
    return at;
  };
  const leads = kind.leads(p).map(placeOf);
  const nodes = (kind.nodes?.(p) ?? []).map(placeOf);
  const initial = kind.initial(q);
  if (initial.length !== states.length)
    throw new ConfigError(`kind "${kind.kind}" starts with ${initial.length} states and declares ${states.length}`);
  return {
    id,
    kind,
    label: placement.label ?? id,
    owner: placement.owner ?? '',
    p,
    q,
    ports,
    leads,
    outputs,
    states,
    nodes,
    laws: compileLaws(kind, q, ports, outputs, states),
    inputs,
    columns: inputs.map((name) => lean(placement.columns[name] ?? (name === 'available' ? 1 : missing(id, name)))),
    limits: kind.limits,
    invert: kind.invert,
    step: kind.step,
    price: kind.price,
    isLastResort: kind.lastResort === true,
    x: Float64Array.from(initial),
    next: Float64Array.from(initial),
    w: new Float64Array(inputs.length),
    u: new Float64Array(nodes.length * (kind.readsReactive ? 2 : 1) + (leads.length === 0 ? 0 : (kind.freedoms ?? 1))),
    y: new Float64Array(outputs.length),
  };
}

/** A column that never changes is a constant, and takes no memory. */
export function lean(column: Float64Array | number): Float64Array | number {
  if (typeof column === 'number') return column;
  const first = column[0] ?? 0;
  return column.every((v) => v === first) ? first : column;
}

const missing = (id: string, name: string): never => {
  throw new ConfigError(`components.${id}: no series for its input "${name}"`);
};

/** Sets `w` to the constants of a component, and lists the inputs that vary: their slots and columns. */
export function varyingInputs(c: Instance): { readonly slots: Int32Array; readonly columns: readonly Float64Array[] } {
  const slots: number[] = [];
  const columns: Float64Array[] = [];
  c.columns.forEach((column, k) => {
    if (typeof column === 'number') c.w[k] = column;
    else {
      slots.push(k);
      columns.push(column);
    }
  });
  return { slots: Int32Array.from(slots), columns };
}

/** Runs the component's physics on its current inputs and set points: writes `next` and `y`. */
export const stepInstance = (c: Instance, dt_h: number): void => c.step(c.q, c.x, c.w, c.u, dt_h, c.next, c.y);
