import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { loadReferences } from '../references.ts';
import { loadReplay } from '../replay.ts';
import type { Terminal } from './terminal.ts';
import { plural } from './text.ts';

export function addValidate(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('validate')
    .description('checks scenarios with all their profiles, tariffs and reference cases, without running them')
    .argument('<files...>', 'scenario files')
    .addHelpText('after', '\nExample:\n  $ sixfold validate simulations/*.yaml\n')
    .action(async (files: string[]) => {
      for (const file of files) {
        try {
          const scenario = await loadReplay(file);
          loadReferences(scenario);
          const { components, buses, grid } = scenario.run;
          terminal.out(
            `${file}: good. ${plural(components.length, 'component')} on ${plural(buses.length, 'bus')}, ${plural(grid.length, 'step')} of ${grid.step_s} s\n`,
          );
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          terminal.err(`${error.message}\n`);
          done(2);
        }
      }
    });
}
