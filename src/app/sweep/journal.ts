import { existsSync } from 'node:fs';
import { ConfigError } from '../../core/errors.ts';
import { openLines, readLines } from '../../io/durable.ts';
import type { SweepRow } from './runCase.ts';

/** What was done of a sweep, safe on the disk. */
export interface SweepJournal {
  /** By number of the run. */
  readonly rows: ReadonlyMap<number, SweepRow>;
  /** Keeps rows that are not there yet; when it returns, they survive a crash. @returns how many were new */
  add(rows: readonly SweepRow[]): number;
  close(): void;
}

interface Head {
  readonly sweep: string;
  readonly schemaVersion: 1;
}

/** Goes on with the journal of this sweep, or begins it. @throws ConfigError where the file is another sweep's */
export function openJournal(path: string, sweep: string): SweepJournal {
  const rows = new Map<number, SweepRow>();
  const [first, ...lines] = existsSync(path) ? readLines(path) : [];
  if (first !== undefined && headOf(first)?.sweep !== sweep)
    throw new ConfigError([
      {
        file: path,
        path: '',
        message:
          'holds the results of another sweep (other values, another scenario, or one of its files has changed); choose another folder with --out, or throw them away with --anew',
      },
    ]);
  for (const line of lines) {
    const row = JSON.parse(line) as SweepRow;
    if (!rows.has(row.run)) rows.set(row.run, row);
  }
  const file = openLines(path);
  if (first === undefined) file.append([JSON.stringify({ sweep, schemaVersion: 1 } satisfies Head)]);
  return {
    rows,
    add(more) {
      const fresh = more.filter(({ run }, k) => !rows.has(run) && more.findIndex((r) => r.run === run) === k);
      if (fresh.length > 0) file.append(fresh.map((row) => JSON.stringify(row)));
      for (const row of fresh) rows.set(row.run, row);
      return fresh.length;
    },
    close: () => file.close(),
  };
}

function headOf(line: string): Head | undefined {
  try {
    return JSON.parse(line) as Head;
  } catch {
    return undefined;
  }
}
