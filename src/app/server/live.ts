import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Observable } from 'rxjs';
import { ConfigError } from '../../core/errors.ts';
import { writeWhole } from '../../io/durable.ts';
import { type Broker, startBroker } from '../../io/mqttBroker.ts';
import { asyncApi, homeAssistant, thingDescription } from '../../io/mqttDescriptions.ts';
import { type Link, type LinkOptions, openLink } from '../../io/mqttLink.ts';
import { RESERVED } from '../../io/mqttPayloads.ts';
import { prefixOf } from '../../io/mqttTopics.ts';
import { usersOf } from '../../io/mqttUsers.ts';
import type { SparkplugAddress } from '../../io/sparkplugTopics.ts';
import { type Log, NO_LOG } from '../log.ts';
import { describedSite } from './births.ts';
import { newsOf } from './brokerNews.ts';
import { type CommandCounts, type Desk, startDesk } from './commandDesk.ts';
import { openLedger } from './commandLedger.ts';
import { hearCommands } from './commands.ts';
import type { ForecastWish } from './forecastJob.ts';
import { repeatForecasts, tellForecasts } from './forecastTelemetry.ts';
import type { HttpOptions, HttpServer } from './http/server.ts';
import { keptBefore } from './keptTopics.ts';
import { logLive } from './liveLog.ts';
import { tellFlexibility } from './market/flexibilityTelemetry.ts';
import { type MarketFloor, openMarketFloor } from './market/marketFloor.ts';
import { tellMarket } from './market/marketTelemetry.ts';
import { tellMeters } from './meterTelemetry.ts';
import { type Sparkplug, startSparkplug } from './sparkplug.ts';
import { startTelemetry, type Telemetry } from './telemetry.ts';
import { openTwin, type Twin, type TwinOptions } from './twin.ts';
import { steadyWall } from './wall.ts';

export interface LiveOptions extends TwinOptions {
  /** A broker elsewhere; one is started in this process where left out. */
  readonly mqtt?: Pick<LinkOptions, 'url' | 'username' | 'password' | 'ca' | 'cert' | 'key' | 'backOff_ms'>;
  /** Ports of the broker in this process. */
  readonly port?: number;
  readonly wsPort?: number;
  /** QoS of live values. */
  readonly qos?: 0 | 1;
  /** Looks ahead again every so many simulated hours. */
  readonly forecast?: { readonly every_h: number; readonly wish: ForecastWish };
  /** Tells Home Assistant of every signal. */
  readonly isForHomeAssistant?: boolean;
  /** Serves it over HTTP, too. */
  readonly http?: HttpOptions;
  readonly log?: Log;
  /** Speaks Sparkplug B, too, as this edge node. */
  readonly sparkplug?: SparkplugAddress;
}

/** A twin with its broker and everything that speaks for it. */
export interface Live {
  readonly twin: Twin;
  readonly link: Link;
  /** How it goes with the broker, each change once however often it is tried again: what is wrong, undefined once it is there. */
  readonly brokerNews$: Observable<string | undefined>;
  readonly telemetry: Telemetry;
  readonly commands: Desk;
  readonly market: MarketFloor;
  readonly broker: Broker | undefined;
  readonly http: HttpServer | undefined;
  readonly sparkplug: Sparkplug | undefined;
  /** File with the passwords of the broker in this process. */
  readonly usersFile: string;
  readonly prefix: string;
  /** Tells and stores everything, says `offline`, and ends. */
  stop(): Promise<void>;
}

/** How long a broker is waited for at the start. */
const FIRST_MS = 2000;
export const MQTT_PORT = 1883;
export const MQTT_WS_PORT = 9001;

/** Starts a twin with all that belongs to it. @throws ConfigError */
export async function startLive(options: LiveOptions): Promise<Live> {
  const { log = NO_LOG } = options;
  const twin = await openTwin(options);
  const { site } = twin;
  const taken = site.components.find(({ id }) => (RESERVED as readonly string[]).includes(id));
  if (taken !== undefined) {
    await twin.stop();
    throw new ConfigError(`a component is called "${taken.id}", which commands know as something else; rename it`);
  }
  const prefix = prefixOf(site.name);
  const usersFile = join(twin.folder, 'users.json');
  const session = randomBytes(6).toString('hex');
  const lastWall = join(twin.folder, 'wall.json');
  const wall = steadyWall(Date.now, () => performance.now(), readWall(lastWall));
  const described = describedSite(site);
  const discovery = options.isForHomeAssistant === true ? homeAssistant(described) : [];
  const removed = keptBefore(join(twin.folder, 'retained.json'), [
    ...site.components.flatMap(({ id }) => [`${prefix}/meta/${id}`, `${prefix}/state/${id}`]),
    ...discovery.map(({ topic }) => topic),
  ]);
  const refused = { told: (_who: string, _why: string): void => undefined };

  let broker: Broker | undefined;
  let mqtt = options.mqtt;
  if (mqtt === undefined) {
    const users = usersOf(
      usersFile,
      site.participants.map(({ id }) => id),
      site.components.some(({ meters }) => meters.some(({ isLive }) => isLive)),
    );
    const own = { name: 'twin', role: 'twin', password: randomBytes(24).toString('base64url') } as const;
    broker = await startBroker({
      site: site.name,
      users: [...users, own],
      port: options.port ?? MQTT_PORT,
      wsPort: options.wsPort ?? MQTT_WS_PORT,
      onRefused: (who, why) => refused.told(who, why),
    });
    mqtt = { url: broker.url, username: own.name, password: own.password, backOff_ms: 1000 };
  }
  const head = (): object => {
    const seq = Math.max(0, twin.clock.index - 1);
    const time_ms = site.grid.start_ms + seq * site.grid.step_s * 1000;
    return { time_ms, wall_ms: wall(), run: twin.run.run, epoch: twin.run.epoch, seq };
  };
  const link = openLink({
    ...mqtt,
    will: () => ({ topic: `${prefix}/status`, payload: JSON.stringify({ ...head(), status: 'offline', session }) }),
    subscriptions: [`${prefix}/cmd/#`, `${prefix}/market/+/+/orders/+`, `${prefix}/status`],
  });
  let counts: CommandCounts = { commands: 0, accepted: 0, rejected: 0, expired: 0, repeated: 0 };
  const telemetry = startTelemetry({
    twin,
    link,
    session,
    wall,
    qos: options.qos ?? 0,
    removed,
    commandCounts: () => counts,
    extraBirths: () => discovery,
  });
  tellMeters(twin, link, wall);
  tellForecasts(twin, link, wall);
  if (options.forecast !== undefined) repeatForecasts(twin, options.forecast.every_h, options.forecast.wish);
  const commands = startDesk({ twin, ledger: openLedger(twin.folder, wall()), telemetry, wall });
  const market = openMarketFloor(twin);
  const unhearOrders = tellMarket({ twin, link, floor: market, telemetry, wall });
  const untellFlexibility =
    site.markets.length === 0 ? undefined : tellFlexibility({ twin, link, asked$: commands.acks$, wall });
  const unhear = hearCommands({ site: site.name, link, desk: commands });
  const { sparkplug: edge } = options;
  const sparkplug =
    edge === undefined ? undefined : startSparkplug({ twin, desk: commands, address: edge, broker: mqtt, wall });
  counts = commands.counts;
  refused.told = (who, why) =>
    telemetry.event({ severity: 'warning', component: 'site', code: 'forbidden', text: `${who || 'somebody'} ${why}` });
  void twin.failed.then(({ message }) =>
    telemetry.event({ severity: 'alarm', component: 'site', code: 'stopped', text: message }),
  );
  const timer = setInterval(() => noteWall(lastWall, wall()), 60_000);
  timer.unref();

  const stop = async (http?: HttpServer): Promise<void> => {
    clearInterval(timer);
    await http?.stop();
    await commands.stop();
    unhearOrders();
    untellFlexibility?.();
    market.stop();
    unhear();
    await twin.halt();
    await sparkplug?.stop();
    await telemetry.stop();
    await link.close();
    await broker?.close();
    await twin.stop();
    unlog();
    noteWall(lastWall, wall());
  };

  const address = broker?.url ?? mqtt.url;
  const server = { host: new URL(address).host, protocol: new URL(address).protocol.replace(':', '') };
  const write = (name: string, document: object): void =>
    writeWhole(join(twin.folder, name), `${JSON.stringify(document, null, 2)}\n`);
  write('asyncapi.json', asyncApi(site.name, server));
  write('thing.json', thingDescription(described, address));
  const brokerNews$ = newsOf(link);
  const parts = { twin, link, brokerNews$, telemetry, commands, market, broker, sparkplug, usersFile, prefix };
  const unlog = logLive(parts, log);
  const http =
    options.http === undefined
      ? undefined
      : await import('./http/server.ts')
          .then(({ startHttp }) => startHttp(parts, wall, options.http!, log))
          .catch(async (error: Error) => {
            await stop();
            throw error;
          });
  // The first steps are told live where the broker is there.
  await Promise.race([new Promise<void>((done) => link.connected$.subscribe(() => done())), sleep(FIRST_MS)]);
  twin.waitFor(() => link.isEasy);
  await twin.start();

  let stopping: Promise<void> | undefined;
  return { ...parts, http, stop: () => (stopping ??= stop(http)) };
}

/** When this twin last looked at the wall; a clock that was set back in between does not bring commands to life again. */
function readWall(path: string): number {
  const told = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  // A clock that was far ahead then was wrong then.
  return Number.isFinite(told) && told - Date.now() < 86_400_000 ? told : 0;
}

function noteWall(path: string, wall_ms: number): void {
  try {
    writeWhole(path, `${wall_ms}\n`);
  } catch {
    // A disk without room for a line is no reason to stop; it is written again in a minute.
  }
}
