import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import type { Store } from '../../core/store.ts';
import { openStore, STORE_FORMS, STORE_SECRETS, storeTarget } from '../../io/storeOf.ts';
import type { RunTexts } from '../server/http/runTexts.ts';
import { type HttpFlags, httpOf, logOf } from './httpFlags.ts';
import type { Terminal } from './terminal.ts';
import { plural, table } from './text.ts';

const HELP = `
Examples:
  $ sixfold serve out/suzhou-six-in-one
  $ sixfold serve out/suzhou-six-in-one/live/twin.duckdb --http 127.0.0.1:8601

A store is ${STORE_FORMS.replaceAll('\n', '\n  ')};
or a folder that sixfold run wrote, or one of such folders. Secrets are taken from ${STORE_SECRETS.password} and ${STORE_SECRETS.token}.
A DuckDB file that a running twin has open is served by that twin: see sixfold live --http.
`;

export function addServe(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('serve')
    .description('serves the runs of a store, or the results of runs, over HTTP, for reading alone')
    .argument('<store>', 'folder of results, DuckDB file, or URL of a database')
    .option('--http <host:port>', 'where; another port where that is taken', '127.0.0.1:8600')
    .option('--http-origin <url...>', 'pages of these origins may ask, too (CORS); none unless said')
    .option('--log <file>', 'structured logs, lines of JSON; "stderr" for the standard error')
    .option('--log-level <level>', 'debug, info, warn, error or silent', 'warn')
    .addHelpText('after', HELP)
    .action(async (where: string, flags: HttpFlags) => {
      const http = httpOf(flags)!;
      const logs = logOf(flags);
      const watch = terminal.watch();
      const [{ serveStore }, { openLog }] = await Promise.all([
        import('../server/http/serveStore.ts'),
        import('../log.ts'),
      ]);
      const log = openLog(logs.path, logs.level);
      try {
        const { store, folder, results } = await opened(where);
        try {
          const tokensFile = join(folder, 'tokens.json');
          const more = results === undefined ? {} : { results };
          const server = await serveStore({ ...http, store, tokensFile, ...more }, log.log);
          const runs = await store.runs();
          const rows = [
            ['Store', `${store.name}, ${plural(runs.length, 'run')}`],
            ['HTTP', `${server.url}/openapi.json${server.isLoopback ? '' : `; takes a token of ${tokensFile}`}`],
            ['Stop', 'Ctrl-C'],
          ];
          terminal.out(`${table(rows)}\n`);
          while (watch.signal === undefined) await sleep(100);
          await server.stop();
        } finally {
          await store.close();
        }
        done(0);
      } finally {
        await log.close();
        watch.end();
      }
    });
}

interface Opened {
  readonly store: Store;
  /** Where tokens lie. */
  readonly folder: string;
  readonly results?: RunTexts;
}

async function opened(where: string): Promise<Opened> {
  const isPath = !/^[a-z][a-z0-9+]+:/.test(where);
  if (isPath && existsSync(where) && statSync(where).isDirectory()) {
    const { openResultStore } = await import('../server/resultStore.ts');
    const store = await openResultStore(where);
    return { store, folder: where, results: store };
  }
  const target = storeTarget(where);
  if (target.is !== 'duckdb')
    return { store: await openStore(where, { folder: join('out', 'serve') }), folder: join('out', 'serve') };
  if (!existsSync(target.path))
    throw new ConfigError(
      `there is no store "${target.path}"; expected a DuckDB file, a folder of results, or the URL of a database`,
    );
  return { store: await openStore(where, { folder: dirname(target.path) }), folder: dirname(target.path) };
}
