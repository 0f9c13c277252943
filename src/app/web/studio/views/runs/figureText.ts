import { change, percent, quantity } from '../../words/format.ts';
import { type Figure, wordsOf } from './runs.ts';
import { say } from './words.ts';

const NAMED = [
  'cost',
  'carbon',
  'import_kWh',
  'export_kWh',
  'electricityUse_kWh',
  'peakImport_kW',
  'gas_kWh',
  'unserved_kWh',
  'selfSupplyOnSite',
  'selfSupplyRenewable',
  'bill_money',
] as const;
type Named = (typeof NAMED)[number];
const isNamed = (id: string): id is Named => (NAMED as readonly string[]).includes(id);

/** What a figure is called in the language of the page; those of kinds by their own names as words. */
export function nameOf({ id, bus, direction }: Omit<Figure, 'value' | 'unit'>): string {
  if (bus !== undefined && direction !== undefined) return say(direction, { bus });
  return isNamed(id) ? say(id) : wordsOf(id);
}

export function valueText(value: number, unit: string, currency: string): string {
  if (unit === '1') return percent(value);
  return quantity(value, unit === currency ? 'money' : unit, currency);
}

/** A difference with its sign; shares differ by points of percent, all else also relatively. */
export function differenceText(difference: number, share: number, unit: string, currency: string): string {
  if (!Number.isFinite(difference)) return '–';
  if (difference === 0) return '=';
  const sign = difference > 0 ? '+' : '−';
  const size = valueText(Math.abs(difference), unit, currency);
  return Number.isFinite(share) && unit !== '1' ? `${sign}${size} (${change(share)})` : `${sign}${size}`;
}
