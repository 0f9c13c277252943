import type { MeterMonth } from './environment.ts';

/** What a run added up of one component: integrals over time, extremes, states. */
export interface Totals {
  readonly hours_h: number;
  /** Integral of a signal over the run: kW gives kWh, kg_per_h kg, money_per_h money, a plain number hours. */
  sum(signal: string): number;
  max(signal: string): number;
  min(signal: string): number;
  /** Hours in which the signal is not zero. */
  running_h(signal: string): number;
  first(state: string): number;
  last(state: string): number;
  /** One per local month of the run. */
  readonly months: readonly MonthTotals[];
}
export interface MonthTotals {
  readonly meter: Omit<MeterMonth, 'import_kWh' | 'export_kWh' | 'demand_kW'>;
  sum(signal: string): number;
  max(signal: string): number;
  /** Highest mean over the intervals of the component's meter of that number; over a longer step its mean, a lower bound. */
  peak(meter: number): { readonly value: number; readonly isLowerBound: boolean };
}

/** A signal whose highest mean over an interval a bill asks for. */
export interface Meter {
  readonly signal: string;
  readonly interval_s: number;
  /** By step of the run: 1 where it counts; everywhere where left out. */
  readonly counts?: Uint8Array | undefined;
  /** Up to which a mean costs nothing more in any case. */
  readonly free_kW?: number;
  /** Label of the line of the bill that asks. */
  readonly line: string;
}
