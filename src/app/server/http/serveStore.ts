import type { Store } from '../../../core/store.ts';
import { version } from '../../cli/version.ts';
import type { Log } from '../../log.ts';
import { makeApp } from './app.ts';
import { makeGate } from './gate.ts';
import { isLoopback, listen } from './listen.ts';
import { gauge, watchProcess } from './metrics.ts';
import { opsRoutes } from './opsRoutes.ts';
import { makePage } from './page.ts';
import { requestCounts } from './requestCounts.ts';
import { runRoutes } from './runRoutes.ts';
import type { RunTexts } from './runTexts.ts';
import { type HttpOptions, type HttpServer, LEAVE_MS, RATE } from './server.ts';
import { sessionRoutes } from './sessionRoutes.ts';
import { makeSessions } from './sessions.ts';
import { tokensOf } from './tokens.ts';

export interface ServeOptions extends HttpOptions {
  readonly store: Store;
  readonly results?: RunTexts;
  /** File of the tokens; made where others can reach the server. */
  readonly tokensFile: string;
}

/** Serves the runs of a store, for reading alone. @throws ConfigError where the address cannot be had */
export async function serveStore(options: ServeOptions, log: Log): Promise<HttpServer> {
  const { store, results, host, port, origins = [], rate = RATE, tokensFile } = options;
  const isLocal = isLoopback(host);
  const tokens = isLocal ? undefined : tokensOf(tokensFile, [], false);
  const gate = makeGate({ tokens, isLoopback: isLocal, rate });
  const sessions = makeSessions();
  const counts = requestCounts();
  const watch = watchProcess();
  const leaving = new AbortController();
  let runs = 0;
  const routes = opsRoutes(
    {
      site: store.name,
      version: version(),
      async checks() {
        try {
          runs = (await store.runs()).length;
          return [{ name: 'store', isFine: true }];
        } catch (error) {
          return [{ name: 'store', isFine: false, reason: (error as Error).message }];
        }
      },
      metrics: () => [gauge('sixfold_store_runs', 'Runs in the store.', runs), ...counts.metrics(), ...watch.metrics()],
    },
    [
      ...runRoutes({ store, ...(results === undefined ? {} : { results }) }),
      ...sessionRoutes({ gate, sessions, lend: undefined, prefix: '' }),
    ],
  );
  const app = makeApp({
    routes,
    gate,
    sessions,
    page: makePage({
      version: version(),
      twin: false,
      runs: true,
      markets: false,
      needsToken: !isLocal,
      mqtt: false,
    }),
    log,
    origins,
    leaving: leaving.signal,
    onAnswered: (...answered) => counts.add(...answered),
  });
  const onError = ({ message }: Error): void => log.warn({ reason: message }, 'a connection was not taken');
  const listening = await listen({ host, port, onError, fetch: app.fetch }).catch((error: Error) => {
    watch.stop();
    throw error;
  });
  log.info({ url: listening.url, store: store.name }, 'listening');
  return {
    url: listening.url,
    isLoopback: isLocal,
    tokensFile,
    routes,
    async stop() {
      leaving.abort();
      await listening.close(LEAVE_MS);
      watch.stop();
    },
  };
}
