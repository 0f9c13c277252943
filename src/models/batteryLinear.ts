import { type LinearModel, limited, type Window } from '../core/linearModel.ts';
import { heldIn, linearStock } from '../core/linearStore.ts';

interface Cells {
  readonly charge_kW: number;
  readonly discharge_kW: number;
  readonly keep: number;
  readonly gain_h: number;
  readonly socMin: number;
  readonly socMax: number;
  readonly standby_kW: number;
}
/** As worn as the cells are at the start of the window. */
interface Worn {
  readonly capacity_kWh: number;
  readonly etaIn: number;
  readonly etaOut: number;
}

/** A battery as the optimiser sees it: no taper, no derating by temperature, no ageing within the window. */
export function linearBattery(q: Cells, worn: Worn, window: Window, model: LinearModel): void {
  const on = window.input(0);
  linearStock(model, window, {
    port: 'electricity',
    charge: limited(on, q.charge_kW),
    discharge: limited(on, q.discharge_kW),
    keep: q.keep,
    in_h: q.gain_h * worn.etaIn,
    out_h: q.gain_h / worn.etaOut,
    empty: q.socMin * worn.capacity_kWh,
    full: q.socMax * worn.capacity_kWh,
    ...heldIn(window),
  });
  model.fixedFlow('electricity', limited(on, -q.standby_kW));
}
