import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../../../src/app/log.ts';
import { folderWith } from '../../site.ts';
import { as } from '../place.ts';
import { ask, command, served, steps, stream, tokenOf } from './asking.ts';
import { raw } from './raw.ts';

const READS = ['/v1/site', '/v1/runs', '/v1/frame', '/v1/events', '/v1/stream', '/readyz', '/metrics', '/openapi.json'];

describe('who may ask', () => {
  it('where others can reach it, takes a token for everything but whether it is alive', async () => {
    const live = await served({ http: { host: '0.0.0.0', port: 0 } });
    const { port } = new URL(live.http!.url);
    const of = (path: string, more = ''): Promise<string> =>
      raw(live, `GET ${path} HTTP/1.1\r\nhost: twin.example:${port}\r\nconnection: close\r\n${more}\r\n`, 200);
    await steps(live, 1);
    expect(live.http!.isLoopback).toBe(false);
    for (const path of READS) {
      expect({ path, said: await of(path) }).toMatchObject({ said: expect.stringMatching(/^HTTP\/1.1 401 /) });
      const said = await of(path, `authorization: Bearer ${tokenOf(live, 'viewer')}\r\n`);
      expect({ path, said }).toMatchObject({ said: expect.stringMatching(/^HTTP\/1.1 200 /) });
    }
    expect(await of('/healthz')).toMatch(/^HTTP\/1.1 200 /);
    expect(await of('/v1/site')).toMatch(/\r\nwww-authenticate: Bearer realm="sixfold"\r\n/);
  });

  it('keeps tokens of their own in a file for its owner alone, and the same after a restart', async () => {
    const live = await served();
    const { tokensFile } = live.http!;
    expect(statSync(tokensFile).mode & 0o777).toBe(0o600);
    const tokens = JSON.parse(readFileSync(tokensFile, 'utf8')) as Record<string, string>;
    expect(Object.keys(tokens)).toEqual(['viewer', 'operator', 'owner']);
    for (const [name, token] of Object.entries(tokens)) {
      expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16);
      // A password of the broker opens nothing here.
      const { password } = as(live, name);
      expect(password).not.toBe(token);
      const { status } = await ask(live, '/v1/site', { headers: { authorization: `Bearer ${password}` } });
      expect(status).toBe(401);
    }
    await live.stop();
    expect(JSON.parse(readFileSync(tokensFile, 'utf8'))).toEqual(tokens);
  });

  it('lets pages of other origins ask only where it is told to', async () => {
    const origin = 'https://screens.example';
    const closed = await served();
    expect(
      (await ask(closed, '/v1/site', { headers: { origin } })).headers.get('access-control-allow-origin'),
    ).toBeNull();
    const live = await served({ http: { host: '127.0.0.1', port: 0, origins: [origin] } });
    expect((await ask(live, '/v1/site', { headers: { origin } })).headers.get('access-control-allow-origin')).toBe(
      origin,
    );
    const other = await ask(live, '/v1/site', { headers: { origin: 'https://other.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const before = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    };
    const preflight = await ask(live, '/v1/clock/pause', { method: 'OPTIONS', headers: before });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET,POST,DELETE']);
  });

  it('sends headers that keep browsers from making more of an answer', async () => {
    const live = await served();
    for (const path of ['/v1/site', '/v1/none', '/metrics']) {
      const { headers } = await ask(live, path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.get('x-powered-by')).toBeNull();
    }
    expect((await ask(live, '/v1/site', { headers: { 'x-request-id': 'mine-1' } })).headers.get('x-request-id')).toBe(
      'mine-1',
    );
    const forged = await ask(live, '/v1/site', { headers: { 'x-request-id': 'a b"c' } });
    expect(forged.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('logs', () => {
  it('tell what was asked, by whom and under which id, and no secret', async () => {
    const path = join(folderWith({}), 'logs', 'twin.jsonl');
    const logs = openLog(path, 'debug');
    const live = await served({ log: logs.log });
    await steps(live, 1);
    await ask(live, '/v1/site', { as: 'viewer', headers: { 'x-request-id': 'mine-1' } });
    await ask(live, '/v1/runs?token=in-the-query', { headers: { authorization: 'Bearer a-wrong-token-shown' } });
    await ask(live, '/v1/runs/current/series?format=arrow');
    await command(live, '/v1/components/chp/availability', { available: 0 }, { id: 'c-1' }, '');
    await ask(live, '/v1/components/battery/setpoint', {
      method: 'POST',
      as: 'owner',
      body: { args: { electricity_kW: 1 } },
    });
    const listening = await stream(live, '', { authorization: `Bearer ${tokenOf(live, 'operator')}` });
    await listening.until('clock');
    const secrets = ['viewer', 'operator', 'owner'].flatMap((name) => [tokenOf(live, name), as(live, name).password!]);
    await live.stop();
    await logs.close();
    const text = readFileSync(path, 'utf8');
    for (const secret of [...secrets, 'a-wrong-token-shown', 'in-the-query', 'Bearer'])
      expect(text).not.toContain(secret);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (msg: string): Record<string, unknown>[] => lines.filter((line) => line.msg === msg);
    expect(of('request').find(({ request }) => request === 'mine-1')).toMatchObject({
      level: 'info',
      method: 'GET',
      path: '/v1/site',
      status: 200,
      address: '127.0.0.1',
      by: 'viewer',
    });
    expect(of('request').filter(({ status }) => status === 401)).toHaveLength(1);
    expect(of('command').find(({ id }) => id === 'c-1')).toMatchObject({ by: 'operator', state: 'accepted', step: 1 });
    expect(of('event').find(({ code }) => code === 'command-rejected')).toMatchObject({
      level: 'warn',
      component: 'site',
    });
    expect(of('the twin begins')).toHaveLength(1);
    expect(of('the twin has stopped')[0]).toMatchObject({ index: 1, stored: 1 });
    for (const line of lines) expect(Number.isInteger(line.wall_ms)).toBe(true);
    expect(statSync(path).mode & 0o007).toBe(0);
  });

  it.skipIf(!existsSync('/dev/full'))('hold nothing up where the disk is full', async () => {
    const { log, close } = openLog('/dev/full', 'info');
    for (let k = 0; k < 100; k++) log.info({ k }, 'x'.repeat(1000));
    await close();
  });

  it('hide what is called a secret, should somebody hand one over', async () => {
    const path = join(folderWith({}), 'twin.jsonl');
    const { log, close } = openLog(path, 'info');
    log.info({ token: 'hidden-1', user: { password: 'hidden-2' }, run: 'r' }, 'x');
    log.debug('not at this level');
    await close();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      token: '[secret]',
      user: { password: '[secret]' },
      run: 'r',
    });
  });
});
