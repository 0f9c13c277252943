import { describe, expect, it } from 'vitest';
import { ask, type Said, served, steps, stream, tokenOf } from './asking.ts';
import { raw } from './raw.ts';

const SETPOINT = '/v1/components/battery/setpoint';

describe('what is no request, or not for here', () => {
  it('has an unknown method answered with those there are', async () => {
    const live = await served();
    for (const [method, path, allow] of [
      ['PUT', '/v1/runs', 'GET, HEAD'],
      ['OPTIONS', SETPOINT, 'POST'],
      ['PATCH', '/v1/events', 'GET, HEAD, POST'],
    ] as const) {
      const { status, headers } = await ask(live, path, { method });
      expect([status, headers.get('allow')]).toEqual([405, allow]);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('survives what is no HTTP', async () => {
    const live = await served();
    const host = 'host: localhost\r\n';
    expect(await raw(live, 'HELO there\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [\s\S]*problem\+json[\s\S]*"code":"malformed"/,
    );
    expect(await raw(live, `GET /v1/site HTTP/1.1\r\n${host}x: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 [\s\S]*"code":"headers"/,
    );
    expect(await raw(live, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    // Two lengths: what one server takes for a body, another takes for the next request.
    expect(
      await raw(
        live,
        `POST ${SETPOINT} HTTP/1.1\r\n${host}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 400 /);
    // A body without end is not read to its end.
    const chunk = `4000\r\n${'z'.repeat(0x4000)}\r\n`;
    const endless = await raw(
      live,
      `POST ${SETPOINT} HTTP/1.1\r\n${host}authorization: Bearer x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    expect(endless).toMatch(/^HTTP\/1.1 401 /);
    const known = `authorization: Bearer ${tokenOf(live, 'operator')}\r\ncontent-type: application/json\r\n`;
    const large = await raw(
      live,
      `POST ${SETPOINT} HTTP/1.1\r\n${host}${known}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    expect(large).toMatch(/^HTTP\/1.1 413 [\s\S]*"code":"too_large"/);
    // Who goes away in the middle of a body has asked for nothing.
    await raw(live, `POST ${SETPOINT} HTTP/1.1\r\n${host}${known}content-length: 500\r\n\r\n{`, 200);
    expect(live.commands.counts.commands).toBe(0);
    // The path is taken as it stands, and leads nowhere.
    expect(await raw(live, `GET /v1/runs/../../../etc/passwd HTTP/1.1\r\n${host}connection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 404 /,
    );
    expect((await ask(live, '/healthz')).status).toBe(200);
  });

  it('answers only to names of this machine', async () => {
    const live = await served();
    const { port } = new URL(live.http!.url);
    const of = (host: string, path = '/v1/site'): Promise<string> =>
      raw(live, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(await of(`rebound.example:${port}`)).toMatch(/^HTTP\/1.1 421 [\s\S]*"code":"misdirected"/);
    expect(await of('127.0.0.1.example')).toMatch(/^HTTP\/1.1 421 /);
    for (const host of [`localhost:${port}`, '127.0.0.1', `[::1]:${port}`])
      expect(await of(host)).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('too much', () => {
  it('is held back: of 1,000 requests in a row the first are answered, the others told when to come again', async () => {
    const live = await served({ http: { host: '127.0.0.1', port: 0, rate: { perSecond: 1, burst: 100 } } });
    const said: Said[] = [];
    for (let k = 0; k < 10; k++)
      said.push(...(await Promise.all(Array.from({ length: 100 }, () => ask(live, '/v1/clock')))));
    const answered = said.filter(({ status }) => status === 200).length;
    expect(answered).toBeGreaterThanOrEqual(100);
    expect(answered).toBeLessThan(150);
    const refused = said.find(({ status }) => status === 429)!;
    expect(refused.json).toMatchObject({
      code: 'rate',
      detail: expect.stringContaining('too many requests from this address'),
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    // Whoever watches over it is let through.
    expect((await ask(live, '/healthz')).status).toBe(200);
  });

  it('lets nobody try tokens for long', async () => {
    const live = await served();
    const states: number[] = [];
    for (let k = 0; k < 15; k++)
      states.push((await ask(live, '/v1/site', { headers: { authorization: `Bearer guess${k}` } })).status);
    expect(states.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    expect(states.slice(10)).toEqual(Array.from({ length: 5 }, () => 429));
    expect((await ask(live, '/v1/site', { as: 'viewer' })).status).toBe(200);
  });

  it('opens so many streams, and says so of the others', async () => {
    const streams = { most: 20, perAddress: 12, framesPerSecond: 50, framesAtOnce: 200 };
    const live = await served({ http: { host: '127.0.0.1', port: 0, streams } });
    const all = await Promise.all(Array.from({ length: 100 }, () => stream(live)));
    const open = all.filter(({ status }) => status === 200);
    expect(open).toHaveLength(12);
    expect(all.find(({ status }) => status === 429)!.problem).toMatchObject({
      code: 'streams',
      detail: 'this address has 12 streams already; at most 12',
    });
    await steps(live, 2);
    for (const one of open) await one.until('frame', ({ seq }) => seq === 1);
    // One that goes makes room.
    open[0]!.end();
    for (let k = 0; k < 200; k++) {
      const again = await stream(live);
      if (again.status === 200) return;
      await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error('a stream that was ended makes no room');
  });

  it('tells who comes again to a stream how many steps there were in between', async () => {
    const live = await served();
    await steps(live, 2);
    const first = await stream(live);
    await steps(live, 1);
    const { id } = await first.until('frame');
    expect(id).toBe('1:2');
    first.end();
    await steps(live, 3);
    const again = await stream(live, '', { 'last-event-id': '1:2' });
    const other = await stream(live, '', { 'last-event-id': '7:2' });
    await steps(live, 1);
    expect((await again.until('frame')).id).toBe('1:6');
    expect((await again.until('skipped')).data).toEqual({ steps: 3 });
    await other.until('frame');
    expect(other.heard.some(({ event }) => event === 'skipped')).toBe(false);
  });

  it('keeps series to what an answer holds', async () => {
    const live = await served();
    await steps(live, 4);
    const whole = await ask(live, '/v1/runs/current/series?from=-99999999999999&to=99999999999999');
    expect(whole.status).toBe(200);
    expect(whole.json.time_ms).toHaveLength(4);
    expect((await ask(live, '/v1/runs/current/series?points=100001')).status).toBe(422);
    expect((await ask(live, '/v1/runs/current/series?every_s=999999999')).status).toBe(422);
    const none = await ask(live, '/v1/runs/current/series?from=2030-01-01&component=pv');
    expect(none.json.time_ms).toEqual([]);
  });

  it('sends a HEAD no body, and no stream either', async () => {
    const live = await served();
    for (const path of ['/v1/site', '/v1/stream']) {
      const { status, text } = await ask(live, path, { method: 'HEAD' });
      expect([status, text]).toEqual([200, '']);
    }
    expect((await ask(live, '/metrics')).text).toContain('\nsixfold_http_streams 0\n');
  });
});
