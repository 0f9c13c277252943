import type { Order } from '../order.ts';
import type { ClearingRules, Mechanism, OwnUse, Trade } from '../trade.ts';
import { tradeWelfare } from '../worth.ts';
import { volumeOf } from './clearing.ts';
import { midpoint } from './discriminatory.ts';

/** Orders that may trade with one another in a round share a key; those without one sit it out. */
interface Round {
  readonly key: (order: Order) => string | undefined;
  /** Whether purchases go up to what they pay for a wanted partner or source. */
  readonly wanted: boolean;
}

const partnerOf = (order: Order): string | undefined => order.attributes?.partner;
const sells = (order: Order): boolean => order.side === 'sell';

/** Seller and buyer who name each other. */
const mutual = (order: Order): string | undefined => {
  const partner = partnerOf(order);
  if (partner === undefined) return undefined;
  return sells(order) ? `${order.party} ${partner}` : `${partner} ${order.party}`;
};
const PARTNERS: readonly Round[] = [
  { key: mutual, wanted: true },
  // The seller whom a buyer names.
  { key: (order) => (sells(order) ? order.party : partnerOf(order)), wanted: true },
  // The buyer whom a seller names.
  { key: (order) => (sells(order) ? partnerOf(order) : order.party), wanted: false },
];
const sourceOf =
  (rank: number) =>
  (order: Order): string | undefined =>
    order.attributes?.sources?.[sells(order) ? 0 : rank];

/**
 * Attribute matching: those who name each other first, then the seller whom a buyer names, the buyer whom a seller names,
 * the source that a buyer wants most, the next source, and so on; what is left meets in an auction with the retailer.
 * Every round is a set of small auctions with midpoint prices (`midpoint`), each over the orders that share a name, so
 * those who want the same scarce thing at one price get it in proportion. A wanted partner or source is paid up to
 * `preferredLimit`, which may be above the retailer's price; without it nobody trades at a price worse than the
 * retailer's. Preferences cost welfare by limits: a sale goes to who wants it, not to who pays most.
 */
export const attributeMatching: Mechanism = (orders, rules) => {
  const left = orders.map(({ quantity }) => quantity);
  const ranks = Math.max(0, ...orders.filter((o) => !sells(o)).map((o) => o.attributes?.sources?.length ?? 0));
  const rounds = [
    ...PARTNERS,
    ...Array.from({ length: ranks }, (_, rank): Round => ({ key: sourceOf(rank), wanted: true })),
  ];
  const trades: Trade[] = [];
  const wantedTrades = new Set<Trade>();
  const own: OwnUse[] = [];
  const clear = (
    places: readonly number[],
    limitOf: (order: Order) => number | undefined,
    by: ClearingRules,
    wanted = false,
  ): void => {
    const some = places.map((i) => withLimit(orders[i]!, left[i]!, limitOf(orders[i]!)));
    const clearing = midpoint(some, by);
    clearing.filled.forEach((quantity, k) => {
      left[places[k]!]! -= quantity;
    });
    own.push(...(clearing.own ?? []));
    for (const trade of clearing.trades) {
      trades.push(trade);
      if (wanted) wantedTrades.add(trade);
    }
  };
  const { retail, ...bare } = rules;
  for (const { key, wanted } of rounds) {
    const limitOf = (order: Order): number | undefined =>
      (wanted && !sells(order) ? order.attributes?.preferredLimit : undefined) ?? noWorse(order, retail);
    for (const places of groups(orders, left, key)) clear(places, limitOf, bare, wanted);
  }
  const rest = [...orders.keys()].filter((i) => left[i]! > 0);
  clear(rest, ({ limit }) => limit, rules);
  const counts = (order: Order, trade: Trade): number | undefined =>
    (wantedTrades.has(trade) && !sells(order) ? order.attributes?.preferredLimit : undefined) ?? order.limit;
  return {
    volume: volumeOf(trades),
    welfare: tradeWelfare(orders, trades, own, rules, counts),
    trades,
    filled: orders.map(({ quantity }, i) => quantity - left[i]!),
    ...(own.length > 0 ? { own } : {}),
  };
};

/** The limit of an order, no worse than what the retailer would give. */
function noWorse({ side, limit }: Order, retail: ClearingRules['retail']): number | undefined {
  const other = side === 'buy' ? retail?.sells : retail?.buys;
  if (other === undefined || limit === undefined) return limit ?? other;
  return side === 'buy' ? Math.min(limit, other) : Math.max(limit, other);
}

function withLimit(order: Order, quantity: number, limit: number | undefined): Order {
  const { limit: _, ...rest } = order;
  return { ...rest, quantity, ...(limit === undefined ? {} : { limit }) };
}

/** Places of orders that are not filled yet, by key; groups with both sides only, by the order of their keys. */
function groups(orders: readonly Order[], left: readonly number[], key: Round['key']): number[][] {
  const found = new Map<string, number[]>();
  orders.forEach((order, i) => {
    const k = left[i]! > 0 ? key(order) : undefined;
    if (k === undefined) return;
    const group = found.get(k);
    if (group === undefined) found.set(k, [i]);
    else group.push(i);
  });
  return [...found.keys()]
    .sort()
    .map((k) => found.get(k)!)
    .filter((group) => new Set(group.map((i) => orders[i]!.side)).size === 2);
}
