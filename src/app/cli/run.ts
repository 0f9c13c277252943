import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadScenario } from '../node.ts';
import { execute } from './execute.ts';
import { explain } from './explain.ts';
import { progressOn } from './progress.ts';
import { amount } from './text.ts';

interface RunFlags {
  readonly out?: string;
  readonly csv?: boolean;
  readonly weather?: string;
  readonly explain?: string;
}

export function addRun(program: Command, done: (exit: number) => void): void {
  program
    .command('run')
    .description('simulates a scenario and writes its results')
    .argument('<file>', 'scenario file')
    .option('--out <dir>', 'folder of the results (out/<scenario name> unless said)')
    .option('--csv', 'write results.csv beside results.parquet')
    .option('--weather <file>', 'take the weather from this file instead')
    .option('--explain <time>', 'print every candidate of one step, and write nothing')
    .addHelpText('after', '\nExample:\n  $ sixfold run simulations/suzhou-six-in-one.yaml\n')
    .action(async (file: string, flags: RunFlags) => {
      const compiled = loadScenario(file, flags.weather === undefined ? {} : { weather: flags.weather });
      if (flags.explain !== undefined) {
        process.stdout.write(explain(compiled, flags.explain));
        return;
      }
      const folder = flags.out ?? join('out', compiled.run.name);
      mkdirSync(folder, { recursive: true });
      const { outcome, unfinished } = await execute(
        compiled,
        { parquet: join(folder, 'results.parquet'), csv: flags.csv ? join(folder, 'results.csv') : undefined },
        progressOn(process.stderr, 'simulating'),
        () => false,
      );
      const { throughput_kWh, residual_kWh } = outcome.audit.run;
      process.stdout.write(
        `${compiled.run.name}: ${outcome.steps} steps, ${amount(throughput_kWh)} kWh moved, residual ${residual_kWh.toExponential(1)} kWh; results in ${folder}\n`,
      );
      done(unfinished ? 1 : 0);
    });
}
