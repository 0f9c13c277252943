import { InfluxDB } from 'influx';
import { ConfigError, ConnectionError } from '../core/errors.ts';
import type { NetworkStore } from '../core/store.ts';
import { poster } from './httpPost.ts';
import { judgeWrite } from './influxAnswer.ts';
import { deleteQl, type QlSeries } from './influxQl.ts';
import { type LineServer, type NetworkOptions, openLineStore } from './lineStore.ts';
import type { Sent } from './sender.ts';

export interface InfluxTarget {
  /** `http://host:8086`. */
  readonly url: string;
  readonly database: string;
  readonly user?: string;
  readonly password?: string;
  /** The database's default unless said. */
  readonly retentionPolicy?: string;
}

const TIMEOUT_MS = 30_000;

/** An InfluxDB 1.x: written to by `/write`, read back through its client. The database must be there. */
export const openInfluxStore = (target: InfluxTarget, options: NetworkOptions): Promise<NetworkStore> =>
  openLineStore(influxServer(target), options);

export function influxServer({ url, database, user, password, retentionPolicy }: InfluxTarget): LineServer {
  const { hostname, port, protocol, host } = new URL(url);
  const name = `influx://${host}/${database}`;
  const client = new InfluxDB({
    database,
    ...(user === undefined ? {} : { username: user, password: password ?? '' }),
    hosts: [{ host: hostname, port: Number(port || 8086), protocol: protocol === 'https:' ? 'https' : 'http' }],
    // A host that failed once is asked again at once: waiting is the sender's business.
    pool: {
      maxRetries: 0,
      requestTimeout: TIMEOUT_MS,
      backoff: { getDelay: () => 0, next: () => noBackoff, reset: () => noBackoff },
    },
  });
  const policy = retentionPolicy === undefined ? '' : `&rp=${encodeURIComponent(retentionPolicy)}`;
  const write = new URL(`/write?db=${encodeURIComponent(database)}&precision=ms${policy}`, url);
  const headers = {
    'content-encoding': 'gzip',
    ...(user === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` }),
  };
  const writer = poster(write, headers, TIMEOUT_MS);
  const advice = {
    refused: `put user and password of ${name} right`,
    missing: `make the database: influx -execute 'CREATE DATABASE "${database}"'`,
  };

  const ask = async (statement: string): Promise<readonly QlSeries[]> => {
    const answer = (await client
      .queryRaw(statement, {
        database,
        precision: 'ms',
        ...(retentionPolicy === undefined ? {} : { retentionPolicy }),
      })
      .catch((error: unknown) => {
        throw failure(name, error, advice);
      })) as { results?: { error?: string; series?: QlSeries[] }[] };
    const error = answer.results?.find((r) => r.error !== undefined)?.error;
    if (error !== undefined)
      throw error.includes('database not found')
        ? new ConfigError(`${name}: ${error}; ${advice.missing}`)
        : new ConnectionError(`${name}: ${error}`);
    return answer.results?.flatMap((r) => r.series ?? []) ?? [];
  };

  return {
    name,
    ask,
    async write(zipped, points, signal): Promise<Sent> {
      const answer = await writer.post(zipped, signal).catch(reasonOf);
      if (typeof answer === 'string') return { is: 'retry', why: answer };
      const { status, body } = answer;
      return judgeWrite({ status, body, retryAfter: answer.headers['retry-after'] }, points, advice);
    },
    close: () => writer.close(),
    async erase(run, measurements) {
      for (const kind of measurements) await ask(deleteQl(kind, run));
    },
  };
}

interface Backoff {
  getDelay(): number;
  next(): Backoff;
  reset(): Backoff;
}
const noBackoff: Backoff = { getDelay: () => 0, next: () => noBackoff, reset: () => noBackoff };

/** Why a request got no answer: what lies under it says more than "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

function failure(name: string, error: unknown, advice: { readonly refused: string }): Error {
  const text = reasonOf(error);
  return /^A 40[13] /.test(text)
    ? new ConfigError(`${name}: ${text}; ${advice.refused}`)
    : new ConnectionError(`${name}: ${text}`);
}
