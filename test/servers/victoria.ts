import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePorts, type Server, server } from './server.ts';

/** A series of VictoriaMetrics: its name is measurement and field, its labels the tags. */
export interface VictoriaSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly timestamps: readonly number[];
}

/**
 * A real VictoriaMetrics, which takes writes of InfluxDB 2.x. It drops organisation and bucket, checks no token, keeps
 * twelve digits or so of a value, and shows points after a moment.
 */
export interface Victoria extends Server {
  readonly url: string;
  /** The series that a selector finds, once they hold `points` points in all. */
  series(selector: string, points: number): Promise<VictoriaSeries[]>;
  end(): Promise<void>;
}

export async function startVictoria(): Promise<Victoria> {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-victoria-'));
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const one = server(
    'victoria-metrics',
    [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=100y',
      '-search.latencyOffset=0s',
      '-memory.allowedBytes=256MB',
    ],
    async () => (await (await fetch(`${url}/health`)).text()) === 'OK',
  );
  const victoria: Victoria = {
    ...one,
    url,
    async series(selector, points) {
      let found: VictoriaSeries[] = [];
      for (let k = 0; k < 100; k++) {
        await fetch(`${url}/internal/force_flush`);
        const query = new URLSearchParams({ 'match[]': selector });
        const text = await (await fetch(`${url}/api/v1/export?${query.toString()}`)).text();
        found = text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as VictoriaSeries);
        if (found.reduce((sum, s) => sum + s.values.length, 0) >= points) break;
        await wait(100);
      }
      return found;
    },
    async end() {
      await one.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await victoria.start();
  return victoria;
}
