import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../core/errors.ts';
import { readLines, writeWhole } from '../../io/durable.ts';
import { JournalEntry } from '../../scenario/command.ts';

/** Which run a twin is at. */
export const CurrentRun = z.strictObject({
  version: z.literal(1),
  fingerprint: z.string(),
  run: z.string(),
  parent: z.string().optional(),
  fork: z.number().int().min(0),
  /** Grows with every run that takes the place of another. */
  epoch: z.number().int().min(1),
  /** Where it was to go on from at the least. */
  target: z.number().int().min(0),
});
export type CurrentRun = z.infer<typeof CurrentRun>;

/** The files that a twin keeps beside its store. */
export interface DataFolder {
  readonly path: string;
  current(): CurrentRun | undefined;
  setCurrent(current: CurrentRun): void;
  journalFile(run: string): string;
  journal(run: string): JournalEntry[];
  /** Folder of a run's exchange. */
  exchangeFolder(run: string): string;
  /** Writes the journal with which a run begins. */
  beginJournal(run: string, journal: readonly JournalEntry[]): void;
}

export function openDataFolder(path: string): DataFolder {
  mkdirSync(path, { recursive: true });
  const currentFile = join(path, 'run.json');
  const journalFile = (run: string): string => join(path, `journal-${run}.jsonl`);
  const line = (entry: JournalEntry): string => `${JSON.stringify(entry)}\n`;
  return {
    path,
    journalFile,
    exchangeFolder: (run) => join(path, `exchange-${run}`),
    current() {
      if (!existsSync(currentFile)) return undefined;
      try {
        return CurrentRun.parse(JSON.parse(readFileSync(currentFile, 'utf8')));
      } catch (error) {
        throw new ConfigError(
          `${currentFile} cannot be read (${(error as Error).message}); take another --data folder`,
        );
      }
    },
    setCurrent: (current) => writeWhole(currentFile, `${JSON.stringify(current, null, 2)}\n`),
    journal: (run) => readLines(journalFile(run)).map((text) => JournalEntry.parse(JSON.parse(text))),
    beginJournal: (run, journal) => writeWhole(journalFile(run), journal.map(line).join('')),
  };
}
