/**
 * What all views share: what the server has, the site, its last values, its clock and events. Values lie outside the
 * reactive state; `app.tick` grows at most ten times a second, and whoever shows values reads it first.
 */
import { type About, readAbout } from './about.ts';
import { getJson } from './http.ts';
import { mqttWay } from './mqttWay.ts';
import type { Clock, EventNews, Head, Listener, Way } from './news.ts';
import { recallSession, session, whenSessionChanges } from './session.svelte.ts';
import { type Site, signalsOf } from './site.ts';
import { sseWay } from './sseWay.ts';
import { type LiveValues, liveValues } from './values.ts';

/** Ticks are no closer together than this. */
const TICK_MS = 100;
/** Events that are kept. */
const EVENTS = 200;
const EMPTY = liveValues([]);

let values: LiveValues = EMPTY;
let way: Way | undefined;
const topics = new Set<string>();
const frameListeners = new Set<(head: Head) => void>();
const otherListeners = new Set<(topic: string, payload: unknown, isKept: boolean) => void>();

/** What is told as a whole is kept as it came: a site of hundreds of components is no tree of reactive parts. */
class App {
  about = $state.raw<About>();
  site = $state.raw<Site>();
  /** Why nothing can be shown. */
  trouble = $state.raw<unknown>();
  clock = $state.raw<Clock>();
  /** The last frame that was told, not one that was kept. */
  head = $state.raw<Head>();
  events = $state.raw<readonly EventNews[]>([]);
  feed = $state<{ state: 'live' | 'connecting' | 'away'; way: Way['name'] }>({ state: 'connecting', way: 'SSE' });
  tick = $state(0);
  /** Wall time of the last tick. */
  now_ms = $state(Date.now());
  /** Age of the last frame. */
  age_ms = $state<number>();
  /** Values are older than they should be by the pace of the clock. */
  isStale = $state(true);
  retry = (): void => void open();
}
export const app = new App();

/** The last values; read `app.tick` first to be told of new ones. */
export const lastValues = (): LiveValues => values;
/** Calls `f` at every frame as it comes, for charts that go on. @returns what ends it */
export function onFrame(f: (head: Head) => void): () => void {
  frameListeners.add(f);
  return () => frameListeners.delete(f);
}
/** Hears topics below the site's prefix, such as `market/#`. @returns what ends it */
export function onTopic(pattern: string, f: (topic: string, payload: unknown, isKept: boolean) => void): () => void {
  topics.add(pattern);
  way?.subscribe([pattern]);
  otherListeners.add(f);
  return () => otherListeners.delete(f);
}

/** How far the clock of the twin's machine is ahead of this one; the smallest delay met is taken for none. */
let ahead_ms = Number.NEGATIVE_INFINITY;
/** Now, by the clock of the twin's machine. */
export const twinNow_ms = (): number => Date.now() + (Number.isFinite(ahead_ms) ? ahead_ms : 0);

let lastSaid_ms = Number.NEGATIVE_INFINITY;
const listener: Listener = {
  value(component, signal, value, wall_ms, isKept) {
    const k = values.at(`${component}.${signal}`);
    if (k !== undefined) values.take(k, value, wall_ms);
    if (!isKept) ahead_ms = Math.max(ahead_ms, wall_ms - Date.now());
  },
  frame(head) {
    if (head.wall_ms >= lastSaid_ms) {
      lastSaid_ms = head.wall_ms;
      latest = head;
    }
    for (const f of frameListeners) f(head);
    wake();
  },
  clock(clock) {
    app.clock = clock;
    wake();
  },
  event(event) {
    app.events = [...app.events.slice(1 - EVENTS), event];
  },
  other(topic, payload, isKept) {
    for (const f of otherListeners) f(topic, payload, isKept);
  },
  state(state) {
    app.feed.state = state;
    wake();
  },
};

let latest: Head | undefined;
/** The one that `app.head` was made of, which is not the same object. */
let shown: Head | undefined;
let isAwake = false;
let lastTick = 0;
/** Has the page drawn again, soon and not too often. */
function wake(): void {
  if (isAwake) return;
  isAwake = true;
  const wait = Math.max(0, lastTick + TICK_MS - performance.now());
  setTimeout(() => requestAnimationFrame(tick), wait);
}
function tick(): void {
  isAwake = false;
  lastTick = performance.now();
  if (latest !== shown && latest !== undefined) {
    shown = latest;
    app.head = latest;
    if (app.clock !== undefined && latest.run === app.clock.run)
      app.clock = { ...app.clock, index: latest.seq + 1, time_ms: latest.time_ms + app.clock.step_s * 1000 };
  }
  app.now_ms = twinNow_ms();
  app.age_ms = Number.isFinite(lastSaid_ms) ? Math.max(0, app.now_ms - lastSaid_ms) : undefined;
  app.isStale = app.feed.state !== 'live' || isOld(app.age_ms, app.clock);
  app.tick++;
}

/** A running clock tells a step every `step / speed`; three of them, and two seconds, may pass before it counts as old. */
export function isOld(age_ms: number | undefined, clock: Clock | undefined): boolean {
  if (age_ms === undefined) return true;
  if (clock === undefined || clock.state !== 'running' || clock.mode === 'step') return false;
  const step_ms = clock.mode === 'asap' ? 0 : (clock.step_s * 1000) / (clock.mode === 'live' ? 1 : clock.speed);
  return age_ms > 3 * step_ms + 2000;
}

async function open(): Promise<void> {
  app.trouble = undefined;
  try {
    app.about ??= await readAbout();
    if (!app.about.twin && !app.about.needsToken) return;
    await recallSession();
    if (app.about.needsToken && session.who === undefined) {
      session.isAsked = true;
      return;
    }
    if (app.about.twin) await listen();
  } catch (error) {
    app.trouble = error;
  }
}

async function listen(): Promise<void> {
  const [site, clock, { events }] = await Promise.all([
    getJson<Site>('v1/site'),
    getJson<Clock>('v1/clock'),
    getJson<{ events: readonly EventNews[] }>('v1/events'),
  ]);
  if (app.site === undefined || app.site.site !== site.site) values = liveValues(signalsOf(site));
  app.site = site;
  app.clock = clock;
  app.events = events.slice(-EVENTS);
  way?.end();
  way = app.about?.mqtt === true ? await mqttWay(listener).catch(() => sseWay(listener)) : sseWay(listener);
  app.feed.way = way.name;
  way.subscribe([...topics]);
}

/** Begins once the page is there. */
export function startApp(): void {
  void open();
  setInterval(wake, 1000);
  whenSessionChanges(() => void open());
}
