import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A disk of its own that a test may fill. */
export interface SmallDisk {
  readonly path: string;
  readonly free: number;
  /** Takes all room but so many bytes. */
  fill(this: void, but: number): void;
  /** Gives it back. */
  makeRoom(this: void): void;
}

const mount = (path: string, bytes: number): void => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path], { stdio: 'ignore' });
};
const unmount = (path: string): void => {
  execFileSync('umount', ['-l', path], { stdio: 'ignore' });
  rmSync(path, { recursive: true, force: true });
};
const folder = (): string => mkdtempSync(join(tmpdir(), 'sixfold-disk-'));

/** Whether this process may mount a disk: only the superuser may, and not in every container. */
export const canMount = ((): boolean => {
  const path = folder();
  try {
    mount(path, 1 << 20);
    unmount(path);
    return true;
  } catch {
    rmSync(path, { recursive: true, force: true });
    return false;
  }
})();
export const whyNoDisk = canMount ? '' : ' (skipped: a small disk cannot be mounted here; run as root)';

/** Mounts a real disk of so many bytes until the test ends. */
export function smallDisk(bytes: number): SmallDisk {
  const path = folder();
  mount(path, bytes);
  onTestFinished(() => unmount(path));
  const ballast = join(path, 'ballast');
  mkdirSync(ballast);
  let pieces = 0;
  const free = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  return {
    path,
    get free() {
      return free();
    },
    fill: (but) => writeFileSync(join(ballast, String(pieces++)), Buffer.alloc(Math.max(0, free() - but))),
    makeRoom() {
      for (let k = 0; k < pieces; k++) rmSync(join(ballast, String(k)), { force: true });
    },
  };
}
