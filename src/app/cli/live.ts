import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ConnectionError } from '../../core/errors.ts';
import type { StoreEvent } from '../../core/store.ts';
import { endOf, formatUtc, timeAt } from '../../core/timeGrid.ts';
import { writeWhole } from '../../io/durable.ts';
import { sparkplugAddressOf } from '../../io/sparkplugTopics.ts';
import { openTwinStore, STORE_FORMS, STORE_SECRETS, storeTarget } from '../../io/storeOf.ts';
import type { Live } from '../server/live.ts';
import { PLACE_FILE } from './askTwin.ts';
import { type HttpFlags, httpOf, logOf } from './httpFlags.ts';
import {
  type BrokerFlags,
  brokerOf,
  modeOf,
  PASSWORD_VARIABLE,
  policyOf,
  portOf,
  qosOf,
  type SpoolFlags,
  speedOf,
  spoolOf,
} from './liveFlags.ts';
import { type RepeatFlags, repeatedForecast, type SourceFlags, sourceFrom } from './sourceFlags.ts';
import type { Terminal } from './terminal.ts';
import { amount, plural, table } from './text.ts';

interface LiveFlags extends BrokerFlags, SpoolFlags, HttpFlags, SourceFlags, RepeatFlags {
  readonly mode: string;
  readonly speed: string;
  readonly policy: string;
  readonly port: string;
  readonly wsPort: string;
  readonly qos: string;
  readonly store?: string;
  readonly data?: string;
  readonly until?: string;
  readonly fresh?: boolean;
  readonly homeAssistant?: boolean;
  readonly sparkplug?: string;
}

const HELP = `
Examples:
  $ sixfold live simulations/suzhou-six-in-one.yaml
  $ sixfold live my-site.yaml --speed 60 --mqtt mqtts://broker.example:8883 --mqtt-user twin --ca ca.pem
  $ sixfold live my-site.yaml --mode asap --until end

Ctrl-C stops it; what was simulated is stored, and the same command goes on from there. Live values: sixfold tail.
The password for a broker elsewhere is taken from ${PASSWORD_VARIABLE}.
A store is ${STORE_FORMS};
a database gets the same series beside the file. Secrets are taken from ${Object.values(STORE_SECRETS).join(', ')}.
`;

/** What of its events is told here where no log is: without a store nothing is left. */
const STORE_CODES = /^(store|spool)-/;

export function addLive(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('live')
    .description('runs a scenario on a clock, tells it over MQTT and HTTP, takes commands, and stores every step')
    .argument('<file>', 'scenario file')
    .option('--speed <x>', 'simulated seconds a second', '3600')
    .option('--mode <mode>', 'live (real time), paced, step (on command) or asap', 'paced')
    .option('--policy <policy>', 'strict catches up on delays; best-effort gives them up', 'strict')
    .option('--until <time>', 'stop at this time of the scenario, or at its end')
    .option('--mqtt <url>', 'a broker elsewhere, instead of one of its own: mqtt, mqtts, ws or wss')
    .option('--mqtt-user <name>', 'user at that broker')
    .option('--ca <file>', 'certificate of the authority that the broker’s is signed by (PEM)')
    .option('--cert <file>', 'certificate of this client (PEM)')
    .option('--key <file>', 'key of this client (PEM)')
    .option('--port <n>', 'port of its own broker; another where it is taken', '1883')
    .option('--ws-port <n>', 'port of its own broker for WebSocket', '9001')
    .option('--http <host:port>', 'where it is served over HTTP; another port where that is taken', '127.0.0.1:8600')
    .option('--no-http', 'do not serve it over HTTP')
    .option('--http-origin <url...>', 'pages of these origins may ask, too (CORS); none unless said')
    .option('--log <file>', 'structured logs, lines of JSON; "stderr" for the standard error')
    .option('--log-level <level>', 'debug, info, warn, error or silent', 'warn')
    .option('--qos <n>', '0: live values at most once; 1: at least once', '0')
    .option('--data <dir>', 'folder of its run, journal and passwords (out/<scenario name>/live unless said)')
    .option('--store <where>', 'where steps are stored (twin.duckdb in that folder unless said); see below')
    .option('--spool-mb <n>', 'megabytes that may wait on disk for a database; then the oldest are dropped', '256')
    .option('--spool-days <n>', 'days that they may wait', '7')
    .option('--weather <file>', 'take the weather from this file')
    .option('--from <time>', 'start in place of the scenario’s')
    .option('--to <time>', 'end in place of the scenario’s')
    .option('--history <what>', 'another run that drives this one: its folder, a Parquet file, or a store')
    .option('--history-run <id>', 'run of that store')
    .option('--meter <signal...>', 'signals of that run to take as meters, such as pv.electricity_kW')
    .option('--forecast-every <h>', 'look ahead again every so many simulated hours; see sixfold forecast')
    .option('--forecast-hours <h>', 'hours that it looks ahead', '48')
    .option(
      '--forecast-series <what>',
      'persistence (the last day again) or profiles (the scenario’s own)',
      'persistence',
    )
    .option('--forecast-planner <how>', 'rules, or optimal: planned at least cost', 'rules')
    .option('--home-assistant', 'tell Home Assistant of every signal, by its discovery')
    .option('--sparkplug <group/node>', 'speak Sparkplug B, too, as this edge node; components are its devices')
    .option('--fresh', 'begin a new run, though there is one to go on with')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: LiveFlags) => {
      const broker = brokerOf(flags);
      const http = httpOf(flags);
      const logs = logOf(flags);
      const { data, until } = flags;
      const sparkplug = flags.sparkplug === undefined ? {} : { sparkplug: sparkplugAddressOf(flags.sparkplug) };
      const spool = spoolOf(flags);
      if (flags.store !== undefined) storeTarget(flags.store);
      const options = {
        file,
        mode: modeOf(flags.mode),
        speed: speedOf(flags.speed),
        policy: policyOf(flags.policy),
        port: portOf('port', flags.port),
        wsPort: portOf('ws-port', flags.wsPort),
        qos: qosOf(flags.qos),
        data: data ?? ((site: string) => join('out', site, 'live')),
        openStore: (folder: string, onEvent: (event: StoreEvent) => void) =>
          openTwinStore(flags.store, { folder, onEvent, spool }),
        isFresh: flags.fresh === true,
        isForHomeAssistant: flags.homeAssistant === true,
        ...sparkplug,
        ...(broker === undefined ? {} : { mqtt: broker }),
        ...(http === undefined ? {} : { http }),
        ...(until === undefined ? {} : { until }),
        ...sourceFrom(flags),
        ...repeatedForecast(flags),
      };
      const isLogged = logs.path === undefined && logs.level !== 'silent';
      const watch = terminal.watch();
      const [{ startLive }, { openLog }] = await Promise.all([import('../server/live.ts'), import('../log.ts')]);
      const log = openLog(logs.path, logs.level);
      try {
        const live = await startLive({ ...options, log: log.log });
        try {
          writePlace(live, broker?.url);
        } catch (error) {
          await live.stop();
          throw new ConnectionError(`${live.twin.folder}: ${(error as Error).message}; free some room`);
        }
        terminal.out(placeText(live, broker?.url));
        let isStopping = false;
        const trouble = live.twin.events$.subscribe(({ severity, code, text }) => {
          // While it stops nobody else tells.
          if ((isStopping || !isLogged) && severity !== 'info' && STORE_CODES.test(code))
            terminal.err(`${severity}: ${text}\n`);
        });
        const stopped = await follow(live, terminal, watch, until !== undefined);
        isStopping = true;
        await live.stop();
        trouble.unsubscribe();
        rmSync(join(live.twin.folder, PLACE_FILE), { force: true });
        if (stopped instanceof Error) throw stopped;
        terminal.err(endText(live, stopped));
        done(lostOf(live) > 0 ? 1 : 0);
      } finally {
        await log.close();
        watch.end();
      }
    });
}

/** Shows how it goes until it is to stop. @returns what stopped it, an error where it could not go on */
async function follow(
  live: Live,
  terminal: Terminal,
  watch: ReturnType<Terminal['watch']>,
  endsAtEnd: boolean,
): Promise<string | Error> {
  let failed: Error | undefined;
  void live.twin.failed.then((error) => {
    failed = error;
  });
  let wasAway = !live.link.isConnected;
  const trouble = live.brokerNews$.subscribe((reason) => {
    if (reason !== undefined) terminal.err(`${reason}\n`);
    else if (wasAway) terminal.err('the broker is there\n');
    wasAway = reason !== undefined;
  });
  const status = terminal.status();
  try {
    for (;;) {
      if (failed !== undefined) return failed;
      if (watch.signal !== undefined) return watch.signal;
      if (endsAtEnd && live.twin.clock.state === 'ended') return 'its end';
      status.show(statusText(live));
      await sleep(100);
    }
  } finally {
    trouble.unsubscribe();
    status.end();
  }
}

function writePlace(live: Live, elsewhere: string | undefined): void {
  const { broker, http, prefix, twin, usersFile } = live;
  const place = {
    site: twin.site.name,
    prefix,
    mqtt: broker?.url ?? elsewhere,
    ...(http === undefined ? {} : { http: http.url, tokens: http.tokensFile }),
    ...(broker === undefined ? {} : { webSocket: broker.wsUrl, users: usersFile }),
    process: process.pid,
  };
  writeWhole(join(twin.folder, PLACE_FILE), `${JSON.stringify(place, null, 2)}\n`);
}

function placeText({ twin, broker, http, prefix, usersFile }: Live, elsewhere: string | undefined): string {
  const { site, run, clock, isContinued, begins, store, folder } = twin;
  const meters = site.components.flatMap((c) => c.meters);
  const live = meters.filter(({ isLive }) => isLive).length;
  const names = ['viewer', 'operator', ...(live > 0 ? ['meter'] : []), ...site.participants.map(({ id }) => id)].join(
    ', ',
  );
  const pace: Record<string, string> = {
    live: 'real time',
    paced: `${amount(clock.speed)} times real time, ${site.grid.step_s / clock.speed < 1 ? `${amount(clock.speed / site.grid.step_s)} steps a second` : `a step every ${site.grid.step_s / clock.speed} s`}`,
    step: 'steps on command (clock/step)',
    asap: 'as fast as it goes',
  };
  const goesOn =
    begins < site.grid.length
      ? `goes on from step ${begins}`
      : 'is at its end; clock/seek goes back, --fresh begins another';
  const began = isContinued ? goesOn : 'begins';
  const rows = [
    ['Run', `${run.run}, ${began}`],
    [
      'Time',
      `${formatUtc(timeAt(site.grid, begins))} to ${formatUtc(endOf(site.grid))}, steps of ${site.grid.step_s} s`,
    ],
    ['Clock', `${clock.mode}, ${pace[clock.mode]}`],
    ['Broker', broker === undefined ? `${elsewhere}` : `${broker.url} and ${broker.wsUrl} (MQTT 3.1.1)`],
    ...(broker === undefined ? [] : [['Users', `${names}; passwords in ${usersFile}`]]),
    ...(http === undefined
      ? []
      : [
          ['Page', `${http.url}/`],
          [
            'HTTP',
            `${http.url}/openapi.json; ${http.isLoopback ? 'writing takes' : 'all takes'} a token of ${http.tokensFile}`,
          ],
        ]),
    ['Topics', `${prefix}/#, such as ${prefix}/tele/${site.components[0]!.id}`],
    ['Store', store.name],
    ['For machines', `${join(folder, 'asyncapi.json')}, ${join(folder, 'thing.json')}`],
    ...(meters.length === 0 ? [] : [['Meters', `${plural(meters.length, 'signal')} measured, ${live} of them live`]]),
    ['Watch', `sixfold tail ${folder}${meters.length === 0 ? '' : ', also with --meters'}`],
    ['Stop', 'Ctrl-C; the same command goes on from there'],
  ];
  return `${site.label}\n${table(rows)}\n`;
}

function statusText({ twin, link, telemetry, broker }: Live): string {
  const { site, clock, storedRows } = twin;
  const time = formatUtc(timeAt(site.grid, clock.index));
  const parts = [
    `${time}  step ${amount(clock.index)} of ${amount(site.grid.length)}  ${clock.state}`,
    `lag ${amount(clock.lag_ms)} ms`,
    `stored ${amount(storedRows)}`,
    link.isConnected ? (broker === undefined ? 'connected' : `clients ${broker.clients - 1}`) : 'BROKER AWAY',
    ...(telemetry.counts.historyWaiting > 0 ? [`history ${amount(telemetry.counts.historyWaiting)}`] : []),
  ];
  return parts.join('  ');
}

/** Steps that were taken and are not in the store, since it was away at the end. */
const lostOf = ({ twin, telemetry }: Live): number => Math.max(0, telemetry.counts.steps - twin.storedRows);

/** What was counted, so that nothing gets lost without a word. */
function endText(live: Live, why: string): string {
  const { twin, link, telemetry, commands } = live;
  const lost = lostOf(live);
  const { steps, skipped, history, historyWaiting, historyDropped } = telemetry.counts;
  const { sent, dropped } = link.counts;
  const { commands: heard, accepted, rejected, expired, repeated } = commands.counts;
  return [
    `stopped by ${why} at step ${twin.clock.index} of run ${twin.run.run}`,
    `steps: ${steps} taken, ${twin.storedRows} stored, ${skipped} not told live, ${history} told as history, ${historyWaiting + historyDropped} not told`,
    `messages: ${sent} sent, ${dropped} dropped; commands: ${heard} heard, ${accepted} accepted, ${rejected} rejected, ${expired} expired, ${repeated} repeated`,
    ...(lost > 0 ? [`the store has not taken ${lost} steps; the same command simulates them again`] : []),
    '',
  ].join('\n');
}
