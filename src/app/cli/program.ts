import { Command, CommanderError } from 'commander';
import { addBacktest } from './backtest.ts';
import { addCalibrate } from './calibrate.ts';
import { addCompare } from './compare.ts';
import { addExchange } from './exchange.ts';
import { addExport } from './export.ts';
import { failureOf } from './failure.ts';
import { addForecast } from './forecast.ts';
import { addLive } from './live.ts';
import { addNew } from './new.ts';
import { addPareto } from './pareto.ts';
import { addReplay } from './replay.ts';
import { addResilience } from './resilience.ts';
import { addRoadmap } from './roadmap.ts';
import { addRun } from './run.ts';
import { addSchema } from './schema.ts';
import { addServe } from './serve.ts';
import { addSize } from './size.ts';
import { addStudio } from './studio.ts';
import { addSweep } from './sweep.ts';
import { addTail } from './tail.ts';
import type { Terminal } from './terminal.ts';
import { addValidate } from './validate.ts';
import { version } from './version.ts';
import { addWorker } from './worker.ts';

/** Puts a sub-command on the program; `done` gives the exit code where it is not 0. */
export type AddCommand = (program: Command, terminal: Terminal, done: (exit: number) => void) => void;

const COMMANDS: readonly AddCommand[] = [
  addRun,
  addLive,
  addReplay,
  addCalibrate,
  addBacktest,
  addForecast,
  addTail,
  addServe,
  addStudio,
  addExport,
  addValidate,
  addCompare,
  addResilience,
  addExchange,
  addSize,
  addPareto,
  addRoadmap,
  addSweep,
  addWorker,
  addSchema,
  addNew,
];

/**
 * The command line.
 * @returns its exit code: 0 good, 1 the run failed, 2 bad usage or bad input, 130 stopped by Ctrl-C (143 by SIGTERM)
 */
export async function sixfold(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  // Settings are taken over by the sub-commands, which therefore come after.
  const program = new Command('sixfold')
    .description('Digital twin and energy exchange for the shared microgrid of an industrial cluster.')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .addHelpText(
      'after',
      '\nExample:\n  $ sixfold run simulations/suzhou-six-in-one.yaml\n' +
        '\nExit codes: 0 good, 1 the run failed, 2 bad usage or bad input, 130 stopped by Ctrl-C\n',
    )
    .showHelpAfterError('(add --help for the options and an example)');
  for (const add of COMMANDS) {
    add(program, terminal, (exit) => {
      code = exit;
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, exit } = failureOf(error);
    terminal.err(`${text}\n`);
    return exit;
  }
  return code;
}
