import type { Instance } from '../../core/instance.ts';
import type { Values, Window } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { timeAt } from '../../core/timeGrid.ts';
import type { AssembleOptions } from './assembled.ts';

const NO_VALUES: Values = 0;

/** The span that is planned as one component sees it. */
export function windowOf(run: Run, c: Instance, component: number, options: AssembleOptions, dt_h: number): Window {
  const { first, steps, commitment, storeEnd, storeSides, states, before, endStates, near, reach } = options;
  const at = run.stateAt[component]!;
  return {
    first,
    steps,
    dt_h,
    ports: c.ports.map((p) => p.name),
    outputs: c.outputs,
    inputs: c.inputs,
    x: states === undefined ? c.next : states.subarray(at, at + c.states.length),
    input(slot) {
      const column = c.columns[slot] ?? NO_VALUES;
      return typeof column === 'number' ? column : column.subarray(first, first + steps);
    },
    start_ms: timeAt(run.grid, first),
    ...(before === undefined ? {} : { before: before[component]! }),
    ...(endStates === undefined ? {} : { endStates: endStates.subarray(at, at + c.states.length) }),
    ...(near?.[component] === undefined ? {} : { near: near[component] }),
    ...(reach === undefined ? {} : { reach }),
    months: run.months,
    monthOf: run.monthOf.subarray(first, first + steps),
    commitment,
    storeEnd,
    storeSides: options.storeSidesOf === undefined ? storeSides : (options.storeSidesOf.get(component) ?? 'none'),
    ...(options.eased === true ? { eased: true } : {}),
  };
}

/** The port by which upkeep counts: the first product, or what a store gives. */
export function productOf(c: Instance): string | undefined {
  if (c.kind.role === 'store') return c.ports.find((p) => p.flow === 'both')?.name;
  return c.kind.products?.[0] ?? c.ports.find((p) => p.flow === 'out')?.name;
}
