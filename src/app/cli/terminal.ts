import { type Progress, progressOn } from './progress.ts';
import { type StatusLine, statusOn } from './statusLine.ts';

/** What the command line speaks to; handed in, so that it can be tried without a process of its own. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  progress(what: string): Progress;
  /** A line that is written over again and again; none in a pipe. */
  status(): StatusLine;
  /** Characters of a line. */
  readonly width: number;
  /** Watches for Ctrl-C until `end`; a second one ends the process at once. */
  watch(): Watch;
}

export interface Watch {
  /** The signal that asked to stop. */
  readonly signal: NodeJS.Signals | undefined;
  end(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Exit code of a run that was stopped, as shells have it: 128 and the number of the signal. */
export const exitOf = (signal: NodeJS.Signals): number => (signal === 'SIGTERM' ? 143 : 130);

export function processTerminal(): Terminal {
  // A reader that has seen enough (| head) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    progress: (what) => progressOn(process.stderr, what),
    status: () => statusOn(process.stderr),
    width: process.stdout.columns ?? 120,
    watch() {
      let signal: NodeJS.Signals | undefined;
      const note = (name: NodeJS.Signals): void => {
        if (signal !== undefined) process.exit(exitOf(name));
        signal = name;
      };
      for (const name of SIGNALS) process.on(name, note);
      return {
        get signal() {
          return signal;
        },
        end() {
          for (const name of SIGNALS) process.off(name, note);
        },
      };
    },
  };
}
