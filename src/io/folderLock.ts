import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectionError } from '../core/errors.ts';

/** When a process began, as the system counts; empty where there is none, or no way to know. */
function beginOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows it is by place.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const mine = new Set<string>();

/**
 * Claims a folder for this process, until what it returns is called. A claim of a process that has ended, or whose number
 * another has now, counts for nothing. @throws ConnectionError that says who has it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  if (mine.has(path)) throw new ConnectionError(`${folder}: this process uses it already; close that first`);
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // None yet.
  }
  const [pid, begin] = text.trim().split(' ');
  const holder = Number(pid);
  if (holder > 0 && holder !== process.pid && isAlive(holder) && beginOf(holder) === (begin ?? ''))
    throw new ConnectionError(`${folder}: process ${holder} uses it; stop that one, or choose another folder`);
  try {
    writeFileSync(path, `${process.pid} ${beginOf(process.pid)}\n`);
  } catch {
    // A disk without room for a line keeps nobody from sending what waits.
  }
  mine.add(path);
  return () => {
    mine.delete(path);
    rmSync(path, { force: true });
  };
}
