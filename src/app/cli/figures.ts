import { labelOf } from '../../report/labels.ts';
import { amount } from './text.ts';

/** What a figure is in words. */
export const wordsOf = (name: string): string => labelOf(name) ?? name;

const named = (names: readonly string[]): readonly (readonly [name: string, words: string])[] =>
  names.map((name) => [name, wordsOf(name)]);

/** Figures that are printed, with their words; the others stand in the summary and the report. */
export const MAIN = named([
  'selfSupplyOnSite',
  'selfSupplyRenewable',
  'selfSupplyPrimary',
  'selfUse',
  'chpEfficiencyHeat',
  'chpEfficiencyCold',
  'primaryEnergySaving',
  'dumpedHeatShare',
  'exergyEfficiency',
  'import_kWh',
  'export_kWh',
  'peakImport_kW',
  'gas_kWh',
  'curtailed_kWh',
  'unserved_kWh',
  'lcoe_money_per_kWh',
  'levelisedHeat_money_per_kWh',
  'levelisedCold_money_per_kWh',
  'levelisedHydrogen_money_per_kg',
]);

/** Of a run against a reference case. */
export const AGAINST = named([
  'billReduction',
  'costReduction',
  'extraInvestment_money',
  'npv_money',
  'payback_a',
  'avoidedAverage_kg',
  'avoidedMarginal_kg',
]);

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
  // So little that three decimals would show none of it.
  if (size < 10 && Math.abs(value) < 0.0005) return `${Number(value.toPrecision(2))} ${unit}`;
  return `${amount(value, size >= 1000 ? 0 : size >= 10 ? 1 : 3)} ${unit}`;
}

/** A change, with its sign; of shares in points of a hundred. */
export function change(value: number, unit: string, like: number): string {
  const text = figure(value, unit, unit === '1' ? 0 : like).replace(/ %$/, ' pp');
  return value > 0 && /[1-9]/.test(text.split(' ')[0]!) ? `+${text}` : text;
}
