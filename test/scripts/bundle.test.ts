import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const from = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { isFresh, inputsText } = (await import(from('scripts/inputs.mjs'))) as {
  isFresh: (root: string, bundle: string, inputs: string) => boolean;
  inputsText: (root: string, modules: readonly string[], folder: string, also: readonly string[]) => string;
};

let root = '';
const write = (path: string, text = '', seconds = 1000): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  utimesSync(join(root, path), seconds, seconds);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sixfold-bundle-'));
  write('package.json', '{ "type": "module" }');
  write('dist/app/cli/main.js', 'console.log("compiled");');
  write('dist/app/bundle/main.js', 'console.log("bundled");', 2000);
  write('dist/pure.tsbuildinfo');
  write('dist/node.tsbuildinfo');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function started(): string {
  cpSync(from('bin'), join(root, 'bin'), { recursive: true });
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/sixfold.js')], { encoding: 'utf8' });
  return stdout + stderr;
}

it('the command runs the bundle', () => {
  expect(started()).toBe('bundled\n');
});

it('the command runs the bundle of a package, which brings no state of the compiler', () => {
  rmSync(join(root, 'dist/pure.tsbuildinfo'));
  rmSync(join(root, 'dist/node.tsbuildinfo'));
  expect(started()).toBe('bundled\n');
});

it.each(['pure', 'node'])('the command passes over a bundle older than what was compiled last (%s)', (project) => {
  write(`dist/${project}.tsbuildinfo`, '', 3000);
  expect(started()).toBe('compiled\n');
});

it('the command runs what was compiled where there is no bundle', () => {
  rmSync(join(root, 'dist/app/bundle'), { recursive: true });
  expect(started()).toBe('compiled\n');
});

it('a bundle is fresh until what it was made from changes', () => {
  const modules = ['src/b.js', 'src/a.js?raw', 'node_modules/x/x.js'].map((path) => join(root, path));
  for (const path of ['src/a.js', 'src/b.js', 'package-lock.json', 'how.mjs']) write(path, path);
  const text = inputsText(root, modules, 'src', ['how.mjs']);
  expect((JSON.parse(text) as { files: string[] }).files).toEqual([
    'src/a.js',
    'src/b.js',
    'package-lock.json',
    'how.mjs',
  ]);
  const fresh = (): boolean => isFresh(root, 'dist/app/bundle/main.js', 'inputs.json');
  expect(fresh()).toBe(false);
  write('inputs.json', text);
  expect(fresh()).toBe(true);
  for (const path of ['src/a.js', 'package-lock.json', 'how.mjs']) {
    write(path, 'other');
    expect(fresh(), path).toBe(false);
    write(path, path);
  }
  expect(fresh()).toBe(true);
  rmSync(join(root, 'src/b.js'));
  expect(fresh()).toBe(false);
  write('src/b.js', 'src/b.js');
  rmSync(join(root, 'dist/app/bundle/main.js'));
  expect(fresh()).toBe(false);
});

it('finds every thread that the code starts, and refuses two of one name', async () => {
  const { entriesOf } = (await import(from('scripts/bundleCommand.mjs'))) as {
    entriesOf: (root: string) => Record<string, string>;
  };
  const start = (name: string): string => `new Worker(new URL('./${name}.js', import.meta.url))`;
  for (const path of ['io/solverWorker', 'app/server/engine', 'app/cli/engine']) write(`dist/${path}.js`);
  write('dist/io/solver.js', start('solverWorker'));
  write('dist/io/left.js', start('behind'));
  write('dist/app/server/a.js', `${start('engine')}; ${start('engine')}`);
  write('dist/app/server/b.js', start('engine'));
  // Of an earlier bundle.
  write('dist/app/bundle/chunk.js', start('gone'));
  expect(entriesOf(root)).toEqual({
    main: 'dist/app/cli/main.js',
    engine: 'dist/app/server/engine.js',
    solverWorker: 'dist/io/solverWorker.js',
  });
  write('dist/app/cli/c.js', start('engine'));
  expect(() => entriesOf(root)).toThrow(
    'dist/app/server/engine.js and dist/app/cli/engine.js have one name; in the bundle they would be one file',
  );
});
