import type { MeterMonth, TariffSeries } from '../core/environment.ts';
import { type LinearModel, times, type Values, type Window } from '../core/linearModel.ts';

/** What a connection draws, as its bill counts it. */
export interface Metered {
  readonly tariff: TariffSeries;
  /** Its columns, kW drawn in each step. */
  readonly column: number;
  readonly price_money_per_kWh: Values;
  readonly powerFactor?: number;
  readonly contracted_kVA?: number;
}

/**
 * Energy and demand of a bill. What a tariff charges of a month is linear in the energy paid and in its peak, so the
 * two slopes are read off it; standing charges are a constant. The peak of a month is a column above every mean over the metering
 * interval, or over a step where that is longer; and above what was metered in the month before the window.
 */
export function linearMeter(model: LinearModel, window: Window, metered: Metered): void {
  const { tariff, column, powerFactor, contracted_kVA } = metered;
  const { months, monthOf, dt_h } = window;
  const step_s = Math.round(dt_h * 3600);
  const met = [...new Set(monthOf)];
  const bill = (m: number, peak_kW: number, energy_money: number): number => {
    const month = months[m]!;
    const meter: MeterMonth = {
      label: month.label,
      year: month.year,
      month: month.month,
      covered_h: month.covered_h,
      hours_h: month.hours_h,
      import_kWh: 0,
      export_kWh: 0,
      peak_kW,
      peakIsLowerBound: tariff.metering_s === 0 || step_s > tariff.metering_s,
      energy_money,
      ...(powerFactor === undefined ? {} : { powerFactor }),
      ...(contracted_kVA === undefined ? {} : { contracted_kVA }),
    };
    let money = 0;
    for (const line of tariff.monthlyCharges(meter)) money += line.money;
    return money;
  };
  const none = new Map(met.map((m) => [m, bill(m, 0, 0)]));
  for (const [m, money] of none) model.fixedCost(`standing ${months[m]!.label}`, money);
  const extra = new Map(met.map((m) => [m, bill(m, 0, 1) - none.get(m)!]));
  const factor = [...extra.values()].every((v) => v === 0) ? 1 : Float64Array.from(monthOf, (m) => 1 + extra.get(m)!);
  model.cost(column, times(factor, metered.price_money_per_kWh));
  if (tariff.fixedBy !== 'demand') return;
  const together = Math.max(1, Math.floor(tariff.metering_s / step_s));
  for (const m of met) {
    const slope = bill(m, 1, 0) - none.get(m)!;
    const from = monthOf.indexOf(m);
    const count = monthOf.lastIndexOf(m) + 1 - from;
    if (slope === 0 || count <= 0) continue;
    const metered_kW = m === monthOf[0] ? (window.before?.peak_kW ?? 0) : 0;
    const peak = model.column(`peak ${months[m]!.label}`, metered_kW, Number.POSITIVE_INFINITY);
    model.charge(peak, slope);
    // A window may start within an interval: what is left of it counts for all of it.
    const passed = Math.round((window.start_ms / 1000 + from * step_s) / step_s) % together;
    const intervalOf = Int32Array.from({ length: count }, (_, k) => Math.floor((passed + k) / together));
    const intervals = intervalOf[count - 1]! + 1;
    const row = model.rows(`peak ${months[m]!.label}`, Number.NEGATIVE_INFINITY, 0, intervals);
    model.gather(row, intervalOf, column + from, shares(intervalOf, intervals));
    model.scatter(row, peak, new Int32Array(intervals), -1);
  }
}

/** For each step: one over the number of steps in its interval. */
function shares(intervalOf: Int32Array, intervals: number): Float64Array {
  const steps = new Float64Array(intervals);
  for (const n of intervalOf) steps[n]!++;
  return Float64Array.from(intervalOf, (n) => 1 / steps[n]!);
}
