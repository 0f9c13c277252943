import { communityAccount } from '../ledger/accounts.ts';
import { byText } from '../ledger/exact.ts';
import { moneyOf, PER_THOUSAND, shareOut, wholeOf } from '../quanta.ts';
import type { Trade } from '../trade.ts';
import { internalMoney, type PoolRule, type RetailPrices } from './internal.ts';

/** What a member's meter counted in a slot, net, into the bus positive; whole quanta. */
export interface Position {
  readonly party: string;
  readonly net: number;
}

/** How a community shares what its members feed in and take, after the fact and without orders. */
export type SharingRule =
  | PoolRule
  /**
   * Every member has a fixed part of what all feed in, up to what it takes; the rest is the retailer's, though a neighbour
   * may lack it. Fractions of 1 that sum to 1 at most.
   */
  | { readonly kind: 'staticKeys'; readonly keys: Readonly<Record<string, number>>; readonly price?: number }
  /** Parts by what members take in the slot: nothing goes to the retailer that a neighbour could use. */
  | { readonly kind: 'dynamicKeys'; readonly price?: number };

/** What a member moves and pays. */
export interface Share {
  readonly party: string;
  readonly net: number;
  /** Quanta of it that pass between members, and with the retailer; of the sign of `net`. */
  readonly community: number;
  readonly retail: number;
  /** Whole micro-money; less than 0 where it gets some. */
  readonly pays: number;
}
export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly money: number;
}
export interface Sharing {
  /** By party. */
  readonly shares: readonly Share[];
  /** Quanta that the community buys from, and sells to, the retailer. */
  readonly imports: number;
  readonly exports: number;
  /** What the retailer is owed, whole micro-money: the sum of what members pay, to the last. */
  readonly bill: number;
  /** Who pays whom, so that all is settled. */
  readonly payments: readonly Payment[];
}

/** In place of an order, where a trade follows from meters. */
export const METERED = 'metered';

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** @throws RangeError on a rule without a price, keys that are no parts of 1, or a retailer that sells below what it pays */
export function shareCommunity(
  positions: readonly Position[],
  rule: SharingRule,
  retail: RetailPrices & { readonly party: string },
): Sharing {
  if (retail.sells < retail.buys)
    throw new RangeError(
      `${retail.party} sells at ${retail.sells} and buys at ${retail.buys}; expected that it does not sell below what it pays`,
    );
  // By name, so that the order of the list decides nothing, the last quantum included.
  const members = positions.toSorted((a, b) => byText(a.party, b.party));
  const needs = members.map(({ net }) => Math.max(-net, 0));
  const spares = members.map(({ net }) => Math.max(net, 0));
  const [demand, supply] = [sum(needs), sum(spares)];
  const bought = boughtBy(rule, members, needs, supply);
  const passes = sum(bought);
  const sold = shareOut(passes, spares);
  const [imports, exports] = [demand - passes, supply - passes];
  const [imported, exported] = [moneyOf(imports, retail.sells), moneyOf(exports, retail.buys)];
  const keyed = rule.kind === 'staticKeys' || rule.kind === 'dynamicKeys';
  const middle = (retail.sells + retail.buys) / 2;
  const money = keyed
    ? wholeOf((passes * (rule.price ?? middle)) / PER_THOUSAND)
    : internalMoney(rule, supply, demand, retail);
  const left = needs.map((need, k) => need - bought[k]!);
  const spared = spares.map((spare, k) => spare - sold[k]!);
  // A pool has one price for all who take and one for all who feed in; by keys everybody has a bill of its own.
  const pays = keyed
    ? plus(shareOut(money, bought), shareOut(imported, left))
    : shareOut(demand > 0 ? money + imported : 0, needs);
  const gets = keyed
    ? plus(shareOut(money, sold), shareOut(exported, spared))
    : shareOut(supply > 0 ? money + exported : 0, spares);
  const shares = members.map(({ party, net }, k) => ({
    party,
    net,
    community: sold[k]! - bought[k]!,
    retail: spared[k]! - left[k]!,
    pays: pays[k]! - gets[k]!,
  }));
  const bill = imported - exported;
  const due = shares.map(({ party, pays: amount }) => ({ party, amount }));
  return { shares, imports, exports, bill, payments: settle([...due, { party: retail.party, amount: -bill }]) };
}

/** Quanta that each member takes from the community. */
function boughtBy(rule: SharingRule, members: readonly Position[], needs: readonly number[], supply: number): number[] {
  if (rule.kind !== 'staticKeys') return shareOut(Math.min(supply, sum(needs)), needs);
  const keys = members.map(({ party }) => rule.keys[party] ?? 0);
  const rest = 1 - sum(keys);
  // A hair over 1 is how tenths add up.
  if (keys.some((key) => !(key >= 0)) || rest < -1e-9)
    throw new RangeError(`sharing keys ${keys.join(', ')}; expected fractions that sum to 1 at most`);
  const parts = shareOut(supply, [...keys, Math.max(rest, 0)]);
  return needs.map((need, k) => Math.min(need, parts[k]!));
}

const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((v, k) => v + b[k]!);

/** Payments that settle what is due (positive: to pay), first payer to first payee. */
function settle(due: readonly { readonly party: string; readonly amount: number }[]): Payment[] {
  const payers = due.filter((d) => d.amount > 0).map((d) => ({ ...d }));
  const payees = due.filter((d) => d.amount < 0).map(({ party, amount }) => ({ party, amount: -amount }));
  const payments: Payment[] = [];
  for (let p = 0, q = 0; p < payers.length && q < payees.length; ) {
    const [payer, payee] = [payers[p]!, payees[q]!];
    const money = Math.min(payer.amount, payee.amount);
    payments.push({ from: payer.party, to: payee.party, money });
    payer.amount -= money;
    payee.amount -= money;
    if (payer.amount === 0) p++;
    if (payee.amount === 0) q++;
  }
  return payments;
}

/**
 * The outcome as trades: every member with the community's account, and that with the retailer. The account ends at 0 in
 * quanta and in money. Prices are means, money is exact.
 */
export function sharingTrades(
  { shares, imports, exports, bill }: Sharing,
  market: string,
  slot_ms: number,
  retail: RetailPrices & { readonly party: string },
): Trade[] {
  const community = communityAccount(market);
  const trade = (seller: string, buyer: string, quantity: number, money: number): Trade => {
    const price = wholeOf((money * PER_THOUSAND) / quantity);
    const both = { buyPrice: price, sellPrice: price, buyerPays: money, sellerGets: money, fee: 0 };
    return { market, slot_ms, seller, buyer, sellOrder: METERED, buyOrder: METERED, quantity, ...both };
  };
  const imported = moneyOf(imports, retail.sells);
  return [
    ...shares.filter((s) => s.net > 0).map((s) => trade(s.party, community, s.net, -s.pays)),
    ...shares.filter((s) => s.net < 0).map((s) => trade(community, s.party, -s.net, s.pays)),
    ...(imports > 0 ? [trade(retail.party, community, imports, imported)] : []),
    ...(exports > 0 ? [trade(community, retail.party, exports, imported - bill)] : []),
  ];
}
