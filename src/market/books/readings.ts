import type { ReadingsRecord } from '../journal/record.ts';
import { slotKey } from '../ledger/balances.ts';
import { takeReadings } from '../ledger/history.ts';
import { type Reading, type ReadingRefusal, readingText } from '../ledger/register.ts';
import { type Books, BooksError, marketOf } from './books.ts';

/** Sorts readings as they came into those that can be and those that cannot; the books stay as they are. */
export function sortReadings(books: Books, readings: readonly Reading[]): Pick<ReadingsRecord, 'taken' | 'refused'> {
  const taken: Reading[] = [];
  const refused: ReadingRefusal[] = [];
  const by = new Map<string, Reading[]>();
  for (const reading of readings) by.set(reading.meter, [...(by.get(reading.meter) ?? []), reading]);
  for (const [meter, list] of by) {
    const fault = faultOf(books, meter, list);
    if (fault !== undefined) {
      const [first] = list;
      refused.push({ meter, at_ms: first!.at_ms, ...fault });
      continue;
    }
    const result = takeReadings(books.histories.get(meter) ?? [], list);
    refused.push(...result.refused);
    if (result.refused.length === 0 && result.changed !== undefined) taken.push(...list);
  }
  return { taken, refused };
}

function faultOf(
  books: Books,
  meter: string,
  list: readonly Reading[],
): Pick<ReadingRefusal, 'code' | 'reason'> | undefined {
  if (!books.meters.has(meter)) return { code: 'unknownMeter', reason: `there is no meter "${meter}"` };
  for (const reading of list) {
    const { at_ms, injected, taken, version, change } = reading;
    const counts = [injected, taken, ...(change === undefined ? [] : Object.values(change.closing))];
    if (change !== undefined) counts.push(...Object.values(change.opening));
    if (!counts.every((v) => Number.isSafeInteger(v) && v >= 0) || !Number.isSafeInteger(version) || version < 1)
      return { code: 'notWhole', reason: `${readingText(reading)}: expected whole quanta from 0 and a version from 1` };
    if (!Number.isSafeInteger(at_ms))
      return { code: 'malformed', reason: `${at_ms} is no instant, expected whole ms UTC` };
    if (at_ms < books.closedBefore_ms)
      return { code: 'closed', reason: `slots before ${books.closedBefore_ms} are final, and it is of ${at_ms}` };
  }
  return undefined;
}

/** @throws BooksError where one of them cannot be */
export function takeAllReadings(books: Books, { taken }: ReadingsRecord): void {
  const sorted = sortReadings(books, taken);
  if (sorted.refused.length > 0)
    throw new BooksError(`a reading of meter ${sorted.refused[0]!.meter}: ${sorted.refused[0]!.reason}`);
  const by = new Map<string, Reading[]>();
  for (const reading of sorted.taken) by.set(reading.meter, [...(by.get(reading.meter) ?? []), reading]);
  for (const [meter, list] of by) {
    const { history, changed } = takeReadings(books.histories.get(meter) ?? [], list);
    books.histories.set(meter, history);
    const { market } = books.meters.get(meter)!;
    if (changed !== undefined) markStale(books, market, changed.from_ms, changed.to_ms);
  }
}

/** Settled slots that a reading between two instants may change. */
function markStale(books: Books, id: string, from_ms: number, to_ms: number): void {
  const length_ms = marketOf(books, id).slot_s * 1000;
  for (let slot_ms = Math.floor(from_ms / length_ms) * length_ms; slot_ms < to_ms; slot_ms += length_ms) {
    const key = slotKey(id, slot_ms);
    if (books.slots.get(key)?.settled !== undefined) books.stale.add(key);
  }
}
