import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../app/site.ts';

/** A live twin in a process of its own. */
export interface TwinProcess {
  readonly child: ChildProcess;
  /** Where it speaks, once it does. */
  place(): Promise<{ readonly mqtt: string; readonly users: string }>;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
  readonly said: () => string;
}

export function startProcess(file: string, data: string, args: readonly string[]): TwinProcess {
  const placeFile = join(data, 'live.json');
  rmSync(placeFile, { force: true });
  const all = [command, 'live', file, '--data', data, '--port', '0', '--ws-port', '0', ...args];
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const note = (text: Buffer): void => {
    said += text.toString();
  };
  child.stdout!.on('data', note);
  child.stderr!.on('data', note);
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  return {
    child,
    ended,
    said: () => said,
    async place() {
      for (let k = 0; k < 1500 && child.exitCode === null; k++) {
        if (existsSync(placeFile))
          return JSON.parse(readFileSync(placeFile, 'utf8')) as { mqtt: string; users: string };
        await sleep(20);
      }
      throw new Error(`the twin did not come up: ${said}`);
    },
  };
}
