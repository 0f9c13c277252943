import { inverse, type LinearModel, limited, plus, times, type Values, type Window } from '../core/linearModel.ts';
import { heldIn, linearStock } from '../core/linearStore.ts';
import { linesAbove } from '../core/linesAbove.ts';

/** An ice store as the optimiser needs it. */
export interface LinearIce {
  readonly capacity_kWh: number;
  readonly charge_kW: number;
  readonly discharge_kW: number;
  readonly heatGain_kW: number;
  /** The port that drives it, and cold per unit that it draws. */
  readonly drive: string;
  readonly coldPerDrive: Values;
  readonly rejects: boolean;
  /** Most that melts and freezes over a step, by what is frozen at its start. */
  readonly meltReach: (energy_kWh: number) => number;
  readonly freezeReach: (energy_kWh: number) => number;
}

/** Lines by which a rate depends on what is frozen. ASSUMED: within some percent of the curves of measured tanks. */
const LINES = 4;

/**
 * Ice as a stock that heat from outside melts at a constant rate. What melts and freezes in a step stays below lines above its
 * rate by what is frozen at the step's start: a tank that is all but molten gives little, one all but frozen takes little.
 */
export function linearIce(q: LinearIce, window: Window, model: LinearModel): void {
  const on = window.input(0);
  const { start, end } = heldIn(window);
  const at = linearStock(model, window, {
    charge: limited(on, q.charge_kW),
    discharge: limited(on, q.discharge_kW),
    keep: 1,
    in_h: window.dt_h,
    out_h: window.dt_h,
    empty: 0,
    full: q.capacity_kWh,
    start,
    ...(end === undefined ? {} : { end }),
    drain: q.heatGain_kW * window.dt_h,
  });
  model.flow('cooling', at.discharge, 1);
  const drive = inverse(q.coldPerDrive);
  model.flow(q.drive, at.charge, times(-1, drive));
  if (q.rejects) model.flow('reject', at.charge, plus(drive, 1));
  const below = (name: string, column: number, most: number, reach: (energy_kWh: number) => number): void => {
    for (const { at0, slope } of linesAbove(reach, 0, q.capacity_kWh, LINES)) {
      // A line that its power lies below anyway says nothing.
      if (Math.min(at0, at0 + slope * q.capacity_kWh) >= most) continue;
      const bound = new Float64Array(window.steps).fill(at0);
      const isCyclic = window.storeEnd === 'cyclic';
      if (!isCyclic) bound[0]! += slope * start;
      const row = model.rows(name, Number.NEGATIVE_INFINITY, bound);
      model.count(row, column, 1);
      if (window.steps > 1) model.count(row + 1, at.level, -slope, window.steps - 1);
      if (isCyclic) model.count(row, at.level + window.steps - 1, -slope, 1);
    }
  };
  below('melts', at.discharge, q.discharge_kW, q.meltReach);
  below('freezes', at.charge, q.charge_kW, q.freezeReach);
}
