import { linearBeyond } from '../core/linearBeyond.ts';
import { commit } from '../core/linearCommit.ts';
import { type Lined, linearByLead, type Samples } from '../core/linearise.ts';
import { type LinearModel, times, type Window } from '../core/linearModel.ts';
import type { OnOff } from './onOff.ts';

interface Turbine extends OnOff {
  readonly p: { readonly startCost_money: number };
}

/** What a turbine may do beside following its electricity. */
export interface Beside {
  /** Port of the lead (the second unless said) at which it can give more than comes by itself. */
  readonly more?: { readonly port: string; readonly lead: number };
  /** Port at which it can hold back what comes by itself. */
  readonly less?: string;
}

/**
 * A turbine as the optimiser sees it: past its run-up, by its electricity, with what its other lead gives beyond that (duct
 * firing, extraction) and what a bypass holds back, and its starts at their price and with their least times.
 */
export function linearTurbine<Q extends Turbine>(
  kind: Samples<Q>,
  q: Q,
  window: Window,
  model: LinearModel,
  { more, less }: Beside,
): void {
  const running = [1, 1e6, 0, q.rated];
  const led = linearByLead(kind, q, window, model, {
    port: 'electricity',
    idle: [0, 1e6, 0, 0],
    running,
    runningLow: [1, 1e6, 0, q.least],
  });
  const { startCost_money } = q.p;
  commit(model, window, led, { ...q, startCost_money }, { isOn: window.x[0]! > 0, held_h: window.x[1]! });
  if (more !== undefined) linearBeyond(kind, q, window, model, led, { lead: 0, by: more, running });
  if (less !== undefined) heldBack(window, model, led, less);
}

/** At most what comes by itself. */
function heldBack(window: Window, model: LinearModel, led: Lined, port: string): void {
  const at = window.ports.indexOf(port);
  const past = model.columns('bypass', 0, Number.POSITIVE_INFINITY);
  model.flow(port, past, -1);
  const row = model.rows('bypass', Number.NEGATIVE_INFINITY, led.status === undefined ? led.fixed[at]! : 0);
  model.count(row, past, 1);
  model.count(row, led.load, times(-1, led.slopes[at]!));
  if (led.status !== undefined) model.count(row, led.status, times(-1, led.fixed[at]!));
}
