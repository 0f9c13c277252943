import type { Quantity } from './component.ts';
import type { LawTerm } from './law.ts';
import type { Run } from './run.ts';
import { unitOf } from './units.ts';

/** What a column stands for in one of its component's conservation laws. */
export interface ColumnLaw {
  readonly quantity: Quantity;
  readonly role: LawTerm['role'];
  /** Unit of the law per unit of the column. */
  readonly coefficient: number;
}

/**
 * One column of a result: a port, a signal or a state of a component, or what a meter of one showed. Flows are means, states
 * hold at the interval's end.
 */
export interface Column {
  /** `battery-1.electricity_kW`. */
  readonly name: string;
  readonly component: string;
  readonly kind: string;
  readonly signal: string;
  /** Label of the unit, `1` where dimensionless. */
  readonly unit: string;
  readonly role: 'port' | 'signal' | 'state' | 'meter';
  /** Bus of a port; null where left unconnected. */
  readonly bus?: string | null;
  readonly laws: readonly ColumnLaw[];
}

/** The columns of a run in the order of its frame. */
export function columnsOf(run: Run): Column[] {
  return run.components.flatMap((c) => {
    const base = { component: c.id, kind: c.kind.kind };
    const laws = (name: string): ColumnLaw[] =>
      c.laws.flatMap(({ quantity, terms }) =>
        terms.filter((t) => t.name === name).map(({ role, coefficient }) => ({ quantity, role, coefficient })),
      );
    const column = (signal: string, role: Column['role']): Column => ({
      name: `${c.id}.${signal}`,
      ...base,
      signal,
      unit: unitOf(signal),
      role,
      laws: laws(signal),
    });
    return [
      ...c.ports.map((port) => ({
        ...column(port.signal, 'port'),
        bus: port.bus < 0 ? null : run.buses[port.bus]!.id,
      })),
      ...c.outputs.slice(c.ports.length).map((name) => column(name, 'signal')),
      ...c.states.map((name) => column(name, 'state')),
    ];
  });
}
