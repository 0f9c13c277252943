import type { Order } from '../../src/market/order.ts';
import { priceOf } from '../../src/market/quanta.ts';
import { readShared } from '../shared.ts';
import { buy, sell } from './orders.ts';

/** An order as the reference cases write it: quantity in any thousand quanta, price in money. */
export interface CaseOrder {
  readonly id: string;
  readonly side: 'buy' | 'sell';
  readonly qty: number;
  readonly price?: number | null;
  readonly who?: string;
}
export interface AuctionCase<Expected> {
  readonly id: string;
  readonly orders: readonly CaseOrder[];
  readonly expected_source: Expected;
}
export interface Independent {
  readonly q: number;
  readonly welfare: number;
  readonly price_interval: readonly [number, number];
}

export const folder = (name: string): string => `reference/market-and-live/${name}`;
const json = (name: string, file: string): unknown => JSON.parse(readShared(`${folder(name)}/${file}`));

export const casesOf = <Expected>(name: string): readonly AuctionCase<Expected>[] =>
  (json(name, 'case.json') as { cases: AuctionCase<Expected>[] }).cases;
export const independentOf = (name: string): Readonly<Record<string, Independent>> =>
  json(name, 'independent.json') as Record<string, Independent>;
export const caseOf = (name: string, file = 'case.json'): unknown => json(name, file);

/** Orders of a case, each of a party of its own unless it names one; a thousand quanta to the unit. */
export const ordersOf = (list: readonly CaseOrder[], quanta = 1000): Order[] =>
  list.map(({ id, side, qty, price, who }, k) =>
    (side === 'buy' ? buy : sell)(
      who ?? `p${k}`,
      Math.round(qty * quanta),
      price === undefined || price === null ? undefined : priceOf(price),
      { id, sequence: k },
    ),
  );

/**
 * Supply and demand of one hour of a day-ahead market as lectures print it: 15 offers and 12 bids, MWh and EUR/MWh, of
 * which 995 MWh clear at 37.5 (P. Pinson, "Renewables in electricity markets", DTU; restated in pymarket, MIT).
 */
export const TEXTBOOK: readonly CaseOrder[] = [
  ...(
    [
      [250, 200],
      [300, 110],
      [120, 100],
      [80, 90],
      [40, 85],
      [70, 75],
      [60, 65],
      [45, 40],
      [30, 38],
      [35, 31],
      [25, 24],
      [10, 21],
    ] as const
  ).map(([qty, price], k) => ({ id: `d${k + 1}`, side: 'buy' as const, qty, price })),
  ...(
    [
      [120, 0],
      [50, 0],
      [200, 15],
      [400, 30],
      [60, 32.5],
      [50, 34],
      [60, 36],
      [100, 37.5],
      [70, 39],
      [50, 40],
      [70, 60],
      [45, 70],
      [50, 100],
      [60, 150],
      [50, 200],
    ] as const
  ).map(([qty, price], k) => ({ id: `g${k + 1}`, side: 'sell' as const, qty, price })),
];
