import type { Carrier } from '../core/carriers.ts';
import type { BurdenFlow } from './burdenFlow.ts';
import { sumOf } from './flowSums.ts';
import type { BusSummary, ProductCost } from './summary.ts';

const LABELS: Readonly<Record<Carrier, string>> = {
  electricity: 'Electricity',
  gas: 'Gas',
  heat: 'Heat',
  steam: 'Steam',
  cooling: 'Cooling',
  hydrogen: 'Hydrogen',
  oxygen: 'Oxygen',
  co2: 'CO2',
  water: 'Water',
};

/** Cost and carbon of each carrier's final use, of demands themselves, and what no use bears: together all of both. */
export function productCosts(
  buses: Readonly<Record<string, BusSummary>>,
  cost: BurdenFlow,
  carbon: BurdenFlow,
): ProductCost[] {
  const products = [...cost.finalUse].map(([carrier, cost_money]): ProductCost => {
    const on = Object.values(buses).filter((b) => b.carrier === carrier);
    const unit = on[0]?.unit ?? 'kWh';
    const amount = sumOf(on.map((b) => b.finalUse - b.unserved));
    const carbon_kg = carbon.finalUse.get(carrier) ?? 0;
    const each =
      amount <= 0
        ? {}
        : unit === 'kWh'
          ? { levelised_money_per_kWh: cost_money / amount, carbon_kg_per_kWh: carbon_kg / amount }
          : { levelised_money_per_kg: cost_money / amount, carbon_kg_per_kg: carbon_kg / amount };
    return { product: carrier, label: LABELS[carrier], amount, unit, cost_money, carbon_kg, ...each };
  });
  const rest = (product: string, label: string, key: 'atDemand' | 'unassigned'): ProductCost[] =>
    cost[key] === 0 && carbon[key] === 0
      ? []
      : [{ product, label, amount: 0, unit: 'kWh', cost_money: cost[key], carbon_kg: carbon[key] }];
  return [
    ...products,
    ...rest('atDemand', 'At the demand itself (lamps, fuel burnt by users)', 'atDemand'),
    ...rest('unassigned', 'Borne by no use', 'unassigned'),
  ];
}
