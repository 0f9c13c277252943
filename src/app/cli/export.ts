import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import type { Store, StoredRun } from '../../core/store.ts';
import { formatUtc } from '../../core/timeGrid.ts';
import { exportRun } from '../../io/exportRun.ts';
import { readyFolder } from '../../io/folder.ts';
import { known } from '../../io/lineage.ts';
import { openStored, STORE_FORMS, STORE_SECRETS } from '../../io/storeOf.ts';
import { zoneRules } from '../../io/zone.ts';
import { parseInstant } from '../../scenario/instant.ts';
import type { Terminal } from './terminal.ts';
import { plural, table } from './text.ts';

interface ExportFlags {
  readonly run?: string;
  readonly from?: string;
  readonly to?: string;
  readonly every?: string;
  readonly component?: string[];
  readonly out?: string;
  readonly json?: boolean;
}

const HELP = `
Examples:
  $ sixfold export out/twin.duckdb
  $ sixfold export out/twin.duckdb --run r20231124t101500z-ab12 --out july.csv --from 2023-07-01 --to 2023-08-01
  $ sixfold export influx://twin@db:8086/sixfold --run r20231124t101500z-ab12 --every 3600 --out hours.parquet

A store is ${STORE_FORMS.replaceAll('\n', '\n  ')}.
Secrets are taken from ${STORE_SECRETS.password} and ${STORE_SECRETS.token}. Without --run the runs of the store are listed.
A DuckDB file that a running twin has open is not for others; ask the twin over HTTP.
`;

export function addExport(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description('lists the runs of a store, or writes one as Parquet or CSV')
    .argument('<store>', 'DuckDB file or URL of a database')
    .option('--run <id>', 'the run to write; the runs that it continues come before its fork')
    .option('--from <time>', 'begin of the range; the run’s unless said')
    .option('--to <time>', 'end of the range, left out itself; the run’s unless said')
    .option('--every <seconds>', 'means over intervals of this length, states by their last value')
    .option('--component <id...>', 'components to write; all unless said')
    .option('--out <file>', 'file to write: Parquet, or CSV where it ends in .csv')
    .option('--json', 'print as JSON')
    .addHelpText('after', HELP)
    .action(async (where: string, flags: ExportFlags) => {
      const store = await openStored(where, { folder: join('out', 'export') });
      try {
        terminal.out(flags.run === undefined ? await listed(store, flags) : await written(store, flags.run, flags));
      } finally {
        await store.close();
      }
    });
}

async function listed(store: Store, flags: ExportFlags): Promise<string> {
  if (flags.out !== undefined) throw new ConfigError('--out needs --run; the runs are listed without both');
  const runs = await Promise.all(
    (await store.runs()).map(async (run) => ({ run, steps: await store.count(run.id), end: await store.end(run.id) })),
  );
  if (flags.json === true) {
    const plain = runs.map(({ run, steps, end }) => ({ ...run, columns: run.columns.map((c) => c.name), steps, end }));
    return `${JSON.stringify(plain, null, 2)}\n`;
  }
  if (runs.length === 0) return `${store.name} has no runs\n`;
  const at = (run: StoredRun, index: number): string => formatUtc(run.start_ms + index * run.step_s * 1000);
  return `${table([
    ['run', 'site', 'from', 'to', 'step', 'steps', 'continues'],
    ...runs.map(({ run, steps, end }) => [
      run.id,
      run.site,
      at(run, run.fork),
      at(run, end),
      `${run.step_s} s`,
      `${steps}`,
      run.parent ?? '',
    ]),
  ])}\n`;
}

async function written(store: Store, id: string, flags: ExportFlags): Promise<string> {
  const runs = new Map((await store.runs()).map((run) => [run.id, run]));
  const run = known((one) => runs.get(one), runs.keys(), id);
  const path = flags.out ?? `${id}.parquet`;
  readyFolder(dirname(path), []);
  const every_s = flags.every === undefined ? undefined : Number(flags.every);
  if (every_s !== undefined && !(Number.isInteger(every_s) && every_s > 0))
    throw new ConfigError(`--every: expected whole seconds, met "${flags.every}"`);
  const from_ms = instantOf('--from', flags.from, run);
  const to_ms = instantOf('--to', flags.to, run);
  const { rows, columns } = await exportRun(store, {
    run: id,
    path,
    ...(from_ms === undefined ? {} : { from_ms }),
    ...(to_ms === undefined ? {} : { to_ms }),
    ...(every_s === undefined ? {} : { every_s }),
    ...(flags.component === undefined ? {} : { components: flags.component }),
  });
  if (flags.json === true) return `${JSON.stringify({ run: id, path, rows, columns })}\n`;
  return `wrote ${plural(rows, 'row')} of ${plural(columns, 'column')} to ${path}\n`;
}

/** A time as it is given, read in the zone of the run. */
function instantOf(flag: string, text: string | undefined, run: StoredRun): number | undefined {
  if (text === undefined) return undefined;
  const year_ms = 366 * 86_400_000;
  const instant = parseInstant(text, zoneRules(run.zone, run.start_ms - 10 * year_ms, run.start_ms + 30 * year_ms));
  if (typeof instant === 'string') throw new ConfigError(`${flag}: ${instant}`);
  return instant;
}
