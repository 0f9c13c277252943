import { expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import type { Live } from '../../../../src/app/server/live.ts';
import { prefixOf } from '../../../../src/io/mqttTopics.ts';
import { listen } from '../ear.ts';
import { ask, served, steps } from './asking.ts';

const addressOf = (live: Live): string => `${live.http!.url.replace(/^http/, 'ws')}/mqtt`;

/** What becomes of a socket that is opened with these headers: `open`, or the status it is refused with. */
const opened = (url: string, headers: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, ['mqtt'], { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(String(statusCode)));
    socket.on('error', ({ message }) => resolve(message));
  });

it('speaks MQTT at the address of the page, to pages of this server alone', async () => {
  const live = await served();
  const { host, origin } = new URL(live.http!.url);
  expect(await opened(addressOf(live), { origin })).toBe('open');
  expect(await opened(addressOf(live), {})).toBe('open');
  for (const other of ['https://evil.example', `https://${host}.evil.example`, 'null', `${origin}1`])
    expect({ other, said: await opened(addressOf(live), { origin: other }) }).toEqual({ other, said: '403' });
  // A name of elsewhere that leads to this machine.
  const rebound = 'http://rebound.example';
  expect(await opened(addressOf(live), { origin: rebound, host: 'rebound.example' })).toBe('403');
  for (const path of ['/', '/v1/stream', '/mqtt2', '/mqtt/../mqtt/x'])
    expect(await opened(`${live.http!.url.replace(/^http/, 'ws')}${path}`, { origin })).toBe('403');
  expect((await ask(live, '/healthz')).status).toBe(200);
});

it('lends a login that hears what a viewer hears and can say nothing', async () => {
  const live = await served();
  const { json: lent } = await ask(live, '/v1/session/mqtt');
  const who = { username: String(lent.username), password: String(lent.password) };
  expect(lent).toMatchObject({ path: 'mqtt', prefix: prefixOf('small') });
  const ear = await listen(addressOf(live), who);
  await steps(live, 1);
  await ear.until('/tele/pv');
  const before = live.commands.counts.commands;
  const topic = `${prefixOf('small')}/cmd/operator/clock/step`;
  const command = { id: 'c-1', issued_ms: Date.now(), expires_ms: Date.now() + 60_000, args: { steps: 1 } };
  await ear.client.publishAsync(topic, JSON.stringify(command), { qos: 0 }).catch(() => undefined);
  for (const name of ['frame', 'clock', 'status'])
    await ear.client.publishAsync(`${prefixOf('small')}/${name}`, '{}').catch(() => undefined);
  await steps(live, 1);
  expect(live.commands.counts.commands).toBe(before + 1);
  expect(live.twin.clock.index).toBe(2);
  expect(ear.heard.some(({ text }) => text === '{}')).toBe(false);
  await expect(listen(addressOf(live), { ...who, password: 'another' })).rejects.toThrow();
});

it('lends it for a minute, and another to everyone who asks', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const live = await served();
    const lend = async (): Promise<{ username: string; password: string }> => {
      const { json } = await ask(live, '/v1/session/mqtt');
      return { username: String(json.username), password: String(json.password) };
    };
    const [one, other] = [await lend(), await lend()];
    expect([one.username === other.username, one.password === other.password]).toEqual([false, false]);
    vi.advanceTimersByTime(59_000);
    const third = await lend();
    vi.advanceTimersByTime(2000);
    vi.useRealTimers();
    await expect(listen(addressOf(live), one)).rejects.toThrow();
    await listen(addressOf(live), third);
  } finally {
    vi.useRealTimers();
  }
});
