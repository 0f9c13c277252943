import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, ConnectionError } from '../../core/errors.ts';

/** Where a running twin can be found, for others on this machine. */
export const PLACE_FILE = 'live.json';

/** A twin that runs in a folder, as it says itself; undefined where none does. */
export interface TwinPlace {
  readonly site: string;
  readonly prefix: string;
  readonly mqtt: string;
  /** File of passwords, where it has a broker of its own. */
  readonly users?: string;
  readonly process: number;
}

export function placeIn(folder: string): TwinPlace | undefined {
  const file = join(folder, PLACE_FILE);
  if (!existsSync(file)) return undefined;
  const place = JSON.parse(readFileSync(file, 'utf8')) as TwinPlace;
  try {
    process.kill(place.process, 0);
    return place;
  } catch {
    // It was killed, and left its word behind.
    return undefined;
  }
}

interface Said {
  readonly state?: string;
  readonly code?: string;
  readonly message?: string;
  readonly branch?: string;
  readonly forecast?: string;
}

/**
 * Has a running twin look ahead, as its operator.
 * @returns the run of the forecast once it is there
 * @throws ConfigError where it refuses, ConnectionError where it cannot be reached
 */
export async function askForecast(place: TwinPlace, args: object, isStopped: () => boolean): Promise<string> {
  if (place.users === undefined)
    throw new ConfigError(
      `the twin speaks through ${place.mqtt}; send ${place.prefix}/cmd/operator/clock/forecast there, or stop it first`,
    );
  const { operator } = JSON.parse(readFileSync(place.users, 'utf8')) as { readonly operator: string };
  const { connectAsync } = await import('mqtt');
  const client = await connectAsync(place.mqtt, {
    username: 'operator',
    password: operator,
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 5000,
  }).catch((error: Error) => {
    throw new ConnectionError(`${place.mqtt}: ${error.message}`);
  });
  const id = `forecast-${randomBytes(6).toString('hex')}`;
  let run: string | undefined;
  let failed: Error | undefined;
  const made = new Set<string>();
  client.on('message', (topic, payload) => {
    const said = JSON.parse(payload.toString('utf8')) as Said;
    if (topic.endsWith('/forecast')) made.add(said.forecast!);
    else if (topic.endsWith(id) && said.state === 'done') run = said.branch;
    else if (topic.endsWith(id) && said.state !== 'accepted')
      failed = new ConfigError(`the twin refuses (${said.code}): ${said.message}`);
    else if (said.code === 'forecast-failed') failed = new ConfigError(said.message!);
  });
  try {
    const topics = [`ack/operator/${id}`, 'forecast', 'event/warning/site'];
    await client.subscribeAsync(
      topics.map((topic) => `${place.prefix}/${topic}`),
      { qos: 1 },
    );
    const now = Date.now();
    const command = { id, issued_ms: now, expires_ms: now + 60_000, args };
    await client.publishAsync(`${place.prefix}/cmd/operator/clock/forecast`, JSON.stringify(command), { qos: 1 });
    while (failed === undefined && (run === undefined || !made.has(run)) && !isStopped()) await sleep(20);
  } finally {
    await client.endAsync(true);
  }
  if (failed !== undefined) throw failed;
  if (run === undefined) throw new ConfigError('stopped before the forecast was there');
  return run;
}
