/** One fault of a user's file: where, what was met and what to do. */
export interface ConfigIssue {
  /** File name as the user gave it; empty where the fault has no file. */
  readonly file: string;
  /** Line from 1; undefined where the fault belongs to the file as a whole. */
  readonly line?: number | undefined;
  /** Dotted path inside the file, such as `components.bat1`. */
  readonly path: string;
  readonly message: string;
}

const write = (issue: ConfigIssue): string => {
  const file = issue.line === undefined ? issue.file : `${issue.file}:${issue.line}`;
  const where = [file, issue.path].filter((part) => part !== '').join(' ');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
};

/** The user's file or call is wrong. Holds every fault found, not only the first; the command line exits with 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly ConfigIssue[];
  constructor(issues: readonly ConfigIssue[] | string) {
    const list = typeof issues === 'string' ? [{ file: '', path: '', message: issues }] : issues;
    super(list.map(write).join('\n'));
    this.issues = list;
  }
}

/** A law was broken while the simulation ran (a balance, a bound, a number that is not finite); exits with 1. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
}

/** The world outside did not answer or refused; worth another try. Exits with 1. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}
