import { join } from 'node:path';
import { timeAt } from '../../../core/timeGrid.ts';
import { journalPath } from '../../../io/journalFile.ts';
import { version } from '../../cli/version.ts';
import type { Log } from '../../log.ts';
import { openDataFolder } from '../dataFolder.ts';
import { type ForecastTold, forecastMessage } from '../forecastTelemetry.ts';
import type { Live } from '../live.ts';
import { removeRun } from '../removeRun.ts';
import type { Twin } from '../twin.ts';
import { makeApp } from './app.ts';
import { commandRoutes } from './commandRoutes.ts';
import { eventLog } from './eventLog.ts';
import { flexibilityRoutes } from './flexibilityRoutes.ts';
import { makeGate } from './gate.ts';
import { type LastValues, lastValues } from './lastValues.ts';
import { isLoopback, listen } from './listen.ts';
import { liveMetrics } from './liveMetrics.ts';
import { marketRoutes } from './marketRoutes.ts';
import { watchProcess } from './metrics.ts';
import { mqttUpgrade } from './mqttUpgrade.ts';
import { opsRoutes } from './opsRoutes.ts';
import { makePage } from './page.ts';
import { Problem } from './problem.ts';
import type { Rate } from './rate.ts';
import { watchReadiness } from './readiness.ts';
import { requestCounts } from './requestCounts.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runRoutes.ts';
import { sessionRoutes } from './sessionRoutes.ts';
import { makeSessions } from './sessions.ts';
import { clockInfo, siteRoutes } from './siteRoutes.ts';
import { statementRoutes } from './statementRoutes.ts';
import { makeStreams, type StreamLimits } from './streams.ts';
import { tokensOf } from './tokens.ts';

export interface HttpOptions {
  readonly host: string;
  /** 0 takes any that is free; where it is taken, another is. */
  readonly port: number;
  /** Origins of pages elsewhere that may ask; none unless said. */
  readonly origins?: readonly string[];
  readonly rate?: Rate;
  readonly streams?: StreamLimits;
}

/** ASSUMED: what a screen with many charts asks for, with room to spare. */
export const RATE: Rate = { perSecond: 50, burst: 200 };
export const HTTP_HOST = '127.0.0.1';
export const HTTP_PORT = 8600;
export const TOKENS_FILE = 'tokens.json';
/** How long what is being answered may take once the twin is to stop. */
export const LEAVE_MS = 3000;
/** How long a lent login of the broker is good to connect with. */
const LENT_MS = 60_000;

export interface HttpServer {
  readonly url: string;
  /** Whether reading takes no token. */
  readonly isLoopback: boolean;
  readonly tokensFile: string;
  readonly routes: readonly Route[];
  /** Ends streams, waits for what is being answered, and closes. */
  stop(): Promise<void>;
}

/** Serves a live twin over HTTP. @throws ConfigError where the address cannot be had */
export async function startHttp(
  live: Omit<Live, 'http' | 'stop'>,
  wall: () => number,
  options: HttpOptions,
  log: Log,
): Promise<HttpServer> {
  const { twin, commands, telemetry, market, broker, prefix } = live;
  const { site } = twin;
  const isLocal = isLoopback(options.host);
  const tokensFile = join(twin.folder, TOKENS_FILE);
  const tokens = tokensOf(
    tokensFile,
    site.participants.map(({ id }) => id),
    site.components.some(({ meters }) => meters.some(({ isLive }) => isLive)),
  );
  const gate = makeGate({
    tokens,
    isLoopback: isLocal,
    rate: options.rate ?? RATE,
  });
  const sessions = makeSessions();
  const values = lastValues(site, wall);
  const events = eventLog();
  const streams = makeStreams({
    site,
    wall,
    first: () => [['clock', clockInfo(twin)]],
    onSlow: (address) => log.warn({ address }, 'a stream was ended: its reader took nothing'),
    ...(options.streams === undefined ? {} : { limits: options.streams }),
  });
  const readiness = watchReadiness(live);
  const watch = watchProcess();
  const counts = requestCounts();
  const leaving = new AbortController();
  let forecast: ForecastTold | undefined;
  const routes = opsRoutes(
    {
      site: site.label,
      version: version(),
      checks: () => readiness.checks(),
      metrics: () => [...liveMetrics(live, streams), ...counts.metrics(), ...watch.metrics()],
    },
    [
      ...runRoutes({
        store: twin.store,
        current: () => twin.run.run,
        async remove(run) {
          const said = await removeRun(twin, run);
          if (said.kind === 'refused') throw new Problem('conflict', said.message);
          log.info({ run }, 'a run was removed');
        },
      }),
      ...siteRoutes({ twin, values, events, streams, forecast: () => forecast }),
      ...commandRoutes({ desk: commands, wall, leaving: leaving.signal }),
      ...marketRoutes(market),
      ...flexibilityRoutes(twin),
      ...statementRoutes({
        parties: market.markets.length === 0 ? [] : twin.site.participants.map(({ id }) => id),
        journal: () => journalPath(openDataFolder(twin.folder).exchangeFolder(twin.run.run)),
        zone: twin.site.zone,
        version: version(),
      }),
      ...sessionRoutes({
        gate,
        sessions,
        lend: broker === undefined ? undefined : (reader) => broker.lend(reader, LENT_MS),
        prefix,
      }),
    ],
  );
  const app = makeApp({
    routes,
    gate,
    sessions,
    page: makePage({
      version: version(),
      twin: true,
      runs: true,
      markets: market.markets.length > 0,
      needsToken: !isLocal,
      ...(isLocal ? { tokensFile } : {}),
      mqtt: broker !== undefined,
    }),
    log,
    origins: options.origins ?? [],
    onAnswered: (...answered) => counts.add(...answered),
    leaving: leaving.signal,
  });
  const subscriptions = [
    twin.frames$.subscribe((frames) => {
      values.take(frames);
      streams.frames(frames);
    }),
    twin.clock$.subscribe(() => streams.tell('clock', clockInfo(twin))),
    twin.forecasts$.subscribe((made) => {
      forecast = forecastMessage(twin, made, wall());
      streams.tell('forecast', forecast);
    }),
    telemetry.events$.subscribe((event) => streams.tell('event', events.add(event))),
  ];
  const end = (): void => {
    for (const one of subscriptions) one.unsubscribe();
    readiness.stop();
    watch.stop();
  };
  const onError = ({ message }: Error): void => log.warn({ reason: message }, 'a connection was not taken');
  const upgrade = broker === undefined ? {} : { upgrade: mqttUpgrade(broker, isLocal) };
  const { host, port } = options;
  const listening = await listen({ host, port, onError, fetch: app.fetch, ...upgrade }).catch((error: Error) => {
    end();
    throw error;
  });
  log.info({ url: listening.url }, 'listening');
  void recall(twin, values).catch((error: Error) => log.warn({ reason: error.message }, 'the last step is not known'));
  return {
    url: listening.url,
    isLoopback: isLocal,
    tokensFile,
    routes,
    async stop() {
      readiness.leave();
      leaving.abort();
      streams.stop();
      await listening.close(LEAVE_MS);
      end();
    },
  };
}

/** Looks the last step up that was stored before this process began. */
async function recall({ begins, run, site, store }: Twin, values: LastValues): Promise<void> {
  if (begins === 0) return;
  const range = { run: run.run, from_ms: timeAt(site.grid, begins - 1), to_ms: timeAt(site.grid, begins) };
  const row = new Float64Array(site.columns.length).fill(Number.NaN);
  const places = new Map(site.columns.map(({ name }, k) => [name, k]));
  for (const { id } of site.components)
    for (const { signal, values: found } of await store.query({ ...range, component: id }))
      row[places.get(`${id}.${signal}`)!] = found[0] ?? Number.NaN;
  values.recall(run, begins - 1, row);
}
