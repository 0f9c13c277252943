import type { Command } from 'commander';
import { jsonSchema } from '../../scenario/jsonSchema.ts';
import type { Terminal } from './terminal.ts';

export function addSchema(program: Command, terminal: Terminal): void {
  program
    .command('schema')
    .description('prints the JSON Schema of scenario files, for editors')
    .addHelpText(
      'after',
      '\nExample:\n  $ sixfold schema > sixfold.schema.json\n  then begin a scenario with: # yaml-language-server: $schema=sixfold.schema.json\n',
    )
    .action(() => {
      terminal.out(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    });
}
