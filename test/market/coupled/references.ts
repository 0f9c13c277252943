import type { BlockOrder, CoupledBook, TransferLine } from '../../../src/market/coupled/orders.ts';
import type { Order } from '../../../src/market/order.ts';
import { hasShared, readShared } from '../../shared.ts';
import { MILLI, order, QUARTER, SLOT } from './books.ts';

const FOLDER = 'reference/market-and-live';

export interface BlockCase {
  readonly id: string;
  readonly hours: number;
  readonly simple: readonly (readonly [id: string, volume: number, price: number | readonly number[], least: number])[];
  readonly blocks: readonly {
    readonly id: string;
    readonly vol: readonly number[];
    readonly price: number;
    readonly mar: number;
    readonly parent?: string;
  }[];
  readonly expected_source: {
    readonly price?: readonly number[];
    readonly supply?: readonly number[];
    readonly accept?: Readonly<Record<string, number>>;
  };
  readonly no_pab_binds?: boolean;
}
export interface ZoneCase {
  readonly id: string;
  readonly lines: readonly (readonly [string, string, number])[];
  readonly demand: readonly (readonly [string, number, number])[];
  readonly supply: readonly (readonly [string, number, number])[];
  readonly expected_source: {
    readonly price: Readonly<Record<string, number>>;
    readonly supply: Readonly<Record<string, number>>;
  };
}

const read = <T>(path: string): T => JSON.parse(readShared(`${FOLDER}/${path}`)) as T;
export const blockCases = (): readonly BlockCase[] =>
  hasShared ? read<{ cases: readonly BlockCase[] }>('block-orders/case.json').cases : [];
export const blockWelfares = (): Readonly<
  Record<string, { readonly welfare_optimum: number; readonly welfare_source: number }>
> => (hasShared ? read('block-orders/independent.json') : {});
export const zoneCases = (): readonly ZoneCase[] =>
  hasShared ? read<{ cases: readonly ZoneCase[] }>('coupled-zones/case.json').cases : [];

const at = (value: number | readonly number[], hour: number): number =>
  typeof value === 'number' ? value : value[hour]!;

/** Units become thousands of quanta, prices per unit thousandths of money. A minimum acceptance makes a block of one item. */
export function blockBook({ hours, simple, blocks }: BlockCase): CoupledBook {
  const slots = Array.from({ length: hours }, (_, h) => SLOT + h * QUARTER);
  const orders: Order[] = [];
  const all: BlockOrder[] = [];
  for (const [id, volume, price, least] of simple)
    slots.forEach((slot_ms, h) => {
      const quantity = volume * 1000;
      if (least === 0)
        orders.push(
          order(id, quantity < 0 ? 'buy' : 'sell', Math.abs(quantity), at(price, h) * MILLI, { id: `h${h}`, slot_ms }),
        );
      else
        all.push({
          id: `h${h}`,
          party: id,
          items: [{ market: 'power', slot_ms, quantity }],
          limit: volume * at(price, h) * MILLI,
          leastShare: least,
        });
    });
  for (const { id, vol, price, mar, parent } of blocks)
    all.push({
      id,
      party: 'blocks',
      items: vol.map((volume, h) => ({ market: 'power', slot_ms: slots[h]!, quantity: volume * 1000 })),
      limit: vol.reduce((sum, v) => sum + v, 0) * price * MILLI,
      leastShare: mar,
      ...(parent === undefined ? {} : { parent }),
    });
  return { orders, blocks: all };
}

export function zoneBook({ lines, demand, supply }: ZoneCase): {
  readonly book: CoupledBook;
  readonly markets: string[];
} {
  const markets = [...new Set(demand.map(([zone]) => zone))];
  const orders = [
    ...demand.map(([market, q, price]) => order(`d-${market}`, 'buy', q * 1000, price * MILLI, { market })),
    ...supply.map(([market, q, price]) => order(`g-${market}`, 'sell', q * 1000, price * MILLI, { market })),
  ];
  const all: TransferLine[] = lines.map(([from, to, capacity]) => ({
    id: `${from}-${to}`,
    from,
    to,
    capacity: capacity * 1000,
    back: capacity * 1000,
  }));
  return { book: { orders, lines: all }, markets };
}

/** In the units of the references. */
export const unitsOf = (microMoney: number): number => microMoney / MILLI;

export interface AuctionCase {
  readonly id: string;
  readonly orders: readonly {
    readonly id: string;
    readonly side: Order['side'];
    readonly qty: number;
    readonly price: number;
  }[];
}
export interface AuctionAnswer {
  readonly q: number;
  readonly welfare: number;
  readonly price_interval: readonly [number, number];
}
/** Auctions of one market, with what the independent calculation says of each. */
export const auctionCases = (): readonly (readonly [AuctionCase, AuctionAnswer])[] =>
  hasShared
    ? ['double-auction-unit-orders', 'pay-as-clear-supply-stack'].flatMap((folder) => {
        const answers = read<Record<string, AuctionAnswer>>(`${folder}/independent.json`);
        return read<{ cases: readonly AuctionCase[] }>(`${folder}/case.json`).cases.map(
          (c) => [c, answers[c.id]!] as const,
        );
      })
    : [];
export const auctionBook = ({ orders }: AuctionCase): CoupledBook => ({
  orders: orders.map(({ id, side, qty, price }) => order(id, side, Math.round(qty * 1000), Math.round(price * MILLI))),
});

/** Units of a line's two ends, with what each may give at which cost, and where they were scheduled. */
export interface RedispatchCase {
  readonly line: number;
  readonly units: readonly (readonly [id: string, zone: string, capacity: number, cost: number])[];
  readonly demand_S: number;
  readonly cases: readonly {
    readonly id: string;
    readonly schedule: readonly number[];
    readonly expected_source: { readonly delta: readonly number[] };
  }[];
}
export const redispatchCase = (): RedispatchCase | undefined =>
  hasShared ? read('redispatch-two-bus/case.json') : undefined;

/**
 * Redispatch as a book: what is scheduled is sold at any price, and each unit offers to buy its share of it back, or to give
 * more, at its cost.
 */
export function redispatchBook({ line, units, demand_S }: RedispatchCase, schedule: readonly number[]): CoupledBook {
  const orders: Order[] = [order('demand', 'buy', demand_S * 1000, undefined, { market: 'S' })];
  units.forEach(([id, market, capacity, cost], u) => {
    const given = schedule[u]! * 1000;
    const put = (name: string, side: Order['side'], quantity: number, limit: number | undefined): void => {
      if (quantity > 0) orders.push(order(id, side, quantity, limit, { id: name, market }));
    };
    put('scheduled', 'sell', given, undefined);
    put('back', 'buy', given, cost * MILLI);
    put('more', 'sell', capacity * 1000 - given, cost * MILLI);
  });
  return { orders, lines: [{ id: 'N-S', from: 'N', to: 'S', capacity: line * 1000, back: line * 1000 }] };
}
/** What each unit gives more or less than was scheduled, in units. */
export const redispatched = ({ units }: RedispatchCase, book: CoupledBook, filled: readonly number[]): number[] =>
  units.map(([id]) =>
    book.orders.reduce((sum, o, i) => {
      if (o.party !== id || o.id === 'scheduled') return sum;
      return sum + (o.side === 'sell' ? filled[i]! : -filled[i]!) / 1000;
    }, 0),
  );
