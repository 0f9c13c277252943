import { join } from 'node:path';
import type { Command } from 'commander';
import { makeMemory } from '../../core/files.ts';
import { readyFolder } from '../../io/folder.ts';
import { writerFor } from '../../io/resultThread.ts';
import type { ResultWriter } from '../../io/resultWriter.ts';
import { withoutSecrets } from '../../io/storeOf.ts';
import type { Sensitivity } from '../../report/sensitivity.ts';
import { summarise } from '../../report/summarise.ts';
import type { Summary } from '../../report/summary.ts';
import type { Scenario } from '../node.ts';
import { loadReferences } from '../references.ts';
import { loadReplay } from '../replay.ts';
import { tidy } from '../tidy.ts';
import { agentsOf } from './agents.ts';
import { runBeside } from './beside.ts';
import { exchangeFolder, writeExchange } from './exchangeFiles.ts';
import { exchangeText } from './exchangeText.ts';
import { type Execution, execute } from './execute.ts';
import { explain, explainJson } from './explain.ts';
import { writeMps } from './mps.ts';
import { RESULT_FILES, type RunRecord, writeRecord, writeResults } from './resultFiles.ts';
import { type Mover, moverOf } from './sensitivity.ts';
import { type SensitivityFlags, sensitivityWish, withSensitivity } from './sensitivityFlags.ts';
import { type StoreSink, storeSink } from './storeSink.ts';
import { summaryText } from './summaryText.ts';
import { exitOf, type Terminal, type Watch } from './terminal.ts';
import { version } from './version.ts';

export interface RunFlags extends SensitivityFlags {
  /** What the result hangs on, where that is known already. */
  readonly toldSensitivity?: Sensitivity | undefined;
  readonly out?: string;
  readonly csv?: boolean;
  readonly weather?: string;
  readonly copperPlate?: boolean;
  readonly store?: string;
  readonly explain?: string;
  readonly agents?: string;
  readonly mps?: string;
  readonly json?: boolean;
  readonly report: boolean;
}

const HELP = `
Examples:
  $ sixfold run simulations/suzhou-six-in-one.yaml
  $ sixfold run my-site.yaml --weather my-weather.epw --out out/real-weather
  $ sixfold run my-site.yaml --store out/runs.duckdb
  $ sixfold run my-site.yaml --sensitivity capex,discountRate,energyPrices --sensitivity-by 0.3
  $ sixfold run my-site.yaml --explain 2023-07-15T14:00
  $ sixfold run my-site.yaml --mps my-site.mps

Ctrl-C stops a run: what is done is kept and marked as unfinished, and the exit code is 130.
`;

export function addRun(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  withSensitivity(program.command('run').description('simulates a scenario and writes its results and a report'))
    .argument('<file>', 'scenario file')
    .option('--out <dir>', 'folder of the results (out/<scenario name> unless said)')
    .option('--csv', 'write results.csv beside results.parquet')
    .option('--weather <file>', 'take the weather from this file: EPW, TMY3, PVGIS or CSV')
    .option('--copper-plate', 'run every network without loss or limit: faster, and blind to pipes and lines')
    .option('--store <store>', 'write every step into a store too: a DuckDB file or the URL of a database')
    .option('--agents <file>', 'a module that gives participants agents of their own in the exchange')
    .option('--explain <time>', 'print every candidate of one step with its limits, cost and why; write nothing')
    .option('--mps <file>', 'write the problem of planning the whole run in MPS format, for any solver; run nothing')
    .option('--json', 'print the summary (or what --explain tells) as JSON instead of tables')
    .option('--no-report', 'write no report.html')
    .addHelpText('after', HELP)
    .action((file: string, flags: RunFlags) => runFile(file, flags, terminal, done));
}

/** Runs a scenario file, writes its results and tells of them; `done` gives the exit code. @throws ConfigError */
export async function runFile(
  file: string,
  flags: RunFlags,
  terminal: Terminal,
  done: (exit: number) => void,
): Promise<void> {
  const start = performance.now();
  const options = {
    memory: makeMemory(),
    ...(flags.weather === undefined ? {} : { weather: flags.weather }),
    ...(flags.copperPlate === true ? { copperPlate: true } : {}),
  };
  const scenario = await loadReplay(file, options);
  if (flags.explain !== undefined) {
    terminal.out(await (flags.json === true ? explainJson : explain)(scenario, flags.explain));
    return;
  }
  if (flags.mps !== undefined) {
    terminal.out(await writeMps(scenario, flags.mps));
    return;
  }
  const references = loadReferences(scenario, options);
  const mover = await moverOf(
    [scenario, ...references].map((one, k) => ({ scenario: one, file: k === 0 ? file : one.cluster.file, options })),
    sensitivityWish(flags),
    (count) => [{ own: 0, against: Array.from({ length: count - 1 }, (_, k) => k + 1) }],
  );
  const folder = flags.out ?? join('out', scenario.run.name);
  readyFolder(folder, RESULT_FILES);
  const record: RunRecord = {
    schemaVersion: 1,
    version: version(),
    command: ['sixfold', 'run', file, ...flagsAgain(flags)],
    started: new Date().toISOString(),
    unfinished: true,
    times_s: { load: since(start) },
  };
  writeRecord(folder, record);
  const store =
    flags.store === undefined
      ? undefined
      : await storeSink(flags.store, folder, scenario, ({ text }) => terminal.err(`${text}\n`));
  const watch = terminal.watch();
  const { grid, frame } = scenario.run;
  const writer = writerFor(grid.length, frame.length);
  const doing = { start, record, terminal, watch, store, writer };
  try {
    done(await simulateAndWrite(scenario, references, folder, flags, doing, mover));
  } finally {
    watch.end();
    await writer.end();
    await store?.close();
  }
}

const since = (start: number): number => Math.round(performance.now() - start) / 1000;

const flagsAgain = ({ out, csv, weather, copperPlate, store, agents, json, report }: RunFlags): string[] => [
  ...(out === undefined ? [] : ['--out', out]),
  ...(weather === undefined ? [] : ['--weather', weather]),
  ...(copperPlate === true ? ['--copper-plate'] : []),
  // Without a password or token that may stand in it.
  ...(store === undefined ? [] : ['--store', withoutSecrets(store)]),
  ...(agents === undefined ? [] : ['--agents', agents]),
  ...(csv === true ? ['--csv'] : []),
  ...(json === true ? ['--json'] : []),
  ...(report ? [] : ['--no-report']),
];

interface Doing {
  readonly start: number;
  readonly record: RunRecord;
  readonly terminal: Terminal;
  readonly watch: Watch;
  readonly store: StoreSink | undefined;
  readonly writer: ResultWriter;
}

async function simulateAndWrite(
  scenario: Scenario,
  references: readonly Scenario[],
  folder: string,
  flags: RunFlags,
  { start, record, terminal, watch, store, writer }: Doing,
  mover: Mover | undefined,
): Promise<number> {
  const stopped = (): boolean => watch.signal !== undefined;
  const run = (one: Scenario, outputs: Parameters<typeof execute>[1]): Promise<Execution> =>
    execute(one, outputs, terminal.progress(`simulating ${one.run.name}`), stopped);
  const begun = performance.now();
  const own = await run(scenario, {
    writer,
    parquet: join(folder, 'results.parquet'),
    csv: flags.csv === true ? join(folder, 'results.csv') : undefined,
    measured: join(folder, 'measured.csv'),
    store,
    prices: join(folder, 'prices.parquet'),
    exchange: exchangeFolder(folder),
    agents: await agentsOf(flags.agents),
  });
  const { outcome, tally, unfinished } = own;
  const simulate = since(begun);
  const compared: Execution[] = [];
  for (const reference of references) {
    if (stopped()) break;
    // Of a reference the sums are wanted alone.
    const other = await run(reference, { maxRows: 0 });
    if (!other.unfinished) compared.push(other);
  }
  const beside = await runBeside(scenario, terminal, stopped);
  const sides = compared.map((other) => summarise(other.outcome, { tally: other.tally }));
  const sensitivity =
    unfinished || stopped()
      ? undefined
      : (flags.toldSensitivity ?? (await mover?.([own, ...compared], terminal, stopped)));
  const summary: Summary = {
    ...summarise(outcome, { tally, references: sides, beside, unfinished }),
    ...(sensitivity === undefined ? {} : { sensitivity }),
  };
  tidy(outcome.steps);
  const told = await writeResults(folder, { outcome, summary, unfinished, report: flags.report }, writer);
  await writer.settled();
  writeRecord(folder, {
    ...record,
    unfinished: unfinished || compared.length < references.length,
    times_s: { ...record.times_s, simulate, total: since(start) },
  });
  if (flags.json === true) terminal.out(`${JSON.stringify(told.summary, null, 2)}\n`);
  else terminal.out(summaryText(outcome, summary, { folder, report: flags.report }));
  if (own.exchange !== undefined) {
    const where = exchangeFolder(folder);
    const traded = writeExchange(where, scenario, own.exchange.outcome, own.exchange.journal);
    if (flags.json !== true) terminal.out(`\n${exchangeText(traded, where)}`);
  }
  if (store !== undefined) terminal.err(`stored as ${store.title}\n`);
  if (watch.signal === undefined) return 0;
  terminal.err(
    unfinished
      ? `stopped by ${watch.signal} after ${outcome.steps} of ${scenario.run.grid.length} steps; what was done is in ${folder}, marked as unfinished\n`
      : `stopped by ${watch.signal} before the reference cases were run; the run itself is complete in ${folder}\n`,
  );
  return exitOf(watch.signal);
}
