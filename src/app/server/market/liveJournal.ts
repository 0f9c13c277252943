import { ConfigError } from '../../../core/errors.ts';
import { journalLines, journalPath, openJournal } from '../../../io/journalFile.ts';
import { sha256 } from '../../../io/sha256.ts';
import { chain } from '../../../market/journal/chain.ts';
import type { JournalRecord } from '../../../market/journal/record.ts';

/**
 * The journal of a live exchange. A twin that starts again makes its records again from the beginning: as long as the journal
 * has an entry, the record must be that entry to the bit, and from its end on entries are added. So what a kill took is
 * written again, and nothing twice.
 */
export interface LiveJournal {
  /** The instant that it had reached when it was opened, ms UTC; undefined where it was empty. */
  readonly reached_ms: number | undefined;
  /** @throws ConfigError where the journal has another entry at this place */
  put(record: JournalRecord): void;
  /** Adds what is new; when it returns, that survives a crash. */
  flush(): void;
  close(): void;
}

/** @throws ConnectionError where another process has it */
export function openLiveJournal(folder: string): LiveJournal {
  const file = openJournal(folder);
  const path = journalPath(folder);
  let reached_ms: number | undefined;
  for (const line of journalLines(path)) {
    const at = /"at_ms":(-?\d+)/.exec(line);
    if (at !== null) reached_ms = Math.max(reached_ms ?? Number.NEGATIVE_INFINITY, Number(at[1]));
  }
  let known: Iterator<string> | undefined = journalLines(path)[Symbol.iterator]();
  let head = '';
  let place = 0;
  let waiting: string[] = [];
  return {
    reached_ms,
    put(record) {
      const made = chain(sha256, head, record);
      head = made.head;
      place++;
      const next = known?.next();
      if (next === undefined || next.done === true) {
        known = undefined;
        waiting.push(made.line);
        return;
      }
      if (next.value !== made.line)
        throw new ConfigError(
          `${path}: line ${place} is another entry than this run makes; the file was changed, or the program is another: keep it, and begin a new run with --fresh`,
        );
    },
    flush() {
      if (waiting.length === 0) return;
      file.append(waiting);
      waiting = [];
    },
    close() {
      this.flush();
      file.close();
    },
  };
}
