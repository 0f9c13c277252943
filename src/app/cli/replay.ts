import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { formatUtc, timeAt } from '../../core/timeGrid.ts';
import { readyFolder } from '../../io/folder.ts';
import { withoutSecrets } from '../../io/storeOf.ts';
import { summarise } from '../../report/summarise.ts';
import type { Scenario } from '../node.ts';
import { loadReplay } from '../replay.ts';
import { MAX_SPEED, makeClock } from '../server/clock.ts';
import { exchangeFolder, writeExchange } from './exchangeFiles.ts';
import { exchangeText } from './exchangeText.ts';
import { execute } from './execute.ts';
import { metersText } from './metersText.ts';
import { type Pacing, pacedBy } from './pacing.ts';
import { RESULT_FILES, writeRecord, writeResults } from './resultFiles.ts';
import { exitOf, type Terminal } from './terminal.ts';
import { plural } from './text.ts';
import { version } from './version.ts';

interface ReplayFlags {
  readonly from?: string;
  readonly to?: string;
  readonly speed: string;
  readonly history?: string;
  readonly historyRun?: string;
  readonly meter?: string[];
  readonly weather?: string;
  readonly out?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly report: boolean;
}

const HELP = `
Examples:
  $ sixfold replay my-site.yaml --from 2023-07-10 --to 2023-07-17
  $ sixfold replay my-site.yaml --history out/last-year --meter pv.electricity_kW
  $ sixfold replay my-site.yaml --speed 3600

What was measured is named in the scenario, under meters. The series of --history (the folder of a run, a Parquet file with
the same columns, out/twin.duckdb or the URL of a database) drive every input that it recorded, and its ports are the meters
where neither the scenario nor --meter names any.
`;

export function addReplay(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('replay')
    .description('runs the model over what was, and prints how it agrees with the meters')
    .argument('<file>', 'scenario file')
    .option('--from <time>', 'start in place of the scenario’s')
    .option('--to <time>', 'end in place of the scenario’s')
    .option('--speed <x>', 'times real time; 0 as fast as it goes', '0')
    .option('--history <what>', 'another run that drives this one: its folder, a Parquet file, or a store')
    .option('--history-run <id>', 'run of that store')
    .option('--meter <signal...>', 'signals of that run to take as meters, such as pv.electricity_kW')
    .option('--weather <file>', 'take the weather from this file: EPW, TMY3, PVGIS or CSV')
    .option('--out <dir>', 'folder of the results (out/<scenario name>-replay unless said)')
    .option('--csv', 'write results.csv beside results.parquet')
    .option('--json', 'print how meters and model agree as JSON')
    .option('--no-report', 'write no report.html')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: ReplayFlags) => {
      const speed = speedOf(flags.speed);
      if (flags.meter !== undefined && flags.history === undefined)
        throw new ConfigError('--meter names signals of another run; add --history, or name meters in the scenario');
      const { from, to, history, historyRun, weather, meter: meters } = flags;
      const scenario = await loadReplay(file, {
        from,
        to,
        history,
        historyRun,
        meters,
        ...(weather === undefined ? {} : { weather }),
      });
      const folder = flags.out ?? join('out', `${scenario.run.name}-replay`);
      readyFolder(folder, RESULT_FILES);
      const watch = terminal.watch();
      try {
        const { exit } = await replay(scenario, folder, { ...flags, file }, terminal, speed, () => watch.signal);
        done(exit);
      } finally {
        watch.end();
      }
    });
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (text.trim() === '' || !(speed >= 0 && speed <= MAX_SPEED))
    throw new ConfigError(`--speed: expected a number from 0 to ${MAX_SPEED}, met "${text}"`);
  return speed;
}

function pacingOf({ run: { grid } }: Scenario, speed: number): Pacing | undefined {
  if (speed === 0) return undefined;
  const clock = makeClock({
    start_ms: grid.start_ms,
    step_s: grid.step_s,
    mode: 'paced',
    speed,
    policy: 'strict',
    now: () => performance.now(),
    wall: () => Date.now(),
  });
  clock.start(0);
  return pacedBy(clock);
}

async function replay(
  scenario: Scenario,
  folder: string,
  flags: ReplayFlags & { readonly file: string },
  terminal: Terminal,
  speed: number,
  signal: () => NodeJS.Signals | undefined,
): Promise<{ readonly exit: number }> {
  const started = new Date().toISOString();
  const begun = performance.now();
  const outputs = {
    parquet: join(folder, 'results.parquet'),
    csv: flags.csv === true ? join(folder, 'results.csv') : undefined,
    measured: join(folder, 'measured.csv'),
    exchange: exchangeFolder(folder),
  };
  const { outcome, tally, unfinished, exchange } = await execute(
    scenario,
    outputs,
    terminal.progress(`replaying ${scenario.run.name}`),
    () => signal() !== undefined,
    pacingOf(scenario, speed),
  );
  const summary = summarise(outcome, { tally, unfinished });
  await writeResults(folder, { outcome, summary, unfinished, report: flags.report });
  const { file, from, to, history, meter } = flags;
  const said = Object.entries({
    from,
    to,
    speed: flags.speed,
    history: history && withoutSecrets(history),
    'history-run': flags.historyRun,
  }).flatMap(([k, v]) => (v ? [`--${k}`, v] : []));
  writeRecord(folder, {
    schemaVersion: 1,
    version: version(),
    command: ['sixfold', 'replay', file, ...said, ...(meter ? ['--meter', ...meter] : [])],
    started,
    unfinished,
    times_s: { total: Math.round(performance.now() - begun) / 1000 },
  });
  const { grid } = outcome.compiled.run;
  const meters = summary.meters ?? [];
  const lines = [
    `${summary.label}: ${formatUtc(grid.start_ms)} to ${formatUtc(timeAt(grid, outcome.steps))}, ${plural(outcome.steps, 'step')}`,
    '',
    ...(meters.length === 0 ? ['Nothing was measured: name meters in the scenario, or --history'] : metersText(meters)),
    ...summary.warnings.filter((w) => w.code === 'import').map((w) => `- ${w.text}`),
    '',
    flags.report ? `Report: ${join(folder, 'report.html')}; all results are in ${folder}` : `Results are in ${folder}`,
  ];
  terminal.out(flags.json === true ? `${JSON.stringify(meters, null, 2)}\n` : `${lines.join('\n')}\n`);
  if (exchange !== undefined) {
    const traded = writeExchange(outputs.exchange, scenario, exchange.outcome, exchange.journal);
    if (flags.json !== true) terminal.out(`\n${exchangeText(traded, outputs.exchange)}`);
  }
  const stop = signal();
  if (stop === undefined) return { exit: 0 };
  terminal.err(`stopped by ${stop} after ${outcome.steps} of ${grid.length} steps; what was done is in ${folder}\n`);
  return { exit: exitOf(stop) };
}
