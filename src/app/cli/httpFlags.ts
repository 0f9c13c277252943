import { ConfigError } from '../../core/errors.ts';
import { LOG_LEVELS, type LogLevel } from '../logLevels.ts';
import type { HttpOptions } from '../server/http/server.ts';

export interface HttpFlags {
  /** An address; false where there is to be no server. */
  readonly http: string | false;
  readonly httpOrigin?: string[];
  readonly log?: string;
  readonly logLevel: string;
}

/** Where HTTP is served, as the command line says; undefined where it is not. @throws ConfigError */
export function httpOf({ http, httpOrigin = [] }: HttpFlags): HttpOptions | undefined {
  if (http === false) return undefined;
  const found = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(http);
  const port = Number(found?.[3]);
  if (found === null || port > 65_535)
    throw new ConfigError(`--http ${http}: expected HOST:PORT, such as 127.0.0.1:8600, [::1]:8600 or 0.0.0.0:8600`);
  const wrong = httpOrigin.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong !== undefined)
    throw new ConfigError(`--http-origin ${wrong}: expected the origin of a page, such as https://screens.example`);
  return { host: (found[1] ?? found[2])!, port, origins: httpOrigin };
}

export interface LogPlace {
  /** Undefined for the standard error. */
  readonly path: string | undefined;
  readonly level: LogLevel;
}

/** Where logs go: on a terminal, where people read, nowhere unless it is asked for. @throws ConfigError */
export function logOf({ log, logLevel }: HttpFlags, isTerminal = process.stderr.isTTY === true): LogPlace {
  const level = LOG_LEVELS.find((one) => one === logLevel);
  if (level === undefined) throw new ConfigError(`--log-level ${logLevel}: expected one of ${LOG_LEVELS.join(', ')}`);
  if (log === undefined && isTerminal) return { path: undefined, level: 'silent' };
  return { path: log === 'stderr' ? undefined : log, level };
}
