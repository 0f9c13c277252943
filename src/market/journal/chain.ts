import type { Hash } from '../../core/hash.ts';
import { canonical } from './canonical.ts';
import { packed, unpacked } from './packed.ts';

/**
 * A journal is a file of lines, one entry each: `{"hash":"…","record":{…}}`, where hash = H(hash of the entry before +
 * text of the record), and that of none is empty. Who changes, moves, adds or removes an entry must make all later hashes
 * anew; who kept the last one (a statement prints it) finds that out, and also that lines are missing at the end.
 */
export interface Chained {
  readonly line: string;
  /** Hash of this entry: what the next one is chained to. */
  readonly head: string;
}

const OPEN = '{"hash":"';
const MIDDLE = '","record":';
const CLOSE = '}';

/** The line of a record behind the entry whose hash is `head` ('' for the first). */
export function chain(hash: Hash, head: string, record: unknown): Chained {
  const text = canonical(packed(record));
  const next = hash(head + text);
  return { line: OPEN + next + MIDDLE + text + CLOSE, head: next };
}

/** A journal cannot be believed from a line on. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.line = line;
    this.reason = reason;
  }
}

/**
 * The record of a line, once its hash fits the entry before.
 * @param place of the line, from 1
 * @throws JournalError where it is no entry, or not the one that followed
 */
export function unchain(hash: Hash, head: string, line: string, place: number): { record: unknown; head: string } {
  const middle = line.indexOf(MIDDLE);
  if (!line.startsWith(OPEN) || middle < 0 || !line.endsWith(CLOSE))
    throw new JournalError(
      place,
      `is no entry, expected {"hash":"...","record":{...}} but met ${JSON.stringify(line.slice(0, 60))}`,
    );
  const text = line.slice(middle + MIDDLE.length, -CLOSE.length);
  const said = line.slice(OPEN.length, middle);
  const found = hash(head + text);
  if (found !== said)
    throw new JournalError(
      place,
      `its hash is ${short(said)}, expected ${short(found)} for this record behind the line before: this line was changed, or one before it was removed or added`,
    );
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw new JournalError(place, 'its record is no JSON');
  }
  if (canonical(record) !== text) throw new JournalError(place, 'its record is not written in the canonical way');
  return { record: unpacked(record), head: found };
}

const short = (hash: string): string => `${hash.slice(0, 12)}…`;
