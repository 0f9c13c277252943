import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { naming, readyFolder } from './folder.ts';
import { lockFolder } from './folderLock.ts';

/** A journal's file: lines that are added at its end by one process alone, and never changed. */
export interface JournalFile {
  readonly path: string;
  /** What a process that was killed had only begun to write, and was cut off when this was opened. */
  readonly torn: string;
  /** Adds lines in one write; when it returns, they survive a crash. Where it throws, none of them is there. Call it once for a slot. */
  append(lines: readonly string[]): void;
  close(): void;
}

const NAME = 'journal.jsonl';
const CHUNK = 1 << 20;
const NEW_LINE = 0x0a;

export const journalPath = (folder: string): string => join(folder, NAME);

/**
 * Opens the journal of a folder to add to it; a line without end, which a kill leaves, is cut off.
 * @throws ConnectionError where another process has it
 */
export function openJournal(folder: string): JournalFile {
  readyFolder(folder, []);
  const unlock = lockFolder(folder);
  const path = journalPath(folder);
  try {
    const isNew = !existsSync(path);
    const file = openSync(path, isNew ? 'w+' : 'r+');
    if (isNew) syncName(path);
    const torn = cutTorn(file);
    return {
      path,
      torn,
      append(lines) {
        if (lines.length === 0) return;
        const { size } = fstatSync(file);
        try {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          // A disk that fills up takes a part, and says so by the count alone; the rest then throws.
          naming(path, () => {
            for (let done = 0; done < bytes.length; )
              done += writeSync(file, bytes, done, bytes.length - done, size + done);
            fsyncSync(file);
          });
        } catch (error) {
          ftruncateSync(file, size);
          throw error;
        }
      },
      close() {
        closeSync(file);
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Makes the name of a new file survive a crash. */
function syncName(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Cuts off what follows the last line end, and returns it. */
function cutTorn(file: number): string {
  const { size } = fstatSync(file);
  let end = size;
  const tail: Buffer[] = [];
  while (end > 0) {
    const from = Math.max(0, end - CHUNK);
    const chunk = readPart(file, from, end - from);
    const at = chunk.lastIndexOf(NEW_LINE);
    tail.unshift(chunk.subarray(at + 1));
    end = from + at + 1;
    if (at >= 0) break;
  }
  if (end === size) return '';
  ftruncateSync(file, end);
  fsyncSync(file);
  return Buffer.concat(tail).toString('utf8');
}

function readPart(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/**
 * The whole lines of a journal, one by one, however long it is; none where there is no file. What a kill left torn is left out.
 * @param onTorn is told how many bytes that is, where it is any
 * @param begin bytes before the first line that is asked for
 */
export function* journalLines(
  path: string,
  onTorn?: (bytes: number) => void,
  begin = 0,
): Generator<string, void, undefined> {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (let from = begin; ; ) {
      const chunk = readPart(file, from, CHUNK);
      if (chunk.length === 0) {
        if (rest.length > 0) onTorn?.(rest.length);
        return;
      }
      from += chunk.length;
      const bytes = Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, start)) {
        yield bytes.toString('utf8', start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
  } finally {
    closeSync(file);
  }
}
