import { type Reading, readingText } from './register.ts';
import type { Line, References, Transaction } from './transaction.ts';
import { reversalOf } from './transaction.ts';

const sameList = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((v, k) => v === b[k]);
const sameReadings = (a: readonly Reading[] = [], b: readonly Reading[] = []): boolean =>
  a.length === b.length && a.every((reading, k) => reading === b[k] || readingText(reading) === readingText(b[k]!));
const sameRefs = (a: References, b: References): boolean =>
  sameList(a.orders, b.orders) &&
  sameReadings(a.readings, b.readings) &&
  sameList(a.estimated, b.estimated) &&
  a.tariff === b.tariff &&
  a.price === b.price &&
  a.text === b.text;
const sameLine = (a: Line, b: Line): boolean => a.account === b.account && a.money === b.money && a.quanta === b.quanta;
/** Whether two say the same, but for their revision. */
const isSame = (a: Transaction, b: Transaction): boolean =>
  a.kind === b.kind &&
  a.lines.length === b.lines.length &&
  a.lines.every((line, k) => sameLine(line, b.lines[k]!)) &&
  sameRefs(a.refs, b.refs);

export interface Revised {
  /** To be booked: what takes back, then what comes in its place. */
  readonly booked: readonly Transaction[];
  /** What counts now. */
  readonly standing: readonly Transaction[];
}

/**
 * A settlement that is made anew: what stays as it was stays booked; what changed is taken back by its mirror image and
 * booked again. Nothing is ever edited.
 * @param standing what counts so far
 * @param next what should count, all of one revision
 */
export function revise(standing: readonly Transaction[], next: readonly Transaction[], revision: number): Revised {
  if (standing.length === 0) return { booked: next, standing: next };
  const old = new Map(standing.map((transaction) => [transaction.key, transaction]));
  const kept = new Set<string>();
  const added: Transaction[] = [];
  const counts = next.map((transaction) => {
    const before = old.get(transaction.key);
    if (before !== undefined && isSame(before, transaction)) {
      kept.add(transaction.key);
      return before;
    }
    added.push(transaction);
    return transaction;
  });
  const back = standing.filter(({ key }) => !kept.has(key)).map((transaction) => reversalOf(transaction, revision));
  return { booked: [...back, ...added], standing: counts };
}
