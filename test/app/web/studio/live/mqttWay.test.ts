import { expect, it } from 'vitest';
import { Refused } from '../../../../../src/app/web/studio/live/http.ts';
import { type LineNews, type Login, mqttWay } from '../../../../../src/app/web/studio/live/mqttWay.ts';
import type { Listener } from '../../../../../src/app/web/studio/live/news.ts';

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

/** A broker that a test lets come and go. */
function stage(
  login: (n: number) => Login = (n) => ({ path: 'mqtt', username: `u${n}`, password: 'p', prefix: 's/v1/a' }),
) {
  const said: string[] = [];
  const lines: { login: Login; news: LineNews; topics: string[]; ended: boolean }[] = [];
  const waits: number[] = [];
  let pending: (() => void) | undefined;
  let logins = 0;
  const listener: Listener = {
    value: (component, signal, value, wall_ms, isKept) =>
      said.push(`${component}.${signal}=${value} at ${wall_ms}${isKept ? ' kept' : ''}`),
    frame: ({ seq }) => said.push(`frame ${seq}`),
    clock: ({ index, time_ms }) => said.push(`clock ${index} ${time_ms}`),
    event: ({ code }) => said.push(`event ${code}`),
    other: (topic) => said.push(topic),
    state: (state) => said.push(state),
  };
  const way = mqttWay(listener, {
    login: async () => login(++logins),
    connect: async (lent, news) => {
      const line = { login: lent, news, topics: [] as string[], ended: false };
      lines.push(line);
      return {
        subscribe: (topics) => line.topics.push(...topics),
        end: () => {
          line.ended = true;
        },
      };
    },
    later(f, ms) {
      waits.push(ms);
      pending = f;
      return () => {
        pending = undefined;
      };
    },
  });
  return { way, said, lines, waits, go: () => pending?.(), isWaiting: () => pending !== undefined };
}

it('asks for a new login for each connection and hears the same topics again', async () => {
  const { way, said, lines, waits, go } = stage();
  await settle();
  way.subscribe(['market/#']);
  lines[0]!.news.open();
  expect(lines[0]!.topics).toContain('s/v1/a/frame');
  expect(lines[0]!.topics).toContain('s/v1/a/market/#');
  lines[0]!.news.closed();
  lines[0]!.news.closed();
  expect(said).toEqual(['connecting', 'live', 'away']);
  go();
  await settle();
  expect(lines.map(({ login }) => login.username)).toEqual(['u1', 'u2']);
  lines[1]!.news.open();
  expect(lines[1]!.topics).toContain('s/v1/a/market/#');
  expect(said.at(-1)).toBe('live');
  // What a connection says after its end is not heard.
  lines[0]!.news.message('s/v1/a/frame', '{"seq":1,"wall_ms":1,"pv.electricity_kW":3}', false);
  expect(said.at(-1)).toBe('live');
  expect(waits).toEqual([500]);
});

it('waits longer each time while the twin is away, and not at all once somebody looks', async () => {
  const { way, waits, go, lines } = stage((n) => {
    if (n < 8) throw new TypeError('Failed to fetch');
    return { path: 'mqtt', username: 'u', password: 'p', prefix: 's/v1/a' };
  });
  await settle();
  for (let k = 0; k < 5; k++) {
    go();
    await settle();
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  way.nudge();
  await settle();
  expect(waits.at(-1)).toBe(500);
  way.nudge();
  await settle();
  expect(lines).toHaveLength(1);
  way.end();
});

it('does not try again where somebody must log in first', async () => {
  const { said, isWaiting } = stage(() => {
    throw new Refused(401, { code: 'unauthorized' });
  });
  await settle();
  expect(said).toEqual(['connecting', 'away']);
  expect(isWaiting()).toBe(false);
});

it('tells what was kept as kept, and no frame of it', async () => {
  const { said, lines } = stage();
  await settle();
  lines[0]!.news.open();
  const { message } = lines[0]!.news;
  said.length = 0;
  message('s/v1/a/state/pv', '{"time_ms":0,"wall_ms":5,"run":"r","epoch":1,"seq":2,"electricity_kW":7}', true);
  message('s/v1/a/frame', '{"time_ms":0,"wall_ms":6,"run":"r","epoch":1,"seq":3,"pv.electricity_kW":8}', true);
  message('s/v1/a/frame', '{"time_ms":0,"wall_ms":7,"run":"r","epoch":1,"seq":4,"pv.electricity_kW":9}', false);
  message('s/v1/a/clock', '{"seq":4,"time_ms":14400000,"step_s":3600,"state":"running"}', true);
  message('s/v1/a/frame', 'no JSON', false);
  message('s/v1/a/meta/pv', '', true);
  expect(said).toEqual([
    'pv.electricity_kW=7 at 5 kept',
    'pv.electricity_kW=8 at 6 kept',
    'pv.electricity_kW=9 at 7',
    'frame 4',
    'clock 5 18000000',
  ]);
});

it('ends a connection that comes after its end', async () => {
  const { way, lines } = stage();
  way.end();
  await settle();
  expect(lines).toHaveLength(0);
});
