import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { exitOf, type Terminal } from './terminal.ts';

const HELP = `
Example:
  $ sixfold worker --redis redis://queue.local:6379

Runs what "sixfold sweep --redis" queues there, for any number of sweeps, one after the other. It needs none of their
files: they come with the sweep. Start as many as you like, on any hosts, and stop or lose them as you like. Ctrl-C ends
it when the runs under way are done; a second one at once, and others make them.
`;

interface WorkerFlags {
  readonly redis: string;
  readonly threads: number;
}

export function addWorker(program: Command, terminal: Terminal, done: (exit: number) => void): void {
  program
    .command('worker')
    .description('makes runs of sweeps that were queued in Redis, until it is stopped')
    .requiredOption('--redis <url>', 'where the runs are queued')
    .option('--threads <n>', 'runs at once', threads, availableParallelism())
    .addHelpText('after', HELP)
    .action(async (flags: WorkerFlags) => {
      const watch = terminal.watch();
      const { serveSweeps } = await import('../sweep/serveSweeps.ts');
      try {
        const made = await serveSweeps({
          url: flags.redis,
          threads: flags.threads,
          stopped: () => watch.signal !== undefined,
          say: (text) => terminal.err(`${text}\n`),
        });
        terminal.err(`stopped by ${watch.signal}; made ${made} ${made === 1 ? 'run' : 'runs'}\n`);
        if (watch.signal !== undefined) done(exitOf(watch.signal));
      } finally {
        watch.end();
      }
    });
}

function threads(text: string): number {
  const v = Number(text);
  if (!(Number.isInteger(v) && v >= 1 && v <= 1024))
    throw new InvalidArgumentError('expected a whole number from 1 to 1024');
  return v;
}
