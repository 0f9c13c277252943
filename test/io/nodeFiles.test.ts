import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { nodeFiles } from '../../src/io/nodeFiles.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sixfold-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
const faultOf = (f: () => unknown): string => {
  try {
    f();
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
};

it('reads beside the scenario, below it, and what it is expressly told of', () => {
  const at = folder();
  const other = folder();
  mkdirSync(join(at, 'below'));
  writeFileSync(join(at, 'a.yaml'), 'a');
  writeFileSync(join(at, 'below', 'b.csv'), 'b');
  writeFileSync(join(other, 'c.epw'), 'c');
  symlinkSync(join(at, 'below', 'b.csv'), join(at, 'link.csv'));
  const scenario = join(at, 'a.yaml');
  const files = nodeFiles(scenario, [join(other, 'c.epw')]);
  expect(files.read(scenario, '')).toEqual({ file: scenario, text: 'a' });
  expect(files.read('below/b.csv', scenario).text).toBe('b');
  expect(files.read('../link.csv', join(at, 'below', 'b.csv')).text).toBe('b');
  expect(files.read(join(other, 'c.epw'), scenario).text).toBe('c');
  expect(faultOf(() => files.read(join(other, 'd.epw'), scenario))).toMatch(
    /^there is no file ".*d\.epw"; check the path/,
  );
});

it('reads a scenario that is itself a link, from the folder where it stands', () => {
  const at = folder();
  const other = folder();
  writeFileSync(join(other, 'a.yaml'), 'a');
  writeFileSync(join(at, 'b.csv'), 'b');
  symlinkSync(join(other, 'a.yaml'), join(at, 'a.yaml'));
  expect(nodeFiles(join(at, 'a.yaml')).read('b.csv', join(at, 'a.yaml')).text).toBe('b');
});

it('is not taken in by a folder whose name begins alike, nor by a link to a folder', () => {
  const at = folder();
  const twin = `${at}-twin`;
  mkdirSync(twin);
  onTestFinished(() => rmSync(twin, { recursive: true, force: true }));
  writeFileSync(join(twin, 'b.csv'), 'b');
  writeFileSync(join(at, 'a.yaml'), 'a');
  symlinkSync(twin, join(at, 'inside'));
  const scenario = join(at, 'a.yaml');
  for (const path of [join(twin, 'b.csv'), 'inside/b.csv'])
    expect(faultOf(() => nodeFiles(scenario).read(path, scenario))).toBe(
      `may not read "${path}": it is outside the folders of the scenario (${at}); move it into one of them`,
    );
});

it('refuses what is no file, and never waits for one', () => {
  const at = folder();
  writeFileSync(join(at, 'a.yaml'), 'a');
  mkdirSync(join(at, 'below'));
  execFileSync('mkfifo', [join(at, 'pipe')]);
  const scenario = join(at, 'a.yaml');
  const files = nodeFiles(scenario);
  expect(faultOf(() => files.read('below', scenario))).toBe(`${join(at, 'below')}: is a folder; expected a file`);
  expect(faultOf(() => files.read('pipe', scenario))).toBe(`${join(at, 'pipe')}: is no plain file; expected a file`);
  symlinkSync('loop', join(at, 'loop'));
  expect(faultOf(() => files.read('loop', scenario))).toBe(
    `cannot read "${join(at, 'loop')}" (ELOOP); check the path, it is seen from the folder of a.yaml`,
  );
  expect(faultOf(() => files.read('nul\0l', scenario))).toMatch(/^cannot read/);
});
