import { describe, expect, it } from 'vitest';
import { makeSessions } from '../../../../src/app/server/http/sessions.ts';
import { ask, type Said, served, steps, tokenOf } from './asking.ts';
import { raw } from './raw.ts';

const OPERATOR = { name: 'operator', role: 'operator' } as const;
const MINUTE_MS = 60_000;
const HOST = 'localhost:8600';
const LOGIN = '/v1/session';
const pairOf = (cookie: string): string => cookie.split(';')[0]!;

describe('a session', () => {
  it('lasts for half an hour from the last request, and for twelve hours at most', () => {
    let now = 0;
    const sessions = makeSessions(() => now);
    const cookie = pairOf(sessions.open(OPERATOR, HOST));
    now = 30 * MINUTE_MS - 1;
    expect(sessions.find(cookie, HOST)).toEqual({ principal: OPERATOR, expires_ms: 60 * MINUTE_MS - 1 });
    now = 60 * MINUTE_MS - 1;
    expect(sessions.find(cookie, HOST)).toBeUndefined();

    const shift = pairOf(sessions.open(OPERATOR, HOST));
    const begun_ms = now;
    for (; now < begun_ms + 12 * 60 * MINUTE_MS; now += 20 * MINUTE_MS)
      expect(sessions.find(shift, HOST)).toBeDefined();
    expect(sessions.find(shift, HOST)).toBeUndefined();
  });

  it('is known by a cookie that scripts and other sites do not get, with the port in its name', () => {
    const sessions = makeSessions();
    const cookie = sessions.open(OPERATOR, HOST);
    expect(cookie).toMatch(/^sixfold-8600=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(sessions.find(`other=1; ${pairOf(cookie)}; more=2`, HOST)?.principal).toEqual(OPERATOR);
    // Of the server beside it on the same machine, to which browsers send the same cookies.
    expect(sessions.find(pairOf(cookie), 'localhost:8601')).toBeUndefined();
    expect(sessions.find(undefined, HOST)).toBeUndefined();
    expect(sessions.find('sixfold-8600=', HOST)).toBeUndefined();
  });

  it('ends where it is closed, and alone', () => {
    const sessions = makeSessions();
    const [one, other] = [0, 1].map(() => pairOf(sessions.open(OPERATOR, HOST)));
    expect(one).not.toBe(other);
    expect(sessions.close(one, HOST)).toBe('sixfold-8600=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0');
    expect([sessions.find(one, HOST), sessions.find(other, HOST)?.principal]).toEqual([undefined, OPERATOR]);
  });

  it('gives way, as the oldest, to the thousand and first', () => {
    const sessions = makeSessions();
    const all = Array.from({ length: 1001 }, () => pairOf(sessions.open(OPERATOR, HOST)));
    const open = all.map((cookie) => sessions.find(cookie, HOST) !== undefined);
    expect(open.indexOf(true)).toBe(1);
    expect(open.filter(Boolean)).toHaveLength(1000);
  });
});

describe('a page that logs in', () => {
  const logIn = (live: Parameters<typeof ask>[0], token: string): Promise<Said> =>
    ask(live, LOGIN, { method: 'POST', body: { token } });

  it('is known by its cookie, may do what its token may, and is nobody again once it logged out', async () => {
    const live = await served();
    expect((await ask(live, LOGIN)).json).toEqual({ who: null, expires_ms: null });
    const said = await logIn(live, tokenOf(live, 'operator'));
    expect(said.json).toMatchObject({ who: OPERATOR });
    expect(said.text).not.toContain(tokenOf(live, 'operator'));
    const cookie = pairOf(said.headers.get('set-cookie')!);
    const own = { cookie, origin: live.http!.url };
    expect((await ask(live, LOGIN, { headers: { cookie } })).json).toMatchObject({ who: OPERATOR });
    const step = { method: 'POST', body: { args: { steps: 1 } } };
    const taken = await ask(live, '/v1/clock/step', { ...step, headers: { ...own, prefer: 'wait=10' } });
    expect(taken.json).toMatchObject({ state: 'done' });

    // What no page of this server sends, though the browser sent the cookie.
    for (const origin of ['https://evil.example', 'null', `${live.http!.url}0`, undefined]) {
      const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
      const { status, json } = await ask(live, '/v1/clock/step', { ...step, headers });
      expect({ origin, status, code: json.code }).toEqual({ origin, status: 403, code: 'forbidden' });
    }
    const other = await ask(live, LOGIN, { headers: { cookie, origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();

    const out = await ask(live, LOGIN, { method: 'DELETE', headers: own });
    expect(out.headers.get('set-cookie')).toMatch(/; Max-Age=0$/);
    expect((await ask(live, LOGIN, { headers: { cookie } })).json).toEqual({ who: null, expires_ms: null });
    expect((await ask(live, '/v1/clock/step', { ...step, headers: own })).status).toBe(401);
  });

  it('cannot do more than its token may', async () => {
    const live = await served();
    const cookie = pairOf((await logIn(live, tokenOf(live, 'viewer'))).headers.get('set-cookie')!);
    const headers = { cookie, origin: live.http!.url };
    const { json } = await ask(live, '/v1/clock/step', { method: 'POST', body: { args: { steps: 1 } }, headers });
    expect(json.state ?? json.code).toMatch(/^(rejected|forbidden)$/);
    expect(live.twin.clock.index).toBe(0);
  });

  it('may guess a token ten times', async () => {
    const live = await served();
    const states: number[] = [];
    for (let k = 0; k < 13; k++) states.push((await logIn(live, `guess${k}`)).status);
    expect(states).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429, 429]);
    const { headers } = await logIn(live, 'guess13');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('is not logged in by a form of elsewhere, which browsers send without asking', async () => {
    const live = await served();
    const body = JSON.stringify({ token: tokenOf(live, 'viewer') });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const { status, headers } = await ask(live, LOGIN, { method: 'POST', body, headers: { 'content-type': type } });
      expect([status, headers.get('set-cookie')]).toEqual([415, null]);
    }
  });

  it('is asked for a token before it is shown anything where others can reach the twin', async () => {
    const live = await served({ http: { host: '0.0.0.0', port: 0 } });
    const { port } = new URL(live.http!.url);
    const get = (path: string, more = ''): Promise<string> =>
      raw(live, `GET ${path} HTTP/1.1\r\nhost: twin.example:${port}\r\nconnection: close\r\n${more}\r\n`, 500);
    await steps(live, 1);
    const about = await get('/page.json');
    expect(about).toContain('"needsToken":true');
    expect(about).not.toContain('tokens.json');
    for (const path of ['/v1/site', '/v1/frame', '/v1/stream', '/v1/session/mqtt', '/v1/runs'])
      expect({ path, said: (await get(path)).slice(0, 12) }).toEqual({ path, said: 'HTTP/1.1 401' });
    const body = JSON.stringify({ token: tokenOf(live, 'viewer') });
    const said = await raw(
      live,
      `POST ${LOGIN} HTTP/1.1\r\nhost: twin.example:${port}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const [, cookie] = /\r\nset-cookie: ([^;]+);/i.exec(said)!;
    expect(await get('/v1/site', `cookie: ${cookie}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
    // A name that leads here, but another host: not the same site's cookie.
    expect(await get('/v1/site', `cookie: ${cookie!.replace(port, '1')}\r\n`)).toMatch(/^HTTP\/1.1 401 /);
  });
});
