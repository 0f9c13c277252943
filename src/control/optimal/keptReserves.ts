import type { Solution } from '../../core/solver.ts';
import type { Assembled } from './assembled.ts';

/** What became of a reserve in a plan. */
export interface KeptReserve {
  readonly name: string;
  /** Losses of the grid that are looked at, and those for which it decides what is held. */
  readonly losses: number;
  readonly binding: number;
  /** Most that stores have to give for one of them, kWh; what planned draws add to it is not in it. */
  readonly most_kWh: number;
  /** Highest by which it is missed, kWh. */
  readonly missed_kWh: number;
  /** Highest that a kWh less to be left would save; and what all of it costs, by these prices. */
  readonly price_money_per_kWh: number;
  readonly costs_money: number;
}

const UNTOUCHED = 1e-6;

/** Reads off a solution what reserves ask for, and what they cost. */
export function keptReserves({ reserves }: Assembled, { x, duals }: Solution): KeptReserve[] {
  return reserves.map(({ reserve, row, need_kWh, short }) => {
    let [losses, binding, most_kWh, missed_kWh, price, costs] = [0, 0, 0, 0, 0, 0];
    need_kWh.forEach((need, k) => {
      if (Number.isNaN(need)) return;
      const dual = duals[row + k]!;
      losses++;
      if (dual > UNTOUCHED) binding++;
      most_kWh = Math.max(most_kWh, need);
      if (short >= 0) missed_kWh = Math.max(missed_kWh, x[short + k]!);
      price = Math.max(price, dual);
      costs += dual * need;
    });
    return {
      name: reserve.name,
      losses,
      binding,
      most_kWh,
      missed_kWh,
      price_money_per_kWh: price > UNTOUCHED ? price : 0,
      costs_money: costs > UNTOUCHED ? costs : 0,
    };
  });
}
