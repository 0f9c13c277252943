import type { ComponentKind, Totals } from '../core/component.ts';
import { commit } from '../core/linearCommit.ts';
import { linearByLead } from '../core/linearise.ts';
import type { LinearModel, Window } from '../core/linearModel.ts';
import { type Ageing, age, ageingKpis, startWear_money, wearOf } from './cellStack.ts';
import { type OnOff, onOffInitial } from './onOff.ts';

/** What electrolysers and fuel cells have in common: a machine that is on or off, with a stack that may age. */
export interface CellMachine extends OnOff {
  readonly stack: { readonly ageing: Ageing; readonly degradation: number; readonly stack_h: number } | null;
  readonly dt_h: number;
  /** Paid for a start, and with it what the rules weigh: the wear of a stack. */
  readonly startUpkeep_money: number;
  readonly startCost_money: number;
}

/** Where the stack's state stands: `degradation`, then `stack_h`. */
export const WORN = 4;
export const CELL_STATES = ['on', 'held_h', 'warmed_h', 'level_kW', 'degradation', 'stack_h'];

export const cellInitial = (q: CellMachine): readonly number[] => [
  ...onOffInitial(q),
  q.stack?.degradation ?? 0,
  q.stack?.stack_h ?? 0,
];

/** Money of a start by what is paid for it and by what it wears of a stack. */
export const cellStarts = (
  startCost_money: number,
  stack: CellMachine['stack'],
): Pick<CellMachine, 'startUpkeep_money' | 'startCost_money'> => ({
  startUpkeep_money: startCost_money,
  startCost_money: startCost_money + (stack === null ? 0 : startWear_money(stack.ageing)),
});

/** What a start wears of a stack is paid with its replacement. */
export const cellUpkeep_money = (q: CellMachine, t: Totals): number =>
  ((q.stack === null ? 0 : q.stack.ageing.replacement_money * t.sum('replaced')) +
    q.startUpkeep_money * t.sum('started')) /
  q.dt_h;

/** Ages the stack over a step: writes its states, and `wear_per_h` and `replaced` to `y[at]` and `y[at + 1]`. */
export function wearStack(
  q: CellMachine,
  x: Float64Array,
  level_kW: number,
  running_h: number,
  started: number,
  dt_h: number,
  next: Float64Array,
  y: Float64Array,
  at: number,
): void {
  const { stack } = q;
  y[at] = 0;
  y[at + 1] = 0;
  next[WORN] = x[WORN]!;
  next[WORN + 1] = x[WORN + 1]!;
  if (stack === null) return;
  const swing = level_kW > 0 && x[0]! > 0 ? (level_kW - x[3]!) / q.rated : 0;
  y[at] = wearOf(stack.ageing, running_h, started, swing) / dt_h;
  y[at + 1] = age(stack.ageing, x, WORN, y[at]! * dt_h, running_h, next);
}

/** As the optimiser sees it, by the port of its product: on or off, as worn as at the start of the window. */
export function linearCell<P, Q extends CellMachine>(
  kind: ComponentKind<P, Q>,
  q: Q,
  window: Window,
  model: LinearModel,
  port: string,
): void {
  const worn = [window.x[WORN]!, window.x[WORN + 1]!];
  const led = linearByLead(kind, q, window, model, {
    port,
    idle: [0, 1e6, 0, 0, ...worn],
    running: [1, 1e6, 0, q.rated, ...worn],
    runningLow: [1, 1e6, 0, q.least, ...worn],
  });
  commit(model, window, led, q, { isOn: window.x[0]! > 0, held_h: window.x[1]! });
}

export const cellKpis = (q: CellMachine, t: Totals): Record<string, number> => ({
  fullLoadHours_h: t.sum('load'),
  starts: t.sum('started') / q.dt_h,
  ...(q.stack === null ? {} : ageingKpis(q.stack.ageing, q.dt_h, t)),
});
