import { ConfigError, ConnectionError, SimulationError } from '../../core/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device; free some, or choose another folder with --out',
  EACCES: 'permission denied; choose another folder with --out',
  EPERM: 'permission denied; choose another folder with --out',
  EROFS: 'the file system is read-only; choose another folder with --out',
  ENOTDIR: 'a part of the path is a file; choose another folder with --out',
  EEXIST: 'a file stands where a folder is needed; choose another folder with --out',
  ENOENT: 'there is no such folder and none can be made; choose another with --out',
  EISDIR: 'a folder stands where a file is needed; choose another folder with --out',
  ERR_FS_EISDIR: 'a folder stands where a file is needed; choose another folder with --out',
  EDQUOT: 'the disk quota is used up; free some space, or choose another folder with --out',
};

/** What a person reads of an error, and the exit code. A stack is shown only for what should not happen at all. */
export function failureOf(error: unknown): { readonly text: string; readonly exit: 1 | 2 } {
  if (error instanceof ConfigError) return { text: error.message, exit: 2 };
  if (error instanceof SimulationError || error instanceof ConnectionError) return { text: error.message, exit: 1 };
  const { code, path, message, stack } = error as NodeJS.ErrnoException;
  if (code !== undefined && REASONS[code] !== undefined)
    return { text: `${path ?? 'output'}: cannot be written: ${REASONS[code]}`, exit: 1 };
  if (code !== undefined) return { text: message, exit: 1 };
  if (error instanceof RangeError && /allocation failed|typed array length/i.test(message))
    return { text: 'not enough memory for a run of so many steps; take a longer step or a shorter run', exit: 1 };
  return { text: `sixfold met an error of its own, please report it: ${stack ?? String(error)}`, exit: 1 };
}
