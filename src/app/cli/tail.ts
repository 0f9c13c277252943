import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { IClientOptions, MqttClient } from 'mqtt';
import { ConfigError, ConnectionError } from '../../core/errors.ts';
import { prefixOf } from '../../io/mqttTopics.ts';
import { PLACE_FILE } from './askTwin.ts';
import { type BrokerFlags, brokerOf } from './liveFlags.ts';
import { type Board, makeBoard } from './tailBoard.ts';
import type { Terminal } from './terminal.ts';

interface TailFlags extends BrokerFlags {
  readonly site?: string;
  readonly user: string;
  readonly signals?: string;
  readonly meters?: boolean;
  readonly count?: string;
  readonly json?: boolean;
}

const HELP = `
Examples:
  $ sixfold tail out/suzhou-six-in-one/live
  $ sixfold tail out/suzhou-six-in-one/live --signals battery.soc,chp.electricity_kW
  $ sixfold tail out/my-site/live --meters
  $ sixfold tail --mqtt mqtt://broker.example --site suzhou-six-in-one --mqtt-user viewer
`;

export function addTail(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('tail')
    .description('prints the values of a live twin as they come, a line a step')
    .argument('[data]', 'folder of the twin, as sixfold live prints it')
    .option('--signals <list>', 'component.signal, several with commas (the main flow of each component unless said)')
    .option('--meters', 'what is metered: model, reading and residual of each')
    .option('--count <n>', 'end after so many steps')
    .option('--json', 'print every step as a line of JSON')
    .option('--user <name>', 'user of the twin’s own broker', 'viewer')
    .option('--mqtt <url>', 'a broker elsewhere')
    .option('--mqtt-user <name>', 'user at that broker')
    .option('--site <name>', 'site, at a broker elsewhere')
    .option('--ca <file>', 'certificate of the authority that the broker’s is signed by (PEM)')
    .option('--cert <file>', 'certificate of this client (PEM)')
    .option('--key <file>', 'key of this client (PEM)')
    .addHelpText('after', HELP)
    .action(async (data: string | undefined, flags: TailFlags) => {
      const { url, prefix, options } = placeOf(data, flags);
      const board = makeBoard({
        out: (text) => terminal.out(text),
        isJson: flags.json === true,
        width: terminal.width,
        isOfMeters: flags.meters === true,
        ...(flags.signals === undefined ? {} : { signals: flags.signals.split(',') }),
      });
      const watch = terminal.watch();
      const most = flags.count === undefined ? Number.POSITIVE_INFINITY : countOf(flags.count);
      try {
        await follow(url, options, prefix, board, () => watch.signal !== undefined || board.steps >= most);
        done(0);
      } finally {
        watch.end();
      }
    });
}

function countOf(text: string): number {
  const count = Number(text);
  if (text.trim() !== '' && Number.isInteger(count) && count > 0) return count;
  throw new ConfigError(`--count ${text}: expected a whole number above 0`);
}

interface Place {
  readonly url: string;
  readonly prefix: string;
  readonly options: IClientOptions;
}

/** The broker, and who to be there: from the folder of a twin, or as the command line says. */
function placeOf(data: string | undefined, flags: TailFlags): Place {
  const elsewhere = brokerOf(flags);
  if (elsewhere !== undefined) {
    if (flags.site === undefined)
      throw new ConfigError('--mqtt needs --site, the name of the scenario that runs there');
    const { url, ...options } = elsewhere;
    return { url, prefix: prefixOf(flags.site), options };
  }
  if (data === undefined) throw new ConfigError('expected the folder of a twin, or --mqtt and --site');
  const file = join(data, PLACE_FILE);
  if (!existsSync(file))
    throw new ConfigError(`no twin runs in ${data} (there is no ${file}); start one: sixfold live`);
  const place = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string | undefined>;
  if (place.users === undefined)
    throw new ConfigError(
      `the twin in ${data} speaks through ${place.mqtt}; name it with --mqtt and --site ${place.site}`,
    );
  const passwords = JSON.parse(readFileSync(place.users, 'utf8')) as Record<string, string>;
  const password = passwords[flags.user];
  if (password === undefined)
    throw new ConfigError(`--user ${flags.user}: expected one of ${Object.keys(passwords).join(', ')}`);
  return { url: place.mqtt!, prefix: place.prefix!, options: { username: flags.user, password } };
}

async function follow(
  url: string,
  options: IClientOptions,
  prefix: string,
  board: Board,
  isEnough: () => boolean,
): Promise<void> {
  let failed: Error | undefined;
  const { connect } = await import('mqtt');
  const client: MqttClient = connect(url, {
    ...options,
    protocolVersion: 4,
    reconnectPeriod: 1000,
    connectTimeout: 10_000,
  });
  const ended = client;
  client.on('connect', () => {
    client.subscribe(
      ['meta/+', 'tele/+', 'frame', 'status'].map((topic) => `${prefix}/${topic}`),
      { qos: 0 },
    );
  });
  client.on('error', (error) => {
    failed = new ConnectionError(`${url}: ${error.message}`);
  });
  client.on('message', (topic, payload) => {
    if (payload.length > 0 && !isEnough()) board.hear(topic.slice(prefix.length + 1), payload.toString('utf8'));
  });
  try {
    while (!isEnough() && failed === undefined) await sleep(50);
  } finally {
    await ended.endAsync(true);
  }
  if (failed !== undefined) throw failed;
}
