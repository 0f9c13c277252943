import { suffixOf } from '../core/units.ts';
import type { BusSummary, CostSummary, Kpis, Summary } from './summary.ts';

/** Money that is laid out or gained once, however long the run. */
const ONCE: ReadonlySet<string> = new Set(['capex_money', 'extraInvestment_money', 'npv_money', 'equityNpv_money']);
const SUMS: ReadonlySet<string> = new Set(['kWh', 'kg', 'h', 'money']);

/** Whether two runs are so unlike in length that their sums say nothing of each other. */
export const differInLength = (a: Pick<Summary, 'hours_h'>, b: Pick<Summary, 'hours_h'>): boolean =>
  Math.abs(a.hours_h - b.hours_h) > 0.5;

/** Runs as they are where they are of one length, else with all their sums brought to a year. */
export function commensurate(summaries: readonly Summary[]): {
  readonly perYear: boolean;
  readonly summaries: readonly Summary[];
} {
  const perYear = summaries.some((s) => differInLength(s, summaries[0]!));
  return { perYear, summaries: perYear ? summaries.map(ofYear) : summaries };
}

/** What a comparison shows of a run, as if the year went on as the run did; capital laid out stays what it is. */
function ofYear(s: Summary): Summary {
  const by = 1 / s.costs.years_a;
  const kpis = (of: Kpis): Kpis =>
    Object.fromEntries(
      Object.entries(of).map(([name, kpi]) => [
        name,
        SUMS.has(suffixOf(name)) && !ONCE.has(name) ? { ...kpi, value: kpi.value * by } : kpi,
      ]),
    );
  return {
    ...s,
    kpis: kpis(s.kpis),
    costs: costsOf(s.costs, by),
    emissions: times(s.emissions, by, ['gwpMethane']),
    buses: Object.fromEntries(Object.entries(s.buses).map(([id, bus]) => [id, busOf(bus, by)])),
    references: s.references.map((r) => ({ ...r, kpis: kpis(r.kpis) })),
  };
}

/** Every number of a record but those named, times `by`. */
const times = <T extends object>(record: T, by: number, but: readonly (keyof T)[]): T =>
  Object.fromEntries(
    Object.entries(record).map(([key, v]) => [
      key,
      typeof v === 'number' && !but.includes(key as keyof T) ? v * by : (v as unknown),
    ]),
  ) as T;

const costsOf = (costs: CostSummary, by: number): CostSummary => ({
  ...times(costs, by, ['years_a', 'capex_money']),
  components: costs.components.map((c) => times(c, by, ['capex_money', 'life_a'])),
});

const busOf = (bus: BusSummary, by: number): BusSummary => times(bus, by, ['auditWorst']);
