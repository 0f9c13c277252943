import { commit } from '../core/linearCommit.ts';
import { linearByLead, type Samples } from '../core/linearise.ts';
import { type LinearModel, times, type Window } from '../core/linearModel.ts';
import type { OnOff } from './onOff.ts';
import { type UniformCurve, valueAt } from './uniformCurve.ts';

interface Set extends OnOff {
  readonly p: { readonly fuel_money_per_kWh: number; readonly startCost_money: number };
  readonly hasTank: boolean;
  readonly tank_kWh: number;
  readonly fuel_kW: UniformCurve;
}

/** Where the tank's filling stands among the states. */
const TANK = 4;

/**
 * A generating set as the optimiser sees it: past its start, its fuel by the load; what a tank holds bounds it, is refilled,
 * and is paid when burnt. Its starts count at their price and with their least times.
 */
export function linearSet<Q extends Set>(kind: Samples<Q>, q: Q, window: Window, model: LinearModel): void {
  const full = q.hasTank ? q.tank_kWh : 0;
  const led = linearByLead(kind, q, window, model, {
    port: 'electricity',
    idle: [0, 1e6, 0, 0, full],
    running: [1, 1e6, 0, q.rated, full],
    runningLow: [1, 1e6, 0, q.least, full],
  });
  const { startCost_money } = q.p;
  commit(model, window, led, { ...q, startCost_money }, { isOn: window.x[0]! > 0, held_h: window.x[1]! });
  if (!q.hasTank) return;
  const most = valueAt(q.fuel_kW, q.rated);
  const on = window.near?.[led.lead]?.on;
  const slope =
    (led.status === undefined && on === undefined) || q.rated <= q.least
      ? most / q.rated
      : (most - valueAt(q.fuel_kW, q.least)) / (q.rated - q.least);
  const fixed = most - slope * q.rated;
  model.cost(led.load, slope * q.p.fuel_money_per_kWh);
  if (led.status !== undefined) model.cost(led.status, fixed * q.p.fuel_money_per_kWh);
  const burns = Float64Array.from({ length: on === undefined ? 0 : window.steps }, (_, k) => on![k]! * fixed);
  if (on !== undefined) model.fixedStepCost(burns.map((v) => v * q.p.fuel_money_per_kWh));
  const { dt_h, steps, x } = window;
  const level = model.columns('tank', 0, q.tank_kWh);
  model.holds(level);
  const refill = times(dt_h, window.input(1));
  const rhs = Float64Array.from(
    { length: steps },
    (_, k) => (typeof refill === 'number' ? refill : refill[k]!) - (burns[k] ?? 0) * dt_h,
  );
  rhs[0]! += x[TANK]!;
  const row = model.rows('tank', Number.NEGATIVE_INFINITY, rhs);
  model.count(row, level, 1);
  if (steps > 1) model.count(row + 1, level, -1, steps - 1);
  model.count(row, led.load, slope * dt_h);
  if (led.status !== undefined) model.count(row, led.status, fixed * dt_h);
}
