import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { loadScenario } from '../node.ts';
import { loadReferences } from '../references.ts';
import type { Terminal } from './terminal.ts';

export function addValidate(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('validate')
    .description('checks scenarios with all their profiles, tariffs and reference cases, without running them')
    .argument('<files...>', 'scenario files')
    .addHelpText('after', '\nExample:\n  $ sixfold validate simulations/*.yaml\n')
    .action((files: string[]) => {
      for (const file of files) {
        try {
          const scenario = loadScenario(file);
          loadReferences(scenario);
          const { components, buses, grid } = scenario.run;
          terminal.out(
            `${file}: good. ${components.length} components on ${buses.length} buses, ${grid.length} steps of ${grid.step_s} s\n`,
          );
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          terminal.err(`${error.message}\n`);
          done(2);
        }
      }
    });
}
