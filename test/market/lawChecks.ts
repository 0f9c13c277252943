import { expect } from 'vitest';
import { uniform } from '../../src/core/chance.ts';
import { levelsOf, wedgeOf } from '../../src/market/fees.ts';
import type { Law } from '../../src/market/laws.ts';
import type { Order } from '../../src/market/order.ts';
import type { Clearing, ClearingRules, Mechanism } from '../../src/market/trade.ts';
import { filledBy } from '../../src/market/worth.ts';
import { bestWelfare } from './meritReference.ts';
import { fillsOf, moneyBy, total } from './orders.ts';

interface Sample {
  readonly clear: Mechanism;
  readonly orders: readonly Order[];
  readonly rules: ClearingRules;
  /** Any whole number: decides what is shuffled or cut. */
  readonly draw: number;
}
type Check = (sample: Sample) => void;

const at = (orders: readonly Order[], side: Order['side'], filled: readonly number[]): number =>
  total(filled.filter((_, k) => orders[k]!.side === side));
const byRetailer = ({ trades }: Clearing, { retail }: ClearingRules, as: 'buyer' | 'seller'): number =>
  total(trades.filter((t) => t[as] === retail?.party).map((t) => t.quantity));

/** Orders at any price as orders at extreme ones, so that every order has a worth. */
const named = (orders: readonly Order[]): Order[] =>
  orders.map((o) => ({ ...o, limit: o.limit ?? (o.side === 'buy' ? 500_000 : -500_000) }));

function shuffled(orders: readonly Order[], draw: number): Order[] {
  const keys = orders.map((_, k) => uniform(draw, 0, k));
  const places = [...orders.keys()].sort((a, b) => keys[a]! - keys[b]!);
  return places.map((from, sequence) => ({ ...orders[from]!, sequence }));
}

const energy: Check = ({ clear, orders, rules }) => {
  const clearing = clear(orders, rules);
  const { filled, trades, own = [] } = clearing;
  expect(at(orders, 'buy', filled) + byRetailer(clearing, rules, 'buyer')).toBe(
    at(orders, 'sell', filled) + byRetailer(clearing, rules, 'seller'),
  );
  expect(filledBy(orders, trades, own)).toEqual(filled);
  orders.forEach(({ quantity }, k) => {
    expect(filled[k]).toBeLessThanOrEqual(quantity);
    expect(filled[k]).toBeGreaterThanOrEqual(0);
  });
  for (const { quantity } of [...trades, ...own]) expect(Number.isSafeInteger(quantity) && quantity > 0).toBe(true);
  expect(clearing.volume).toBe(total(trades.map((t) => t.quantity)));
};

const money: Check = ({ clear, orders, rules }) => {
  const { trades } = clear(orders, rules);
  const wedge = wedgeOf(levelsOf(rules, 'power'));
  for (const t of trades) {
    for (const n of [t.buyerPays, t.sellerGets, t.fee]) expect(Number.isSafeInteger(n)).toBe(true);
    expect(t.buyerPays - t.sellerGets).toBe(t.fee);
    const withRetailer = [t.seller, t.buyer].includes(rules.retail?.party ?? '');
    // A share of the price leaves less than a micro-money a thousand quanta to the network.
    const odd = t.buyPrice - (withRetailer ? t.sellPrice : wedge.toBuyer(t.sellPrice));
    expect(odd === 0 || odd === 1).toBe(true);
    expect(t.fee).toBeGreaterThanOrEqual(0);
  }
  expect(total([...moneyBy(trades).values()])).toBe(0);
};

const limits: Check = ({ clear, orders, rules }) => {
  const byId = new Map(orders.map((o) => [`${o.party}/${o.id}`, o]));
  for (const t of clear(orders, rules).trades) {
    const buy = byId.get(`${t.buyer}/${t.buyOrder}`);
    const most = buy?.limit === undefined ? Infinity : Math.max(buy.limit, buy.attributes?.preferredLimit ?? buy.limit);
    expect(t.buyPrice).toBeLessThanOrEqual(most);
    expect(t.sellPrice).toBeGreaterThanOrEqual(byId.get(`${t.seller}/${t.sellOrder}`)?.limit ?? -Infinity);
  }
};

const self: Check = ({ clear, orders, rules }) => {
  for (const t of clear(orders, rules).trades) expect(t.seller).not.toBe(t.buyer);
};

const welfare: Check = ({ clear, orders, rules }) => {
  const all = named(orders);
  const clearing = clear(all, rules);
  const best = bestWelfare(all, rules, 0);
  expect(Math.abs(clearing.welfare - best.welfare / 1000)).toBeLessThanOrEqual(0.5);
  const passed = at(all, 'buy', clearing.filled) + byRetailer(clearing, rules, 'buyer');
  expect(passed).toBe(best.quantity);
};

/** Demand and supply meet at a price where what must be bought can be offered, and what must be sold can be wanted. */
function meets(orders: readonly Order[], rules: ClearingRules, price: number): boolean {
  const wedge = wedgeOf(levelsOf(rules, 'power'));
  const { sells, buys } = rules.retail ?? {};
  const sum = (side: Order['side'], holds: (limit: number) => boolean): number =>
    total(
      orders
        .filter((o) => o.side === side && holds(side === 'buy' ? wedge.toSeller(o.limit!) : o.limit!))
        .map((o) => o.quantity),
    );
  const ceiling = sells === undefined ? Infinity : wedge.toSeller(sells);
  const floor = buys ?? -Infinity;
  const mustBuy = price < floor ? Infinity : sum('buy', (limit) => limit > price);
  const mayBuy = price <= floor ? Infinity : sum('buy', (limit) => limit >= price);
  const mustSell = price > ceiling ? Infinity : sum('sell', (limit) => limit < price);
  const maySell = price >= ceiling ? Infinity : sum('sell', (limit) => limit <= price);
  return mustBuy <= maySell && mustSell <= mayBuy;
}

const price: Check = ({ clear, orders, rules }) => {
  const clearing = clear(orders, rules);
  const wedge = wedgeOf(levelsOf(rules, 'power'));
  const local = clearing.trades.filter((t) => ![t.seller, t.buyer].includes(rules.retail?.party ?? ''));
  if (local.length === 0) return;
  const { price: one, interval } = clearing;
  for (const t of local) expect([t.sellPrice, t.buyPrice]).toEqual([one, wedge.toBuyer(one!)]);
  const [low, high] = interval!;
  expect(one).toBe(Math.floor(low + (rules.k ?? 0.5) * (high - low)));
  const all = named(orders);
  const { interval: closed } = clear(all, rules);
  for (const end of closed!) expect(meets(all, rules, end)).toBe(true);
  expect([meets(all, rules, closed![0] - 1), meets(all, rules, closed![1] + 1)]).toEqual([false, false]);
};

const arrival: Check = ({ clear, orders, rules, draw }) => {
  const other = shuffled(orders, draw);
  const [a, b] = [clear(orders, rules), clear(other, rules)];
  const sorted = (map: Map<string, number>): [string, number][] => [...map].sort(([x], [y]) => (x < y ? -1 : 1));
  expect(sorted(fillsOf(other, b))).toEqual(sorted(fillsOf(orders, a)));
  expect(sorted(moneyBy(b.trades))).toEqual(sorted(moneyBy(a.trades)));
  expect(b.trades).toEqual(a.trades);
};

const splitting: Check = ({ clear, orders, rules, draw }) => {
  if (orders.length === 0) return;
  const which = Math.abs(draw) % orders.length;
  const { quantity, id } = orders[which]!;
  const part = 1 + (Math.abs(draw) % (quantity - 1));
  const cut = orders.flatMap((o, k) =>
    k === which
      ? [
          { ...o, quantity: part },
          { ...o, quantity: quantity - part, id: `${id}b` },
        ]
      : [o],
  );
  const before = fillsOf(orders, clear(orders, rules));
  const after = fillsOf(cut, clear(cut, rules));
  for (const { party, id: of } of orders) {
    const key = `${party}/${of}`;
    const now = after.get(key)! + (of === id ? after.get(`${key}b`)! : 0);
    expect(Math.abs(now - before.get(key)!)).toBeLessThanOrEqual(1);
  }
};

const retail: Check = ({ clear, orders, rules }) => {
  const all = named(orders);
  const { sells, buys } = rules.retail ?? {};
  const { trades, filled } = clear(all, rules);
  const money = moneyBy(trades);
  for (const party of new Set(all.map((o) => o.party))) {
    let gain = money.get(party) ?? 0;
    let alone = 0;
    all.forEach(({ side, limit, quantity, party: whose }, k) => {
      if (whose !== party) return;
      gain += ((side === 'buy' ? 1 : -1) * filled[k]! * limit!) / 1000;
      if (side === 'buy' && sells !== undefined) alone += (quantity * Math.max(limit! - sells, 0)) / 1000;
      if (side === 'sell' && buys !== undefined) alone += (quantity * Math.max(buys - limit!, 0)) / 1000;
    });
    // Every trade is rounded to a whole micro-money.
    expect(gain).toBeGreaterThanOrEqual(alone - 0.5 * trades.length - 1e-3);
  }
};

/** Each throws where the law does not hold for the sample. */
export const CHECKS: Readonly<Record<Exclude<Law, 'truth'>, Check>> = {
  energy,
  money,
  limits,
  self,
  welfare,
  price,
  arrival,
  splitting,
  retail,
};
