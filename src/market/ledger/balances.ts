import { plus } from './exact.ts';
import { checkBalanced, type Transaction } from './transaction.ts';

/** What every account holds. Money is what the exchange owes its owner; energy is what a slot of a market leaves open. */
export interface Balances {
  /** Whole micro-money by account. */
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
 * Books a transaction, or nothing of it.
 * @throws LedgerError where it does not sum to 0, RangeError where a balance would leave the exact numbers
 */
export function post(balances: Balances, transaction: Transaction): void {
  checkBalanced(transaction);
  const { lines, market, slot_ms } = transaction;
  const key = slotKey(market, slot_ms);
  const slot = balances.energy.get(key) ?? new Map<string, number>();
  const money = new Map<string, number>();
  const energy = new Map<string, number>();
  for (const line of lines) {
    const { account } = line;
    if (line.money !== 0) money.set(account, plus(money.get(account) ?? balances.money.get(account) ?? 0, line.money));
    if (line.quanta !== 0) energy.set(account, plus(energy.get(account) ?? slot.get(account) ?? 0, line.quanta));
  }
  for (const [account, amount] of money) balances.money.set(account, amount);
  for (const [account, amount] of energy)
    if (amount === 0) slot.delete(account);
    else slot.set(account, amount);
  if (slot.size === 0) balances.energy.delete(key);
  else balances.energy.set(key, slot);
}
