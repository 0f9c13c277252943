import type { CostDefault } from '../core/component.ts';

/** What a metre of route costs, supply and return pipe in one trench. */
export const heatRouteCost: CostDefault = {
  currency: 'CNY',
  year: 2025,
  capex_money: 3000,
  fixedOm_per_a: 0.01,
  variableOm_money_per_kWh: 0,
  life_a: 30,
  source: 'ASSUMED 3,000 CNY per metre of route (DN100, laid), 1 % a year, 30 years',
};
