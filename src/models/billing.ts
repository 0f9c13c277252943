import type { MonthTotals, Totals } from '../core/component.ts';
import type { BillLine, TariffSeries } from '../core/environment.ts';

/** Signals of a connection to the outside. */
export interface MeteredSignals {
  readonly import_kW: string;
  readonly energyCost_money_per_h: string;
  /** Where it can feed in. */
  readonly export_kW?: string;
  readonly exportRevenue_money_per_h?: string;
}

/** The signals that a connection's tariff meters for demand. */
export const metersOf = (
  tariff: TariffSeries,
  signal: string,
): readonly { readonly signal: string; readonly interval_s: number }[] =>
  tariff.metering_s > 0 ? [{ signal, interval_s: tariff.metering_s }] : [];

/** What a connection is contracted for; the power factor is a stated mean, or that of a signal of reactive power. */
export interface Contract {
  readonly powerFactor?: number | { readonly reactive: string };
  readonly contracted_kVA?: number;
}

/** Mean power factor of what was drawn in a month; 1 where nothing was. */
function powerFactorOf({ powerFactor }: Contract, import_kWh: number, month: MonthTotals): { powerFactor?: number } {
  if (powerFactor === undefined) return {};
  if (typeof powerFactor === 'number') return { powerFactor };
  const drawn_kvarh = month.sum(powerFactor.reactive);
  return { powerFactor: import_kWh > 0 ? import_kWh / Math.hypot(import_kWh, drawn_kvarh) : 1 };
}

/**
 * What a connection pays, month by month: energy as its own signals counted it (so that events on prices are in), less
 * what is fed in, and the charges of its tariff on the month's meter.
 */
export function billOf(
  tariff: TariffSeries,
  totals: Totals,
  signals: MeteredSignals,
  contract: Contract = {},
): readonly BillLine[] {
  return totals.months.flatMap((m) => {
    const month = m.meter.label;
    const energy_money = m.sum(signals.energyCost_money_per_h);
    const revenue = signals.exportRevenue_money_per_h;
    const peak =
      tariff.metering_s > 0 ? m.peak(signals.import_kW) : { value: m.max(signals.import_kW), isLowerBound: true };
    const import_kWh = m.sum(signals.import_kW);
    const { contracted_kVA } = contract;
    return [
      { label: 'energy', money: energy_money, month },
      ...(revenue === undefined ? [] : [{ label: 'feed-in', money: -m.sum(revenue), month }]),
      ...tariff.monthlyCharges({
        ...m.meter,
        ...powerFactorOf(contract, import_kWh, m),
        ...(contracted_kVA === undefined ? {} : { contracted_kVA }),
        import_kWh,
        export_kWh: signals.export_kW === undefined ? 0 : m.sum(signals.export_kW),
        peak_kW: peak.value,
        peakIsLowerBound: peak.isLowerBound,
        energy_money,
      }),
    ];
  });
}
