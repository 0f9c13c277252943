import { H2_LHV_kWh_per_kg } from '../core/carriers.ts';
import { sumOf } from './flowSums.ts';
import { type KpiList, ratio } from './kpiList.ts';
import type { CostSummary, EmissionSummary, ProductCost } from './summary.ts';

const RULES: Readonly<Record<CostSummary['allocation'], string>> = {
  exergy: 'by exergy',
  energy: 'by energy',
  alternativeProduction: 'by the primary energy of separate production',
  powerBonus: 'by the power bonus method',
};

export function moneyKpis(list: KpiList, costs: CostSummary, emissions: EmissionSummary, served_kWh: number): void {
  list
    .add(
      'bill_money',
      costs.bill_money,
      'All that is billed over the run, less what is paid for sales; without capital.',
    )
    .add(
      'cost_money',
      costs.total_money,
      'Bill, operation and maintenance, price of carbon, and the annuity of capital over the run; existing plant has no capital.',
    )
    .add('capex_money', costs.capex_money, 'Capital laid out, existing plant apart.')
    .add('inventoryChange_money', costs.inventory_money, 'Change of what stores hold, at the mean cost of their bus.');
  const rule = `Cost of final use over its amount, all costs of the site followed through its buses; joint products share ${RULES[costs.allocation]}.`;
  const of = (carrier: string): ProductCost | undefined => costs.products.find((p) => p.product === carrier);
  const NAMES = [
    ['electricity', 'lcoe_money_per_kWh', 'electricityCarbon_kg_per_kWh'],
    ['heat', 'levelisedHeat_money_per_kWh', 'heatCarbon_kg_per_kWh'],
    ['cooling', 'levelisedCold_money_per_kWh', 'coldCarbon_kg_per_kWh'],
  ] as const;
  for (const [carrier, cost, carbon] of NAMES) {
    const reason = `no final use of ${carrier}`;
    list.add(cost, of(carrier)?.levelised_money_per_kWh ?? Number.NaN, rule, reason);
    list.add(
      carbon,
      of(carrier)?.carbon_kg_per_kWh ?? Number.NaN,
      'Scope 1 and scope 2 (location-based) by the same rule.',
      reason,
    );
  }
  list
    .add(
      'levelisedHydrogen_money_per_kg',
      (of('hydrogen')?.levelised_money_per_kWh ?? Number.NaN) * H2_LHV_kWh_per_kg,
      rule,
      'no final use of hydrogen',
    )
    .add(
      'costPerFinalUse_money_per_kWh',
      ratio(costs.total_money, served_kWh),
      'All costs over all final use, whatever the carrier.',
    );
  list
    .add(
      'scope1_kg',
      emissions.scope1_kg,
      `Fossil CO2 emitted on site, and methane at ${emissions.gwpMethane} kg of CO2 per kg over 100 years.`,
    )
    .add('scope2Location_kg', emissions.scope2Location_kg, "Bought energy by the grid's mean; sales never netted.")
    .add('scope2Market_kg', emissions.scope2Market_kg, 'Bought energy by contract; sales never netted.')
    .add(
      'scope3_kg',
      emissions.scope3_kg,
      'Category 3: supply of bought fuels and electricity, and losses of the grid.',
    )
    .add('biogenicCo2_kg', emissions.biogenicCo2_kg, 'CO2 of biogenic carbon, outside the scopes.')
    .add('methane_kg', emissions.methane_kg, 'Methane slip on site, in scope 1 by its equivalent.')
    .add('nox_kg', emissions.nox_kg, 'Nitrogen oxides, as NO2.')
    .add('water_kg', emissions.water_kg, 'Water drawn.');
}

/** Final use less what was not served, of all energy carriers. */
export const servedOf = (
  buses: Readonly<Record<string, { readonly unit: string; readonly finalUse: number; readonly unserved: number }>>,
): number => sumOf(Object.values(buses).map((b) => (b.unit === 'kWh' ? b.finalUse - b.unserved : 0)));
