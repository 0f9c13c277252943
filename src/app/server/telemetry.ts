import { setTimeout as sleep } from 'node:timers/promises';
import { Subject } from 'rxjs';
import type { z } from 'zod';
import { timeAt } from '../../core/timeGrid.ts';
import type { Link } from '../../io/mqttLink.ts';
import type { EventMessage, Head } from '../../io/mqttPayloads.ts';
import { prefixOf } from '../../io/mqttTopics.ts';
import { componentBirth, siteBirth } from './births.ts';
import type { CommandCounts } from './commandDesk.ts';
import type { CurrentRun } from './dataFolder.ts';
import { encodersOf, headText } from './encode.ts';
import { eventThrottle } from './eventThrottle.ts';
import { makeGaps } from './gaps.ts';
import { spoolCounts } from './spoolCounts.ts';
import type { Frames, Twin, TwinEvent } from './twin.ts';

export interface Telemetry {
  /** Tells every birth again. */
  births(): void;
  event(event: Omit<TwinEvent, 'run' | 'step'>): void;
  /** Events as they are told. */
  readonly events$: Subject<z.infer<typeof EventMessage>>;
  readonly counts: TelemetryCounts;
  /** Tells what is left, says `offline`, and ends. */
  stop(): Promise<void>;
}
export interface TelemetryCounts {
  readonly steps: number;
  /** Of them, told live. */
  readonly told: number;
  readonly skipped: number;
  readonly history: number;
  readonly historyWaiting: number;
  readonly historyDropped: number;
}

export interface TelemetryOptions {
  readonly twin: Twin;
  readonly link: Link;
  /** Of this process. */
  readonly session: string;
  readonly wall: () => number;
  /** QoS of `tele`. */
  readonly qos: 0 | 1;
  /** Steps of outages that are kept for history; 100,000 unless said. */
  readonly mostHistory?: number;
  readonly commandCounts: () => CommandCounts;
  /** Topics under which something was kept before that is there no more. */
  readonly removed: readonly string[];
  readonly extraBirths: () => readonly { readonly topic: string; readonly payload: string }[];
}

/** Messages a second up to which every component has its own, and steps a second up to which each is told. */
const TELE_PER_S = 1000;
const FRAMES_PER_S = 1000;
const STATE_MS = 1000;
/** Half of what a step a second takes: the clock comes after every such step, and never stands behind the values. */
const CLOCK_MS = 500;
const MARK_MS = 250;
const HEALTH_MS = 5000;
/** Steps of outages that are kept for history, and how many of them go out together. */
const MOST_HISTORY = 100_000;
const HISTORY_STEPS = 32;
const HISTORY_WAITING = 500;

export function startTelemetry(options: TelemetryOptions): Telemetry {
  const { twin, link, wall } = options;
  const { site } = twin;
  const prefix = prefixOf(site.name);
  const width = site.columns.length;
  const { byComponent, all } = encodersOf(site.columns);
  const components = site.components.map(({ id }) => ({
    tele: `${prefix}/tele/${id}`,
    state: `${prefix}/state/${id}`,
    encoder: byComponent.get(id)!,
  }));
  /** What may be missing: a meter says itself what is known of its readings. */
  const ofMeters = new Set(site.columns.filter(({ role }) => role === 'meter').map(({ name }) => name));
  const mostHistory = options.mostHistory ?? MOST_HISTORY;
  const gaps = makeGaps(mostHistory);
  let droppedTold = 0;
  let last: { readonly head: string; readonly row: Float64Array; readonly seq: number } | undefined;
  let steps = 0;
  let toldSteps = 0;
  let skipped = 0;
  let history = 0;
  let statedAt = Number.NEGATIVE_INFINITY;
  let clockAt = Number.NEGATIVE_INFINITY;
  let markedAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;

  const headAt = (run: CurrentRun, seq: number): Head => ({
    time_ms: timeAt(site.grid, seq),
    wall_ms: wall(),
    run: run.run,
    epoch: run.epoch,
    seq,
  });
  const head = (): Head => headAt(twin.run, Math.max(0, twin.clock.index - 1));
  const deliver = (topic: string, payload: object, retain: boolean): void =>
    link.deliver(`${prefix}/${topic}`, JSON.stringify(payload), { retain });

  /** Where live values are told at the speed of now, and every how manyeth step. */
  const view = (): { readonly view: 'tele' | 'frame'; readonly every: number } => {
    const { mode, speed } = twin.clock;
    const perSecond = mode === 'asap' ? Number.POSITIVE_INFINITY : mode === 'step' ? 1 : speed / site.grid.step_s;
    if (perSecond * components.length <= TELE_PER_S) return { view: 'tele', every: 1 };
    const isKnown = Number.isFinite(perSecond);
    return { view: 'frame', every: isKnown ? Math.max(1, Math.ceil(perSecond / FRAMES_PER_S)) : 1 };
  };
  const tellClock = (): void => {
    const { mode, state, speed, policy, lag_ms, slipped_ms } = twin.clock;
    const { parent, fork } = twin.run;
    const origin = parent === undefined ? {} : { parent, fork };
    const { step_s } = site.grid;
    const rest = { mode, state, speed, policy, lag_ms, slipped_ms, step_s, ...view(), skipped, ...origin };
    clockAt = performance.now();
    const confirmed = gaps.mark();
    markedAt = clockAt;
    // The broker takes what comes in order: once it has this, it has all that was sent before.
    const onDone = link.isConnected ? confirmed : undefined;
    link.deliver(`${prefix}/clock`, JSON.stringify({ ...head(), ...rest }), {
      retain: true,
      ...(onDone === undefined ? {} : { onDone }),
    });
  };
  const tellState = (): void => {
    if (last === undefined || !link.isConnected) return;
    statedAt = performance.now();
    for (const { state, encoder } of components)
      link.deliver(state, encoder.encode(last.head, last.row, 0), { retain: true });
  };
  const tellHealth = (): void => {
    const { sent, dropped, waiting } = link.counts;
    const counts = {
      queue: waiting,
      dropped,
      sent,
      historyWaiting: gaps.waiting,
      storeWaiting: twin.waitingRows,
      stored: twin.storedRows,
      lag_ms: twin.clock.lag_ms,
      ...options.commandCounts(),
      ...spoolCounts(twin.store),
    };
    if (link.isConnected) deliver('health', { ...head(), ...counts }, true);
  };
  const births = (): void => {
    for (const topic of options.removed) link.deliver(topic, '', { retain: true });
    for (const c of site.components) deliver(`meta/${c.id}`, componentBirth(site, c, head()), true);
    for (const { topic, payload } of options.extraBirths()) link.deliver(topic, payload, { retain: true });
    deliver('meta/site', siteBirth(site, head()), true);
    deliver('status', { ...head(), status: 'online', session: options.session }, true);
  };

  const tellStep = (run: CurrentRun, rows: Float64Array, at: number, seq: number, how: 'tele' | 'frame'): boolean => {
    const text = headText(headAt(run, seq));
    if (how === 'frame') return link.send(`${prefix}/frame`, all.encode(text, rows, at));
    if (options.qos === 1) {
      if (!link.isConnected) return false;
      for (const { tele, encoder } of components) link.deliver(tele, encoder.encode(text, rows, at));
      return true;
    }
    if (!link.hasRoom) return false;
    for (const { tele, encoder } of components) if (!link.send(tele, encoder.encode(text, rows, at))) return false;
    return true;
  };
  const onFrames = ({ run, group }: Frames): void => {
    const { view: how, every } = view();
    const wasThere = link.isConnected;
    for (let r = 0; r < group.count; r++) {
      const seq = group.first + r;
      steps++;
      if (seq % every !== 0) skipped++;
      else if (tellStep(run, group.rows, r * width, seq, how)) toldSteps++;
      else if (wasThere) skipped++;
    }
    gaps.add(run.run, run.epoch, group.first, group.first + group.count);
    if (!wasThere) {
      gaps.lose();
      if (droppedTold === 0) tellDropped();
    }
    const seq = group.first + group.count - 1;
    last = { head: headText(headAt(run, seq)), row: group.rows.slice((group.count - 1) * width), seq };
    const now = performance.now();
    if (now - statedAt >= STATE_MS) tellState();
    if (now - clockAt >= CLOCK_MS || (now - markedAt >= MARK_MS && link.counts.waiting === 0)) tellClock();
  };

  const events$ = new Subject<z.infer<typeof EventMessage>>();
  const throttle = eventThrottle();
  const event = ({ severity, component, code, text }: Omit<TwinEvent, 'run' | 'step'>, seq?: number): void => {
    const count = throttle(`${component} ${code}`, code === 'command');
    if (count === 0) return;
    const at = seq === undefined ? head() : headAt(twin.run, seq);
    const message = { ...at, severity, component, code, message: text, count };
    deliver(`event/${severity}/${component}`, message, false);
    events$.next(message);
  };

  /** Says what of an outage was given up: when that begins, and when it is over. */
  const tellDropped = (): void => {
    const lost = gaps.dropped - droppedTold;
    if (lost === 0) return;
    droppedTold = gaps.dropped;
    const text = `${lost} ${lost === 1 ? 'step' : 'steps'} of an outage will not be told over MQTT, as more than ${mostHistory} waited; the store has them`;
    event({ severity: 'alarm', component: 'site', code: 'history-dropped', text });
  };

  /** Tells what outages left untold, as far as live messages leave room. */
  const tellHistory = async (): Promise<void> => {
    while (!isStopped) {
      const found = link.isConnected && link.counts.waiting < HISTORY_WAITING ? gaps.next(HISTORY_STEPS) : undefined;
      if (found === undefined) {
        await sleep(100);
        continue;
      }
      const { run, epoch, from, until } = found.gap;
      try {
        await twin.flush();
        history += await tellGap(run, epoch, from, until);
        found.done();
        if (gaps.waiting === 0)
          event({
            severity: 'info',
            component: 'site',
            code: 'history-told',
            text: `told ${history} steps of outages`,
          });
      } catch (error) {
        event({ severity: 'warning', component: 'site', code: 'history', text: (error as Error).message });
        await sleep(1000);
      }
    }
  };
  const tellGap = async (run: string, epoch: number, from: number, until: number): Promise<number> => {
    const range = { run, from_ms: timeAt(site.grid, from), to_ms: timeAt(site.grid, until) };
    for (const { id } of site.components) {
      const series = (await twin.store.query({ ...range, component: id })).filter(({ signal }) => signal !== '');
      const times = series[0]?.time_ms ?? [];
      for (let r = 0; r < times.length; r++) {
        const seq = from + Math.round((times[r]! - range.from_ms) / (1000 * site.grid.step_s));
        const values = series.flatMap(({ signal, values: v }) => (Number.isFinite(v[r]) ? [[signal, v[r]!]] : []));
        const payload = {
          ...headAt({ run, epoch } as CurrentRun, seq),
          quality: series.every(({ signal, values: v }) => Number.isFinite(v[r]) || ofMeters.has(`${id}.${signal}`))
            ? 'good'
            : 'bad',
          ...Object.fromEntries(values),
        };
        link.deliver(`${prefix}/history/${id}`, JSON.stringify(payload));
      }
    }
    return until - from;
  };

  const subscriptions = [
    twin.frames$.subscribe(onFrames),
    twin.clock$.subscribe(tellClock),
    twin.events$.subscribe((one) => event(one, one.step)),
    link.connected$.subscribe(() => {
      gaps.lose();
      births();
      tellDropped();
      tellClock();
      tellState();
      tellHealth();
    }),
    link.lost$.subscribe(() => gaps.lose()),
    // A last will that comes late, of a connection that is long gone, is put right.
    link.incoming$.subscribe(({ topic, payload }) => {
      if (topic !== `${prefix}/status` || isStopped || !payload.includes('"offline"')) return;
      deliver('status', { ...head(), status: 'online', session: options.session }, true);
    }),
  ];
  const health = setInterval(tellHealth, HEALTH_MS);
  const telling = tellHistory();
  return {
    births,
    event,
    events$,
    get counts() {
      return { steps, told: toldSteps, skipped, history, historyWaiting: gaps.waiting, historyDropped: gaps.dropped };
    },
    async stop() {
      isStopped = true;
      clearInterval(health);
      // Where the store is away, so is what it should tell.
      await Promise.race([telling, sleep(HEALTH_MS, undefined, { ref: false })]);
      for (const one of subscriptions) one.unsubscribe();
      events$.complete();
      tellState();
      tellClock();
      tellHealth();
      deliver('status', { ...head(), status: 'offline', session: options.session }, true);
      if (link.isConnected) await link.settle(3000);
    },
  };
}
