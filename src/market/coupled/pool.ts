import { moneyOf } from '../quanta.ts';
import type { Trade } from '../trade.ts';
import type { Assembled } from './assemble.ts';
import type { WholeFlows } from './flows.ts';

/** Who gives or takes in a pool. */
interface Member {
  readonly party: string;
  readonly order: string;
  /** Place in `money`. */
  readonly owner: number;
  readonly quantity: number;
  /** Lines pay no fee: who buys at their other end does. */
  readonly isLine: boolean;
  readonly source?: string | undefined;
}

/** What the pools paid and got: owners are orders, converters, blocks, storages, lines and losses of lines, one after another. */
export interface Settled {
  readonly trades: readonly Trade[];
  /** By owner: got less paid, whole micro-money. */
  readonly money: Float64Array;
  readonly first: {
    readonly converters: number;
    readonly blocks: number;
    readonly storages: number;
    readonly lines: number;
    readonly losses: number;
  };
  readonly fees: number;
  /** By node: whole quanta put in. */
  readonly volumes: Float64Array;
}

export type Pools = readonly { readonly sells: readonly Member[]; readonly buys: readonly Member[] }[];

/**
 * Who gives and who takes at each node, in an order of their own: orders by party and id, then converters, blocks, storages and
 * lines. Lines buy and sell as the congestion account of the market where they arrive, and the loss account of that market buys
 * what is lost.
 */
export function poolsOf(
  { book, lines }: Assembled,
  flows: WholeFlows,
): { readonly pools: Pools; readonly first: Settled['first'] } {
  const pools = Array.from({ length: book.nodes }, () => ({ sells: [] as Member[], buys: [] as Member[] }));
  const put = (
    node: number,
    signed: number,
    party: string,
    order: string,
    owner: number,
    isLine = false,
    source?: string,
  ): void => {
    if (signed === 0) return;
    const member = { party, order, owner, quantity: Math.abs(signed), isLine, source };
    (signed > 0 ? pools[node]!.sells : pools[node]!.buys).push(member);
  };
  book.orders.forEach(({ market, slot_ms, side, party, id, attributes }, i) => {
    const signed = side === 'buy' ? -flows.orders[i]! : flows.orders[i]!;
    put(
      book.nodeOf(market, slot_ms),
      signed,
      party,
      id,
      i,
      false,
      side === 'sell' ? attributes?.sources?.[0] : undefined,
    );
  });
  const converters = book.orders.length;
  book.converters.forEach(({ market, slot_ms, side, party, id, others }, c) => {
    const [main, ...rest] = flows.converters[c]!;
    put(book.nodeOf(market, slot_ms), side === 'buy' ? -main! : main!, party, id, converters + c);
    for (const [k, other] of others.entries())
      put(book.nodeOf(other.market, slot_ms), rest[k]!, party, id, converters + c);
  });
  const blocks = converters + book.converters.length;
  book.blocks.forEach(({ party, id, items }, b) => {
    for (const [k, { market, slot_ms }] of items.entries())
      put(book.nodeOf(market, slot_ms), flows.blocks[b]![k]!, party, id, blocks + b);
  });
  const storages = blocks + book.blocks.length;
  book.storages.forEach(({ party, id, market }, s) => {
    book.slots.forEach((slot_ms, t) => {
      const n = book.nodeOf(market, slot_ms);
      put(n, -flows.bought[s]![t]!, party, id, storages + s);
      put(n, flows.sold[s]![t]!, party, id, storages + s);
    });
  });
  const firstLine = storages + book.storages.length;
  const losses = firstLine + lines.length;
  lines.forEach(({ line, from, to }, l) => {
    const sent = flows.sent[l]!;
    const [start, end] = sent < 0 ? [to, from] : [from, to];
    const { id } = book.lines[line]!;
    const market = book.markets[end % book.markets.length]!;
    put(start, -Math.abs(sent), `congestion:${market}`, id, firstLine + l, true);
    put(end, Math.abs(sent), `congestion:${market}`, id, firstLine + l, true);
    put(end, -flows.lost[l]!, `losses:${market}`, id, losses + l, true);
  });
  return { pools, first: { converters, blocks, storages, lines: firstLine, losses } };
}

/** By node: whole quanta put in. */
export const volumesOf = (pools: Pools): Float64Array =>
  Float64Array.from(pools, ({ sells }) => sells.reduce((sum, { quantity }) => sum + quantity, 0));

/**
 * Trades of the pools: who gives is paired with who takes in their order, each pair for as much as both have left. All sell at
 * the node's price and buy at it plus the fee.
 * @param prices by node: whole micro-money per thousand quanta; read where something moves
 * @throws RangeError where a product is past exact numbers
 */
export function settle(
  { book }: Assembled,
  { pools, first }: ReturnType<typeof poolsOf>,
  prices: ArrayLike<number>,
): Settled {
  const owners = first.losses + (first.losses - first.lines);
  const money = new Float64Array(owners);
  const trades: Trade[] = [];
  let fees = 0;
  const { length } = book.markets;
  pools.forEach(({ sells, buys }, n) => {
    const market = book.markets[n % length]!;
    const slot_ms = book.slots[Math.floor(n / length)]!;
    const sellPrice = prices[n]!;
    let s = 0;
    let b = 0;
    let toSell = sells[0]?.quantity ?? 0;
    let toBuy = buys[0]?.quantity ?? 0;
    while (s < sells.length && b < buys.length) {
      const seller = sells[s]!;
      const buyer = buys[b]!;
      const quantity = Math.min(toSell, toBuy);
      const buyPrice = buyer.isLine ? sellPrice : sellPrice + book.fees[n % length]!;
      const sellerGets = moneyOf(quantity, sellPrice);
      const buyerPays = moneyOf(quantity, buyPrice);
      money[seller.owner]! += sellerGets;
      money[buyer.owner]! -= buyerPays;
      fees += buyerPays - sellerGets;
      trades.push({
        market,
        slot_ms,
        seller: seller.party,
        buyer: buyer.party,
        sellOrder: seller.order,
        buyOrder: buyer.order,
        quantity,
        buyPrice,
        sellPrice,
        buyerPays,
        sellerGets,
        fee: buyerPays - sellerGets,
        ...(seller.source === undefined ? {} : { source: seller.source }),
      });
      toSell -= quantity;
      toBuy -= quantity;
      if (toSell === 0) toSell = sells[++s]?.quantity ?? 0;
      if (toBuy === 0) toBuy = buys[++b]?.quantity ?? 0;
    }
  });
  return { trades, money, first, fees, volumes: volumesOf(pools) };
}
