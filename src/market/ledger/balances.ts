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
 * Books transactions, all or none of them.
 * @throws LedgerError where one does not sum to 0, RangeError where a balance would leave the exact numbers
 */
export function post(balances: Balances, transactions: readonly Transaction[]): void {
  const money = new Map<string, number>();
  const energy = new Map<string, Map<string, number>>();
  for (const transaction of transactions) {
    checkBalanced(transaction);
    const key = slotKey(transaction.market, transaction.slot_ms);
    for (const { account, money: amount, quanta } of transaction.lines) {
      if (amount !== 0) money.set(account, plus(money.get(account) ?? balances.money.get(account) ?? 0, amount));
      if (quanta === 0) continue;
      let slot = energy.get(key);
      if (slot === undefined) {
        slot = new Map(balances.energy.get(key));
        energy.set(key, slot);
      }
      slot.set(account, plus(slot.get(account) ?? 0, quanta));
    }
  }
  for (const [account, amount] of money) balances.money.set(account, amount);
  for (const [key, slot] of energy) {
    for (const [account, quanta] of slot) if (quanta === 0) slot.delete(account);
    if (slot.size === 0) balances.energy.delete(key);
    else balances.energy.set(key, slot);
  }
}
