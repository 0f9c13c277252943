import { closeSync, mkdirSync, openSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { LogLevel } from './logLevels.ts';

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface LogFile {
  readonly log: Log;
  /** Resolves once what was waiting is written, or cannot be within a second. */
  readonly close: () => Promise<void>;
}

/** Characters that may wait for a disk, or a reader, that does not keep up; what is beyond is lost. */
const MOST_WAITING = 1_000_000;
const CLOSE_MS = 1000;
/** Never written, should somebody ever hand one over. */
const SECRETS = ['password', 'token', 'authorization', 'headers', 'secret', 'key'];

/** Structured logs as lines of JSON, to a file (made with its folder) or to the standard error. @throws the error of the disk */
export function openLog(path: string | undefined, level: LogLevel): LogFile {
  if (level === 'silent') return { log: pino({ level }), close: () => Promise.resolve() };
  const lines = lineWriter(path);
  const log = pino(
    {
      level,
      base: { process: process.pid },
      timestamp: () => `,"wall_ms":${Date.now()}`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((word) => [word, `*.${word}`]), censor: '[secret]' },
    },
    lines,
  );
  return { log, close: lines.close };
}

/** Writes lines one after the other without anybody waiting for it: a full disk or a stuck reader stops the log, never the twin. */
function lineWriter(path: string | undefined): { write(line: string): void; readonly close: () => Promise<void> } {
  if (path !== undefined) mkdirSync(dirname(path), { recursive: true });
  const file = path === undefined ? 2 : openSync(path, 'a', 0o640);
  let waiting = '';
  let isWriting = false;
  const next = (): void => {
    if (isWriting || waiting === '') return;
    const bytes = Buffer.from(waiting);
    waiting = '';
    isWriting = true;
    const put = (from: number): void =>
      write(file, bytes, from, bytes.length - from, null, (error, count) => {
        // What cannot be written is given up; the next lines are tried again.
        if (error === null && from + count < bytes.length) put(from + count);
        else {
          isWriting = false;
          next();
        }
      });
    put(0);
  };
  return {
    write(line) {
      if (waiting.length > MOST_WAITING) return;
      waiting += line;
      next();
    },
    async close() {
      for (const until = performance.now() + CLOSE_MS; isWriting && performance.now() < until; ) await sleep(5);
      if (path !== undefined) closeSync(file);
    },
  };
}

export const NO_LOG: Log = pino({ level: 'silent' });
