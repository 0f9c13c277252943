import type { Run } from '../../core/run.ts';
import { timeAt } from '../../core/timeGrid.ts';
import { type Agent, type AgentView, truthful } from '../../market/agent.ts';
import type { CoupledBook, CoupledRules } from '../../market/coupled/orders.ts';
import { bookClearings, singleOrders } from '../../market/coupled/perBook.ts';
import type { CoupledClearing } from '../../market/coupled/result.ts';
import type { Order, Rejection } from '../../market/order.ts';
import { priceOf } from '../../market/quanta.ts';
import type { Clearing } from '../../market/trade.ts';
import { type Cleared, type CreditCheck, isSound } from './book.ts';
import { type Carrier, innerNodes, transferLines } from './lines.ts';
import { machineOffer, type Offered, perKW } from './machineOffer.ts';
import { constantFees, type Market } from './markets.ts';
import type { Known } from './views.ts';

export type ClearTogether = (book: CoupledBook) => CoupledClearing;
export type OpenCoupled = (markets: readonly string[], rules: CoupledRules) => ClearTogether;

/** What clears the markets of a site together, where somebody is there who can. */
export const openTogether = (
  run: Run,
  markets: readonly Market[],
  carriers: readonly Carrier[],
  k: number,
  open: OpenCoupled | undefined,
): ClearTogether | undefined =>
  open?.([...markets.map(({ id }) => id), ...innerNodes(run, carriers)], {
    k,
    // Beside lines nobody could tell whose energy they bring: there the fee comes on top of the retailer's price.
    retailers: markets.flatMap(({ retailer, isLinked }) =>
      retailer === undefined || isLinked ? [] : [retailer.account],
    ),
  });

/** One market of a slot, and what the parties that sent orders themselves sold there less what they bought. */
export interface ClearedTogether extends Cleared {
  readonly positions: ReadonlyMap<string, number>;
}

/** What came from outside for a slot of all markets. */
export interface FromOutside {
  /** Orders that parties sent themselves, by market, by arrival. */
  readonly received: (market: string) => readonly Order[];
  readonly credit: CreditCheck;
}

const SALE = 'sale';
const PURCHASE = 'purchase';

/**
 * Clears all markets of a slot together: demand, sun and stores as single orders, each machine as one order on every market
 * that it touches, at what it costs beside energy. Prices of one carrier then follow from those of the others in the same
 * slot, where book by book a machine has to guess them. Who sends an order for a market speaks for itself there: its agent is
 * not asked, and its machines that are led there are its own to run.
 * @param views of each market, without machines
 * @returns one clearing for each market
 */
export function clearTogether(
  known: Known,
  i: number,
  views: readonly (readonly AgentView[])[],
  agentOf: (party: string) => Agent,
  clear: ClearTogether,
  sequence: number,
  { received, credit }: FromOutside,
): ClearedTogether[] {
  const { markets, run } = known;
  const slot_ms = timeAt(run.grid, i);
  const given = markets.map(({ id }) => received(id));
  const senders = given.map((orders) => new Set(orders.map(({ party }) => party)));
  const orders: Order[] = [];
  given.forEach((own, m) => {
    for (const order of own) orders.push(priced(known, m, i, { ...order, sequence: sequence + orders.length }));
  });
  const outside = orders.length;
  const taken = new Set(orders.map(({ party, id }) => `${party}/${id}`));
  /** An id that its party has not given to an order of its own. */
  const free = (party: string, id: string): string => (taken.has(`${party}/${id}`) ? free(party, `${id}.a`) : id);
  const refused: Rejection[][] = markets.map(() => []);
  const traded = new Set(markets.flatMap(({ id, isTraded }) => (isTraded ? [id] : [])));
  const isTraded = ({ market }: Order): boolean => traded.has(market);
  const componentOf = new Map<string, string>();
  type Single = Pick<Order, 'party' | 'id' | 'side' | 'quantity' | 'limit' | 'attributes'>;
  const put = (m: number, single: Single, isChecked = true): void => {
    if (single.quantity <= 0) return;
    const id = free(single.party, single.id);
    const order: Order = { ...single, id, market: markets[m]!.id, slot_ms, sequence: sequence + orders.length };
    // What nobody else trades is its party's own affair.
    const reason = isChecked && isTraded(order) ? credit(order) : undefined;
    if (reason === undefined) orders.push(order);
    else refused[m]!.push({ party: order.party, order: order.id, code: 'credit', reason });
  };
  markets.forEach((market, m) => {
    for (const view of views[m]!) {
      if (senders[m]!.has(view.party)) continue;
      const agent = agentOf(view.party);
      agent(view).forEach((wish, k) => {
        if (agent !== truthful && !isSound(view, wish, k, refused[m]!)) return;
        const { component, side, quantity, limit, sources } = wish;
        const id = `${component}.${market.id}.${k}`;
        componentOf.set(`${view.party}/${free(view.party, id)}`, component);
        const attributes = sources === undefined ? {} : { attributes: { sources } };
        const most = limit + (side === 'buy' && limit === view.ceiling ? onTop(market) : 0);
        put(m, { party: view.party, id, side, quantity, limit: most, ...attributes });
      });
    }
    for (const order of retailOrders(known, m, i)) put(m, order, false);
  });
  const offered: Offered[] = [];
  for (const standing of known.standings) {
    const found = machineOffer(known, standing, i, slot_ms, (m) => senders[m]!.has(standing.owner));
    if (found === undefined) continue;
    const { offer, base, spill } = found;
    for (const { m, ...order } of base)
      put(m, { ...order, limit: order.limit + (order.side === 'buy' ? onTop(markets[m]!) : 0) });
    if (offer === undefined) continue;
    const order = { ...offer.order, id: free(standing.owner, offer.order.id) };
    const reason = credit(...singleOrders({ orders: [], converters: [order] }, [slot_ms], 0).filter(isTraded));
    if (reason !== undefined) {
      refused[offer.m]!.push({ party: order.party, order: order.id, code: 'credit', reason });
      continue;
    }
    offered.push({ ...offer, order });
    for (const { m, ...single } of spill) put(m, single);
  }
  const book: CoupledBook = {
    orders,
    converters: offered.map(({ order }) => order),
    lines: transferLines(known, i, slot_ms),
    fees: Object.fromEntries(markets.map(({ id }, m) => [id, feeOf(known, m, i)])),
  };
  const result = clear(book);
  const at = new Map(bookClearings(book, result, sequence).map((one) => [one.market, one]));
  return markets.map((market, m): ClearedTogether => {
    const one = at.get(market.id);
    const scheduled = new Map<string, number>();
    const positions = new Map<string, number>([...senders[m]!].map((party) => [party, 0]));
    const ownOf = new Map<string, number>();
    const add = (sums: Map<string, number>, key: string, quanta: number): void => {
      if (quanta !== 0) sums.set(key, (sums.get(key) ?? 0) + quanta);
    };
    orders.forEach(({ market: id, party, id: order, side }, k) => {
      if (id !== market.id) return;
      const signed = side === 'sell' ? result.filled[k]! : -result.filled[k]!;
      const component = componentOf.get(`${party}/${order}`);
      if (k < outside) add(positions, party, signed);
      else if (component !== undefined) add(scheduled, component, signed);
    });
    offered.forEach(({ component, base, m: main }, k) => {
      if (main === m) add(scheduled, component, base + result.converters[k]!.filled);
    });
    for (const { party, quantity } of one?.own ?? []) add(ownOf, party, quantity);
    const clearing: Clearing = one ?? { volume: 0, welfare: 0, trades: [], filled: [] };
    const own = given[m]!;
    return {
      orders: [...own, ...(one?.orders.slice(own.length) ?? [])],
      received: own.length,
      refused: refused[m]!,
      clearing,
      scheduled,
      positions,
      ownOf,
      price: clearing.price,
    };
  });
}

/** An order at any price comes before all agents: a millionth beyond the highest or lowest that they bid. */
function priced({ prices }: Known, m: number, i: number, order: Order): Order {
  if (order.limit !== undefined) return order;
  const { ceiling, floor } = prices.bounds(m, i);
  return { ...order, limit: order.side === 'buy' ? priceOf(ceiling) + 1 : priceOf(floor) - 1 };
}

/** The fee of a market in a slot; no more than lies between the prices of its retailer, who would serve all otherwise. */
function feeOf({ markets, prices }: Known, m: number, i: number): number {
  const { retailer, isLinked } = markets[m]!;
  const fee = constantFees(markets[m]!);
  const { ceiling, floor } = prices.bounds(m, i);
  return retailer === undefined || isLinked ? fee : Math.min(fee, priceOf(ceiling) - priceOf(floor));
}

/** What buyers pay beyond the highest price that they bid: the fee, where it comes on top of a retailer's. */
const onTop = (market: Market): number => (market.retailer !== undefined && market.isLinked ? constantFees(market) : 0);

/** What the retailer of a market sells and buys in a slot, as far as its connection goes. */
function retailOrders(
  known: Known,
  m: number,
  i: number,
): (Pick<Order, 'party' | 'id' | 'side' | 'quantity'> & { readonly limit: number })[] {
  const market: Market = known.markets[m]!;
  const { retailer, id } = market;
  if (retailer === undefined) return [];
  const { ceiling, floor } = known.prices.bounds(m, i);
  const { lowest, highest } = known.probe.reach(retailer.component, 0, i);
  const quanta = (kW: number): number => Math.floor(Math.max(0, kW) * perKW(known, market));
  const party = retailer.account;
  return [
    { party, id: `${SALE}.${id}`, side: 'sell', quantity: quanta(highest), limit: priceOf(ceiling) },
    { party, id: `${PURCHASE}.${id}`, side: 'buy', quantity: quanta(-lowest), limit: priceOf(floor) + onTop(market) },
  ];
}
