import { CARRIERS } from './carriers.ts';
import type { AnyKind, Law, Quantity } from './component.ts';
import { ConfigError } from './errors.ts';
import type { PlacedPort } from './instance.ts';

/** One term of a conservation law as data, for whoever redoes the audit from the result's columns. */
export interface LawTerm {
  readonly name: string;
  readonly role: 'port' | 'boundary' | 'loss' | 'store';
  /** Unit of the law per unit of the signal or state; boundary terms count into the component. */
  readonly coefficient: number;
}

/** A law made ready for the loop: the residual is a sum over outputs and changes of state. */
export interface CompiledLaw {
  readonly quantity: Quantity;
  readonly terms: readonly LawTerm[];
  readonly outputAt: Int32Array;
  readonly outputBy: Float64Array;
  readonly stateAt: Int32Array;
  readonly stateBy: Float64Array;
  /** Outputs that are losses, with their coefficients, for the audit of the run. */
  readonly lossAt: Int32Array;
  readonly lossBy: Float64Array;
}

const defaultPort = (quantity: Quantity, port: PlacedPort): number =>
  quantity === 'energy' ? CARRIERS[port.carrier].enthalpy : quantity === 'water' ? CARRIERS[port.carrier].water_kg : 0;

function compile(
  kind: AnyKind,
  quantity: Quantity,
  law: Law,
  ports: readonly PlacedPort[],
  outputs: readonly string[],
  states: readonly string[],
): CompiledLaw {
  const terms: LawTerm[] = [];
  const at: number[] = [];
  const by: number[] = [];
  const output = (name: string, role: 'port' | 'boundary' | 'loss', coefficient: number): number => {
    const index = outputs.indexOf(name);
    if (index < 0) throw new ConfigError(`kind "${kind.kind}": its ${quantity} law names "${name}", no output of it`);
    if (coefficient !== 0) terms.push({ name, role, coefficient });
    return index;
  };
  for (const port of ports) {
    const coefficient = law.ports?.[port.name] ?? defaultPort(quantity, port);
    at.push(output(port.signal, 'port', coefficient));
    by.push(coefficient);
  }
  const losses = Object.entries(law.losses ?? {});
  const stores = Object.entries(law.stores ?? {});
  for (const [name, c] of Object.entries(law.boundary ?? {})) {
    at.push(output(name, 'boundary', c));
    by.push(-c);
  }
  const lossAt = losses.map(([name, c]) => output(name, 'loss', c));
  losses.forEach(([, c], k) => {
    at.push(lossAt[k]!);
    by.push(c);
  });
  const stateAt = stores.map(([name, coefficient]) => {
    const index = states.indexOf(name);
    if (index < 0) throw new ConfigError(`kind "${kind.kind}": its ${quantity} law names "${name}", no state of it`);
    terms.push({ name, role: 'store', coefficient });
    return index;
  });
  const keep = at.map((_, k) => k).filter((k) => by[k] !== 0);
  return {
    quantity,
    terms,
    outputAt: Int32Array.from(keep, (k) => at[k]!),
    outputBy: Float64Array.from(keep, (k) => by[k]!),
    stateAt: Int32Array.from(stateAt),
    stateBy: Float64Array.from(stores, ([, c]) => c),
    lossAt: Int32Array.from(lossAt),
    lossBy: Float64Array.from(losses, ([, c]) => c),
  };
}

/** The laws of a placed component. @throws ConfigError where a law names an output or state that the kind lacks. */
export function compileLaws(
  kind: AnyKind,
  q: unknown,
  ports: readonly PlacedPort[],
  outputs: readonly string[],
  states: readonly string[],
): CompiledLaw[] {
  return Object.entries(kind.balance(q)).map(([quantity, law]) =>
    compile(kind, quantity as Quantity, law as Law, ports, outputs, states),
  );
}
