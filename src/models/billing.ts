import type { Totals } from '../core/component.ts';
import type { BillLine, MeterMonth, TariffSeries } from '../core/environment.ts';

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

/**
 * What a connection pays, month by month: energy as its own signals counted it (so that events on prices are in), less
 * what is fed in, and the charges of its tariff on the month's meter.
 */
export function billOf(
  tariff: TariffSeries,
  totals: Totals,
  signals: MeteredSignals,
  contract: Pick<MeterMonth, 'powerFactor' | 'contracted_kVA'> = {},
): readonly BillLine[] {
  return totals.months.flatMap((m) => {
    const month = m.meter.label;
    const energy_money = m.sum(signals.energyCost_money_per_h);
    const revenue = signals.exportRevenue_money_per_h;
    const peak =
      tariff.metering_s > 0 ? m.peak(signals.import_kW) : { value: m.max(signals.import_kW), isLowerBound: true };
    return [
      { label: 'energy', money: energy_money, month },
      ...(revenue === undefined ? [] : [{ label: 'feed-in', money: -m.sum(revenue), month }]),
      ...tariff.monthlyCharges({
        ...m.meter,
        ...contract,
        import_kWh: m.sum(signals.import_kW),
        export_kWh: signals.export_kW === undefined ? 0 : m.sum(signals.export_kW),
        peak_kW: peak.value,
        peakIsLowerBound: peak.isLowerBound,
        energy_money,
      }),
    ];
  });
}
