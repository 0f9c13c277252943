import { Command, CommanderError } from 'commander';
import { addCompare } from './compare.ts';
import { failureOf } from './failure.ts';
import { addNew } from './new.ts';
import { addRun } from './run.ts';
import { addSchema } from './schema.ts';
import { addValidate } from './validate.ts';

/** Exit codes: 0 good, 1 the run failed, 2 bad usage or bad input. */
async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('sixfold')
    .description('Digital twin and energy exchange for the shared microgrid of an industrial cluster.')
    .addHelpText('after', '\nExample:\n  $ sixfold run simulations/suzhou-six-in-one.yaml\n')
    .exitOverride();
  let code = 0;
  const done = (exit: number): void => {
    code = exit;
  };
  for (const add of [addRun, addValidate, addCompare, addSchema, addNew]) add(program, done);
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, exit } = failureOf(error);
    process.stderr.write(`${text}\n`);
    return exit;
  }
  return code;
}

process.exitCode = await main(process.argv);
