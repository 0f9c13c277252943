import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Runs `f`; an error of the disk that does not know its file (a failed write) learns it. */
export function naming<T>(path: string, f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof Error && 'code' in error && !('path' in error)) Object.assign(error, { path });
    throw error;
  }
}

/** Writes a whole file; an error names it. */
export const writeWhole = (path: string, data: string | Uint8Array): void =>
  naming(path, () => writeFileSync(path, data));

/**
 * Makes a folder and those above it that are missing. Not Node's own way: told to make a folder where the system says
 * that there can be none (/proc), that tries for ever.
 */
function makeFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  const above = dirname(folder);
  if (found === undefined && above !== folder) makeFolder(above);
  mkdirSync(folder);
}

/**
 * Makes a folder ready for results: it exists, a file can be written in it, and none of `names` is left of an earlier
 * run. @throws the error of the disk, with its path
 */
export function readyFolder(folder: string, names: readonly string[]): void {
  naming(folder, () => makeFolder(resolve(folder)));
  const probe = join(folder, '.sixfold-probe');
  try {
    writeWhole(probe, 'sixfold\n');
  } finally {
    rmSync(probe, { force: true });
  }
  for (const name of names) {
    const path = join(folder, name);
    naming(path, () => rmSync(path, { force: true }));
  }
}
