import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { chosen } from '../../../../src/app/server/http/accept.ts';
import { metricsText } from '../../../../src/app/server/http/metrics.ts';
import { addressKey, rateLimiter } from '../../../../src/app/server/http/rate.ts';
import { openDuckStore } from '../../../../src/io/duckStore.ts';
import { changed } from '../../../scenario/small.ts';
import { folderWith } from '../../site.ts';
import { ask, command, served, steps } from './asking.ts';
import { parsed } from './prometheus.ts';

describe('who watches over a twin', () => {
  it('reads figures in the format of Prometheus, each with its unit', async () => {
    const live = await served();
    await steps(live, 4);
    await command(live, '/v1/site/heartbeat');
    await ask(live, '/v1/components/battery/setpoint', { method: 'POST', as: 'operator', body: { args: {} } });
    const { headers, text } = await ask(live, '/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const metrics = parsed(text);
    const of = (name: string, labels = ''): number | undefined => metrics.get(name)?.samples.get(labels);
    expect(of('sixfold_steps_total')).toBe(4);
    expect(of('sixfold_store_steps_total')).toBe(4);
    expect(of('sixfold_store_points_total')).toBe(4 * live.twin.site.columns.length);
    expect(of('sixfold_frames_published_total')).toBe(4);
    expect(of('sixfold_commands_total', 'outcome="accepted"')).toBe(2);
    expect(of('sixfold_commands_total', 'outcome="rejected"')).toBe(1);
    expect(of('sixfold_clock_state', 'state="running"')).toBe(1);
    expect(
      of('sixfold_http_requests_total', 'method="POST",route="/v1/components/{component}/setpoint",status="422"'),
    ).toBe(1);
    expect(of('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(of('sixfold_event_loop_delay_seconds', 'quantile="0.5"')).toBeLessThan(0.5);
    for (const [name, { type, samples }] of metrics) {
      expect(samples.size).toBeGreaterThan(0);
      expect(name).toMatch(/^(sixfold|process)_[a-z_]+$/);
      // What only grows says so, and no other.
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(ms|kb|milliseconds|kilobytes)(_|$)/);
      if (/lag|delay|slipped|uptime/.test(name)) expect(name).toMatch(/_seconds(_total)?$/);
      if (/memory|heap/.test(name)) expect(name).toMatch(/_bytes$/);
    }
    expect(metrics.size).toBeGreaterThan(25);
  });

  it('is told by name of what is wrong', async () => {
    const store = await openDuckStore(':memory:');
    const broken = { ...store, appendWith: () => Promise.reject(new Error('the disk is gone')) };
    const live = await served({ openStore: () => Promise.resolve(broken) });
    for (let k = 0; k < 200 && (await ask(live, '/readyz')).status !== 200; k++) await sleep(10);
    const good = await ask(live, '/readyz');
    expect(good.json).toEqual({
      status: 'ready',
      checks: ['twin', 'broker', 'store', 'clock'].map((name) => ({ name, isFine: true })),
    });
    await command(live, '/v1/clock/step', { steps: 1 });
    await live.twin.failed;
    await live.broker!.close();
    for (let k = 0; k < 200 && live.link.isConnected; k++) await sleep(10);
    const { status, json, headers } = await ask(live, '/readyz');
    expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'not_ready', '5']);
    expect(json.detail).toBe('twin: it has stopped: the disk is gone; broker: not connected; it is tried again');
    expect((json.checks as { isFine: boolean }[]).map(({ isFine }) => isFine)).toEqual([false, false, true, true]);
    // The process is alive all the same.
    expect((await ask(live, '/healthz')).status).toBe(200);
  });
});

describe('a database over the network', () => {
  it('is told of by name when it is down, and how much waits for it', async () => {
    const store = await openDuckStore(':memory:');
    let state: 'up' | 'down' = 'down';
    const health = () => ({ state, received: 9, stored: 4, refused: 1, dropped: 2, waiting: 2, waitingBytes: 512 });
    const network = { ...store, health, drain: () => Promise.resolve(true), resume: () => undefined };
    const live = await served({ openStore: () => Promise.resolve(network) });
    for (let k = 0; k < 200 && !live.link.isConnected; k++) await sleep(10);
    const { status, json } = await ask(live, '/readyz');
    expect([status, json.detail]).toEqual([503, 'store: the database is down; steps wait in the spool']);
    const metrics = parsed((await ask(live, '/metrics')).text);
    const of = (name: string, labels = ''): number | undefined => metrics.get(name)?.samples.get(labels);
    expect([of('sixfold_spool_points'), of('sixfold_spool_bytes'), of('sixfold_spool_dropped_points_total')]).toEqual([
      2, 512, 2,
    ]);
    expect([of('sixfold_database_up'), of('sixfold_database_points_total', 'outcome="refused"')]).toEqual([0, 1]);
    state = 'up';
    expect((await ask(live, '/readyz')).status).toBe(200);
  });
});

describe('a reader that does not keep up', () => {
  it('is sent what it takes, told of what it missed, and let go when it takes nothing', async () => {
    const folder = folderWith(changed('step_s: 3600', 'step_s: 1'));
    const streams = { most: 4, perAddress: 4, framesPerSecond: 1e6, framesAtOnce: 1e6 };
    const live = await served({
      file: join(folder, 'small.yaml'),
      mode: 'asap',
      http: { host: '127.0.0.1', port: 0, streams },
    });
    const { hostname, port } = new URL(live.http!.url);
    const socket = connect(Number(port), hostname, () =>
      socket.write('GET /v1/stream HTTP/1.1\r\nhost: localhost\r\n\r\n'),
    );
    let text = '';
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
      // Takes the begin, and then nothing.
      if (text.length > 1000) socket.pause();
    });
    const count = async (name: string, labels = ''): Promise<number> =>
      parsed((await ask(live, '/metrics')).text)
        .get(name)!
        .samples.get(labels)!;
    for (let k = 0; k < 400 && (await count('sixfold_http_streams_total', 'outcome="slow"')) === 0; k++)
      await sleep(50);
    expect(await count('sixfold_http_streams_total', 'outcome="slow"')).toBe(1);
    expect(await count('sixfold_http_streams')).toBe(0);
    expect(await count('sixfold_http_stream_skipped_frames_total')).toBeGreaterThan(100);
    const over = new Promise<void>((done) => socket.on('close', () => done()));
    socket.removeAllListeners('data');
    socket.on('data', (part: Buffer) => {
      text = (text + part.toString('latin1')).slice(-20_000_000);
    });
    socket.resume();
    // The connection is kept for others where all was taken in time.
    for (let k = 0; k < 100 && !text.includes('event: end'); k++) await sleep(20);
    socket.end();
    await over;
    expect(text).toMatch(
      /event: end\ndata: \{"code":"slow","message":"nothing was taken for 5 s though something waited/,
    );
    // What waited for it was bounded.
    expect(text.length).toBeLessThan(12_000_000);
  }, 60_000);
});

describe('small parts', () => {
  it('limits requests by a bucket that refills', () => {
    let now = 0;
    const { take } = rateLimiter({ perSecond: 2, burst: 3 }, () => now);
    expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 0]);
    expect(take('a')).toBeCloseTo(0.5, 12);
    expect(take('b')).toBe(0);
    now = 499;
    expect(take('a')).toBeGreaterThan(0);
    now = 501;
    expect(take('a')).toBe(0);
    now = 100_000;
    expect([take('a'), take('a'), take('a'), take('a') > 0]).toEqual([0, 0, 0, true]);
  });

  it('remembers no more addresses than it may', () => {
    const limiter = rateLimiter({ perSecond: 1, burst: 1 }, () => 0);
    for (let k = 0; k < 10_500; k++) limiter.take(`${k}`);
    expect(limiter.size).toBe(10_000);
  });

  it.each([
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['10.0.0.7', '10.0.0.7'],
    ['2001:db8::5', '2001:db8:0:0'],
    ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0'],
    ['2001:db8:1::1', '2001:db8:1:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s stands for %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  const OFFERS = { json: 'application/json', csv: 'text/csv', parquet: 'application/vnd.apache.parquet' };
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['text/*', 'csv'],
    ['text/csv;q=0.5, application/json;q=0.4', 'csv'],
    ['application/vnd.apache.parquet, */*;q=0.1', 'parquet'],
    ['application/json;q=0, */*', 'csv'],
    ['text/html, application/xhtml+xml, */*;q=0.8', 'json'],
  ])('Accept: %s gives %s', (accept, name) => {
    expect(chosen(OFFERS, accept, undefined)).toBe(name);
  });
  it.each(['text/html', 'application/json;q=0', 'nonsense'])('Accept: %s gives nothing', (accept) => {
    expect(() => chosen(OFFERS, accept, undefined)).toThrow(
      `met Accept: ${accept}; offered are application/json (?format=json)`,
    );
  });

  it('escapes what labels hold', () => {
    const metric = {
      name: 'a_total',
      type: 'counter',
      help: 'a\\b\nc',
      samples: [{ value: 1, labels: { x: 'a"b\\c\nd' } }],
    } as const;
    const text = metricsText([metric]);
    expect(text).toBe('# HELP a_total a\\\\b\\nc\n# TYPE a_total counter\na_total{x="a\\"b\\\\c\\nd"} 1\n');
    expect(parsed(text).get('a_total')!.samples.get('x="a\\"b\\\\c\\nd"')).toBe(1);
  });
});
