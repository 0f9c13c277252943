import type { BlockOrder, CoupledBook, TransferLine } from '../../src/market/coupled/orders.ts';
import type { CoupledClearing } from '../../src/market/coupled/result.ts';
import type { Order } from '../../src/market/order.ts';
import { cleared, MILLI, order, QUARTER, SLOT } from '../market/coupled/books.ts';
import { hasShared, readShared } from '../shared.ts';

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
export const welfareOf = async (book: CoupledBook, paradox: 'forbid' | 'uplift'): Promise<CoupledClearing> =>
  cleared(book, ['power'], { paradox });
