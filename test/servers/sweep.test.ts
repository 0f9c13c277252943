import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { command, folderWith, root, say } from '../app/site.ts';
import { FILES } from '../scenario/small.ts';
import { type RedisServer, startRedis } from './redis.ts';

const isBuilt = existsSync(join(root, 'dist/app/sweep/sweepWorker.js'));
const RUNS = 240;
const VARY = ['--vary', `components.pv.rated_kWp=1:${RUNS}:1`];
type Row = Readonly<Record<string, number | string | null>>;

interface Process {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  /** The exit code; null where it was killed. */
  readonly ended: Promise<number | null>;
}

const begun: ChildProcess[] = [];
let redis: RedisServer | undefined;

afterEach(async () => {
  for (const child of begun.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await redis?.end();
  redis = undefined;
});

function start(args: readonly string[], cwd?: string): Process {
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd ? { cwd } : {}),
  });
  begun.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  return { child, said, ended: once(child, 'close').then(([code]) => code as number | null) };
}

const journalOf = (out: string): number[] =>
  existsSync(join(out, 'sweep.journal'))
    ? readFileSync(join(out, 'sweep.journal'), 'utf8')
        .split('\n')
        .slice(1, -1)
        .map((line) => (JSON.parse(line) as { run: number }).run)
    : [];

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (let k = 0; k < 1200; k++) {
    if (isTrue()) return;
    await wait(50);
  }
  throw new Error(`${what}: not within 60 s`);
}

/** What each run gives, made here and in threads, without Redis. */
async function expected(folder: string): Promise<Row[]> {
  const out = join(folder, 'here');
  const { ended, said } = start(['sweep', join(folder, 'small.yaml'), ...VARY, '--out', out]);
  expect(await ended, said.err).toBe(0);
  return rowsOf(out);
}

const rowsOf = async (out: string): Promise<Row[]> =>
  (await parquetReadObjects({ file: await asyncBufferFromFile(join(out, 'sweep.parquet')) })) as Row[];

describe.skipIf(!isBuilt)(`a sweep over Redis${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`, () => {
  it('loses nothing and does nothing twice where two of four workers are killed', async () => {
    redis = await startRedis();
    const folder = folderWith(FILES);
    const out = join(folder, 'out');
    // Where no file of the scenario is: all that a worker needs comes with the sweep.
    const elsewhere = folderWith({});
    const workers = Array.from({ length: 4 }, () =>
      start(['worker', '--redis', redis!.url, '--threads', '1'], elsewhere),
    );
    const sweep = start(['sweep', join(folder, 'small.yaml'), ...VARY, '--redis', redis.url, '--out', out, '--json']);
    await until('first rows', () => journalOf(out).length > 10);
    workers[0]!.child.kill('SIGKILL');
    await until('more rows', () => journalOf(out).length > 40);
    workers[1]!.child.kill('SIGKILL');
    const left = journalOf(out).length;
    expect(left).toBeLessThan(RUNS);
    expect(await sweep.ended, sweep.said.err).toBe(0);
    expect(JSON.parse(sweep.said.out)).toMatchObject({ runs: RUNS, ranNow: RUNS, failed: 0 });
    expect(journalOf(out).sort((a, b) => a - b)).toEqual(Array.from({ length: RUNS }, (_, k) => k));
    expect(await rowsOf(out)).toEqual(await expected(folder));
    // The survivors end when asked, and nothing of the sweep is left but texts, which expire.
    for (const worker of workers.slice(2)) {
      worker.child.kill('SIGTERM');
      expect(await worker.ended, worker.said.err).toBe(143);
      expect(worker.said.err).toMatch(/made \d+ runs/);
    }
    const client = new Redis(redis.url);
    const keys = await client.keys('sixfold:*');
    expect(keys.filter((key) => !key.startsWith('sixfold:text:'))).toEqual([]);
    for (const key of keys) expect(await client.ttl(key)).toBeGreaterThan(0);
    client.disconnect();
  }, 240_000);

  it('says that Redis is gone, and goes on when it is back with nothing of what it had', async () => {
    redis = await startRedis();
    const folder = folderWith(FILES);
    const out = join(folder, 'out');
    const worker = start(['worker', '--redis', redis.url, '--threads', '1']);
    const sweep = start(['sweep', join(folder, 'small.yaml'), ...VARY, '--redis', redis.url, '--out', out, '--json']);
    await until('first rows', () => journalOf(out).length > 10);
    await redis.stop('SIGKILL');
    await until('the news', () => /Redis is gone; \d+ of 240 runs are safe on this disk/.test(sweep.said.err));
    await until('the news of the worker', () =>
      worker.said.err.includes('Redis is gone; results wait here until it is back'),
    );
    await redis.start();
    await until('better news', () => sweep.said.err.includes('Redis is back; going on'));
    expect(await sweep.ended, sweep.said.err).toBe(0);
    expect(journalOf(out).sort((a, b) => a - b)).toEqual(Array.from({ length: RUNS }, (_, k) => k));
    expect(await rowsOf(out)).toEqual(await expected(folder));
  }, 240_000);

  it('goes on where the collecting process was killed', async () => {
    redis = await startRedis();
    const folder = folderWith(FILES);
    const out = join(folder, 'out');
    start(['worker', '--redis', redis.url, '--threads', '2']);
    const args = ['sweep', join(folder, 'small.yaml'), ...VARY, '--redis', redis.url, '--out', out, '--json'];
    const first = start(args);
    await until('first rows', () => journalOf(out).length > 10);
    first.child.kill('SIGKILL');
    await first.ended;
    const kept = journalOf(out).length;
    const second = start(args);
    expect(await second.ended, second.said.err).toBe(0);
    expect(JSON.parse(second.said.out)).toMatchObject({ runs: RUNS, ranNow: RUNS - kept, failed: 0 });
    expect(new Set(journalOf(out)).size).toBe(RUNS);
    expect(journalOf(out)).toHaveLength(RUNS);
  }, 240_000);

  it('tells where there is no Redis, and keeps a password to itself', async () => {
    const folder = folderWith(FILES);
    const args = ['sweep', join(folder, 'small.yaml'), ...VARY, '--out', join(folder, 'out'), '--redis'];
    const { exit, err } = await say([...args, 'redis://twin:secret-1@127.0.0.1:1']);
    expect(exit).toBe(1);
    expect(err).toContain('redis://twin@127.0.0.1:1: Redis does not answer (connect ECONNREFUSED 127.0.0.1:1)');
    expect(err).not.toContain('secret-1');
    expect(await say([...args, 'queue.local'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('expected an address'),
    });
  });
});
