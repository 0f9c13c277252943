import { join } from 'node:path';
import { z } from 'zod';
import { openLines, readLines, writeWhole } from '../../io/durable.ts';

export const AckState = z.enum(['accepted', 'done', 'rejected', 'expired']);
const Entry = z.strictObject({
  by: z.string(),
  id: z.string(),
  expires_ms: z.number(),
  /** Digest of what was asked, so that another command under the same id is not taken for it. */
  asked: z.string().optional(),
  state: AckState,
  code: z.string().optional(),
  message: z.string().optional(),
  /** Step from which it acts, and in which run. */
  step: z.number().optional(),
  run: z.string().optional(),
  branch: z.string().optional(),
});
/** What became of a command. */
export type LedgerEntry = z.infer<typeof Entry>;

/** Remembers commands past their expiry, so that one that comes again is answered again and not done again. */
export interface Ledger {
  find(by: string, id: string): LedgerEntry | undefined;
  /** Remembers; with `isKept` it survives a crash when this returns true. False where the disk does not take it. */
  note(entry: LedgerEntry, isKept: boolean): boolean;
  close(): void;
}

/** How long after its expiry an id is kept, and how many are kept at most. */
const KEPT_MS = 24 * 3_600_000;
const MOST = 100_000;

export function openLedger(folder: string, now_ms: number): Ledger {
  const path = join(folder, 'commands.jsonl');
  const known = new Map<string, LedgerEntry>();
  const key = (by: string, id: string): string => `${by}/${id}`;
  const put = (entry: LedgerEntry): void => {
    const at = key(entry.by, entry.id);
    known.delete(at);
    known.set(at, entry);
    if (known.size > MOST) known.delete(known.keys().next().value!);
  };
  for (const line of readLines(path)) {
    const entry = Entry.parse(JSON.parse(line));
    if (entry.expires_ms + KEPT_MS > now_ms) put(entry);
  }
  const write = (): void => writeWhole(path, [...known.values()].map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  write();
  let file = openLines(path);
  let lines = known.size;
  return {
    find: (by, id) => known.get(key(by, id)),
    note(entry, isKept) {
      put(entry);
      if (!isKept) return true;
      try {
        file.append([JSON.stringify(entry)]);
        if (++lines < 2 * MOST) return true;
        write();
        file.close();
        file = openLines(path);
        lines = known.size;
        return true;
      } catch {
        return false;
      }
    },
    close: () => file.close(),
  };
}
