import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Makes what a folder lists survive a crash. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** A disk that fills up takes a part, and says so by the count alone; the rest then throws. */
function writeAll(file: number, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** Writes a file so that a crash, or a disk that is full, leaves the old one or the new one, whole. */
export function writeWhole(path: string, text: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', mode);
  try {
    writeAll(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  syncFolder(path);
}

/** A file of lines that grows at its end. */
export interface LineFile {
  /** Adds lines; when it returns, they survive a crash. Where it throws, none of them is there. */
  append(lines: readonly string[]): void;
  close(): void;
}

export function openLines(path: string): LineFile {
  mkdirSync(dirname(path), { recursive: true });
  const isNew = !existsSync(path);
  const file = openSync(path, 'a+');
  if (isNew) syncFolder(path);
  // A crash in the middle of a line leaves a stump, which must not grow into the next one.
  else ftruncateSync(file, wholeLines(readFileSync(path)).length);
  return {
    append(lines) {
      const { size } = fstatSync(file);
      try {
        writeAll(file, lines.map((line) => `${line}\n`).join(''));
        fsyncSync(file);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
    },
    close: () => closeSync(file),
  };
}

const wholeLines = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);

/** The whole lines of a file behind its first so many bytes, which are whole lines; none where there is no file. */
export function readLines(path: string, from_bytes = 0): string[] {
  if (!existsSync(path)) return [];
  const text = wholeLines(readFileSync(path).subarray(from_bytes)).toString('utf8');
  return text === '' ? [] : text.slice(0, -1).split('\n');
}
