import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Route } from '../src/app/server/http/route.ts';
import { served, steps, tokenOf } from './app/server/http/asking.ts';
import { folderWith } from './app/site.ts';

const text = readFileSync(new URL('../docs/api.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((found) => found[1]!);
const commands = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').trim().split('\n'));

const hasCurl = ['/usr/bin/curl', '/bin/curl', '/usr/local/bin/curl'].some((path) => existsSync(path));

function run(line: string, cwd: string, env: Record<string, string>): Promise<{ exit: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', line], { cwd, env: { PATH: process.env.PATH ?? '', ...env } });
    let out = '';
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
    });
    child.on('close', (exit) => resolve({ exit, out }));
  });
}

it.skipIf(!hasCurl)(
  `docs/api.md: every command does what is said there${hasCurl ? '' : ' (skipped: there is no curl)'}`,
  async () => {
    const live = await served();
    await steps(live, 5);
    const env = { SIXFOLD: live.http!.url, TOKEN: tokenOf(live, 'operator') };
    const cwd = folderWith({});
    const said: Record<string, string> = {};
    for (const line of commands) {
      expect(line).toMatch(/^curl -s/);
      const { exit, out } = await run(line, cwd, env);
      // 28: the stream was left after the time that it was given.
      expect({ line, exit }).toEqual({ line, exit: line.includes('--max-time') ? 28 : 0 });
      said[line.replace(/^.*\$SIXFOLD/, '').replaceAll('"', '')] = out;
      const isRefused = out.includes('"type":"urn:sixfold:problem');
      expect([line, isRefused]).toEqual([line, /r-that-is-gone|runs\/none/.test(line)]);
    }
    expect(Object.keys(said)).toHaveLength(commands.length);
    expect(commands.length).toBeGreaterThan(20);
    const jsonOf = (path: string): Record<string, unknown> => JSON.parse(said[path]!) as Record<string, unknown>;
    expect(jsonOf('/v1/components/battery/setpoint')).toMatchObject({ id: 'a-1', state: 'accepted', step: 5 });
    expect(jsonOf('/v1/commands/a-1')).toMatchObject({ id: 'a-1', state: 'accepted' });
    expect(jsonOf('/v1/clock/step')).toMatchObject({ state: 'done' });
    expect(jsonOf('/v1/clock/branch').branch).toMatch(/^r/);
    expect(said['/v1/runs/current/series?component=pv&every_s=86400']).toMatch(
      /^time,pv\.electricity_kW,pv\.electricity_kW\.min,/,
    );
    expect(readFileSync(join(cwd, 'pv.parquet')).subarray(0, 4).toString()).toBe('PAR1');
    expect(said['/v1/stream?component=battery,pv']).toMatch(/^event: clock\ndata: /);
  },
  60_000,
);

const row = ({ method, path, summary }: Pick<Route, 'method' | 'path' | 'summary'>): string =>
  `| \`${method.toUpperCase()} ${path}\` | ${summary.replace(/ \(on MQTT: .*\)$/, '')} |`;

it('docs/api.md lists what there is', async () => {
  const live = await served();
  const table = ['| request | what |', '| --- | --- |', ...live.http!.routes.map(row)].join('\n');
  expect(/<!-- routes -->\n([\s\S]*?)\n?<!-- \/routes -->/.exec(text)![1]).toBe(table);
});
