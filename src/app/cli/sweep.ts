import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { readyFolder, writeWhole } from '../../io/folder.ts';
import { lockFolder } from '../../io/folderLock.ts';
import { readScenario } from '../../scenario/read.ts';
import { type SweepPlan, sweepLength, sweepPaths, sweepValues } from '../../scenario/sweepPlan.ts';
import { sweepPlanOf, trySweep } from '../../scenario/sweepSetup.ts';
import { nodeOutside } from '../node.ts';
import { withParquet } from '../parquetFiles.ts';
import { conductSweep } from '../sweep/conductSweep.ts';
import { definitionOf, notingFiles, type SweepDefinition } from '../sweep/definition.ts';
import { openJournal, type SweepJournal } from '../sweep/journal.ts';
import { openPool } from '../sweep/pool.ts';
import { inOrder, writeSweep } from '../sweep/sweepTable.ts';
import { sweepText } from './sweepText.ts';
import { exitOf, type Terminal, type Watch } from './terminal.ts';
import { version } from './version.ts';

const HELP = `
Examples:
  $ sixfold sweep my-site.yaml --vary components.battery.capacity_kWh=0:2000:100
  $ sixfold sweep my-site.yaml --vary components.pv.rated_kWp=0:1000:200 --vary tariffs.power=flat,time-of-use
  $ sixfold sweep my-site.yaml --samples 500 --latin
  $ sixfold sweep my-site.yaml --samples 5000 --redis redis://queue.local:6379

A path names a value as the scenario file writes it. Several --vary give every combination. --samples draws what the
scenario calls uncertain:
  uncertainty:
    sun: { parameter: components.pv.rated_kWp, relative: true, distribution: normal, mean: 1, sd: 0.05 }
    gas: { parameter: tariffs.gas.energy.price_money_per_m3, distribution: triangular, from: 2.5, mode: 2.8, to: 4.5 }

Each run is kept on the disk as soon as it is done: the same command goes on where it was stopped or killed.
`;
/** More runs are begun on --yes alone. */
export const MOST_RUNS = 10_000;
const TABLE = 'sweep.parquet';
const PAGE = 'sweep.html';
const JOURNAL = 'sweep.journal';

interface SweepFlags {
  readonly vary: readonly string[];
  readonly samples: number;
  readonly latin?: boolean;
  readonly seed?: number;
  readonly threads: number;
  readonly out?: string;
  readonly anew?: boolean;
  readonly yes?: boolean;
  readonly redis?: string;
  readonly json?: boolean;
}

export function addSweep(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('sweep')
    .description('runs a scenario many times with other values, on all cores or on many machines')
    .argument('<file>', 'scenario file')
    .option('--vary <path=values>', 'from:to:step, or values with commas between; may be given again', gather, [])
    .option('--samples <n>', 'runs drawn from what the scenario calls uncertain', whole(1_000_000), 0)
    .option('--latin', 'draw by Latin hypercube: as sure a mean with fewer runs')
    .option('--seed <n>', 'of the draws (the scenario’s unless said)', whole(4_294_967_295))
    .option('--threads <n>', 'runs at once', whole(1024), availableParallelism())
    .option('--redis <url>', 'queue the runs there for "sixfold worker" on any host, instead of running them here')
    .option('--out <dir>', `folder of ${TABLE} and ${PAGE} (out/<scenario name>/sweep-<id> unless said)`)
    .option('--anew', 'throw away what was done of the sweep in that folder')
    .option('--yes', `begin even if there are more than ${MOST_RUNS} runs`)
    .option('--json', 'print where the results are, and how many runs failed, as JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: SweepFlags) => {
      const definition = await define(file, flags);
      const { plan, name, id } = definition;
      const runs = sweepLength(plan);
      if (runs > MOST_RUNS && flags.yes !== true)
        throw new ConfigError(
          `${runs} runs are more than ${MOST_RUNS}; take fewer values or samples, or add --yes to begin all the same`,
        );
      const folder = flags.out ?? join('out', name, `sweep-${id.slice(0, 8)}`);
      readyFolder(folder, []);
      const release = lockFolder(folder);
      try {
        if (flags.anew === true) rmSync(join(folder, JOURNAL), { force: true });
        const journal = openJournal(join(folder, JOURNAL), id);
        try {
          done(await sweepInto(folder, definition, journal, flags, terminal));
        } finally {
          journal.close();
        }
      } finally {
        release();
      }
    });
}

/** Reads the scenario and whatever its runs will read, and tries what is varied. @throws ConfigError */
async function define(file: string, flags: SweepFlags): Promise<SweepDefinition> {
  const disk = await withParquet(file, nodeOutside(file));
  const { files, noted } = notingFiles(disk.files);
  const outside = { ...disk, files };
  const cluster = readScenario(file, outside);
  if (cluster.faults.length > 0) throw new ConfigError(cluster.faults);
  const plan: SweepPlan = sweepPlanOf(cluster, { ...flags, latin: flags.latin === true });
  trySweep(file, outside, plan);
  const { spec } = cluster;
  return definitionOf({ version: version(), name: spec.name, currency: spec.currency, file, plan }, noted());
}

async function sweepInto(
  folder: string,
  definition: SweepDefinition,
  journal: SweepJournal,
  flags: SweepFlags,
  terminal: Terminal,
): Promise<number> {
  const { plan } = definition;
  const runs = sweepLength(plan);
  const before = journal.rows.size;
  if (before > 0 && before < runs)
    terminal.err(`${before} of ${runs} runs were done before; going on with the others\n`);
  if (before === runs) terminal.err(`all ${runs} runs were done before; nothing is run again without --anew\n`);
  const progress = terminal.progress(`sweeping ${definition.name}`);
  const watch = terminal.watch();
  const start = performance.now();
  try {
    if (before < runs) {
      const work = flags.redis === undefined ? sweepHere : sweepThere;
      await work({ definition, journal, flags, terminal, watch, onDone: (n) => progress.show(n / runs) });
    }
  } finally {
    progress.end();
    watch.end();
  }
  const rows = inOrder(journal.rows.values());
  if (watch.signal !== undefined) {
    terminal.err(
      `stopped by ${watch.signal} after ${rows.length} of ${runs} runs; they are kept in ${folder}: the same command goes on from there\n`,
    );
    return exitOf(watch.signal);
  }
  writeSweep(join(folder, TABLE), sweepPaths(plan), rows);
  const { sweepHtml } = await import('../../report/sweepHtml.ts');
  writeWhole(join(folder, PAGE), sweepHtml({ ...definition, rows }));
  const failed = rows.filter(({ error }) => error !== undefined);
  const facts = {
    id: definition.id,
    runs,
    ranNow: runs - before,
    failed: failed.length,
    seconds_s: Math.round(performance.now() - start) / 1000,
    table: join(folder, TABLE),
    report: join(folder, PAGE),
  };
  terminal.out(flags.json === true ? `${JSON.stringify(facts, null, 2)}\n` : sweepText(definition, rows, facts));
  return failed.length === runs ? 1 : 0;
}

export interface Sweeping {
  readonly definition: SweepDefinition;
  readonly journal: SweepJournal;
  readonly flags: Pick<SweepFlags, 'threads' | 'redis' | 'anew'>;
  readonly terminal: Terminal;
  readonly watch: Watch;
  readonly onDone: (done: number) => void;
}

async function sweepHere({ definition, journal, flags, watch, onDone }: Sweeping): Promise<void> {
  const runs = sweepLength(definition.plan);
  const pool = await openPool(definition, Math.max(1, Math.min(flags.threads, runs - journal.rows.size)));
  const stopped = (): boolean => watch.signal !== undefined;
  // Runs on their way are given up at once: each begins from nothing when the sweep goes on.
  const looking = setInterval(() => stopped() && void pool.close(), 100);
  try {
    await conductSweep({ runs, valuesOf: sweepValues(definition.plan), journal, pool, onDone, stopped });
  } finally {
    clearInterval(looking);
    await pool.close();
  }
}

async function sweepThere({ definition, journal, flags, terminal, watch, onDone }: Sweeping): Promise<void> {
  const { collectSweep } = await import('../sweep/collectSweep.ts');
  await collectSweep({
    url: flags.redis!,
    definition,
    journal,
    anew: flags.anew === true,
    onDone,
    stopped: () => watch.signal !== undefined,
    say: (text) => terminal.err(`${text}\n`),
  });
}

const gather = (text: string, before: readonly string[]): string[] => [...before, text];

function whole(most: number): (text: string) => number {
  return (text: string): number => {
    const v = Number(text);
    if (!(Number.isInteger(v) && v >= 0 && v <= most))
      throw new InvalidArgumentError(`expected a whole number from 0 to ${most}`);
    return v;
  };
}
