import { ConfigError } from '../../../core/errors.ts';
import { journalLines, journalPath, openJournal } from '../../../io/journalFile.ts';
import { sha256 } from '../../../io/sha256.ts';
import { chain } from '../../../market/journal/chain.ts';
import type { JournalRecord } from '../../../market/journal/record.ts';

/** A place in a journal behind one of its entries. */
export interface JournalMark {
  readonly entries: number;
  /** Hash of the last of them, and its line. */
  readonly head: string;
  readonly line: string;
  /** Bytes of all of them. */
  readonly bytes: number;
}

const BEGINNING: JournalMark = { entries: 0, head: '', line: '', bytes: 0 };
const bytesOf = (line: string): number => Buffer.byteLength(line) + 1;

/**
 * The journal of a live exchange. A twin that starts again makes its records again from its last checkpoint on: as long as the
 * journal has an entry, the record must be that entry to the bit, and from its end on entries are added. So what a kill took
 * is written again, and nothing twice.
 */
export interface LiveJournal {
  /** The instant that it had reached behind the mark when it was opened, ms UTC; undefined where nothing is behind. */
  readonly reached_ms: number | undefined;
  /** @throws ConfigError where the journal has another entry at this place */
  put(record: JournalRecord): void;
  /** Adds what is new; when it returns, that survives a crash. */
  flush(): void;
  /** Where it stands; undefined while it holds entries that were not made again yet, or are not on disk. */
  mark(): JournalMark | undefined;
  close(): void;
}

/** Whether the journal of a folder has that entry at that place. */
export function hasMark(folder: string, { line, bytes }: JournalMark): boolean {
  if (bytes === 0) return true;
  const found = journalLines(journalPath(folder), undefined, bytes - bytesOf(line)).next();
  return found.done !== true && found.value === line;
}

/** @throws ConnectionError where another process has it */
export function openLiveJournal(folder: string, from: JournalMark = BEGINNING): LiveJournal {
  const file = openJournal(folder);
  const path = journalPath(folder);
  const lines = (): Generator<string, void, undefined> => journalLines(path, undefined, from.bytes);
  let reached_ms: number | undefined;
  /** Entries of the file that are to come again. */
  let left = 0;
  for (const text of lines()) {
    left++;
    const at = /"at_ms":(-?\d+)/.exec(text);
    if (at !== null) reached_ms = Math.max(reached_ms ?? Number.NEGATIVE_INFINITY, Number(at[1]));
  }
  let known: Iterator<string> | undefined = lines();
  let { head, line, entries, bytes } = from;
  let waiting: string[] = [];
  return {
    reached_ms,
    put(record) {
      const made = chain(sha256, head, record);
      ({ head, line } = made);
      entries++;
      bytes += bytesOf(line);
      const next = known?.next();
      if (next === undefined || next.done === true) {
        known = undefined;
        waiting.push(line);
        return;
      }
      left--;
      if (next.value !== line)
        throw new ConfigError(
          `${path}: line ${entries} is another entry than this run makes; the file was changed, or the program is another: keep it, and begin a new run with --fresh`,
        );
    },
    flush() {
      if (waiting.length === 0) return;
      file.append(waiting);
      waiting = [];
    },
    mark: () => (left > 0 || waiting.length > 0 ? undefined : { entries, head, line, bytes }),
    close() {
      this.flush();
      file.close();
    },
  };
}
