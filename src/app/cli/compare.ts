import type { Command } from 'commander';
import { loadScenario, simulate } from '../node.ts';
import type { Terminal } from './terminal.ts';
import { amount, table } from './text.ts';

export function addCompare(program: Command, terminal: Terminal): void {
  program
    .command('compare')
    .description('runs scenarios and shows them side by side')
    .argument('<files...>', 'scenario files, two or more')
    .action((files: string[]) => {
      const outcomes = files.map((file) => simulate(loadScenario(file)));
      const rows = outcomes.map((o) => [o.compiled.run.name, amount(o.audit.run.throughput_kWh)]);
      terminal.out(`${table([['scenario', 'energy moved (kWh)'], ...rows])}\n`);
    });
}
