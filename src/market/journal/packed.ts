import type { Order } from '../order.ts';
import type { Trade } from '../trade.ts';
import type { CertificatesRecord, ClearingRecord, JournalRecord, OrdersRecord, ReadingsRecord } from './record.ts';

/**
 * Version of the form in which records stand in a journal. In the second, records that come in every slot are written as rows:
 * what all their items share once, and of each item its values alone, in this order.
 *
 *   orders         market, slot_ms and the first sequence; [party, id, quanta (sold +, bought -), limit or null, ...sources]
 *   clearing       [seller, its order, buyer, its order, quanta, buyPrice, sellPrice, buyerPays, sellerGets, source if any]
 *   readings       of the record's own time and version 1: [meter, injected, taken]
 *   certificates   issued [source, kind, owner, quantity, carbon], moved [source, from, to, quantity],
 *                  used [source, by, quantity], taken [account, quanta, scope1_g, scope2_g]
 *
 * A record with an item that says more, or that does not share what the others do, stands as it is, item by item, as all do in
 * the first version. Both are read.
 */
export const JOURNAL_VERSION = 2;

type Row = readonly (string | number | null)[];
type Data = Readonly<Record<string, unknown>>;

const hasKeys = (item: object, count: number): boolean => {
  let found = 0;
  for (const _ in item) found++;
  return found === count;
};

function orderRow(order: Order, market: string, slot_ms: number, sequence: number): Row | undefined {
  const { id, party, side, quantity, limit, attributes } = order;
  const keys = 7 + (limit === undefined ? 0 : 1) + (attributes === undefined ? 0 : 1);
  if (order.market !== market || order.slot_ms !== slot_ms || order.sequence !== sequence) return undefined;
  if ((side !== 'sell' && side !== 'buy') || !(quantity > 0) || !hasKeys(order, keys)) return undefined;
  const row: (string | number | null)[] = [party, id, side === 'sell' ? quantity : -quantity, limit ?? null];
  if (attributes === undefined) return row;
  const { sources } = attributes;
  if (sources === undefined || sources.length === 0 || !hasKeys(attributes, 1)) return undefined;
  row.push(...sources);
  return row;
}

function packOrders(record: OrdersRecord): object {
  const { at_ms, kind, taken, refused } = record;
  const [first] = taken;
  if (first === undefined || !hasKeys(record, 4)) return record;
  const { market, slot_ms, sequence } = first;
  const rows: Row[] = [];
  for (let k = 0; k < taken.length; k++) {
    const row = orderRow(taken[k]!, market, slot_ms, sequence + k);
    if (row === undefined) return record;
    rows.push(row);
  }
  return { at_ms, kind, market, refused, sequence, slot_ms, taken: rows };
}

function unpackOrders({ market, sequence, slot_ms, taken, ...rest }: Data): Data {
  const orders = (taken as Row[]).map(([party, id, quanta, limit, ...sources], k) => ({
    id,
    party,
    market,
    slot_ms,
    side: (quanta as number) > 0 ? 'sell' : 'buy',
    quantity: Math.abs(quanta as number),
    ...(limit === null ? {} : { limit }),
    sequence: (sequence as number) + k,
    ...(sources.length === 0 ? {} : { attributes: { sources } }),
  }));
  return { ...rest, taken: orders };
}

function tradeRow(trade: Trade, market: string, slot_ms: number): Row | undefined {
  const { seller, sellOrder, buyer, buyOrder, quantity, buyPrice, sellPrice, buyerPays, sellerGets, source } = trade;
  if (trade.market !== market || trade.slot_ms !== slot_ms || trade.fee !== buyerPays - sellerGets) return undefined;
  if (!hasKeys(trade, source === undefined ? 12 : 13)) return undefined;
  const row = [seller, sellOrder, buyer, buyOrder, quantity, buyPrice, sellPrice, buyerPays, sellerGets];
  if (source !== undefined) row.push(source);
  return row;
}

function packClearing(record: ClearingRecord): object {
  const { at_ms, interval, kind, market, own, price, slot_ms, trades, volume, welfare } = record;
  const more = [interval, own, price].filter((value) => value !== undefined).length;
  if (!hasKeys(record, 7 + more)) return record;
  const rows: Row[] = [];
  for (const trade of trades) {
    const row = tradeRow(trade, market, slot_ms);
    if (row === undefined) return record;
    rows.push(row);
  }
  const data: Record<string, unknown> = { at_ms };
  if (interval !== undefined) data.interval = interval;
  data.kind = kind;
  data.market = market;
  if (own !== undefined) data.own = own;
  if (price !== undefined) data.price = price;
  data.slot_ms = slot_ms;
  data.trades = rows;
  data.volume = volume;
  data.welfare = welfare;
  return data;
}

const unpackClearing = (data: Data): Data => ({
  ...data,
  trades: (data.trades as Row[]).map(
    ([seller, sellOrder, buyer, buyOrder, quantity, buyPrice, sellPrice, buyerPays, sellerGets, source]) => ({
      market: data.market,
      slot_ms: data.slot_ms,
      seller,
      buyer,
      sellOrder,
      buyOrder,
      quantity,
      buyPrice,
      sellPrice,
      buyerPays,
      sellerGets,
      fee: (buyerPays as number) - (sellerGets as number),
      ...(source === undefined ? {} : { source }),
    }),
  ),
});

function packReadings(record: ReadingsRecord): object {
  const { at_ms, kind, refused, taken } = record;
  if (!hasKeys(record, 4)) return record;
  const rows: Row[] = [];
  for (const reading of taken) {
    if (reading.at_ms !== at_ms || reading.version !== 1 || !hasKeys(reading, 5)) return record;
    rows.push([reading.meter, reading.injected, reading.taken]);
  }
  return { at_ms, kind, refused, taken: rows };
}

const unpackReadings = (data: Data): Data => ({
  ...data,
  taken: (data.taken as Row[]).map(([meter, injected, taken]) => ({
    meter,
    at_ms: data.at_ms,
    injected,
    taken,
    version: 1,
  })),
});

function packCertificates(record: CertificatesRecord): object {
  const { at_ms, expired, issued, kind, market, moved, slot_ms, taken, used } = record;
  if (!hasKeys(record, 9) || issued.some(({ metered, quantity }) => metered !== quantity)) return record;
  return {
    at_ms,
    expired,
    issued: issued.map((one): Row => [one.source, one.kind, one.owner, one.quantity, one.carbon]),
    kind,
    market,
    moved: moved.map(({ source, from, to, quantity }): Row => [source, from, to, quantity]),
    slot_ms,
    taken: taken.map(({ account, quanta, scope1_g, scope2_g }): Row => [account, quanta, scope1_g, scope2_g]),
    used: used.map(({ source, by, quantity }): Row => [source, by, quantity]),
  };
}

const unpackCertificates = (data: Data): Data => ({
  ...data,
  issued: (data.issued as Row[]).map(([source, kind, owner, quantity, carbon]) => ({
    source,
    kind,
    owner,
    metered: quantity,
    quantity,
    carbon,
  })),
  moved: (data.moved as Row[]).map(([source, from, to, quantity]) => ({ source, from, to, quantity })),
  used: (data.used as Row[]).map(([source, by, quantity]) => ({ source, by, quantity })),
  taken: (data.taken as Row[]).map(([account, quanta, scope1_g, scope2_g]) => ({
    account,
    quanta,
    scope1_g,
    scope2_g,
  })),
});

/** A record as a journal has it. */
export function packed(record: unknown): unknown {
  const data = record as JournalRecord;
  for (const name of Object.keys(rowsOf(record))) if (!Array.isArray((record as Data)[name])) return record;
  switch (data.kind) {
    case 'orders':
      return packOrders(data);
    case 'clearing':
      return packClearing(data);
    case 'readings':
      return packReadings(data);
    case 'certificates':
      return packCertificates(data);
    default:
      return record;
  }
}

/** Lists of rows by kind of record: each with how many values a row has, at least and at most. */
const ROWS: Readonly<Record<string, Readonly<Record<string, readonly [least: number, most: number]>>>> = {
  orders: { taken: [4, Number.POSITIVE_INFINITY] },
  clearing: { trades: [9, 10] },
  readings: { taken: [3, 3] },
  certificates: { issued: [5, 5], moved: [4, 4], used: [3, 3], taken: [4, 4] },
};
const UNPACK: Readonly<Record<string, (data: Data) => Data>> = {
  orders: unpackOrders,
  clearing: unpackClearing,
  readings: unpackReadings,
  certificates: unpackCertificates,
};

const rowsOf = (data: unknown): NonNullable<(typeof ROWS)[string]> =>
  (typeof data === 'object' && data !== null && 'kind' in data ? ROWS[String(data.kind)] : undefined) ?? {};
const areRows = (list: unknown, [least, most]: readonly [number, number]): boolean =>
  Array.isArray(list) && list.every((row) => Array.isArray(row) && row.length >= least && row.length <= most);

/** What stands in a journal as the data of a record; as it is, where it is not of rows. Its values are not looked at. */
export function unpacked(data: unknown): unknown {
  const lists = Object.entries(rowsOf(data));
  const isPacked = lists.length > 0 && lists.every(([name, width]) => areRows((data as Data)[name], width));
  return isPacked ? UNPACK[String((data as Data).kind)]!(data as Data) : data;
}
