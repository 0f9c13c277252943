import { pino } from 'pino';
import type { LogLevel } from './logLevels.ts';

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface LogFile {
  readonly log: Log;
  /** Writes what is still waiting. */
  readonly close: () => void;
}

/** Characters that may wait for a reader of the log that does not keep up; what is beyond is lost, the twin is not held up. */
const MOST_WAITING = 1_000_000;
/** Never written, should somebody ever hand one over. */
const SECRETS = ['password', 'token', 'authorization', 'headers', 'secret', 'key'];

/** Structured logs as lines of JSON, to a file (made with its folder) or to the standard error. */
export function openLog(path: string | undefined, level: LogLevel): LogFile {
  if (level === 'silent') return { log: pino({ level }), close: () => undefined };
  const destination = pino.destination({
    ...(path === undefined ? { dest: 2 } : { dest: path, mkdir: true, mode: 0o640 }),
    sync: path !== undefined,
    maxLength: MOST_WAITING,
  });
  // A disk that is full stops the log, never the twin.
  destination.on('error', () => undefined);
  const log = pino(
    {
      level,
      base: { process: process.pid },
      timestamp: () => `,"wall_ms":${Date.now()}`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((word) => [word, `*.${word}`]), censor: '[secret]' },
    },
    destination,
  );
  return {
    log,
    close() {
      try {
        destination.flushSync();
      } catch {
        // Nobody is left to be told.
      }
      destination.end();
    },
  };
}

export const NO_LOG: Log = pino({ level: 'silent' });
