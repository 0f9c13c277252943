import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpOf, logOf } from '../../src/app/cli/httpFlags.ts';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { changed } from '../scenario/small.ts';
import { command, folderWith, root, say } from './site.ts';

describe('sixfold live, wrong usage of HTTP', () => {
  it.each([
    [['--http', '8600'], '--http 8600: expected HOST:PORT, such as 127.0.0.1:8600, [::1]:8600 or 0.0.0.0:8600\n'],
    [
      ['--http', 'localhost:99999'],
      '--http localhost:99999: expected HOST:PORT, such as 127.0.0.1:8600, [::1]:8600 or 0.0.0.0:8600\n',
    ],
    [
      ['--http', 'http://localhost:80'],
      '--http http://localhost:80: expected HOST:PORT, such as 127.0.0.1:8600, [::1]:8600 or 0.0.0.0:8600\n',
    ],
    [
      ['--http-origin', 'screens.example'],
      '--http-origin screens.example: expected the origin of a page, such as https://screens.example\n',
    ],
    [
      ['--http-origin', 'https://screens.example/x'],
      '--http-origin https://screens.example/x: expected the origin of a page, such as https://screens.example\n',
    ],
    [['--log-level', 'loud'], '--log-level loud: expected one of debug, info, warn, error, silent\n'],
  ])('%j', async (args, err) => {
    expect(await say(['live', 'small.yaml', ...args])).toEqual({ exit: 2, out: '', err });
  });

  it('tells of an address that this machine has not', async () => {
    const folder = folderWith();
    const args = ['live', join(folder, 'small.yaml'), '--data', join(folder, 'live'), '--port', '0', '--ws-port', '0'];
    expect(await say([...args, '--http', '192.0.2.1:8600'])).toEqual({
      exit: 2,
      out: '',
      err: '--http 192.0.2.1:8600: this machine has no such address; expected one of its own, such as 127.0.0.1 or 0.0.0.0\n',
    });
  });

  it('serves nothing where it is told not to', async () => {
    const folder = folderWith();
    const data = join(folder, 'live');
    const args = [
      'live',
      join(folder, 'small.yaml'),
      '--data',
      data,
      '--port',
      '0',
      '--ws-port',
      '0',
      '--mode',
      'step',
    ];
    const { out } = await say([...args, '--no-http'], 2);
    expect(out).not.toContain('HTTP');
    expect(existsSync(join(data, 'tokens.json'))).toBe(false);
  });

  it('reads addresses, and logs where people are not bothered', () => {
    const flags = { http: '[::1]:80', logLevel: 'info' };
    expect(httpOf(flags)).toEqual({ host: '::1', port: 80, origins: [] });
    expect(httpOf({ ...flags, http: false })).toBeUndefined();
    expect(logOf(flags, true)).toEqual({ path: undefined, level: 'silent' });
    expect(logOf(flags, false)).toEqual({ path: undefined, level: 'info' });
    expect(logOf({ ...flags, log: 'stderr' }, true)).toEqual({ path: undefined, level: 'info' });
    expect(logOf({ ...flags, log: 'x.jsonl' }, true)).toEqual({ path: 'x.jsonl', level: 'info' });
  });
});

const isBuilt = existsSync(join(root, 'dist/app/server/http/server.js'));

interface Running {
  readonly child: ChildProcess;
  readonly data: string;
  readonly url: string;
  readonly operator: string;
  readonly err: () => string;
  readonly ended: Promise<number | null>;
}

async function started(...more: readonly string[]): Promise<Running> {
  const folder = folderWith(changed('step_s: 3600', 'step_s: 60'));
  const data = join(folder, 'live');
  const ports = ['--port', '0', '--ws-port', '0', '--http', '127.0.0.1:0'];
  const child = spawn(process.execPath, [
    command,
    'live',
    join(folder, 'small.yaml'),
    '--data',
    data,
    ...ports,
    ...more,
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', (text: Buffer) => {
    err += text.toString();
  });
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  const place = join(data, 'live.json');
  for (let k = 0; k < 1000 && !existsSync(place); k++) await sleep(20);
  const { http, tokens } = JSON.parse(readFileSync(place, 'utf8')) as { http: string; tokens: string };
  const { operator } = JSON.parse(readFileSync(tokens, 'utf8')) as { operator: string };
  return { child, data, url: http, operator, err: () => err, ended };
}

describe.skipIf(!isBuilt)(
  `a served twin as a process${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`,
  () => {
    it.each(['SIGTERM', 'SIGINT'] as const)(
      'stops on %s in time: streams told why, all stored, nothing cut off',
      async (signal) => {
        const twin = await started('--speed', '3600');
        const answer = await fetch(`${twin.url}/v1/stream`);
        const heard = answer.text();
        // One who connects and says nothing, and one who waits for an answer that will not come.
        const { hostname, port } = new URL(twin.url);
        const idle = connect(Number(port), hostname, () =>
          idle.write('POST /v1/clock/pause HTTP/1.1\r\nhost: localhost\r\n'),
        );
        idle.on('error', () => undefined);
        await fetch(`${twin.url}/v1/clock/pause`, {
          method: 'POST',
          headers: { authorization: `Bearer ${twin.operator}` },
        });
        const waiting = fetch(`${twin.url}/v1/components/chp/availability`, {
          method: 'POST',
          headers: { authorization: `Bearer ${twin.operator}`, 'content-type': 'application/json', prefer: 'wait=30' },
          body: JSON.stringify({ id: 'last', args: { available: 0 } }),
        }).then((said) => said.json() as Promise<Record<string, unknown>>);
        await sleep(200);
        const begun = performance.now();
        twin.child.kill(signal);
        expect(await waiting).toMatchObject({ id: 'last', state: 'accepted' });
        expect(await heard).toMatch(/\nevent: end\ndata: \{"code":"stopping","message":"the twin stops"\}\n\n$/);
        for (let k = 0; k < 400 && !twin.err().includes('stopped by'); k++) await sleep(20);
        const said = performance.now();
        expect(await twin.ended).toBe(0);
        // Nothing is left that the process would have to wait for.
        expect(performance.now() - said).toBeLessThan(2500);
        expect(performance.now() - begun).toBeLessThan(8000);
        const steps = Number(new RegExp(`stopped by ${signal} at step (\\d+) `).exec(twin.err())?.[1]);
        expect(steps).toBeGreaterThan(0);
        expect(twin.err()).toContain(`steps: ${steps} taken, ${steps} stored`);
        expect(twin.err()).not.toContain(twin.operator);
        const store = await openDuckStore(join(twin.data, 'twin.duckdb'));
        onTestFinished(() => store.close());
        const [run] = await store.runs();
        expect(await store.count(run!.id)).toBe(steps);
        expect(readFileSync(join(twin.data, `journal-${run!.id}.jsonl`), 'utf8')).toContain('"id":"last"');
        await expect(fetch(`${twin.url}/healthz`)).rejects.toThrow('fetch failed');
      },
    );

    it('goes on answering while it simulates as fast as it can', async () => {
      const twin = await started('--mode', 'asap');
      let slowest = 0;
      let index = 0;
      for (let k = 0; k < 30; k++) {
        const begun = performance.now();
        const clock = (await (await fetch(`${twin.url}/v1/clock`)).json()) as { index: number };
        slowest = Math.max(slowest, performance.now() - begun);
        ({ index } = clock);
        await sleep(10);
      }
      expect(index).toBeGreaterThan(100);
      expect(slowest).toBeLessThan(2000);
      const asked = `${twin.url}/v1/runs/current/series?component=battery&signal=soc&points=50`;
      for (let k = 0; k < 200; k++) {
        const { end } = (await (await fetch(`${twin.url}/v1/runs/current`)).json()) as { end: number };
        if (end === 1440) break;
        await sleep(50);
      }
      const series = (await (await fetch(asked)).json()) as { every_s: number; time_ms: number[] };
      expect([series.every_s, series.time_ms.length]).toEqual([1800, 48]);
    });
  },
);
