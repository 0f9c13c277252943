import type { Hash } from '../../core/hash.ts';
import { JournalError } from '../journal/chain.ts';
import { byText } from '../ledger/exact.ts';
import type { Books } from './books.ts';
import { type Counts, recount } from './recount.ts';
import { replay } from './replay.ts';

export interface AuditOptions {
  /** What somebody kept of the journal, such as a statement that prints it: how many entries, and the hash of the last. */
  readonly known?: { readonly entries: number; readonly head: string };
}

export interface AuditReport {
  readonly isSound: boolean;
  /** Entries that are sound: all, or those before the fault. */
  readonly entries: number;
  /** Hash of the last sound entry: keep it, and later audits prove that nothing before it changed. */
  readonly head: string;
  readonly counts: Counts;
  /** Accounts that hold or owe something. */
  readonly accounts: number;
  /** Slots with trades that are not settled. */
  readonly open: number;
  /** Settled slots that a later reading changes: to be settled anew. */
  readonly stale: number;
  /** By account, micro-money. */
  readonly balances: Readonly<Record<string, number>>;
  /** The first fault. What lies behind it was not looked at. */
  readonly fault?: { readonly line: number; readonly message: string };
}

/**
 * Replays a journal and proves its books: that the chain holds; that every entry could follow those before it (orders before
 * gate closure, trades within orders, settlements as meters, trades and prices make them); that each transaction sums to 0
 * and each settled slot leaves no energy; that what was taken back is the mirror image of what stood; that statements
 * closed with what was booked; and that a second count, which shares no code with the first, ends with the same balances.
 */
export function audit(lines: Iterable<string>, hash: Hash, { known }: AuditOptions = {}): AuditReport {
  const second = recount();
  let line = 0;
  let last: Books | undefined;
  let head = '';
  let entries = 0;
  let fault: AuditReport['fault'];
  const counted = function* (): Iterable<string> {
    for (const text of lines) {
      line++;
      yield text;
    }
  };
  try {
    replay(counted(), hash, ({ place, head: now, record, transactions }, books) => {
      last = books;
      if (place === known?.entries && now !== known.head)
        throw new JournalError(place, `its hash is ${now}, and was ${known.head}: it is another journal`);
      try {
        second.take(record, transactions);
      } catch (error) {
        throw error instanceof Error ? new JournalError(place, error.message) : error;
      }
      head = now;
      entries = place;
    });
    if (line === 0) fault = { line: 0, message: 'the journal is empty' };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    fault = { line: error.line, message: error.reason };
  }
  const balances = Object.fromEntries(
    [...(last?.balances.money ?? [])].filter(([, v]) => v !== 0).sort(([a], [b]) => byText(a, b)),
  );
  fault ??= endFault(line, balances, last, second.money, known);
  return {
    isSound: fault === undefined,
    entries,
    head,
    counts: second.counts,
    accounts: Object.keys(balances).length,
    open: [...(last?.slots.values() ?? [])].filter((slot) => slot.trades.length > 0 && slot.settled === undefined)
      .length,
    stale: last?.stale.size ?? 0,
    balances,
    ...(fault === undefined ? {} : { fault }),
  };
}

function endFault(
  line: number,
  balances: Readonly<Record<string, number>>,
  books: Books | undefined,
  money: ReadonlyMap<string, bigint>,
  known: AuditOptions['known'],
): AuditReport['fault'] {
  const accounts = new Set([...Object.keys(balances), ...money.keys()]);
  for (const account of accounts)
    if (BigInt(balances[account] ?? 0) !== (money.get(account) ?? 0n))
      return {
        line,
        message: `${account} stands at ${balances[account] ?? 0}, and its entries sum to ${money.get(account) ?? 0n}`,
      };
  const sum = [...money.values()].reduce((a, b) => a + b, 0n);
  if (sum !== 0n) return { line, message: `all accounts sum to ${sum} micro-money, expected 0` };
  for (const [key, slot] of books?.balances.energy ?? [])
    if (books?.slots.get(key)?.settled !== undefined)
      return { line, message: `${key}: is settled, and leaves energy with ${[...slot.keys()].join(', ')}` };
  if (known !== undefined && line < known.entries)
    return { line, message: `the journal ends after ${line} entries, and had ${known.entries}: its end is missing` };
  return undefined;
}

/** The report for people. */
export function auditText({ fault, counts, entries, accounts, open, stale, head }: AuditReport): string {
  const lines = [
    fault === undefined
      ? 'The books are sound: every balance follows from the journal.'
      : `The books are NOT sound. Line ${fault.line}: ${fault.message}\nWhat lies behind that line was not looked at. Sound up to there:`,
    `${entries} entries: ${counts.orders} orders, ${counts.refusals} refusals, ${counts.trades} trades, ${counts.readings} readings, ${counts.settlements} settlements (${counts.revisions} of them revisions), ${counts.charges} charges, ${counts.transactions} transactions, ${counts.statements} balances of statements`,
    `${accounts} accounts sum to 0; ${open} slots with trades are not settled yet, ${stale} wait for a new revision`,
    `last entry ${entries}:${head}`,
  ];
  return `${lines.join('\n')}\n`;
}
