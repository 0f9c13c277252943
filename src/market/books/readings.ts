import type { ReadingsRecord } from '../journal/record.ts';
import { slotKey } from '../ledger/balances.ts';
import { appendable, takeReadings } from '../ledger/history.ts';
import { type Reading, type ReadingRefusal, type Registers, readingText } from '../ledger/register.ts';
import { isCount } from '../quanta.ts';
import { type Books, BooksError, marketOf } from './books.ts';

/** By meter, in the order in which they came. */
function byMeter(readings: readonly Reading[]): Map<string, Reading[]> {
  const by = new Map<string, Reading[]>();
  for (const reading of readings) {
    const list = by.get(reading.meter);
    if (list === undefined) by.set(reading.meter, [reading]);
    else list.push(reading);
  }
  return by;
}

/** Sorts readings as they came into those that can be and those that cannot; the books stay as they are. */
export function sortReadings(books: Books, readings: readonly Reading[]): Pick<ReadingsRecord, 'taken' | 'refused'> {
  const taken: Reading[] = [];
  const refused: ReadingRefusal[] = [];
  for (const [meter, list] of byMeter(readings)) {
    const [first] = list;
    const fault = faultOf(books, meter, list);
    if (fault !== undefined) {
      refused.push({ meter, at_ms: first!.at_ms, ...fault });
      continue;
    }
    const history = books.histories.get(meter) ?? [];
    const end = list.length === 1 ? appendable(history, first!) : undefined;
    if (end === 'appendable') taken.push(first!);
    else if (end !== undefined) refused.push(end);
    else {
      const result = takeReadings(history, list);
      refused.push(...result.refused);
      if (result.refused.length === 0 && result.changed !== undefined) taken.push(...list);
    }
  }
  return { taken, refused };
}

const areCounts = ({ injected, taken }: Registers): boolean =>
  isCount(injected) && injected >= 0 && isCount(taken) && taken >= 0;

function faultOf(
  books: Books,
  meter: string,
  list: readonly Reading[],
): Pick<ReadingRefusal, 'code' | 'reason'> | undefined {
  if (!books.meters.has(meter)) return { code: 'unknownMeter', reason: `there is no meter "${meter}"` };
  for (const reading of list) {
    const { at_ms, version, change } = reading;
    const isWhole =
      areCounts(reading) && (change === undefined || (areCounts(change.closing) && areCounts(change.opening)));
    if (!isWhole || !isCount(version) || version < 1)
      return { code: 'notWhole', reason: `${readingText(reading)}: expected whole quanta from 0 and a version from 1` };
    if (!isCount(at_ms)) return { code: 'malformed', reason: `${at_ms} is no instant, expected whole ms UTC` };
    // One at the very end of a closed slot would change it, unless it is the first of its meter.
    const isOfClosed = at_ms === books.closedBefore_ms && (books.histories.get(meter)?.length ?? 0) > 0;
    if (at_ms < books.closedBefore_ms || isOfClosed)
      return { code: 'closed', reason: `slots before ${books.closedBefore_ms} are final, and it is of ${at_ms}` };
  }
  return undefined;
}

/** Whether all are of meters of their own and come behind what is known of them: as most do, slot by slot. */
function areNext(books: Books, readings: readonly Reading[]): boolean {
  const meters = new Set<string>();
  for (const reading of readings) {
    const { meter } = reading;
    if (meters.has(meter) || faultOf(books, meter, [reading]) !== undefined) return false;
    meters.add(meter);
    const history = books.histories.get(meter);
    if (history !== undefined && appendable(history, reading) !== 'appendable') return false;
  }
  return true;
}

/** Puts a reading behind all that are known of its meter. */
function append(books: Books, reading: Reading): void {
  const { meter, at_ms } = reading;
  const history = books.histories.get(meter);
  const from_ms = history?.at(-1)?.at_ms ?? at_ms;
  if (history === undefined) books.histories.set(meter, [reading]);
  else history.push(reading);
  markStale(books, books.meters.get(meter)!.market, from_ms, at_ms);
}

/** @throws BooksError where one of them cannot be, or says nothing new */
export function takeAllReadings(books: Books, { taken }: ReadingsRecord): void {
  if (areNext(books, taken)) {
    for (const reading of taken) append(books, reading);
    return;
  }
  const sorted = sortReadings(books, taken);
  const [refusal] = sorted.refused;
  if (refusal !== undefined) throw new BooksError(`a reading of meter ${refusal.meter}: ${refusal.reason}`);
  if (sorted.taken.length < taken.length)
    throw new BooksError(`${taken.length - sorted.taken.length} readings are known already`);
  for (const [meter, list] of byMeter(sorted.taken)) {
    const history = books.histories.get(meter) ?? [];
    const { market } = books.meters.get(meter)!;
    if (list.length === 1 && appendable(history, list[0]!) === 'appendable') {
      append(books, list[0]!);
      continue;
    }
    const { history: next, changed } = takeReadings(history, list);
    books.histories.set(meter, [...next]);
    if (changed !== undefined) markStale(books, market, changed.from_ms, changed.to_ms);
  }
}

/** Settled slots that a reading between two instants may change. */
function markStale(books: Books, id: string, from_ms: number, to_ms: number): void {
  if (from_ms >= (books.settledTo.get(id) ?? Number.NEGATIVE_INFINITY)) return;
  const length_ms = marketOf(books, id).slot_s * 1000;
  for (let slot_ms = Math.floor(from_ms / length_ms) * length_ms; slot_ms < to_ms; slot_ms += length_ms) {
    const key = slotKey(id, slot_ms);
    if (books.slots.get(key)?.settled !== undefined) books.stale.add(key);
  }
}
