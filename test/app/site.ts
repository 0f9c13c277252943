import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { sixfold } from '../../src/app/cli/program.ts';
import type { Terminal } from '../../src/app/cli/terminal.ts';
import { FILES } from '../scenario/small.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const command = join(root, 'bin/sixfold.js');

/** A folder of its own with these files, gone when the test is over. */
export function folderWith(files: Readonly<Record<string, string>> = FILES): string {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. `stopAfter` looks at the wish to stop, there is one. */
export async function say(args: readonly string[], stopAfter = Number.POSITIVE_INFINITY): Promise<Said> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    progress: () => ({ show: () => undefined, end: () => undefined }),
    status: () => ({ show: () => undefined, end: () => undefined }),
    width: 120,
    watch() {
      let looks = 0;
      return {
        get signal() {
          return looks++ >= stopAfter ? ('SIGINT' as const) : undefined;
        },
        end: () => undefined,
      };
    },
  };
  const exit = await sixfold(args, terminal);
  return { exit, out, err };
}
