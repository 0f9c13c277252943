import { beforeEach, expect, it } from 'vitest';
import { openFeed, PATIENCE_MS } from '../../../../../src/app/web/studio/live/feed.ts';
import type { Listener, Way } from '../../../../../src/app/web/studio/live/news.ts';

/** Ways that do what a test says. */
interface FakeWay {
  listener: Listener;
  ended: boolean;
  nudges: number;
}
let said: string[];
let backs: number;
let waiting: { f: () => void; ms: number }[];
const ways: Record<'MQTT' | 'SSE', FakeWay[]> = { MQTT: [], SSE: [] };
const heard: string[] = [];
const NONE: Listener = {
  value: (component, signal) => heard.push(`${component}.${signal}`),
  frame: () => undefined,
  clock: () => undefined,
  event: () => undefined,
  other: () => undefined,
  state: () => undefined,
};
const fake =
  (name: Way['name']) =>
  (listener: Listener): Way => {
    const made: FakeWay = { listener, ended: false, nudges: 0 };
    ways[name].push(made);
    listener.state('connecting');
    return {
      name,
      subscribe: () => undefined,
      nudge: () => made.nudges++,
      end: () => {
        made.ended = true;
      },
    };
  };
const open = (hasMqtt = true): ReturnType<typeof openFeed> =>
  openFeed({
    listener: NONE,
    ...(hasMqtt ? { mqtt: fake('MQTT') } : {}),
    sse: fake('SSE'),
    state: (state, name) => said.push(`${name} ${state}`),
    back: () => backs++,
    later(f, ms) {
      const entry = { f, ms };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((one) => one !== entry);
      };
    },
  });

beforeEach(() => {
  said = [];
  backs = 0;
  waiting = [];
  ways.MQTT = [];
  ways.SSE = [];
});

it('takes server-sent events alone where there is no broker', () => {
  open(false);
  ways.SSE[0]!.listener.state('live');
  expect(said).toEqual(['SSE connecting', 'SSE live']);
});

it('reads anew each time news comes again, and not the first time', () => {
  open();
  const [mqtt] = ways.MQTT;
  mqtt!.listener.state('live');
  expect(backs).toBe(0);
  mqtt!.listener.state('away');
  mqtt!.listener.state('away');
  mqtt!.listener.state('live');
  expect(backs).toBe(1);
  expect(said).toEqual(['MQTT connecting', 'MQTT live', 'MQTT away', 'MQTT away', 'MQTT live']);
  expect(waiting).toEqual([]);
});

it('takes the other way while the broker is away for long, and goes back to it', () => {
  open();
  const [mqtt] = ways.MQTT;
  mqtt!.listener.state('live');
  mqtt!.listener.state('away');
  expect(ways.SSE).toHaveLength(0);
  expect(waiting.map(({ ms }) => ms)).toEqual([PATIENCE_MS]);
  waiting[0]!.f();
  const [sse] = ways.SSE;
  sse!.listener.state('live');
  expect(said.at(-1)).toBe('SSE live');
  expect(backs).toBe(1);
  // What MQTT tries in between says nothing.
  mqtt!.listener.state('away');
  expect(said.at(-1)).toBe('SSE live');
  mqtt!.listener.state('live');
  expect(sse!.ended).toBe(true);
  expect(said.at(-1)).toBe('MQTT live');
  // The end of the second way is no news of the first.
  sse!.listener.state('away');
  expect(said.at(-1)).toBe('MQTT live');
});

it('says away while both are, and ends both', () => {
  const feed = open();
  ways.MQTT[0]!.listener.state('away');
  waiting[0]!.f();
  ways.SSE[0]!.listener.state('away');
  expect(said.at(-1)).toBe('SSE away');
  feed.nudge();
  expect([ways.MQTT[0]!.nudges, ways.SSE[0]!.nudges]).toEqual([1, 1]);
  feed.end();
  expect([ways.MQTT[0]!.ended, ways.SSE[0]!.ended]).toEqual([true, true]);
  const before = said.length;
  ways.MQTT[0]!.listener.state('live');
  expect(said).toHaveLength(before);
});
