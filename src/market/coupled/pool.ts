import { congestionAccount, lossesAccount } from '../ledger/accounts.ts';
import { moneyOf } from '../quanta.ts';
import type { Trade } from '../trade.ts';
import type { Assembled } from './assemble.ts';
import type { WholeFlows } from './flows.ts';
import type { TransferLine } from './orders.ts';
import type { OwnUseAt } from './result.ts';

/** Who gives or takes in a pool. */
interface Member {
  readonly party: string;
  readonly order: string;
  /** Place in `money`. */
  readonly owner: number;
  readonly quantity: number;
  /** Lines pay no fee: who buys at their other end does. */
  readonly isLine: boolean;
  /** Its price holds the fee. */
  readonly isRetail: boolean;
  readonly source?: string | undefined;
}

/** What the pools paid and got: owners are orders, converters, blocks, storages, lines and losses of lines, one after another. */
export interface Settled {
  readonly trades: readonly Trade[];
  readonly own: readonly OwnUseAt[];
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
 * lines. Lines buy and sell as the account that they name, else the congestion account of the market where they arrive, and the
 * loss account of that market buys what is lost.
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
    source?: string,
    isLine = false,
  ): void => {
    if (signed === 0) return;
    const isSale = signed > 0;
    const isRetail = book.retailers.has(party);
    const quantity = Math.abs(signed);
    const member = { party, order, owner, quantity, isLine, isRetail, source: isSale ? source : undefined };
    (isSale ? pools[node]!.sells : pools[node]!.buys).push(member);
  };
  book.orders.forEach(({ market, slot_ms, side, party, id, attributes }, i) => {
    const signed = side === 'buy' ? -flows.orders[i]! : flows.orders[i]!;
    put(book.nodeOf(market, slot_ms), signed, party, id, i, attributes?.sources?.[0]);
  });
  const converters = book.orders.length;
  book.converters.forEach(({ market, slot_ms, side, party, id, others, source }, c) => {
    const [main, ...rest] = flows.converters[c]!;
    put(book.nodeOf(market, slot_ms), side === 'buy' ? -main! : main!, party, id, converters + c, source);
    for (const [k, other] of others.entries())
      put(book.nodeOf(other.market, other.slot_ms ?? slot_ms), rest[k]!, party, id, converters + c, source);
  });
  const blocks = converters + book.converters.length;
  book.blocks.forEach(({ party, id, items, source }, b) => {
    for (const [k, { market, slot_ms }] of items.entries())
      put(book.nodeOf(market, slot_ms), flows.blocks[b]![k]!, party, id, blocks + b, source);
  });
  const storages = blocks + book.blocks.length;
  book.storages.forEach(({ party, id, market }, s) => {
    book.slots.forEach((slot_ms, t) => {
      const n = book.nodeOf(market, slot_ms);
      put(n, -flows.bought[s]![t]!, party, `${id}:buy`, storages + s);
      put(n, flows.sold[s]![t]!, party, `${id}:sell`, storages + s);
    });
  });
  const firstLine = storages + book.storages.length;
  const losses = firstLine + lines.length;
  lines.forEach(({ line, from, to }, l) => {
    const sent = flows.sent[l]!;
    const [start, end] = sent < 0 ? [to, from] : [from, to];
    const { id } = book.lines[line]!;
    const market = book.markets[end % book.markets.length]!;
    const account = accountOf(book.lines[line]!, market);
    put(start, -Math.abs(sent), account, id, firstLine + l, undefined, true);
    put(end, Math.abs(sent), account, id, firstLine + l, undefined, true);
    put(end, -flows.lost[l]!, lossesAccount(market), id, losses + l, undefined, true);
  });
  return { pools, first: { converters, blocks, storages, lines: firstLine, losses } };
}

/** Who trades for a line that arrives at a market. */
export const accountOf = ({ account }: TransferLine, market: string): string => account ?? congestionAccount(market);

/** By node: whole quanta put in. */
export const volumesOf = (pools: Pools): Float64Array =>
  Float64Array.from(pools, ({ sells }) => sells.reduce((sum, { quantity }) => sum + quantity, 0));

/**
 * Trades of the pools: who gives is paired with who takes in their order, each pair for as much as both have left. All sell at
 * the node's price and buy at it plus the fee; a retailer sells at what buyers pay and buys at what sellers get. What a party
 * gives to itself is taken out first: no trade and no fee.
 * @param prices by node: whole micro-money per thousand quanta; read where something moves
 * @throws RangeError where a product is past exact numbers
 */
export function settle(
  { book }: Assembled,
  { pools, first }: ReturnType<typeof poolsOf>,
  prices: ArrayLike<number>,
): Settled {
  const money = new Float64Array(first.losses + (first.losses - first.lines));
  const trades: Trade[] = [];
  const own: OwnUseAt[] = [];
  const { length } = book.markets;
  let fees = 0;
  pools.forEach(({ sells, buys }, n) => {
    const market = book.markets[n % length]!;
    const slot_ms = book.slots[Math.floor(n / length)]!;
    const price = prices[n]!;
    const withFee = price + book.fees[n % length]!;
    const toSell = sells.map(({ quantity }) => quantity);
    const toBuy = buys.map(({ quantity }) => quantity);
    const take = (s: number, b: number): number => {
      const quantity = Math.min(toSell[s]!, toBuy[b]!);
      toSell[s]! -= quantity;
      toBuy[b]! -= quantity;
      return quantity;
    };
    for (const [s, b] of ownPairs(sells, buys)) {
      const quantity = take(s, b);
      if (quantity === 0) continue;
      const [seller, buyer] = [sells[s]!, buys[b]!];
      // Among a party's own orders it counts at the price, so that what each is worth stays known.
      const worth = moneyOf(quantity, price);
      money[seller.owner]! += worth;
      money[buyer.owner]! -= worth;
      const { party, source } = seller;
      // What lines of one account pass on is nobody's use.
      if (seller.isLine) continue;
      const use = { party, market, slot_ms, sellOrder: seller.order, buyOrder: buyer.order, quantity };
      own.push(source === undefined ? use : { ...use, source });
    }
    let s = 0;
    let b = 0;
    while (s < sells.length && b < buys.length) {
      if (toSell[s] === 0) s++;
      else if (toBuy[b] === 0) b++;
      else {
        const seller = sells[s]!;
        const buyer = buys[b]!;
        const quantity = take(s, b);
        const sellPrice = seller.isRetail ? withFee : price;
        const buyPrice = buyer.isLine || buyer.isRetail ? sellPrice : withFee;
        const sellerGets = moneyOf(quantity, sellPrice);
        const buyerPays = moneyOf(quantity, buyPrice);
        const fee = buyerPays - sellerGets;
        money[seller.owner]! += sellerGets;
        money[buyer.owner]! -= buyerPays;
        fees += fee;
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
          fee,
          ...(seller.source === undefined ? {} : { source: seller.source }),
        });
      }
    }
  });
  return { trades, own, money, first, fees, volumes: volumesOf(pools) };
}

/** Pairs of places of a party's own sale and its own purchase, each in their order; of lines as well that one account trades for. */
function ownPairs(sells: readonly Member[], buys: readonly Member[]): [sell: number, buy: number][] {
  const sellers = new Map<string, number[]>();
  sells.forEach(({ party }, s) => {
    const at = sellers.get(party);
    if (at === undefined) sellers.set(party, [s]);
    else at.push(s);
  });
  return buys.flatMap(({ party }, b) => (sellers.get(party) ?? []).map((s): [number, number] => [s, b]));
}
