import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../app/site.ts';

export const isBuilt = existsSync(join(root, 'dist/io/spool.js'));
export const whyNot = isBuilt ? '' : ' (skipped: not built; run npm run build)';

/** Runs a script of compiled modules for a while, kills it, and gives the whole lines that it wrote. */
export async function killedAfter(script: string, time_ms: number): Promise<string[]> {
  const text = script.replaceAll('DIST', join(root, 'dist'));
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const gone = once(child, 'close');
  // The time counts from its first word, for the start takes longer than most of what is tried.
  for (let k = 0; k < 1000 && said === '' && child.exitCode === null; k++) await sleep(5);
  await sleep(time_ms);
  if (child.exitCode !== null) throw new Error(`ended by itself with ${child.exitCode}: ${said.slice(-500)}`);
  child.kill('SIGKILL');
  await gone;
  return said.split('\n').slice(0, -1);
}
