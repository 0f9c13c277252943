import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../io/folder.ts';
import { journalPath, openJournal } from '../../io/journalFile.ts';
import { sha256 } from '../../io/sha256.ts';
import { chain } from '../../market/journal/chain.ts';
import type { JournalRecord } from '../../market/journal/record.ts';
import { exchangeHtml } from '../../report/exchangeHtml.ts';
import { type ExchangeSummary, exchangeSummary } from '../../report/exchangeSummary.ts';
import type { Compiled } from '../../scenario/compile.ts';
import type { ExchangeOutcome } from '../../scenario/exchange/exchange.ts';

/** Where a run's exchange leaves its files, in the folder of its results. */
export const exchangeFolder = (folder: string): string => join(folder, 'exchange');

/** The journal of a run: records become lines, written when the run looks at the clock. */
export interface RunJournal {
  put(record: JournalRecord): void;
  flush(): void;
  close(): void;
  readonly entries: number;
  readonly head: string;
}

/** Starts a journal anew: a run that is simulated again is another exchange. @throws ConnectionError where another process has it */
export function runJournal(folder: string): RunJournal {
  rmSync(journalPath(folder), { force: true });
  const file = openJournal(folder);
  let head = '';
  let entries = 0;
  let waiting: string[] = [];
  const flush = (): void => {
    file.append(waiting);
    waiting = [];
  };
  return {
    put(record) {
      const { line, head: next } = chain(sha256, head, record);
      head = next;
      entries++;
      waiting.push(line);
    },
    flush,
    close() {
      flush();
      file.close();
    },
    get entries() {
      return entries;
    },
    get head() {
      return head;
    },
  };
}

/** Writes what an exchange came to: `exchange.json` and a page. */
export function writeExchange(
  folder: string,
  compiled: Compiled,
  outcome: ExchangeOutcome,
  journal: Pick<RunJournal, 'entries' | 'head'>,
): ExchangeSummary {
  const summary = exchangeSummary(compiled, outcome);
  const { entries, head } = journal;
  writeWhole(
    join(folder, 'exchange.json'),
    `${JSON.stringify({ schemaVersion: 1, name: compiled.run.name, ...summary, journal: { entries, head } }, null, 2)}\n`,
  );
  writeWhole(join(folder, 'exchange.html'), exchangeHtml({ compiled, outcome, summary }));
  return summary;
}
