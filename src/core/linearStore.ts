import { EASED_money, inverse, type LinearModel, times, type Values, type Window } from './linearModel.ts';

/** A store as the optimiser sees it, per step. */
export interface LinearStock {
  /** Where it takes and gives; left out, whoever declares it says what flows where. */
  readonly port?: string;
  /** Most taken from the bus and given to it. */
  readonly charge: Values;
  readonly discharge: Values;
  /** Stock kept over a step without flow; stock gained per unit of flow taken, and lost per unit given, over the step. */
  readonly keep: number;
  readonly in_h: Values;
  readonly out_h: Values;
  readonly empty: number;
  readonly full: number;
  /** At the start of the window; and what `storeEnd: start` asks for at its end, the same unless said. */
  readonly start: number;
  readonly end?: number;
  /** Lost in each step whatever is held. */
  readonly drain?: Values;
}

/** The columns of a store. */
export interface StockColumns {
  readonly charge: number;
  readonly discharge: number;
  readonly level: number;
}

/** Column by which a store may end a window below what it is to hold, and the row that says what that is. */
export const SHORT_OF_END = 'short of end';
export const END = 'end';

/** Beyond what a kWh costs anywhere. */
const SPARED_money_per_kWh = 100;

/** What a store holds at the start of a window by one of its states, and what it is to hold at the end where that differs. */
export const heldIn = ({ x, endStates }: Window, slot = 0): Pick<LinearStock, 'start' | 'end'> =>
  endStates === undefined ? { start: x[slot]! } : { start: x[slot]!, end: endStates[slot]! };

/**
 * Level at the end of a step: E[t] = keep E[t-1] + in_h charge - out_h discharge - drain. Where neither conversion loses
 * anything, charging and discharging at once does nothing; where they lose, it burns what nobody wants.
 */
export function linearStock(model: LinearModel, window: Window, s: LinearStock): StockColumns {
  const { steps } = window;
  const charge = model.columns('charge', 0, s.charge);
  const discharge = model.columns('discharge', 0, s.discharge);
  const isCyclic = window.storeEnd === 'cyclic';
  const lowest = new Float64Array(steps).fill(s.empty);
  const end = Math.min(s.end ?? s.start, s.full);
  const holdsEnd = window.storeEnd === 'start';
  // In a rolling plan the level wanted at the end of a window may be out of reach, which is dear and no contradiction.
  const isSoft = window.before !== undefined || window.eased === true;
  if (holdsEnd && !isSoft) lowest[steps - 1] = end;
  const level = model.columns('level', lowest, s.full);
  const given = times(window.dt_h, inverse(s.out_h));
  const { port, empty, full } = s;
  model.holds(
    level,
    port === undefined ? undefined : { port, charge, discharge, given, empty, full, most: s.discharge },
  );
  if (holdsEnd && isSoft) {
    const reach = model.rows(END, end, Number.POSITIVE_INFINITY, 1);
    const short = model.column(SHORT_OF_END, 0, Number.POSITIVE_INFINITY);
    model.count(reach, level + steps - 1, 1, 1);
    model.count(reach, short, 1, 1);
    model.charge(short, window.eased === true ? EASED_money : SPARED_money_per_kWh, false);
  }
  const drain = s.drain ?? 0;
  const rhs = typeof drain === 'number' ? new Float64Array(steps).fill(-drain) : drain.map((v) => -v);
  if (!isCyclic) rhs[0]! += s.keep * s.start;
  const row = model.rows('stock', rhs, rhs);
  model.count(row, level, 1);
  if (s.drain !== undefined && s.drain !== 0) {
    // What holds nothing loses nothing: a dear way out where there is nothing to lose.
    const spared = model.columns('spared', 0, drain);
    model.count(row, spared, -1);
    model.cost(spared, SPARED_money_per_kWh / window.dt_h, false);
  }
  model.count(row, charge, times(-1, s.in_h));
  model.count(row, discharge, s.out_h);
  if (steps > 1) model.count(row + 1, level, -s.keep, steps - 1);
  if (isCyclic) model.count(row, level + steps - 1, -s.keep, 1);
  if (s.port !== undefined) {
    model.flow(s.port, charge, -1);
    model.flow(s.port, discharge, 1);
  }
  if (window.storeSides !== 'none') oneSide(model, window, s, { charge, discharge, level });
  return { charge, discharge, level };
}

/** Charging and discharging share a step, in time (`tight`) or one alone by a status (`binary`). */
function oneSide(model: LinearModel, window: Window, s: LinearStock, at: StockColumns): void {
  const mostOf = (v: Values, flow_h: Values): Float64Array =>
    Float64Array.from({ length: window.steps }, (_, k) => {
      const most = typeof v === 'number' ? v : v[k]!;
      const gain = typeof flow_h === 'number' ? flow_h : flow_h[k]!;
      return Math.min(most, (s.full - s.empty) / gain);
    });
  const charge = mostOf(s.charge, s.in_h);
  const discharge = mostOf(s.discharge, s.out_h);
  const share = (most: Float64Array): Float64Array => most.map((v) => (v > 0 ? 1 / v : 0));
  if (window.storeSides === 'tight') {
    const row = model.rows('sides', Number.NEGATIVE_INFINITY, 1);
    model.count(row, at.charge, share(charge));
    model.count(row, at.discharge, share(discharge));
    return;
  }
  const status = model.columns('charging', 0, 1, true);
  const charging = model.rows('charging', Number.NEGATIVE_INFINITY, 0);
  model.count(charging, at.charge, 1);
  model.count(
    charging,
    status,
    charge.map((v) => -v),
  );
  const discharging = model.rows('discharging', Number.NEGATIVE_INFINITY, discharge);
  model.count(discharging, at.discharge, 1);
  model.count(discharging, status, discharge);
}
