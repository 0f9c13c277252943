import { commit } from '../core/linearCommit.ts';
import { linearByLead, type Samples } from '../core/linearise.ts';
import type { LinearModel, Window } from '../core/linearModel.ts';
import type { Starting } from './gasEngineStart.ts';

type Engine = Starting & { readonly startCost_money: number };

/**
 * An engine as the optimiser sees it: looked at long at rest, and long past its run-up at full and at least load. Its
 * starts count at their price and with their least times; a run-up is not planned.
 */
export function linearEngine<Q extends Engine>(kind: Samples<Q>, q: Q, window: Window, model: LinearModel): void {
  const led = linearByLead(kind, q, window, model, {
    port: 'electricity',
    idle: [0, 1e6, 0],
    running: [1e6, 0, q.rated_kW],
    runningLow: [1e6, 0, q.minLoad * q.rated_kW],
  });
  const isOn = window.x[0]! > 0;
  const starts = { startCost_money: q.startCost_money, minUp_h: q.minUp_h, minDown_h: q.minDown_h };
  commit(model, window, led, starts, { isOn, held_h: isOn ? window.x[0]! : window.x[1]! });
}
