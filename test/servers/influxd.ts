import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, type Server, server } from './server.ts';

/** A real InfluxDB 1.x in a folder of its own. */
export interface Influxd extends Server {
  readonly url: string;
  /** Runs a statement; its answer as JSON. */
  ask(statement: string, database?: string): Promise<unknown>;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

/** With `users`, everybody needs a password; `admin` has `admin-secret`. */
export async function startInfluxd({ users = false } = {}): Promise<Influxd> {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-influxd-'));
  const [rpc, http] = await freePorts(2);
  const url = `http://127.0.0.1:${http}`;
  const config = join(folder, 'influxd.conf');
  writeFileSync(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  index-version = "tsi1"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  auth-enabled = ${users}
  log-enabled = false
[subscriber]
  enabled = false
`,
  );
  const one = server('influxd', ['-config', config], async () => (await fetch(`${url}/ping`)).status === 204);
  const authorization = `Basic ${Buffer.from('admin:admin-secret').toString('base64')}`;
  const influxd: Influxd = {
    ...one,
    url,
    async ask(statement, database) {
      const query = new URLSearchParams({
        q: statement,
        epoch: 'ms',
        ...(database === undefined ? {} : { db: database }),
      });
      const response = await fetch(`${url}/query`, {
        method: 'POST',
        body: query,
        headers: users ? { authorization } : {},
      });
      const answer = (await response.json()) as { error?: string; results?: { error?: string }[] };
      const error = answer.error ?? answer.results?.find((r) => r.error !== undefined)?.error;
      if (error !== undefined) throw new Error(`${statement}: ${error}`);
      return answer;
    },
    async end() {
      await one.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await influxd.start();
  if (users) await influxd.ask(`CREATE USER admin WITH PASSWORD 'admin-secret' WITH ALL PRIVILEGES`);
  return influxd;
}
