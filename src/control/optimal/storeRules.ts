import type { Values } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import type { PlannedFlow, PlannedStore } from './assembled.ts';
import { MISSED_money } from './limits.ts';
import type { Family } from './sparse.ts';

/** What a store may hold in some steps of the run, as shares of what it can hold between empty and full. */
export interface StoreBand {
  readonly least: number;
  readonly most: number;
  /** By step of the run: 1 at whose end it holds. */
  readonly counts: Uint8Array;
}

/** Rules of those who share a store, which a plan keeps. */
export interface StoreRules {
  readonly component: number;
  readonly bands: readonly StoreBand[];
  /** Components from which alone it may be charged, step by step, with what they give beyond the demand of `after`. */
  readonly from?: readonly number[] | undefined;
  readonly after: readonly number[];
}

/** What the assembler lends. */
interface Builder {
  readonly stores: readonly PlannedStore[];
  readonly flows: readonly (readonly PlannedFlow[])[];
  readonly upperOf: (column: number) => Values;
  readonly entries: Family[];
  readonly addRows: (component: number, name: string, lower: Values, upper: Values) => number;
  readonly addColumns: (component: number, name: string, money: number) => number;
}

const at = (v: Values, k: number): number => (typeof v === 'number' ? v : v[k]!);

/**
 * Lays rules of a store. A band bounds its level at the end of a step; a window that sees a part of the run may begin outside of one,
 * which is dear and no contradiction. Charged from others alone: charge <= sum of what they give in the step; beyond demand:
 * charge <= max(0, what they could give - what demand draws), which series alone decide.
 */
export function layStoreRules(
  run: Run,
  { component, bands, from, after }: StoreRules,
  window: { readonly first: number; readonly steps: number; readonly isPart: boolean },
  builder: Builder,
): void {
  const { first, steps, isPart } = window;
  const { stores, flows, upperOf, entries, addRows, addColumns } = builder;
  const put = (row: number, column: number, value: Values): void => {
    entries.push({ row, rowOf: undefined, column, columnOf: undefined, value, count: steps });
  };
  for (const { component: owner, level, charge, empty, full } of stores) {
    if (owner !== component) continue;
    bands.forEach(({ least, most, counts }, n) => {
      const name = bands.length > 1 ? `band ${n + 1}` : 'band';
      const bound = (share: number, none: number): Float64Array =>
        Float64Array.from({ length: steps }, (_, k) =>
          counts[first + k] === 1 ? empty + share * (full - empty) : none,
        );
      const row = addRows(
        component,
        name,
        bound(least, Number.NEGATIVE_INFINITY),
        bound(most, Number.POSITIVE_INFINITY),
      );
      put(row, level, 1);
      if (!isPart) return;
      put(row, addColumns(component, `below ${name}`, MISSED_money), 1);
      put(row, addColumns(component, `above ${name}`, MISSED_money), -1);
    });
    if (from === undefined) continue;
    const names = from.map((k) => run.components[k]!.id).join(', ');
    const row = addRows(component, `charge from ${names}`, Number.NEGATIVE_INFINITY, 0);
    put(row, charge, 1);
    const spare = new Float64Array(steps);
    const fixed = new Float64Array(steps);
    for (const k of from)
      for (const { column, per, port } of flows[k]!) {
        if (run.components[k]!.ports[port]!.carrier !== run.components[component]!.ports[0]!.carrier) continue;
        if (column < 0) for (let i = 0; i < steps; i++) fixed[i]! += Math.max(0, at(per, i));
        else if (at(per, 0) > 0) put(row, column, typeof per === 'number' ? -per : per.map((v) => -v));
        for (let i = 0; i < steps; i++)
          spare[i]! += column < 0 ? Math.max(0, at(per, i)) : Math.max(0, at(per, i)) * at(upperOf(column), i);
      }
    if (fixed.some((v) => v > 0)) {
      // What is given whatever is decided is a column of its own that is all of it at most.
      const given = addColumns(component, `given by ${names}`, 0);
      put(row, given, -1);
      put(addRows(component, `given by ${names}`, Number.NEGATIVE_INFINITY, fixed), given, 1);
    }
    if (after.length === 0) continue;
    for (const k of after)
      for (const { column, per, port } of flows[k]!)
        if (column < 0 && run.components[k]!.ports[port]!.carrier === run.components[component]!.ports[0]!.carrier)
          for (let i = 0; i < steps; i++) spare[i]! += Math.min(0, at(per, i));
    // Decided by series alone, it is no rule that grows with the store.
    const beyond = addRows(
      after[0]!,
      `charge of ${run.components[component]!.id} beyond it`,
      Number.NEGATIVE_INFINITY,
      spare.map((v) => Math.max(0, v)),
    );
    put(beyond, charge, 1);
  }
}
