import { minus, plus } from './exact.ts';
import type { Reading } from './register.ts';

/** What one account gets (positive) or gives. */
export interface Line {
  readonly account: string;
  /** Whole micro-money. */
  readonly money: number;
  /** Whole quanta: bought or injected positive, sold or taken negative. */
  readonly quanta: number;
}

export type TransactionKind =
  /** Bought and sold on the book. */
  | 'trade'
  /** What meters counted. */
  | 'metering'
  /** Metered less traded of a party. */
  | 'deviation'
  /** What the public grid or supplier delivered beyond its trades, so that it gets its bill. */
  | 'utility'
  /** Energy lost on the way. */
  | 'losses'
  /** What deviations left over, handed back. */
  | 'surplus'
  /** Fixed and demand charge of a shared connection. */
  | 'connection'
  | 'payment'
  /** Contracts beside the market: PPA, CfD, feed-in, premium, lease. */
  | 'contract'
  | 'flexibility'
  | 'certificate'
  | 'uplift';

/** Where a transaction comes from: what a reader looks up to check it. */
export interface References {
  /** `party/order` of seller and buyer. */
  readonly orders?: readonly string[];
  /** What meters showed, at both ends of the slot or around it. */
  readonly readings?: readonly Reading[];
  /** Period of the tariff, as its bill names it. */
  readonly tariff?: string;
  /** Micro-money per thousand quanta. */
  readonly price?: number;
  /** Accounts whose energy is estimated, for a reading is missing. */
  readonly estimated?: readonly string[];
  readonly text?: string;
}

/** Money and energy that pass between accounts for one reason: double entry, so that both sum to 0. */
export interface Transaction {
  readonly kind: TransactionKind;
  /** The book, or the account that is shared out; energy is counted by it and the slot. */
  readonly market: string;
  /** Start of the slot or of the period, ms UTC: the day that it counts for. */
  readonly slot_ms: number;
  /** Tells it from the others of its market and slot; the same in every revision. */
  readonly key: string;
  /** Revision of the settlement that it came by, from 0. */
  readonly revision: number;
  /** Set where it takes back the one of this revision. */
  readonly reverses?: number;
  readonly lines: readonly Line[];
  readonly refs: References;
}

/** Its name, unique in a ledger. */
export const idOf = ({ market, slot_ms, key, revision, reverses }: Transaction): string =>
  `${market}/${slot_ms}/${key}/r${revision}${reverses === undefined ? '' : `/takes back r${reverses}`}`;

export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** @throws LedgerError where its money or its energy does not sum to 0, RangeError where sums are not exact */
export function checkBalanced(transaction: Transaction): void {
  const { lines } = transaction;
  if (lines.length < 2)
    throw new LedgerError(`${idOf(transaction)}: has ${lines.length} lines, expected two or more: one gives, one gets`);
  let money = 0;
  let quanta = 0;
  for (const line of lines) {
    money = plus(money, line.money);
    quanta = plus(quanta, line.quanta);
  }
  if (money !== 0 || quanta !== 0)
    throw new LedgerError(
      `${idOf(transaction)}: its lines sum to ${money} micro-money and ${quanta} quanta, expected 0 and 0; give what one account pays to another`,
    );
}

/** The one that takes it back, as part of a later revision. */
export const reversalOf = (transaction: Transaction, revision: number): Transaction => ({
  ...transaction,
  revision,
  reverses: transaction.revision,
  lines: transaction.lines.map(({ account, money, quanta }) => ({
    account,
    money: minus(money),
    quanta: minus(quanta),
  })),
});
