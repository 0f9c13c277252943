import type { Command } from 'commander';
import { loadScenario } from '../node.ts';

export function addValidate(program: Command, done: (exit: number) => void): void {
  program
    .command('validate')
    .description('checks a scenario with all its profiles, without running it')
    .argument('<files...>', 'scenario files')
    .addHelpText('after', '\nExample:\n  $ sixfold validate simulations/suzhou-six-in-one.yaml\n')
    .action((files: string[]) => {
      for (const file of files) {
        const { run } = loadScenario(file);
        process.stdout.write(
          `${file}: good. ${run.components.length} components on ${run.buses.length} buses, ${run.grid.length} steps of ${run.grid.step_s} s\n`,
        );
      }
      done(0);
    });
}
