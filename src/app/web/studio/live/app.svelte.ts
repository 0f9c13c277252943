/**
 * What all views share: what the server has, the site, its last values, its clock and events. Values lie outside the
 * reactive state; `app.tick` grows at most ten times a second, and whoever shows values reads it first.
 */
import { type About, readAbout } from './about.ts';
import { openFeed } from './feed.ts';
import { clockAfter, isOld, isSameSite, skewOf } from './freshness.ts';
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
let feed: ReturnType<typeof openFeed> | undefined;
/** Counts attempts to listen. */
let opened = 0;
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
  /** The twin has said, or the broker for it, that it is not there. */
  isTwinAway = $state(false);
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
  feed?.subscribe([pattern]);
  otherListeners.add(f);
  return () => otherListeners.delete(f);
}

/** How far the clock of the twin's machine is from this one. */
const skew = skewOf(() => performance.now());
/** Now, by the clock of the twin's machine. */
export const twinNow_ms = (): number => Date.now() + skew.ahead_ms;

let lastSaid_ms = Number.NEGATIVE_INFINITY;
/** A frame was heard since the connection was made; before, whatever is known is old. */
let isHeard = false;
/** Of the process of the twin, as its status says. */
let process: string | undefined;
const listener: Listener = {
  value(component, signal, value, wall_ms, isKept) {
    const k = values.at(`${component}.${signal}`);
    if (k !== undefined) values.take(k, value, wall_ms);
    if (!isKept) skew.heard(wall_ms, Date.now());
  },
  frame(head) {
    isHeard = true;
    app.isTwinAway = false;
    if (head.wall_ms >= lastSaid_ms) {
      lastSaid_ms = head.wall_ms;
      latest = head;
    }
    for (const f of frameListeners) f(head);
    wake();
  },
  clock(clock, isKept) {
    const before = app.clock?.run;
    app.clock = clockAfter(app.clock, clock, isKept);
    // The first step of a run has no step before it that a message could name.
    if (before !== undefined && app.clock.run !== before) void readClock();
    wake();
  },
  event(event) {
    app.events = [...app.events.slice(1 - EVENTS), event];
  },
  other(topic, payload, isKept) {
    if (topic === 'status') hearStatus(payload as { status?: string; session?: string });
    for (const f of otherListeners) f(topic, payload, isKept);
  },
  state: () => undefined,
};
/** Another process of the twin may have another run and other components. */
function hearStatus({ status, session: said }: { status?: string; session?: string }): void {
  app.isTwinAway = status === 'offline';
  if (status !== 'online') return;
  if (process !== undefined && process !== said) void readAnew();
  process = said;
  wake();
}

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
  app.isStale = app.feed.state !== 'live' || app.isTwinAway || !isHeard || isOld(app.age_ms, app.clock);
  app.tick++;
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
  feed?.end();
  feed = undefined;
  const turn = ++opened;
  await read();
  // Who logs in twice in a moment listens once.
  if (turn !== opened) return;
  const next = openFeed({
    listener,
    ...(app.about?.mqtt === true ? { mqtt: (l: Listener) => mqttWay(l) } : {}),
    sse: sseWay,
    state(state, way) {
      if (state !== 'live') isHeard = false;
      app.feed = { state, way };
      wake();
    },
    back: () => void readAnew(),
    later(f, ms) {
      const timer = setTimeout(f, ms);
      return () => clearTimeout(timer);
    },
  });
  feed = next;
  next.subscribe([...topics]);
}

/** Reads what is not told: the site, how its clock stands, and its last events. */
async function read(): Promise<void> {
  const [site, clock, { events }] = await Promise.all([
    getJson<Site>('v1/site', undefined, (now_ms) => skew.told(now_ms, Date.now())),
    getJson<Clock>('v1/clock'),
    getJson<{ events: readonly EventNews[] }>('v1/events'),
  ]);
  if (!isSameSite(app.site, site)) {
    values = liveValues(signalsOf(site));
    app.site = site;
  }
  app.clock = clock;
  app.events = events.slice(-EVENTS);
}

async function readClock(): Promise<void> {
  const clock = await getJson<Clock>('v1/clock').catch(() => undefined);
  if (clock !== undefined) app.clock = clock;
}

let reading: Promise<void> | undefined;
/** After it was away: the twin may be another process, of another version, of another scenario, with nobody logged in. */
function readAnew(): Promise<void> {
  reading ??= (async () => {
    try {
      const about = await readAbout();
      if (about.version !== app.about?.version) {
        location.reload();
        return;
      }
      await recallSession();
      if (about.needsToken && session.who === undefined) session.isAsked = true;
      else await read();
    } catch {
      // It is away again: it is read once it is back.
    } finally {
      reading = undefined;
    }
  })();
  return reading;
}

/** Begins once the page is there. */
export function startApp(): void {
  void open();
  setInterval(wake, 1000);
  whenSessionChanges(() => void open());
  // Timers sleep in tabs that nobody sees; what waited for one is done once somebody looks.
  const look = (): void => {
    if (document.visibilityState !== 'visible') return;
    feed?.nudge();
    wake();
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
}
