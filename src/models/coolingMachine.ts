import type { CostDefault, Totals } from '../core/component.ts';

/** What machines that cool have in common: what they are sized, paid and judged by. */
export const coolingCost = (capex_money: number, source: string): CostDefault => ({
  currency: 'CNY',
  year: 2025,
  capex_money,
  fixedOm_per_a: 0.02,
  variableOm_money_per_kWh: 0,
  life_a: 20,
  source,
});

/** Hours and coefficient of performance, by the port that drives the machine. */
export function coolingKpis(drive: 'electricity_kW' | 'heat_kW', t: Totals): { running_h: number; cop: number } {
  const drive_kWh = 0 - t.sum(drive);
  return {
    running_h: t.running_h('cooling_kW'),
    cop: drive_kWh > 0 ? t.sum('cooling_kW') / drive_kWh : 0,
  };
}
