import { plus } from './exact.ts';
import { checkBalanced, type Transaction } from './transaction.ts';

/** What every account holds. Money is what the exchange owes its owner; energy is what a slot of a market leaves open. */
export interface Balances {
  /** Whole micro-money by account; what is 0 has no entry. */
  readonly money: Map<string, number>;
  /** Whole quanta by market and slot (`slotKey`), then by account; what is 0 has no entry. */
  readonly energy: Map<string, Map<string, number>>;
}

export const emptyBalances = (): Balances => ({ money: new Map(), energy: new Map() });

export const slotKey = (market: string, slot_ms: number): string => `${market}/${slot_ms}`;

export const balanceOf = (balances: Balances, account: string): number => balances.money.get(account) ?? 0;

export const energyOf = (balances: Balances, market: string, slot_ms: number, account: string): number =>
  balances.energy.get(slotKey(market, slot_ms))?.get(account) ?? 0;

/** What transactions give one account. */
export interface Sum {
  money: number;
  quanta: number;
}
/** What transactions of one market and slot give every account. */
export interface SlotSums {
  readonly market: string;
  readonly slot_ms: number;
  readonly sums: ReadonlyMap<string, Sum>;
}

/**
 * Adds transactions up by market, slot and account.
 * @throws LedgerError where one does not sum to 0, RangeError where a sum would leave the exact numbers
 */
export function sumUp(transactions: readonly Transaction[]): SlotSums[] {
  const found: { market: string; slot_ms: number; sums: Map<string, Sum> }[] = [];
  let now: (typeof found)[number] | undefined;
  for (const transaction of transactions) {
    checkBalanced(transaction);
    const { market, slot_ms, lines } = transaction;
    if (now === undefined || now.slot_ms !== slot_ms || now.market !== market) {
      now = found.find((group) => group.slot_ms === slot_ms && group.market === market);
      if (now === undefined) {
        now = { market, slot_ms, sums: new Map() };
        found.push(now);
      }
    }
    for (const { account, money, quanta } of lines) {
      const sum = now.sums.get(account);
      if (sum === undefined) now.sums.set(account, { money, quanta });
      else {
        sum.money = plus(sum.money, money);
        sum.quanta = plus(sum.quanta, quanta);
      }
    }
  }
  return found;
}

/**
 * Books transactions, all or none of them.
 * @param all what they add up to
 * @throws LedgerError where one does not sum to 0, RangeError where a balance would leave the exact numbers
 */
export function post(
  balances: Balances,
  transactions: readonly Transaction[],
  all: readonly SlotSums[] = sumUp(transactions),
): void {
  let done = 0;
  try {
    for (const { sums } of all)
      for (const [account, { money }] of sums) {
        add(balances.money, account, money);
        done++;
      }
  } catch (error) {
    for (const { sums } of all)
      for (const [account, { money }] of sums) if (done-- > 0) add(balances.money, account, -money);
    throw error;
  }
  for (const { market, slot_ms, sums } of all) {
    const key = slotKey(market, slot_ms);
    const slot = balances.energy.get(key) ?? new Map<string, number>();
    for (const [account, { quanta }] of sums) add(slot, account, quanta);
    if (slot.size === 0) balances.energy.delete(key);
    else balances.energy.set(key, slot);
  }
}

/** @throws RangeError where the sum is not exact */
export function add(sums: Map<string, number>, account: string, amount: number): void {
  if (amount === 0) return;
  const sum = plus(sums.get(account) ?? 0, amount);
  if (sum === 0) sums.delete(account);
  else sums.set(account, sum);
}
