import { timeAt } from '../../core/timeGrid.ts';
import { type Agent, type AgentView, truthful } from '../../market/agent.ts';
import type { ConverterOrder, CoupledBook } from '../../market/coupled/orders.ts';
import { bookClearings } from '../../market/coupled/perBook.ts';
import type { CoupledClearing } from '../../market/coupled/result.ts';
import type { Order, Rejection } from '../../market/order.ts';
import { priceOf } from '../../market/quanta.ts';
import type { Clearing } from '../../market/trade.ts';
import { type Cleared, isSound } from './book.ts';
import { machineBlocks } from './machine.ts';
import type { Market } from './markets.ts';
import type { Standing } from './standing.ts';
import type { Known } from './views.ts';

export type ClearTogether = (book: CoupledBook) => CoupledClearing;

/** A converter's order, and what its machine gives or takes at its main market whatever comes. */
interface Offered {
  readonly component: string;
  readonly order: ConverterOrder;
  readonly m: number;
  readonly base: number;
}

/** What a party that lets by-products go unused bids for them. */
const SPILL = 'spill';
const EPS = 1e-6;

/**
 * Clears all markets of a slot together: demand, sun and stores as single orders, each machine as one order on every market
 * that it touches, at what it costs beside energy. Prices of one carrier then follow from those of the others in the same
 * slot, where book by book a machine has to guess them.
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
): Cleared[] {
  const { markets, run } = known;
  const orders: Order[] = [];
  const refused: Rejection[][] = markets.map(() => []);
  const componentOf = new Map<string, string>();
  const slot_ms = timeAt(run.grid, i);
  const put = (
    m: number,
    party: string,
    id: string,
    side: Order['side'],
    quantity: number,
    limit: number,
    sources?: readonly string[],
  ): void => {
    if (quantity <= 0) return;
    orders.push({
      id,
      party,
      market: markets[m]!.id,
      slot_ms,
      side,
      quantity,
      limit,
      sequence: sequence + orders.length,
      ...(sources === undefined ? {} : { attributes: { sources } }),
    });
  };
  markets.forEach((market, m) => {
    for (const view of views[m]!) {
      const agent = agentOf(view.party);
      const fee = priceOf(market.fee);
      agent(view).forEach((wish, k) => {
        if (agent !== truthful && !isSound(view, wish, k, refused[m]!)) return;
        const { component, side, quantity, limit, sources } = wish;
        const id = `${component}.${market.id}.${k}`;
        componentOf.set(`${view.party}/${id}`, component);
        // The fee comes on top of the price, from whoever energy is bought.
        put(m, view.party, id, side, quantity, side === 'buy' && limit === view.ceiling ? limit + fee : limit, sources);
      });
    }
    const { retailer } = market;
    if (retailer === undefined) return;
    const { ceiling, floor } = known.prices.bounds(m, i);
    const { lowest, highest } = known.probe.reach(retailer.component, 0, i);
    const quanta = (kW: number): number => Math.floor(kW * perKW(known, market));
    put(m, retailer.account, `${SALE}.${market.id}`, 'sell', quanta(Math.max(0, highest)), priceOf(ceiling));
    const most = quanta(Math.max(0, -lowest));
    put(m, retailer.account, `${PURCHASE}.${market.id}`, 'buy', most, priceOf(floor) + priceOf(market.fee));
  });
  const offered = known.standings.flatMap((standing) => {
    const found = offerOf(known, standing, i, slot_ms);
    if (found === undefined) return [];
    for (const { m, party, id, quantity, side, limit } of found.beside) put(m, party, id, side, quantity, limit);
    return found.offer === undefined ? [] : [found.offer];
  });
  const book: CoupledBook = { orders, converters: offered.map(({ order }) => order) };
  const result = clear(book);
  const clearings = bookClearings(book, result, sequence);
  const at = new Map(clearings.map((one) => [one.market, one]));
  return markets.map((market, m): Cleared => {
    const one = at.get(market.id);
    const scheduled = new Map<string, number>();
    const ownOf = new Map<string, number>();
    const add = (component: string, quanta: number): void => {
      if (quanta !== 0) scheduled.set(component, (scheduled.get(component) ?? 0) + quanta);
    };
    orders.forEach((order, k) => {
      if (order.market !== market.id) return;
      const component = componentOf.get(`${order.party}/${order.id}`);
      if (component !== undefined) add(component, order.side === 'sell' ? result.filled[k]! : -result.filled[k]!);
    });
    offered.forEach(({ component, base, m: main }, k) => {
      if (main === m) add(component, base + result.converters[k]!.filled);
    });
    for (const { party, quantity } of one?.own ?? []) ownOf.set(party, (ownOf.get(party) ?? 0) + quantity);
    const clearing: Clearing = one ?? { volume: 0, welfare: 0, trades: [], filled: [] };
    return {
      orders: one?.orders ?? [],
      received: 0,
      refused: refused[m]!,
      clearing,
      scheduled,
      ownOf,
      price: clearing.price,
    };
  });
}

const SALE = 'sale';
const PURCHASE = 'purchase';

interface Beside {
  readonly m: number;
  readonly party: string;
  readonly id: string;
  readonly side: Order['side'];
  readonly quantity: number;
  readonly limit: number;
}

/** A machine as one order, with what it must give anyway and what may go unused beside it as single orders. */
function offerOf(
  known: Known,
  { component, part, owner, leads }: Standing,
  i: number,
  slot_ms: number,
): { readonly offer: Offered | undefined; readonly beside: readonly Beside[] } | undefined {
  const { run, markets, probe, beside: costs, marketOfBus } = known;
  const lead = leads[0];
  if (part !== 'machine' || lead === undefined) return undefined;
  const c = run.components[component]!;
  const main = marketOfBus[c.ports[lead.port]!.bus]!;
  const x = probe.up(component, lead.index, i);
  const { lowest, highest } = probe.reach(component, lead.index, i, x);
  const base_kW = Math.max(0, lowest);
  const beside: Beside[] = [];
  const quantaOf = (m: number, kW: number): number => Math.round(kW * perKW(known, markets[m]!));
  if (base_kW > EPS) {
    const y = probe.led(component, lead.index, base_kW, i, x);
    c.ports.forEach(({ bus }, p) => {
      const m = bus < 0 ? -1 : marketOfBus[bus]!;
      if (m < 0 || Math.abs(y[p]!) <= EPS) return;
      const { ceiling, floor } = known.prices.bounds(m, i);
      const side = y[p]! > 0 ? 'sell' : 'buy';
      const limit = side === 'sell' ? priceOf(floor) : priceOf(ceiling) + priceOf(markets[m]!.fee);
      beside.push({ m, party: owner, id: `${c.id}.base.${p}`, side, quantity: quantaOf(m, Math.abs(y[p]!)), limit });
    });
  }
  const from = base_kW > EPS ? Float64Array.from(probe.led(component, lead.index, base_kW, i, x)) : undefined;
  const base = quantaOf(main, base_kW);
  if (highest - base_kW <= EPS) return { offer: undefined, beside };
  const y = probe.led(component, lead.index, highest, i, x);
  const flowOf = (p: number): number => y[p]! - (from?.[p] ?? 0);
  const span = flowOf(lead.port);
  if (span <= EPS) return { offer: undefined, beside };
  const perMain = perKW(known, markets[main]!);
  // By market, as several ports may stand on one (a pump of the network that it feeds).
  const per = new Map<number, number>();
  c.ports.forEach(({ bus }, p) => {
    const m = bus < 0 ? -1 : marketOfBus[bus]!;
    if (m < 0 || p === lead.port || Math.abs(flowOf(p)) <= EPS) return;
    per.set(m, (per.get(m) ?? 0) + (flowOf(p) * perKW(known, markets[m]!)) / (span * perMain));
  });
  const quantity = quantaOf(main, highest) - base;
  if (quantity <= 0) return { offer: undefined, beside };
  // What nobody wants is let go, so that no price falls below 0 for it.
  for (const [m, share] of new Map([...per, [main, 1]]))
    if (share > 0 && markets[m]!.retailer === undefined)
      beside.push({
        m,
        party: owner,
        id: `${SPILL}.${c.id}.${m}`,
        side: 'buy',
        quantity: Math.ceil(share * quantity),
        limit: 0,
      });
  // At no worth of what comes with it: inputs and by-products are orders of their own.
  const blocks = machineBlocks(run, probe, lead, i, () => 0, costs);
  const cost = blocks.at(-1)?.cost_money_per_kWh ?? 0;
  const order: ConverterOrder = {
    id: c.id,
    party: owner,
    slot_ms,
    market: markets[main]!.id,
    side: 'sell',
    quantity,
    others: [...per].flatMap(([m, share]) => (m === main ? [] : [{ market: markets[m]!.id, per: share }])),
    cost: Number.isFinite(cost) ? priceOf((cost * 1000) / markets[main]!.perUnit) : 0,
    source: c.kind.kind,
  };
  return { offer: { component: c.id, order, m: main, base }, beside };
}

/** Quanta in a slot for each kW. */
const perKW = ({ dt_h }: Known, { slotSteps, perUnit }: Market): number => slotSteps * dt_h * perUnit;
