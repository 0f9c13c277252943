import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, say } from './app/site.ts';

const text = readFileSync(new URL('../docs/replay.md', import.meta.url), 'utf8');
const files = Object.fromEntries(
  [...text.matchAll(/`([\w-]+\.yaml)`[^`]*:\n\n```yaml\n([\s\S]*?)```/g)].map((found) => [found[1]!, found[2]!]),
);
const commands = [...text.matchAll(/^npx sixfold (.+)$/gm)].map((found) => found[1]!.split(' '));

it('docs/replay.md: every command does what is said there', async () => {
  expect(Object.keys(files)).toHaveLength(6);
  expect(commands.map(([name]) => name)).toEqual([
    'run',
    'replay',
    'replay',
    'replay',
    'calibrate',
    'replay',
    'backtest',
  ]);
  const folder = folderWith(files);
  const local = (word: string): string =>
    /\.yaml|^was$/.test(word) ? word.replace(/[^,]+/g, (one) => join(folder, one)) : word;
  const said: string[] = [];
  for (const [name, ...words] of commands) {
    const out = name === 'calibrate' || words.includes('--out') ? [] : ['--out', join(folder, `out${said.length}`)];
    const report = name === 'run' || name === 'replay' ? ['--no-report'] : [];
    const { exit, out: told, err } = await say([name!, ...words.map(local), ...out, ...report]);
    expect({ words, exit, err }).toEqual({ words, exit: 0, err: '' });
    said.push(told);
  }
  expect(said[1]).toMatch(/pv\.electricity_kW .* 168 of 168/);
  expect(said[2]).toMatch(/load\.input_kW .* 336 of 336/);
  expect(said[3]).toMatch(/battery\.energy_kWh /);
  expect(said[4]).toMatch(/components\.pv\.losses\.soiling +0\.02 +0\.12 /);
  expect(said[5]).toMatch(/pv\.electricity_kW +[\d.]+ +[\d.]+ +-?0\.000 +0\.0 % +0\.000/);
  // What calibrate wrote is a scenario for run, too, though its meters stand in a Parquet file.
  expect((await say(['run', join(folder, 'metered.fitted.yaml'), '--out', folder, '--no-report'])).exit).toBe(0);
  expect(said[6]).toMatch(/site under tariff: cost less by /);
}, 60_000);
