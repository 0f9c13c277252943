import { z } from 'zod';
import type { Meter, MonthTotals, Totals } from '../core/component.ts';
import { billedDemand_kW, demandLabel } from '../core/demandCharge.ts';
import type { BillLine, TariffSeries } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';

/** Signals of a connection to the outside. */
export interface MeteredSignals {
  readonly import_kW: string;
  readonly energyCost_money_per_h: string;
  /** Where it can feed in. */
  readonly export_kW?: string;
  readonly exportRevenue_money_per_h?: string;
}

/** What a connection's tariff meters for demand, a meter for each of its charges. */
export const metersOf = (tariff: TariffSeries, signal: string): readonly Meter[] =>
  tariff.demand.map((charge) => ({
    signal,
    interval_s: charge.metering_s,
    counts: charge.counts,
    free_kW: charge.least_kW / charge.raise,
    line: demandLabel(charge),
  }));

/** Highest means of months before the run, by demand charge of the tariff. The last is that right before the run. */
export const DemandBefore = z
  .record(z.string(), z.array(z.number().nonnegative()))
  .default({})
  .describe(
    'by demand charge of the tariff: highest means of the months before the run, kW, the last right before it, for what looks back. ASSUMED none, and a warning where the tariff looks back',
  );
export type DemandBefore = z.infer<typeof DemandBefore>;

/** @throws ConfigError naming the demand charges that the tariff has */
export function checkDemandBefore(tariff: TariffSeries, before: DemandBefore): void {
  const known = tariff.demand.filter(({ lookBack }) => lookBack.length > 0).map(({ name }) => name);
  const issues = Object.keys(before)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      file: '',
      path: `demandBefore_kW.${name}`,
      message: `tariff "${tariff.id}" has no demand charge "${name}" that looks back; ${known.length > 0 ? `those that do are ${known.join(', ')}` : 'none of its charges does'}`,
    }));
  if (issues.length > 0) throw new ConfigError(issues);
}

/** What is taken for granted of months before the run. */
export const demandCautions = ({ id, demand }: TariffSeries, before: DemandBefore): readonly string[] =>
  demand
    .filter(({ name, lookBack }) => lookBack.length > 0 && (before[name] ?? []).length === 0)
    .map(
      ({ name }) =>
        `demand charge "${name}" of tariff "${id}" looks back at months before the run, whose highest draws are not known and count as 0; give demandBefore_kW: { ${name}: [...] }`,
    );

/** What a connection is contracted for; the power factor is a stated mean, or that of a signal of reactive power. */
export interface Contract {
  readonly powerFactor?: number | { readonly reactive: string };
  readonly contracted_kVA?: number;
  readonly demandBefore_kW?: DemandBefore;
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
  const months = totals.months.map(({ meter }) => meter);
  const metered = tariff.demand.map((_, n) => totals.months.map((m) => m.peak(n).value));
  return totals.months.flatMap((m, at) => {
    const month = m.meter.label;
    const energy_money = m.sum(signals.energyCost_money_per_h);
    const revenue = signals.exportRevenue_money_per_h;
    const import_kWh = m.sum(signals.import_kW);
    const { contracted_kVA } = contract;
    return [
      { label: 'energy', part: 'energy', money: energy_money, month },
      ...(revenue === undefined ? [] : [{ label: 'feed-in', part: 'feedIn' as const, money: -m.sum(revenue), month }]),
      ...tariff.monthlyCharges({
        ...m.meter,
        ...powerFactorOf(contract, import_kWh, m),
        ...(contracted_kVA === undefined ? {} : { contracted_kVA }),
        import_kWh,
        export_kWh: signals.export_kW === undefined ? 0 : m.sum(signals.export_kW),
        demand_kW: tariff.demand.map((charge, n) =>
          billedDemand_kW(charge, months, at, metered[n]!, contract.demandBefore_kW?.[charge.name]),
        ),
        energy_money,
      }),
    ];
  });
}
