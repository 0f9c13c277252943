import type { JournalRecord } from '../journal/record.ts';
import { isParty } from '../ledger/accounts.ts';
import { idOf, LedgerError, type Transaction } from '../ledger/transaction.ts';
import type { Order } from '../order.ts';
import type { Trade } from '../trade.ts';

type Sums = Map<string, bigint>;

/**
 * A second set of books that shares nothing with the first but its entries: plain sums without bound, and nothing forgotten
 * but what statements have closed. What both make must agree.
 */
export interface Recount {
  readonly money: Sums;
  /** By market and slot, then by account. */
  readonly energy: Map<string, Sums>;
  readonly counts: Counts;
  take(record: JournalRecord, transactions: readonly Transaction[]): void;
}

/** What was checked. */
export interface Counts {
  orders: number;
  refusals: number;
  trades: number;
  readings: number;
  settlements: number;
  revisions: number;
  charges: number;
  transactions: number;
  statements: number;
}

interface Filled {
  readonly order: Order;
  quantity: number;
}

const add = (sums: Sums, key: string, amount: number): void => {
  const sum = (sums.get(key) ?? 0n) + BigInt(amount);
  if (sum === 0n) sums.delete(key);
  else sums.set(key, sum);
};
const within = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
};
const linesText = ({ lines }: Transaction, sign: 1 | -1): string =>
  lines.map(({ account, money, quanta }) => `${account} ${money * sign + 0} ${quanta * sign + 0}`).join(', ');

export function recount(): Recount {
  const money: Sums = new Map();
  const energy = new Map<string, Sums>();
  const days = new Map<number, Sums>();
  const closed: Sums = new Map();
  const orders = new Map<string, Map<string, Filled>>();
  const standing = new Map<string, Map<string, Transaction>>();
  const counts: Counts = {
    orders: 0,
    refusals: 0,
    trades: 0,
    readings: 0,
    settlements: 0,
    revisions: 0,
    charges: 0,
    transactions: 0,
    statements: 0,
  };
  const slotOf = (market: string, slot_ms: number): string => `${market}/${slot_ms}`;

  const bookOne = (transaction: Transaction): void => {
    const { market, slot_ms, key, lines, revision, reverses } = transaction;
    let [sum, quanta] = [0n, 0n];
    const slot = within(energy, slotOf(market, slot_ms), () => new Map());
    const day = days.get(slot_ms) ?? new Map<string, bigint>();
    days.set(slot_ms, day);
    for (const line of lines) {
      sum += BigInt(line.money);
      quanta += BigInt(line.quanta);
      add(money, line.account, line.money);
      add(day, line.account, line.money);
      add(slot, line.account, line.quanta);
    }
    if (sum !== 0n || quanta !== 0n)
      throw new LedgerError(`${idOf(transaction)}: sums to ${sum} micro-money and ${quanta} quanta, expected 0 and 0`);
    counts.transactions++;
    const known = within(standing, slotOf(market, slot_ms), () => new Map<string, Transaction>());
    const before = known.get(key);
    if (reverses === undefined) {
      if (before !== undefined)
        throw new LedgerError(`${idOf(transaction)}: stands beside ${idOf(before)}, which was never taken back`);
      known.set(key, transaction);
    } else {
      if (before?.revision !== reverses || revision <= reverses || linesText(before, -1) !== linesText(transaction, 1))
        throw new LedgerError(`${idOf(transaction)}: is no mirror image of what it takes back`);
      known.delete(key);
    }
  };

  const fill = (trade: Trade, side: 'buy' | 'sell'): void => {
    const [party, id] = side === 'buy' ? [trade.buyer, trade.buyOrder] : [trade.seller, trade.sellOrder];
    const entry = orders.get(slotOf(trade.market, trade.slot_ms))?.get(`${party}/${id}`);
    if (entry === undefined) {
      if (isParty(party)) throw new LedgerError(`order ${party}/${id} is traded and was never taken`);
      return;
    }
    entry.quantity += trade.quantity;
    const { order } = entry;
    if (entry.quantity > order.quantity)
      throw new LedgerError(`order ${party}/${id} is traded over ${entry.quantity} of its ${order.quantity} quanta`);
    const most = Math.max(order.limit ?? 0, order.attributes?.preferredLimit ?? order.limit ?? 0);
    const isOutside = side === 'buy' ? trade.buyPrice > most : trade.sellPrice < (order.limit ?? 0);
    if (order.limit !== undefined && isOutside)
      throw new LedgerError(`order ${party}/${id} is traded outside its limit`);
  };

  /** Closing balances of a period by all that was booked for days before its end. */
  const issue = (to_ms: number, said: Readonly<Record<string, number>>): void => {
    for (const [slot_ms, day] of days)
      if (slot_ms < to_ms) {
        for (const [account, sum] of day) closed.set(account, (closed.get(account) ?? 0n) + sum);
        days.delete(slot_ms);
      }
    const accounts = new Set([...closed.keys(), ...Object.keys(said)]);
    for (const account of accounts)
      if ((closed.get(account) ?? 0n) !== BigInt(said[account] ?? 0))
        throw new LedgerError(
          `the statement of ${account} to ${to_ms} closes with ${said[account] ?? 0}, and its entries sum to ${closed.get(account) ?? 0n}`,
        );
    counts.statements += Object.keys(said).length;
  };

  return {
    money,
    energy,
    counts,
    take(record, transactions) {
      for (const transaction of transactions) bookOne(transaction);
      switch (record.kind) {
        case 'orders':
          counts.orders += record.taken.length;
          counts.refusals += record.refused.length;
          for (const order of record.taken)
            within(orders, slotOf(order.market, order.slot_ms), () => new Map<string, Filled>()).set(
              `${order.party}/${order.id}`,
              { order, quantity: 0 },
            );
          return;
        case 'clearing':
          counts.trades += record.trades.length;
          for (const trade of record.trades)
            if (orders.has(slotOf(trade.market, trade.slot_ms))) {
              fill(trade, 'sell');
              fill(trade, 'buy');
            }
          return;
        case 'readings':
          counts.readings += record.taken.length;
          counts.refusals += record.refused.length;
          return;
        case 'settlement': {
          const key = slotOf(record.market, record.slot_ms);
          counts.settlements++;
          if (record.revision > 0) counts.revisions++;
          const open = energy.get(key) ?? new Map<string, bigint>();
          if (open.size > 0)
            throw new LedgerError(
              `${key}: is settled, and leaves ${[...open].map(([a, q]) => `${a} ${q}`).join(', ')} quanta`,
            );
          energy.delete(key);
          orders.delete(key);
          return;
        }
        case 'charge':
          counts.charges++;
          return;
        case 'issued':
          issue(record.to_ms, record.money);
          return;
        case 'closed':
          for (const key of standing.keys())
            if (Number(key.slice(key.lastIndexOf('/') + 1)) < record.before_ms) standing.delete(key);
          return;
        default:
      }
    },
  };
}
