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

/**
 * Books transactions, all or none of them.
 * @throws LedgerError where one does not sum to 0, RangeError where a balance would leave the exact numbers
 */
export function post(balances: Balances, transactions: readonly Transaction[]): void {
  for (const transaction of transactions) checkBalanced(transaction);
  let done = 0;
  try {
    for (const transaction of transactions) {
      addLines(balances, transaction, 1);
      done++;
    }
  } catch (error) {
    for (const transaction of transactions.slice(0, done)) addLines(balances, transaction, -1);
    throw error;
  }
}

/** Adds all lines or none; takes them off again where `sign` is -1. */
function addLines({ money, energy }: Balances, { lines, market, slot_ms }: Transaction, sign: 1 | -1): void {
  const key = slotKey(market, slot_ms);
  let slot = energy.get(key);
  let done = 0;
  try {
    for (const line of lines) {
      add(money, line.account, sign * line.money);
      done++;
    }
  } catch (error) {
    for (const line of lines.slice(0, done)) add(money, line.account, -sign * line.money);
    throw error;
  }
  for (const { account, quanta } of lines) {
    if (quanta === 0) continue;
    if (slot === undefined) {
      slot = new Map();
      energy.set(key, slot);
    }
    add(slot, account, sign * quanta);
  }
  if (slot?.size === 0) energy.delete(key);
}

function add(sums: Map<string, number>, account: string, amount: number): void {
  if (amount === 0) return;
  const sum = plus(sums.get(account) ?? 0, amount);
  if (sum === 0) sums.delete(account);
  else sums.set(account, sum);
}
