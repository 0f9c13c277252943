import type { Command } from 'commander';
import { loadScenario, simulate } from '../node.ts';
import { amount, table } from './text.ts';

export function addCompare(program: Command, done: (exit: number) => void): void {
  program
    .command('compare')
    .description('runs scenarios and shows them side by side')
    .argument('<files...>', 'scenario files, two or more')
    .addHelpText(
      'after',
      '\nExample:\n  $ sixfold compare simulations/suzhou-six-in-one.yaml simulations/suzhou-2025-tariff.yaml\n',
    )
    .action((files: string[]) => {
      const outcomes = files.map((file) => simulate(loadScenario(file)));
      const rows = outcomes.map((o) => [o.compiled.run.name, amount(o.audit.run.throughput_kWh)]);
      process.stdout.write(`${table([['scenario', 'energy moved (kWh)'], ...rows])}\n`);
      done(0);
    });
}
