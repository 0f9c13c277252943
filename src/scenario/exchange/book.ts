import { streamOf, uniform } from '../../core/chance.ts';
import { type Agent, type AgentView, truthful, type Wish } from '../../market/agent.ts';
import type { Attributes, Order, Rejection, RejectionCode } from '../../market/order.ts';
import { ownUse } from '../../market/ownUse.ts';
import { isCount, priceOf } from '../../market/quanta.ts';
import type { Clearing, ClearingRules, Mechanism } from '../../market/trade.ts';
import { deliver } from './deliver.ts';
import type { Market } from './markets.ts';

/** One market and slot: what was asked for, what came of it. */
export interface Cleared {
  readonly orders: readonly Order[];
  /** How many of the orders, the first, came from parties themselves. */
  readonly received: number;
  readonly refused: readonly Rejection[];
  readonly clearing: Clearing;
  /** By component: quanta sold less bought, its own party's use included. */
  readonly scheduled: ReadonlyMap<string, number>;
  /**
   * What one more unit was worth: the price of the book, or of a party's own supply and demand where only those met, or the
   * cheapest that was to be had where nobody bought; undefined where nothing was offered.
   */
  readonly price: number | undefined;
  /** By party: quanta that it served itself. */
  readonly ownOf: ReadonlyMap<string, number>;
}

/** Why orders of one party, all or none of them, are past its credit, if they are; asked of each in turn. */
export type CreditCheck = (...orders: readonly Order[]) => string | undefined;

const NONE: Clearing = { volume: 0, welfare: 0, trades: [], filled: [] };

/**
 * Asks every party for its wishes, lets each serve itself first, and clears what is left by the market's mechanism.
 * @param sequence of the first order
 * @param given orders that parties sent themselves, by arrival: their agents are then not asked, and what they sold or bought
 *   is delivered by what they have
 * @param seed of the chance by which agents' orders arrive where that counts
 */
export function clearBook(
  market: Market,
  views: readonly AgentView[],
  agentOf: (party: string) => Agent,
  mechanism: Mechanism,
  sequence: number,
  given: readonly Order[] = [],
  credit: CreditCheck = () => undefined,
  seed = 0,
): Cleared {
  const scheduled = new Map<string, number>();
  const add = (component: string, quanta: number): void => {
    if (quanta !== 0) scheduled.set(component, (scheduled.get(component) ?? 0) + quanta);
  };
  const orders: Order[] = given.map((order, k) => ({ ...order, sequence: sequence + k }));
  const received = orders.length;
  const senders = new Set(given.map(({ party }) => party));
  const refused: Rejection[] = [];
  const wishOf: Wish[] = [];
  const ownOf = new Map<string, number>();
  let ownPrice: number | undefined;
  let cheapest: number | undefined;
  for (const view of views) {
    if (senders.has(view.party)) continue;
    const agent = agentOf(view.party);
    const asked = agent(view);
    const wishes = agent === truthful ? asked : asked.filter((wish, k) => isSound(view, wish, k, refused));
    const used = ownUse(wishes);
    if (used.price !== undefined) ownPrice = Math.max(ownPrice ?? used.price, used.price);
    for (let k = 0; k < wishes.length; k++) {
      const wish = wishes[k]!;
      const { component, side, quantity, limit, sources } = wish;
      const taken = used.own[k]!;
      if (side === 'sell' && taken < quantity) cheapest = Math.min(cheapest ?? limit, limit);
      add(component, side === 'sell' ? taken : -taken);
      if (side === 'sell' && taken > 0) ownOf.set(view.party, (ownOf.get(view.party) ?? 0) + taken);
      if (taken === quantity || !market.isTraded) continue;
      const order: { -readonly [K in keyof Order]: Order[K] } = {
        id: `${component}.${k}`,
        party: view.party,
        market: market.id,
        slot_ms: view.slot_ms,
        side,
        quantity: quantity - taken,
        limit,
        sequence: sequence + orders.length,
      };
      const attributes = attributesOf(market, view.party, side, sources);
      if (attributes !== undefined) order.attributes = attributes;
      const reason = credit(order);
      if (reason === undefined) {
        wishOf.push(wish);
        orders.push(order);
      } else refused.push({ party: view.party, order: order.id, code: 'credit', reason });
    }
  }
  arrive(market, orders, received, views[0]?.slot_ms ?? 0, seed);
  const clearing = orders.length === 0 ? NONE : mechanism(orders, rulesOf(market, views[0]!));
  const net = new Map<string, number>();
  const { filled } = clearing;
  for (let k = 0; k < filled.length; k++) {
    const { side, party } = orders[k]!;
    const signed = side === 'sell' ? filled[k]! : -filled[k]!;
    if (k < received) net.set(party, (net.get(party) ?? 0) + signed);
    else add(wishOf[k - received]!.component, signed);
  }
  for (const view of senders.size > 0 ? views : [])
    if (senders.has(view.party))
      for (const [component, quanta] of deliver(view, net.get(view.party) ?? 0)) add(component, quanta);
  const paid = clearing.volume > 0 ? (clearing.price ?? meanOf(clearing)) : ownPrice;
  return { orders, received, refused, clearing, scheduled, ownOf, price: paid ?? cheapest };
}

/**
 * Where who comes first is served first, agents, who all bid at one moment, arrive in an order that is drawn anew for each slot;
 * by the file, the first in it would always be first. Orders that parties sent themselves came before.
 */
function arrive({ id, mechanism }: Market, orders: Order[], received: number, slot_ms: number, seed: number): void {
  if (mechanism !== 'continuous') return;
  const stream = streamOf(`arrival ${id} ${slot_ms}`);
  const agents = orders.slice(received).map((order, k) => ({ order, at: uniform(seed, stream, k), k }));
  agents.sort((a, b) => a.at - b.at || a.k - b.k);
  const sequences = orders.slice(received).map(({ sequence }) => sequence);
  agents.forEach(({ order, k }, place) => {
    orders[received + k] = { ...order, sequence: sequences[place]! };
  });
}

/** What an order says beside quantity and limit: its source, and whom and what its party wants. */
function attributesOf(
  { preferences }: Market,
  party: string,
  side: Order['side'],
  sources: readonly string[] | undefined,
): Attributes | undefined {
  const wanted = preferences.get(party)?.[side === 'sell' ? 'sells' : 'buys'];
  if (wanted === undefined) return sources === undefined ? undefined : { sources };
  return { ...(sources === undefined ? {} : { sources }), ...wanted };
}

/** Whether a wish of somebody's own agent can be an order; says why where not. */
export function isSound(view: AgentView, wish: Wish, k: number, refused: Rejection[]): boolean {
  const { component, side, quantity, limit } = wish;
  const refuse = (code: RejectionCode, reason: string): boolean => {
    refused.push({ party: view.party, order: `${component}.${k}`, code, reason });
    return false;
  };
  const own = [...view.needs, ...view.surpluses, ...view.machines, ...view.stores];
  if (!own.some((one) => one.component === component))
    return refuse('notYours', `component "${component}" is none of what "${view.party}" has at "${view.market}"`);
  if (side !== 'buy' && side !== 'sell') return refuse('malformed', `side ${String(side)}; expected buy or sell`);
  if (!isCount(quantity) || !isCount(limit))
    return refuse('notWhole', `${quantity} quanta at ${limit}; expected whole numbers below 2^53`);
  if (quantity <= 0 || !isCount(quantity * limit))
    return refuse('outOfRange', `${quantity} quanta at ${limit}; expected more than 0, and a product below 2^53`);
  return true;
}

function rulesOf(market: Market, { ceiling, floor }: AgentView): ClearingRules {
  const { retailer, k, fee, levels } = market;
  return {
    k,
    fee: priceOf(fee),
    ...(levels.length === 0 ? {} : { levels }),
    ...(retailer === undefined ? {} : { retail: { party: retailer.account, sells: ceiling, buys: floor } }),
  };
}

/** Mean of the prices that buyers paid, by quantity, where each trade has its own. */
const meanOf = ({ trades, volume }: Clearing): number =>
  Math.round(trades.reduce((sum, { buyPrice, quantity }) => sum + buyPrice * (quantity / volume), 0));
