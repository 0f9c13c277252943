import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const from = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { isStale, stamp } = (await import(from('scripts/stale.mjs'))) as {
  isStale: (root: string) => boolean;
  stamp: (root: string, started_ms: number) => void;
};

let root = '';
const write = (path: string, seconds: number): void => {
  writeFileSync(join(root, path), '');
  utimesSync(join(root, path), seconds, seconds);
};
const age = (folder: string, seconds: number): void => utimesSync(join(root, folder), seconds, seconds);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sixfold-stale-'));
  mkdirSync(join(root, 'src/core'), { recursive: true });
  mkdirSync(join(root, 'dist'));
  for (const path of ['src/core/a.ts', 'package.json', 'tsconfig.base.json']) write(path, 1000);
  age('src/core', 1000);
  age('src', 1000);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('takes a tree without a finished build for stale', () => {
  expect(isStale(root)).toBe(true);
});

it('takes a build for fresh until something that it is made from changes', () => {
  stamp(root, 2_000_000);
  expect(isStale(root)).toBe(false);
  write('README.md', 3000);
  expect(isStale(root)).toBe(false);
  write('src/core/a.ts', 3000);
  age('src/core', 1000);
  expect(isStale(root)).toBe(true);
});

it.each(['package.json', 'tsconfig.base.json'])('sees a change of %s', (path) => {
  stamp(root, 2_000_000);
  write(path, 3000);
  expect(isStale(root)).toBe(true);
});

it('sees a file that was deleted, and one that changed while the build ran', () => {
  stamp(root, 2_000_000);
  rmSync(join(root, 'src/core/a.ts'));
  expect(isStale(root)).toBe(true);
  write('src/core/a.ts', 2001);
  age('src/core', 1000);
  stamp(root, 2_000_000);
  expect(isStale(root)).toBe(true);
});

it('the command says what to do where nothing is built', () => {
  cpSync(from('bin'), join(root, 'bin'), { recursive: true });
  write('package.json', 1000);
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, 'bin/sixfold.js')], { encoding: 'utf8' });
  expect({ status, stderr, stdout }).toEqual({
    status: 1,
    stderr: 'sixfold: not built yet (dist/app/cli/main.js is missing); run: npm ci && npm run build\n',
    stdout: '',
  });
});

it('npm start runs the year and passes further arguments on', () => {
  for (const folder of ['bin', 'scripts']) cpSync(from(folder), join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(root, 'dist/app/cli'), { recursive: true });
  writeFileSync(join(root, 'dist/app/cli/main.js'), 'console.log(process.argv.slice(2).join(" "), process.cwd());');
  stamp(root, Date.now() + 60_000);
  const run = (): unknown => {
    const args = [join(root, 'scripts/start.mjs'), '--out', 'x'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: tmpdir() });
    return { status, stdout, stderr };
  };
  const asked = `run simulations/suzhou-six-in-one.yaml --out x ${root}\n`;
  const more = 'See it live, and drag a slider: npm run studio\n';
  expect(run()).toEqual({ status: 0, stdout: asked + more, stderr: '' });
  // Stale, and no compiler to build with: it says so and ends.
  stamp(root, 0);
  expect(run()).toEqual({
    status: 1,
    stdout: '',
    stderr: 'sixfold: building ...\nsixfold: the compiler is not installed; run: npm ci\n',
  });
});
