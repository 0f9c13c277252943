import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import { template } from '../../scenario/template.ts';
import type { Terminal } from './terminal.ts';

export function addNew(program: Command, terminal: Terminal): void {
  program
    .command('new')
    .description('writes a commented scenario to start from')
    .argument('<file>', 'where to write it, such as my-site.yaml')
    .addHelpText('after', '\nExample:\n  $ sixfold new my-site.yaml\n  $ sixfold run my-site.yaml\n')
    .action((file: string) => {
      if (existsSync(file)) throw new ConfigError(`"${file}" exists already; choose another name, or remove it first`);
      const name =
        file
          .replace(/^.*[\\/]/, '')
          .replace(/\.ya?ml$/, '')
          .toLowerCase()
          .replace(/[^a-z0-9-]+/g, '-')
          .replace(/^[^a-z]+/, '') || 'my-site';
      writeFileSync(file, template(name));
      terminal.out(`${file}: written. Next: sixfold run ${file}\n`);
    });
}
