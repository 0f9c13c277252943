import { join } from 'node:path';
import type { Live, LiveOptions } from '../../../../src/app/server/live.ts';
import { tradingSite } from '../../../scenario/exchange/tradingSite.ts';
import { folderWith } from '../../site.ts';
import { place } from '../place.ts';

export const START = Date.UTC(2023, 5, 1);
/** Start of the slot of so many quarter hours. */
export const slot = (k: number): number => START + k * 900_000;

/** A twin of a site that trades, in step mode, over HTTP. */
export function floor(more: Parameters<typeof tradingSite>[0] = { hours: 24 }): {
  readonly data: string;
  start(this: void, options?: Partial<LiveOptions>): Promise<Live>;
} {
  const folder = folderWith({ 'trade.yaml': tradingSite(more) });
  const { data, start } = place();
  return {
    data,
    start: (options) => start({ file: join(folder, 'trade.yaml'), http: { host: '127.0.0.1', port: 0 }, ...options }),
  };
}

export const order = (id: string, more: object = {}): object => ({
  id,
  side: 'buy',
  quantity_Wh: 10_000,
  limit_money_per_kWh: 0.2,
  ...more,
});
