import type { MeterMonth, TariffSeries } from '../core/environment.ts';
import { type LinearModel, times, type Values, type Window } from '../core/linearModel.ts';
import type { DemandBefore } from './billing.ts';
import { linearDemand } from './linearDemand.ts';

/** What a connection draws, as its bill counts it. */
export interface Metered {
  readonly tariff: TariffSeries;
  /** Its columns, kW drawn in each step. */
  readonly column: number;
  readonly price_money_per_kWh: Values;
  readonly powerFactor?: number;
  readonly contracted_kVA?: number;
  readonly demandBefore_kW: DemandBefore;
}

/**
 * Energy and demand of a bill. What a tariff charges of a month is linear in the energy paid and in what it bills of
 * demand, so the slopes are read off it; standing charges are a constant.
 */
export function linearMeter(model: LinearModel, window: Window, metered: Metered): void {
  const { tariff, column, powerFactor, contracted_kVA, demandBefore_kW } = metered;
  const { months, monthOf } = window;
  const met = [...new Set(monthOf)];
  const bill = (m: number, demand_kW: readonly number[], energy_money: number): number => {
    const month = months[m]!;
    const meter: MeterMonth = {
      ...month,
      import_kWh: 0,
      export_kWh: 0,
      demand_kW,
      energy_money,
      ...(powerFactor === undefined ? {} : { powerFactor }),
      ...(contracted_kVA === undefined ? {} : { contracted_kVA }),
    };
    let money = 0;
    for (const line of tariff.monthlyCharges(meter)) money += line.money;
    return money;
  };
  const none = new Map(met.map((m) => [m, bill(m, [], 0)]));
  for (const [m, money] of none) model.fixedCost(`standing ${months[m]!.label}`, money);
  const extra = new Map(met.map((m) => [m, bill(m, [], 1) - none.get(m)!]));
  const factor = [...extra.values()].every((v) => v === 0) ? 1 : Float64Array.from(monthOf, (m) => 1 + extra.get(m)!);
  model.cost(column, times(factor, metered.price_money_per_kWh));
  tariff.demand.forEach((charge, n) => {
    const one = tariff.demand.map((_, k) => (k === n ? 1 : 0));
    linearDemand(model, window, {
      charge,
      column,
      money_per_kW: (m) => bill(m, one, 0) - none.get(m)!,
      sofar_kW: window.before?.peaks_kW[n],
      before_kW: demandBefore_kW[charge.name] ?? [],
    });
  });
}
