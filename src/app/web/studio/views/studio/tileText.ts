/** Figures of the tiles as text. */
import { change, compactMoney, figure, percent, quantity } from '../../words/format.ts';
import type { Difference, Tile } from './tiles.ts';
import { say } from './words.ts';

export const tileText = ({ value, unit }: Tile, currency: string): string =>
  unit === '1' ? percent(value) : unit === 'money' ? compactMoney(value, currency) : quantity(value, unit, currency);

/** `▼ 12,300 CNY (-0.2 %)`: the sign of the change is its arrow. */
export function differenceText({ unit }: Tile, { by, share }: Difference, currency: string): string {
  const arrow = by < 0 ? '▼' : '▲';
  const size = Math.abs(by);
  if (unit === '1') return `${arrow} ${say('points', { n: figure(size * 100, 2) })}`;
  const amount = unit === 'money' ? compactMoney(size, currency, 3) : quantity(size, unit, currency, 3);
  return share === undefined ? `${arrow} ${amount}` : `${arrow} ${amount} (${change(share)})`;
}
