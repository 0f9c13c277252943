import { clamp } from '../core/math.ts';
import type { Run } from '../core/run.ts';

/** How a command changes an input, until the step `until` (left out), or until it is taken back. */
export interface Override {
  readonly component: number;
  readonly slot: number;
  readonly change: 'set' | 'scale' | 'add';
  readonly value: number;
  /** Least and highest value that the input may have: where its series moves on, the change stays within. */
  readonly range: readonly [number, number];
  readonly until: number;
}

/** Inputs of components that commands have changed. */
export interface Overrides {
  set(override: Override): void;
  clear(component: number, slot: number): void;
  readonly list: Iterable<Override>;
  /** Lays the changes on the inputs of step `i`, which the loop has just read from their columns. */
  lay(i: number, fresh: Uint8Array): void;
}

/** The value of an input in step `i` as the scenario has it. */
export function inputAt(run: Run, component: number, slot: number, i: number): number {
  const column = run.components[component]!.columns[slot]!;
  return typeof column === 'number' ? column : column[i]!;
}

export const changedBy = ({ change, value }: Pick<Override, 'change' | 'value'>, was: number): number =>
  change === 'set' ? value : change === 'scale' ? was * value : was + value;

/** A run whose columns hold what commands have changed, from step `from` on: for what is made beside it. */
export function overridden(run: Run, list: Iterable<Override>, from: number): Run {
  const components = [...run.components];
  for (const override of list) {
    const { component, slot, range, until } = override;
    const c = components[component]!;
    const column = Float64Array.from({ length: run.grid.length }, (_, i) => {
      const was = inputAt(run, component, slot, i);
      return i < from || i >= until ? was : clamp(changedBy(override, was), range[0], range[1]);
    });
    components[component] = { ...c, columns: c.columns.map((old, n) => (n === slot ? column : old)) };
  }
  return { ...run, components };
}

export function makeOverrides(run: Run): Overrides {
  const active = new Map<string, Override>();
  /** Constants that were changed and are to be put back: the loop reads only what varies. */
  const spoilt = new Map<string, { readonly component: number; readonly slot: number }>();
  const key = (component: number, slot: number): string => `${component}:${slot}`;
  return {
    list: { [Symbol.iterator]: () => active.values() },
    set(override) {
      active.set(key(override.component, override.slot), override);
    },
    clear(component, slot) {
      active.delete(key(component, slot));
    },
    lay(i, fresh) {
      if (active.size + spoilt.size === 0) return;
      for (const [at, { component, slot }] of spoilt) {
        if (active.has(at)) continue;
        run.components[component]!.w[slot] = inputAt(run, component, slot, i);
        fresh[component] = 1;
        spoilt.delete(at);
      }
      for (const [at, override] of active) {
        const { component, slot } = override;
        const c = run.components[component]!;
        c.w[slot] = clamp(changedBy(override, inputAt(run, component, slot, i)), override.range[0], override.range[1]);
        fresh[component] = 1;
        // What varies is read anew in every step, and is then as new: it differs from what stood here.
        if (typeof c.columns[slot] === 'number') spoilt.set(at, { component, slot });
      }
    },
  };
}
