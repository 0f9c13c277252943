import { gunzipSync } from 'node:zlib';
import { HttpError, InfluxDB } from '@influxdata/influxdb-client';
import { ConfigError, ConnectionError } from '../core/errors.ts';
import type { NetworkStore } from '../core/store.ts';
import { judgeWrite } from './influxAnswer.ts';
import type { QlSeries } from './influxQl.ts';
import { reasonOf } from './influxStore.ts';
import { type LineServer, type NetworkOptions, openLineStore } from './lineStore.ts';
import type { Sent } from './sender.ts';

export interface Influx2Target {
  /** `http://host:8086`. */
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

const TIMEOUT_MS = 30_000;

/**
 * An InfluxDB 2.x or 3.x: written to by `/api/v2/write`, read back in InfluxQL by `/query`, which takes the bucket for a
 * database (a 2.x bucket has that mapping by itself since 2.1).
 */
export const openInflux2Store = (target: Influx2Target, options: NetworkOptions): Promise<NetworkStore> =>
  openLineStore(influx2Server(target), options);

export function influx2Server({ url, org, bucket, token }: Influx2Target): LineServer {
  const name = `influx2+${new URL(url).origin}/${org}/${bucket}`;
  const client = new InfluxDB({ url, token, timeout: TIMEOUT_MS });
  const { transport } = client as unknown as { transport: Transport };
  const advice = {
    refused: `put the token of ${name} right, with leave to read and write the bucket`,
    missing: `make bucket "${bucket}" in organisation "${org}", or put their names right`,
  };

  const request = async (path: string, body: string, method: 'GET' | 'POST'): Promise<unknown> => {
    try {
      return await transport.request(path, body, { method, headers: { accept: 'application/json' } });
    } catch (error) {
      if (!(error instanceof HttpError)) throw new ConnectionError(`${name}: ${reasonOf(error)}`);
      if (error.statusCode === 401 || error.statusCode === 403)
        throw new ConfigError(`${name}: ${error.message} (${error.statusCode}); ${advice.refused}`);
      if (error.statusCode === 404) throw new ConfigError(`${name}: ${error.message} (404); ${advice.missing}`);
      throw new ConnectionError(`${name}: ${error.message} (${error.statusCode})`);
    }
  };

  return {
    name,
    async ask(statement): Promise<readonly QlSeries[]> {
      const query = new URLSearchParams({ db: bucket, epoch: 'ms', q: statement }).toString();
      const answer = (await request(`/query?${query}`, '', 'GET')) as {
        results?: { error?: string; series?: QlSeries[] }[];
      };
      const error = answer.results?.find((r) => r.error !== undefined)?.error;
      if (error !== undefined) throw new ConnectionError(`${name}: ${error}`);
      return answer.results?.flatMap((r) => r.series ?? []) ?? [];
    },
    async write(zipped, points): Promise<Sent> {
      const lines = gunzipSync(zipped).toString().trimEnd().split('\n');
      let failed: unknown;
      let isStored = false;
      // One of its own for each batch, for it reports the last batch alone. Nothing is kept in it and nothing tried twice.
      const api = client.getWriteApi(org, bucket, 'ms', {
        batchSize: lines.length + 1,
        maxBatchBytes: 2 ** 30,
        flushInterval: 0,
        maxRetries: 0,
        maxBufferLines: 0,
        gzipThreshold: 0,
        writeSuccess: () => {
          isStored = true;
        },
        writeFailed: async (error: Error) => {
          failed = error;
        },
      });
      api.writeRecords(lines);
      await api.flush().catch((error: unknown) => {
        failed ??= error;
      });
      if (isStored) return { is: 'stored' };
      if (!(failed instanceof HttpError)) return { is: 'retry', why: reasonOf(failed) };
      const { statusCode, body, headers } = failed;
      const retryAfter = headers?.['retry-after'];
      return judgeWrite(
        { status: statusCode, body: body ?? '', retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter },
        points,
        advice,
      );
    },
    async erase(run) {
      const path = `/api/v2/delete?org=${encodeURIComponent(org)}&bucket=${encodeURIComponent(bucket)}`;
      const predicate = `run="${run.replace(/["\\]/g, '\\$&')}"`;
      const all = { start: '1970-01-01T00:00:00Z', stop: '2200-01-01T00:00:00Z', predicate };
      await request(path, JSON.stringify(all), 'POST');
    },
  };
}

/** What the client sends requests with. */
interface Transport {
  request(
    path: string,
    body: string,
    options: { readonly method: string; readonly headers: Record<string, string> },
  ): Promise<unknown>;
}
