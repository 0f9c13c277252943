import { amount } from './text.ts';

/** Figures that are printed, with their words; the others stand in the summary and the report. */
export const MAIN: readonly (readonly [name: string, words: string])[] = [
  ['selfSupplyOnSite', 'self-supply, made on site'],
  ['selfSupplyRenewable', 'self-supply, sun and wind alone'],
  ['selfSupplyPrimary', 'self-supply in primary energy'],
  ['selfUse', 'own electricity used on site'],
  ['chpEfficiencyHeat', 'CHP efficiency (W + Q) / fuel'],
  ['chpEfficiencyCold', 'CHP efficiency (W + Q + cold) / fuel'],
  ['primaryEnergySaving', 'primary energy saved by CHP'],
  ['dumpedHeatShare', 'recoverable heat dumped'],
  ['exergyEfficiency', 'exergy efficiency'],
  ['import_kWh', 'electricity bought'],
  ['export_kWh', 'electricity sold'],
  ['peakImport_kW', 'highest import'],
  ['gas_kWh', 'gas bought'],
  ['curtailed_kWh', 'electricity curtailed'],
  ['unserved_kWh', 'demand not served'],
  ['lcoe_money_per_kWh', 'levelised cost of electricity'],
  ['levelisedHeat_money_per_kWh', 'levelised cost of heat'],
  ['levelisedCold_money_per_kWh', 'levelised cost of cold'],
  ['levelisedHydrogen_money_per_kg', 'levelised cost of hydrogen'],
];

/** Of a run against a reference case. */
export const AGAINST: readonly (readonly [name: string, words: string])[] = [
  ['billReduction', 'lower bill'],
  ['costReduction', 'lower total cost'],
  ['extraInvestment_money', 'extra investment'],
  ['npv_money', 'net present value'],
  ['payback_a', 'payback'],
  ['avoidedAverage_kg', 'emissions avoided, mean of the grid'],
  ['avoidedMarginal_kg', 'emissions avoided, marginal plants'],
];

/** What a figure is in words. */
export const wordsOf = (name: string): string => [...MAIN, ...AGAINST].find(([known]) => known === name)?.[1] ?? name;

/**
 * A figure with its unit as a person would write it: shares in per cent, large energies in MWh, large masses in t.
 * `like` is a value whose size decides, so that a difference stands in the unit of what it is taken from.
 */
export function figure(value: number, unit: string, like = value): string {
  const size = Math.abs(like);
  if (Math.abs(value) < 1e-6) return unit === '1' ? '0 %' : `0 ${unit}`;
  if (unit === '1') return size <= 10 ? `${amount(100 * value, 1)} %` : amount(value, 1);
  if (unit === 'kWh' && size >= 10_000) return `${amount(value / 1000, 1)} MWh`;
  if (unit === 'kg' && size >= 10_000) return `${amount(value / 1000, 1)} t`;
  return `${amount(value, size >= 1000 ? 0 : size >= 10 ? 1 : 3)} ${unit}`;
}

/** A change, with its sign; of shares in points of a hundred. */
export const change = (value: number, unit: string, like: number): string =>
  `${value > 0 ? '+' : ''}${figure(value, unit, unit === '1' ? 0 : like)}`.replace(/ %$/, ' pp');
