import { inputsAt, linearFixed, type Samples } from '../core/linearise.ts';
import { type LinearModel, times, type Window } from '../core/linearModel.ts';
import { type CarSite, goal_kWh, overlap } from './evCars.ts';

/** Weighed for a kWh with which a car leaves short: beyond what one costs anywhere. */
const SHORT_money_per_kWh = 100;

/** What the cars of a site may do, all together, in each step of a window. */
interface Together {
  /** Most power, kW. */
  readonly charge_kW: Float64Array;
  readonly discharge_kW: Float64Array;
  /** Energy in the cars at the end of each step, before those leave that do. */
  readonly least_kWh: Float64Array;
  readonly most_kWh: Float64Array;
  /** Brought at the start of a step, and taken along at the end of it. */
  readonly brought_kWh: Float64Array;
  readonly taken_kWh: Float64Array;
}

/**
 * A site with charge points as the optimiser sees it: the cars together, their energy between the sum of what each must
 * hold to leave with what it asked for and the sum of what full power would have brought. One car's freedom may stand for
 * another's: where it cannot, the run deviates.
 */
export function linearCars<Q extends CarSite>(kind: Samples<Q>, q: Q, window: Window, model: LinearModel): void {
  if (q.mode === 'uncontrolled') {
    linearFixed(kind, q, window, model, true);
    return;
  }
  const { steps, dt_h, x } = window;
  const on = window.input(0);
  const cars = together(q, window);
  const least_kW = new Float64Array(steps);
  least_kW[0] = dueNow_kW(kind, q, window);
  const charge = model.columns('charge', least_kW, times(on, cars.charge_kW));
  model.flow('electricity', charge, -1);
  const level = model.columns('level', cars.least_kWh, cars.most_kWh);
  const short = model.columns('short', 0, Number.POSITIVE_INFINITY);
  model.cost(short, SHORT_money_per_kWh / dt_h, false);
  const rhs = cars.brought_kWh.map((v, t) => v - (t > 0 ? cars.taken_kWh[t - 1]! : 0));
  for (const held of x) rhs[0]! += held;
  const row = model.rows('cars', rhs, rhs);
  model.count(row, level, 1);
  if (steps > 1) model.count(row + 1, level, -1, steps - 1);
  model.count(row, charge, -q.etaCharge * dt_h);
  model.count(row, short, -1);
  if (q.discharge_kW === 0) return;
  const discharge = model.columns('discharge', 0, times(on, cars.discharge_kW));
  model.flow('electricity', discharge, 1);
  model.count(row, discharge, dt_h / q.etaDischarge);
}

/** Charging that can wait no longer in the first step. */
function dueNow_kW<Q extends CarSite>(kind: Samples<Q>, q: Q, window: Window): number {
  const y = new Float64Array(window.outputs.length);
  kind.step(q, window.x, inputsAt(window, 0), new Float64Array(2), window.dt_h, new Float64Array(window.x.length), y);
  return Math.max(0, -y[0]!);
}

function together(q: CarSite, { first: from, steps, dt_h, x }: Window): Together {
  const b = q.laid.berths!;
  const make = (): Float64Array => new Float64Array(steps);
  const cars = {
    charge_kW: make(),
    discharge_kW: make(),
    least_kWh: make(),
    most_kWh: make(),
    brought_kWh: make(),
    taken_kWh: make(),
  };
  const full_kW = q.power_kW * q.etaCharge;
  for (let j = 0; j < q.points; j++)
    for (let k = b.begin[j]!; k < b.begin[j + 1]!; k++) {
      const first = Math.max(b.first[k]!, from);
      const last = Math.min(b.last[k]!, from + steps - 1);
      if (last < first) continue;
      const isHere = b.first[k]! < from;
      const goal = goal_kWh(q, b, k);
      const start = isHere ? x[j]! : q.arriving_kWh;
      if (!isHere) cars.brought_kWh[first - from]! += start;
      let [there_h, most, lowest] = [0, start, start];
      for (let i = first; i <= last; i++) {
        const t = i - from;
        const share = overlap(b, k, i);
        there_h += share * dt_h;
        most = Math.max(start, Math.min(start + full_kW * there_h, goal));
        lowest = Math.max(Math.min(start, 0), start - (q.discharge_kW / q.etaDischarge) * there_h);
        const left_h = Math.max(0, b.departure[k]! - i - 1) * dt_h;
        cars.most_kWh[t]! += most;
        cars.least_kWh[t]! += Math.min(most, Math.max(lowest, goal - full_kW * left_h));
        cars.charge_kW[t]! += q.power_kW * share;
        cars.discharge_kW[t]! += q.discharge_kW * share;
      }
      if (b.last[k] === last) cars.taken_kWh[last - from]! += Math.min(most, goal);
    }
  return cars;
}
