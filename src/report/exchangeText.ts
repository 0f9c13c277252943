import { formatUtc } from '../core/timeGrid.ts';
import { offsetAt, type ZoneRules } from '../core/zone.ts';
import { decimal } from '../market/statement/csv.ts';
import { timeText } from './chartTime.ts';
import { type Html, html } from './htmlText.ts';

const grouped = (whole: string): string => whole.replace(/\B(?=(\d{3})+$)/g, ',');

/** Whole micro-money to the last digit: two decimals as people read them, the other four beside them, smaller. */
export function moneyHtml(micro: number): Html {
  const [whole, part] = decimal(Math.abs(micro), 6).split('.') as [string, string];
  const sign = micro < 0 ? '\u2212' : '';
  return html`${sign}${grouped(whole)}.${part.slice(0, 2)}<small class="micro">${part.slice(2)}</small>`;
}

/** Whole quanta in kWh or kg, to the last digit; nothing where it is 0. */
export function quantityHtml(quanta: number): string {
  if (quanta === 0) return '';
  const [whole, part] = decimal(Math.abs(quanta), 3).split('.') as [string, string];
  return `${quanta < 0 ? '\u2212' : ''}${grouped(whole)}.${part}`;
}

/** An amount, or nothing where it is 0. */
export const amountHtml = (micro: number): Html | string => (micro === 0 ? '' : moneyHtml(micro));

/** `2026-07-01 14:00` by the wall clock. */
export const localText = (zone: ZoneRules, time_ms: number): string =>
  timeText(time_ms + offsetAt(zone, time_ms) * 60_000);

/** The wall clock's time of day, with the offset where a day has two of the same (clocks go back). */
export function clockText(zone: ZoneRules, time_ms: number): string {
  const offset_min = offsetAt(zone, time_ms);
  const wall = localText(zone, time_ms).slice(11);
  const isTwice = [-60, 60, -30, 30].some((shift_min) => {
    const other = time_ms + shift_min * 60_000;
    return offsetAt(zone, other) === offset_min - shift_min;
  });
  return isTwice ? `${wall} (${formatUtc(time_ms).slice(11)})` : wall;
}
