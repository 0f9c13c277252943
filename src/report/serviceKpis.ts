import { sumOf } from './flowSums.ts';
import { type KpiList, ratio } from './kpiList.ts';
import type { BusSummary } from './summary.ts';
import type { Tally } from './tally.ts';

/** What was bought, sold, not served and not used. */
export function serviceKpis(list: KpiList, tally: Tally, buses: Readonly<Record<string, BusSummary>>): void {
  const energy = Object.values(buses).filter((b) => b.unit === 'kWh');
  const over = (of: readonly BusSummary[], key: 'unserved' | 'shed' | 'dumped' | 'curtailed' | 'purchase' | 'sale') =>
    sumOf(of.map((b) => b[key]));
  const on = (carrier: string): BusSummary[] => energy.filter((b) => b.carrier === carrier);
  const electricity = on('electricity');
  const made = sumOf(electricity.map((b) => b.generation + b.conversion));
  list
    .add('import_kWh', over(electricity, 'purchase'), 'Electricity bought.')
    .add('export_kWh', over(electricity, 'sale'), 'Electricity sold; never subtracted from what is bought.')
    .add(
      'peakImport_kW',
      tally.peakPurchase_kW,
      'Highest electric power bought at once, as the mean over a step of the run.',
    )
    .add('gas_kWh', over(on('gas'), 'purchase'), 'Gas bought, lower heating value.')
    .add(
      'unserved_kWh',
      over(energy, 'unserved') + over(energy, 'shed'),
      'Demand of any energy carrier that was not served, cut demand included.',
    )
    .add('unserved_h', tally.unserved_h, 'Hours in which any demand was not served in full.')
    .add('curtailed_kWh', over(electricity, 'curtailed'), 'Electricity that could have been made and had no use.')
    .add('curtailedShare', ratio(over(electricity, 'curtailed'), made), 'Of the electricity generated on site.')
    .add(
      'dumpedHeat_kWh',
      over(on('heat'), 'dumped') + over(on('steam'), 'dumped'),
      'Heat let go at buses of heat and steam through their closers, from any origin; what cooling towers reject is not in it.',
    );
}
