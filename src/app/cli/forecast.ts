import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import type { RunState } from '../../core/loop.ts';
import { openTwinStore } from '../../io/storeOf.ts';
import type { JournalEntry } from '../../scenario/command.ts';
import type { Compiled } from '../../scenario/compile.ts';
import { makeSession } from '../../scenario/session.ts';
import { openDataFolder } from '../server/dataFolder.ts';
import { FORECAST_FILE, type ForecastWish, forecastFor } from '../server/forecastJob.ts';
import { FORECAST_FOLDER } from '../server/forecasts.ts';
import { loadSetup } from '../server/loadSetup.ts';
import { pickUp } from '../server/pickUp.ts';
import { siteInfoOf } from '../server/siteInfo.ts';
import { askForecast, placeIn } from './askTwin.ts';
import { forecastTable, type TellForecast } from './forecastText.ts';
import { type SourceFlags, sourceFrom, wishOf } from './sourceFlags.ts';
import type { Terminal } from './terminal.ts';
import { tellUntraded } from './untraded.ts';

interface ForecastFlags extends SourceFlags {
  readonly data?: string;
  readonly hours: string;
  readonly series: string;
  readonly planner: string;
  readonly store?: string;
  readonly json?: boolean;
}

const HELP = `
Examples:
  $ sixfold forecast simulations/suzhou-six-in-one.yaml
  $ sixfold forecast my-site.yaml --hours 24 --planner optimal --series profiles
  $ sixfold forecast my-site.yaml --json

It sets out from where the twin of sixfold live stands, with what commands have changed. A twin that runs makes it itself,
under a run of its own in its store; one that is stopped is looked up in its folder.
persistence: weather, sun and load repeat the last day; prices and outages are known. profiles: the scenario's own series.
A report and results.parquet are written beside what the twin keeps, in ${FORECAST_FOLDER}/.
`;

export function addForecast(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('forecast')
    .description('looks ahead from where a live twin stands: what comes next, by rules or planned at least cost')
    .argument('<file>', 'scenario file of the twin')
    .option('--hours <h>', 'hours ahead', '48')
    .option(
      '--series <what>',
      'persistence (the last day again) or profiles (the scenario’s own series)',
      'persistence',
    )
    .option('--planner <how>', 'rules, or optimal: planned at least cost', 'rules')
    .option('--data <dir>', 'folder of the twin (out/<scenario name>/live unless said)')
    .option('--store <where>', 'where the twin stores its steps, if not in that folder')
    .option('--weather <file>', 'as for sixfold live')
    .option('--from <time>', 'as for sixfold live')
    .option('--to <time>', 'as for sixfold live')
    .option('--history <what>', 'as for sixfold live')
    .option('--history-run <id>', 'as for sixfold live')
    .option('--meter <signal...>', 'as for sixfold live')
    .option('--json', 'print every value as JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: ForecastFlags) => {
      const wish = wishOf(flags.hours, flags.series, flags.planner);
      const source = { file, ...sourceFrom(flags) };
      const watch = terminal.watch();
      try {
        const compiled = await loadSetup(source);
        tellUntraded(compiled.cluster, terminal, 'a look ahead goes by rules or a plan, without trade');
        const data = flags.data ?? join('out', compiled.run.name, 'live');
        const folder = join(data, FORECAST_FOLDER);
        const place = placeIn(data);
        if (place !== undefined) {
          const { hours_h, series, planner } = wish;
          await askForecast(place, { hours: hours_h, series, planner }, () => watch.signal !== undefined);
        } else await fromFolder(compiled, data, flags.store, wish);
        const text = readFileSync(join(folder, FORECAST_FILE), 'utf8');
        const told = JSON.parse(text) as TellForecast;
        terminal.out(
          flags.json === true
            ? text
            : `${forecastTable(told, terminal.width)}\n\nReport: ${join(folder, 'report.html')}\n`,
        );
        done(0);
      } finally {
        watch.end();
      }
    });

  /** From the last checkpoint of a twin that does not run. */
  async function fromFolder(
    compiled: Compiled,
    data: string,
    where: string | undefined,
    wish: ForecastWish,
  ): Promise<void> {
    const current = existsSync(data) ? openDataFolder(data).current() : undefined;
    if (current === undefined)
      throw new ConfigError(`no twin has run in ${data}; start one with sixfold live, or name its folder with --data`);
    const session = makeSession(compiled);
    if (siteInfoOf(compiled, session.columns).fingerprint !== current.fingerprint)
      throw new ConfigError(
        `the scenario, its profiles or the program have changed since the twin in ${data} ran; go on with what it ran, or start it anew`,
      );
    const store = await openTwinStore(where, { folder: data, onEvent: () => undefined });
    try {
      const { state, journal } = await pickUp(store, openDataFolder(data), current, Number.POSITIVE_INFINITY);
      const at: { state: RunState; journal: readonly JournalEntry[] } = { state: state ?? session.save(), journal };
      const run = `forecast-of-${current.run}`;
      const job = { ...wish, ...at, folder: join(data, FORECAST_FOLDER), run, parent: current.run };
      await forecastFor(compiled, { ...job, source: { file: '' } });
    } finally {
      await store.close();
    }
  }
}
